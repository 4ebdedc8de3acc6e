//! `POST /followups/{reference}/withdrawal`.

use actix_web::post;

use crate::api::extract::{Call, Frontend, IdempotencyKey, Query, ReferencePath, SubmissionSecret};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::followups::json::FollowUp;
use crate::api::v1::followups::{asked, claim, write};
use crate::app::submission::followup;

/// Take a submission back
///
/// Nobody answers it any more. What was published stays so; `/erasure` takes that away too.
#[utoipa::path(
    operation_id = "withdraw_submission",
    tag = "submissions",
    params(
        ("reference" = String, Path, description = "The submission's reference.", max_length = 40, pattern = "^[^/]+$", example = "7K3M-Q9XD-S"),
        SubmissionSecret,
        IdempotencyKey
    ),
    responses(
        (status = 200, body = FollowUp, description = "The submission, withdrawn."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Reference and secret do not belong together."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "It has come to its end.")
    )
)]
#[post("/followups/{reference}/withdrawal")]
pub async fn withdraw_submission(
    call: Call,
    frontend: Frontend,
    secret: SubmissionSecret,
    reference: ReferencePath,
    query: Query,
    key: IdempotencyKey,
) -> Result<Answer, Problem> {
    query.finish()?;
    call.admit(frontend.0.as_ref()).await?;
    let claim = claim(&reference, &secret);
    let asked = asked("withdraw_submission", key, &claim, &[]);
    write(&call, frontend, asked, move |open| followup::withdraw(open, &claim)).await
}
