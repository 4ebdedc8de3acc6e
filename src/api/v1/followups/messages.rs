//! `POST /followups/{reference}/messages`.

use actix_web::post;

use crate::api::extract::{
    Call, Frontend, IdempotencyKey, Json, Query, ReferencePath, SubmissionSecret,
};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::followups::json::{FollowUp, NewFollowUpMessage};
use crate::api::v1::followups::{asked, claim, write};
use crate::app::submission::followup;
use crate::domain::limits;

/// Add to a submission
///
/// A message of its author to those who answer it; the public does not see it. Whoever was asked something answers so, and
/// the clock goes on.
#[utoipa::path(
    operation_id = "create_followup_message",
    tag = "submissions",
    params(
        ("reference" = String, Path, description = "The submission's reference.", max_length = 40, pattern = "^[^/]+$", example = "7K3M-Q9XD-S"),
        SubmissionSecret,
        IdempotencyKey
    ),
    request_body(content = NewFollowUpMessage, content_type = "application/json"),
    responses(
        (status = 200, body = FollowUp, description = "The submission with the message."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Reference and secret do not belong together."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "It has come to its end.")
    )
)]
#[post("/followups/{reference}/messages")]
pub async fn create_followup_message(
    call: Call,
    frontend: Frontend,
    secret: SubmissionSecret,
    reference: ReferencePath,
    query: Query,
    key: IdempotencyKey,
    body: Json<NewFollowUpMessage>,
) -> Result<Answer, Problem> {
    query.finish()?;
    call.admit(frontend.0.as_ref()).await?;
    let mut members = body.members();
    let text = members.text("text", limits::DESCRIPTION);
    let text = members.finish_with(text)?;
    let claim = claim(&reference, &secret);
    let asked = asked("create_followup_message", key, &claim, body.bytes());
    write(&call, frontend, asked, move |open| followup::clarify(open, &claim, &text)).await
}
