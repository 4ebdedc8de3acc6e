//! `POST /submissions/preview`.

use actix_web::post;

use crate::api::extract::{Call, Json, Query};
use crate::api::problem::Problem;
use crate::api::respond::Answer;
use crate::api::v1::submissions::preview_json::{PersonalDataFinding, Preview, PreviewRequest};
use crate::domain::submission::SubmissionText;
use crate::domain::submission::personal_data;

/// Look a text over before it is sent
///
/// Finds what looks like personal data: numbers of Hong Kong identity cards, telephone numbers, email addresses and numbers
/// of payment cards. Nothing of the text is stored or logged.
#[utoipa::path(
    operation_id = "preview_submission",
    tag = "submissions",
    request_body(content = PreviewRequest, content_type = "application/json"),
    responses((status = 200, body = Preview, description = "What was found."))
)]
#[post("/submissions/preview")]
pub async fn preview_submission(
    call: Call,
    query: Query,
    body: Json<PreviewRequest>,
) -> Result<Answer, Problem> {
    query.finish()?;
    let mut members = body.members();
    let text = members.verbatim("text", 1..=SubmissionText::MAX);
    members.finish()?;
    let found = personal_data::find(&text);
    let preview = Preview {
        redacted: personal_data::redact(&text, &found),
        findings: found.into_iter().map(PersonalDataFinding::from).collect(),
    };
    Answer::secret(&preview, call.language_tag())
}
