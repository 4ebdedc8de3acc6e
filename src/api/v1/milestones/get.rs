//! `GET /milestones/{id}`.

use actix_web::get;

use crate::api::extract::{Call, IdPath, Query, Reader};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::include;
use crate::api::v1::common::params::{ItemParams, TranslationsParams};
use crate::api::v1::common::speech::Speech;
use crate::api::v1::milestones::TOPICS;
use crate::api::v1::milestones::json::Milestone;
use crate::app::milestone;
use crate::domain::ids::MilestoneId;

/// Get a milestone
///
/// One milestone, with whether it is overdue and how far it slipped as of today.
#[utoipa::path(
    operation_id = "get_milestone",
    tag = "milestones",
    params(
        ("id" = uuid::Uuid, Path, description = "The milestone's id."),
        ItemParams,
        TranslationsParams
    ),
    responses(
        (status = 200, body = Milestone, description = "The milestone."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such milestone."),
        (status = 410, body = ProblemBody, content_type = "application/problem+json", description = "The milestone was deleted.")
    )
)]
#[get("/milestones/{id}")]
pub async fn get_milestone(
    call: Call,
    id: IdPath<MilestoneId>,
    query: Query<ItemParams, TranslationsParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let language = reader.language(&call, query.shared.lang.as_deref());
    let translations = include::translations(&mut reader, &query.own);
    reader.finish()?;
    call.answer(
        TOPICS,
        move |reading, today| milestone::find(reading, id.0, today),
        |view| {
            let languages = &call.state().languages;
            let body = Milestone::of(view, Speech::new(languages, language, translations));
            Answer::item(&body, body.version, languages.get(language).as_str())
        },
    )
    .await
}
