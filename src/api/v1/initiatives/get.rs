//! `GET /initiatives/{code}`.

use actix_web::get;

use crate::api::extract::{Call, CodePath, Query, Reader};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::params::ItemParams;
use crate::api::v1::common::speech::Speech;
use crate::api::v1::initiatives::TOPICS;
use crate::api::v1::initiatives::json::Initiative;
use crate::api::v1::initiatives::params::{InitiativeIncludeParams, include};
use crate::app::initiative;
use crate::domain::code::InitiativeKind;

/// Get an initiative
///
/// One initiative with its health and progress as they are today.
#[utoipa::path(
    operation_id = "get_initiative",
    tag = "initiatives",
    params(
        ("code" = String, Path, description = "The initiative's code.", max_length = 80,
         pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "hketoll-free-flow-tolling"),
        ItemParams,
        InitiativeIncludeParams
    ),
    responses(
        (status = 200, body = Initiative, description = "The initiative."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such initiative.")
    )
)]
#[get("/initiatives/{code}")]
pub async fn get_initiative(
    call: Call,
    code: CodePath<InitiativeKind>,
    query: Query<ItemParams, InitiativeIncludeParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let language = reader.language(&call, query.shared.lang.as_deref());
    let (siblings, translations) = include(&mut reader, query.own.include.as_deref());
    reader.finish()?;
    call.answer(
        TOPICS,
        move |reading, today| initiative::find(reading, &code.0, siblings, today),
        |view| {
            let languages = &call.state().languages;
            let body = Initiative::of(view, Speech::new(languages, language, translations));
            Answer::item(&body, body.version, languages.get(language).as_str())
        },
    )
    .await
}
