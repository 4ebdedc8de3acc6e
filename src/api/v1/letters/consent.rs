//! `POST /letters/consent`.

use actix_web::post;

use crate::api::extract::{Call, Frontend, Json, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::NoContent;
use crate::api::v1::letters::json::NewLetterConsent;
use crate::app::AppError;
use crate::app::notice::Answer;

/// Say whether letters are welcome
///
/// Every letter has a link to a page that asks its addressee; the secret part of the link is sent here. Until an address is
/// confirmed, it is asked now and then and gets no other letters; when letters are refused, none goes there again. The same
/// may be said twice, and the opposite later.
#[utoipa::path(
    operation_id = "answer_letters",
    tag = "submissions",
    request_body(content = NewLetterConsent, content_type = "application/json"),
    responses(
        (status = 204, description = "It is noted."),
        (status = 410, body = ProblemBody, content_type = "application/problem+json", description = "No letter has that link, or it is too old.")
    )
)]
#[post("/letters/consent")]
pub async fn answer_letters(
    call: Call,
    frontend: Frontend,
    query: Query,
    body: Json<NewLetterConsent>,
) -> Result<NoContent, Problem> {
    query.finish()?;
    call.admit(frontend.0.as_ref()).await?;
    let mut members = body.members();
    let token = members.verbatim("token", 1..=100);
    let answer: Option<Answer> = members.word("answer", &Answer::ALL.map(Answer::as_str));
    let answer = members.finish_with(answer)?;
    let (state, told) = (call.state(), call.circumstances());
    let recipients = state.notices.recipients();
    let noted = recipients.answer(&state.database, &token, answer, frontend.0, told).await;
    noted.map_err(|error| match error {
        AppError::Gone => Problem::link_gone(),
        other => call.problem(&other),
    })?;
    Ok(NoContent)
}
