//! `POST /staff/submissions/{id}/notes`.

use actix_web::post;

use crate::api::extract::{Auth, Call, IdPath, IdempotencyKey, Json, Manner, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::BASE;
use crate::api::v1::common::params::DryRunParams;
use crate::api::v1::staff_submissions::json::SubmissionMessage;
use crate::api::v1::staff_submissions::work_json::NewSubmissionNote;
use crate::app::submission::note;
use crate::authz::act;
use crate::domain::ids::SubmissionId;
use crate::domain::limits;

/// Note something on a submission
///
/// For moderators, and for responders of the department that the submission is assigned to. Staff alone see it; the
/// submission keeps its version.
#[utoipa::path(
    operation_id = "create_submission_note",
    tag = "submissions",
    security(("bearer" = []), ("api_key" = [])),
    params(
        ("id" = uuid::Uuid, Path, description = "The submission's id."),
        DryRunParams,
        IdempotencyKey
    ),
    request_body(content = NewSubmissionNote, content_type = "application/json"),
    responses(
        (status = 201, body = SubmissionMessage, description = "The note."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such submission, or it is not assigned to the caller's department."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The same request is being done."),
        (status = 410, body = ProblemBody, content_type = "application/problem+json", description = "All that was written was erased.")
    )
)]
#[post("/staff/submissions/{id}/notes")]
pub async fn create_submission_note(
    call: Call,
    auth: Auth<act::NoteSubmission>,
    id: IdPath<SubmissionId>,
    query: Query<DryRunParams>,
    key: IdempotencyKey,
    body: Json<NewSubmissionNote>,
) -> Result<Answer, Problem> {
    let manner = Manner::of(query.dry_run()?, "create_submission_note", key, &body).about(id.0);
    let mut members = body.members();
    let text = members.text("text", limits::NOTE);
    let text = members.finish_with(text)?;
    let language = call.negotiated_language();
    call.write(
        auth,
        manner,
        move |acting| note::add(acting, id.0, &text),
        move |state, note| {
            let body = SubmissionMessage::from(&note);
            let answer = Answer::secret(&body, state.languages.get(language).as_str())?;
            Ok(answer.created(&format!("{BASE}/staff/submissions/{}", id.0)))
        },
    )
    .await
}
