//! `GET /initiatives/{code}/progress`.

use actix_web::get;

use crate::api::extract::{Call, CodePath, Query, Reader};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::params::ItemParams;
use crate::api::v1::initiatives::TOPICS;
use crate::api::v1::initiatives::progress_json::Progress;
use crate::app::initiative;
use crate::domain::code::InitiativeKind;

/// Explain an initiative's progress
///
/// The whole derivation: what each milestone weighs, how much of it counts as done and what it adds.
#[utoipa::path(
    operation_id = "get_initiative_progress",
    tag = "initiatives",
    params(
        ("code" = String, Path, description = "The initiative's code.", max_length = 80,
         pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "hketoll-free-flow-tolling"),
        ItemParams
    ),
    responses(
        (status = 200, body = Progress, description = "The derivation."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such initiative.")
    )
)]
#[get("/initiatives/{code}/progress")]
pub async fn get_initiative_progress(
    call: Call,
    code: CodePath<InitiativeKind>,
    query: Query<ItemParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let language = reader.language(&call, query.shared.lang.as_deref());
    reader.finish()?;
    call.answer(
        TOPICS,
        move |reading, _| initiative::progress(reading, &code.0),
        |view| {
            let version = view.initiative.version;
            let language = call.state().languages.get(language).as_str();
            Answer::item(&Progress::from(view), version, language)
        },
    )
    .await
}
