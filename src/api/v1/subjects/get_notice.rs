//! `GET /notices/{version}`.

use actix_web::{HttpRequest, get};

use crate::api::extract::{Call, Query, Reader};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::params::ItemParams;
use crate::api::v1::common::speech::Speech;
use crate::api::v1::subjects::NOTICES;
use crate::api::v1::subjects::json::PrivacyNotice;
use crate::app::subject::{self, NoticeAsked};

/// What stands for the version of the notice in force.
const CURRENT: &str = "current";

/// Get a privacy notice
///
/// What is done with what people send: by its version, or `current` for the one in force, which a new submission consents
/// to.
#[utoipa::path(
    operation_id = "get_notice",
    tag = "submissions",
    params(
        ("version" = String, Path, description = "The notice's version, or `current`.", max_length = 10, pattern = "^([0-9]+|current)$", example = "current"),
        ItemParams
    ),
    responses(
        (status = 200, body = PrivacyNotice, description = "The notice."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such notice.")
    )
)]
#[get("/notices/{version}")]
pub async fn get_notice(
    call: Call,
    request: HttpRequest,
    query: Query<ItemParams>,
) -> Result<Answer, Problem> {
    let asked = asked(request.match_info().get("version")).ok_or_else(Problem::not_found)?;
    let mut reader = Reader::new(query.faults);
    let language = reader.language(&call, query.shared.lang.as_deref());
    reader.finish()?;
    call.answer(
        NOTICES,
        move |reading, today| subject::find_notice(reading, asked, today),
        |notice| {
            let languages = &call.state().languages;
            let body = PrivacyNotice::of(&notice, Speech::new(languages, language, false));
            let version = i64::from(notice.version);
            Answer::item(&body, version, languages.get(language).as_str())
        },
    )
    .await
}

fn asked(segment: Option<&str>) -> Option<NoticeAsked> {
    match segment? {
        CURRENT => Some(NoticeAsked::InForce),
        version => version.parse().ok().map(NoticeAsked::Version),
    }
}
