//! `POST /followups/{reference}/erasure`.

use actix_web::post;

use crate::api::extract::{
    Call, Frontend, IdempotencyKey, Json, Query, ReferencePath, SubmissionSecret,
};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::followups::json::{FollowUp, NewErasure};
use crate::api::v1::followups::{asked, claim, write};
use crate::app::submission::followup::{self, Erasure};

/// Have a submission erased
///
/// The contact details alone, or all that was written. Erasing all withdraws a submission that is not answered yet, and of
/// one that was published the public sees no more than that its author asked for it. Nothing brings it back.
#[utoipa::path(
    operation_id = "erase_submission",
    tag = "submissions",
    params(
        ("reference" = String, Path, description = "The submission's reference.", max_length = 40, pattern = "^[^/]+$", example = "7K3M-Q9XD-S"),
        SubmissionSecret,
        IdempotencyKey
    ),
    request_body(content = NewErasure, content_type = "application/json"),
    responses(
        (status = 200, body = FollowUp, description = "What is left."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Reference and secret do not belong together."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The same request is being done.")
    )
)]
#[post("/followups/{reference}/erasure")]
pub async fn erase_submission(
    call: Call,
    frontend: Frontend,
    secret: SubmissionSecret,
    reference: ReferencePath,
    query: Query,
    key: IdempotencyKey,
    body: Json<NewErasure>,
) -> Result<Answer, Problem> {
    query.finish()?;
    call.admit(frontend.0.as_ref()).await?;
    let mut members = body.members();
    let what: Option<Erasure> = members.word("what", &Erasure::ALL.map(Erasure::as_str));
    let what = members.finish_with(what)?;
    let claim = claim(&reference, &secret);
    let asked = asked("erase_submission", key, &claim, body.bytes());
    write(&call, frontend, asked, move |open| followup::erase(open, &claim, what)).await
}
