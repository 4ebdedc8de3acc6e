//! `POST /staff/submissions/{id}/transitions`.

use actix_web::post;

use crate::api::extract::{Auth, Call, IdPath, IdempotencyKey, IfMatch, Json, Manner, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::params::DryRunParams;
use crate::api::v1::staff_submissions::json::StaffSubmission;
use crate::api::v1::staff_submissions::work_json::NewSubmissionTransition;
use crate::app::submission::question::{self, Step};
use crate::authz::act;
use crate::domain::ids::SubmissionId;
use crate::domain::limits;
use crate::domain::submission::SubmissionState;

/// Ask the author of a submission
///
/// For responders of the department that the submission is assigned to. The reply clock stands still while the author is
/// awaited, and goes on with the author's message or when the department moves the submission back.
#[utoipa::path(
    operation_id = "transition_submission",
    tag = "submissions",
    security(("bearer" = []), ("api_key" = [])),
    params(
        ("id" = uuid::Uuid, Path, description = "The submission's id."),
        DryRunParams,
        IfMatch,
        IdempotencyKey
    ),
    request_body(content = NewSubmissionTransition, content_type = "application/json"),
    responses(
        (status = 200, body = StaffSubmission, description = "The submission as it is since."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such submission, or it is not assigned to the caller's department."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The present state does not lead there; `allowed_transitions` lists where it leads. Or the same request is being done."),
        (status = 410, body = ProblemBody, content_type = "application/problem+json", description = "All that was written was erased.")
    )
)]
#[post("/staff/submissions/{id}/transitions")]
pub async fn transition_submission(
    call: Call,
    auth: Auth<act::AwaitCitizen>,
    id: IdPath<SubmissionId>,
    query: Query<DryRunParams>,
    expected: IfMatch,
    key: IdempotencyKey,
    body: Json<NewSubmissionTransition>,
) -> Result<Answer, Problem> {
    let manner = Manner::of(query.dry_run()?, "transition_submission", key, &body).about(id.0);
    let mut members = body.members();
    let known = [SubmissionState::AwaitingCitizen, SubmissionState::Assigned];
    let to = members.word("to", &known.map(SubmissionState::as_str));
    let step = match to {
        Some(SubmissionState::AwaitingCitizen) => {
            members.text("message", limits::DESCRIPTION).map(Step::Ask)
        }
        Some(_) => {
            members.refuse_beside(&["message"]);
            Some(Step::Resume)
        }
        None => None,
    };
    let step = members.finish_with(step)?;
    let language = call.negotiated_language();
    let (today, notices) = (call.state().today().0, call.state().notices.clone());
    call.write(
        auth,
        manner,
        move |acting| question::step(acting, &notices, id.0, &expected.0, &step),
        move |state, moved| {
            let body = StaffSubmission::of(&moved, today);
            Answer::written(&body, moved.version, state.languages.get(language).as_str())
        },
    )
    .await
}
