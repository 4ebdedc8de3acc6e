//! `GET /staff/submissions/{id}/contact`.

use std::sync::Arc;

use actix_web::get;

use crate::api::extract::{Auth, Call, IdPath, Manner, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::staff_submissions::json::SubmissionContact;
use crate::app::submission::queue;
use crate::authz::act;
use crate::domain::ids::SubmissionId;

/// Get the contact details of a submission
///
/// For responders of the department that the submission is assigned to; not for keys. Each reading leaves an audit entry.
#[utoipa::path(
    operation_id = "get_submission_contact",
    tag = "submissions",
    security(("bearer" = [])),
    params(("id" = uuid::Uuid, Path, description = "The submission's id.")),
    responses(
        (status = 200, body = SubmissionContact, description = "How to reach the author."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such submission, it is none of the caller's, or no contact details are kept."),
        (status = 410, body = ProblemBody, content_type = "application/problem+json", description = "All that was written was erased.")
    )
)]
#[get("/staff/submissions/{id}/contact")]
pub async fn get_submission_contact(
    call: Call,
    auth: Auth<act::ReadContact>,
    id: IdPath<SubmissionId>,
    query: Query,
) -> Result<Answer, Problem> {
    query.finish()?;
    let keys = Arc::clone(&call.state().contact_keys);
    let language = call.negotiated_language();
    call.write(
        auth,
        Manner::default(),
        move |acting| queue::contact(acting, &keys, id.0),
        move |state, details| {
            let body = SubmissionContact::from(details);
            Answer::secret(&body, state.languages.get(language).as_str())
        },
    )
    .await
}
