//! `POST /staff/submissions/{id}/replies`.

use actix_web::post;

use crate::api::extract::{
    Auth, Call, IdPath, IdempotencyKey, IfMatch, Json, Manner, Members, Query,
};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::BASE;
use crate::api::v1::common::params::DryRunParams;
use crate::api::v1::common::speech::Speech;
use crate::api::v1::staff_submissions::reply_json::{NewInfluence, NewReply, SubmissionReply};
use crate::app::submission::reply;
use crate::authz::act;
use crate::domain::ids::{MilestoneId, SubmissionId};
use crate::domain::limits;
use crate::domain::submission::{Influence, InfluenceKind, ReplyOutcome};
use crate::domain::text::Multiline;

/// Reply to a submission
///
/// For responders of the department that the submission is assigned to. A reply ends its handling: as answered, or, when it
/// cannot be done or is out of scope, as declined. It may name the change that it led to, which stands then in
/// `GET /initiatives/{code}/influences` too. The public sees it with the submission once that is published.
#[utoipa::path(
    operation_id = "create_reply",
    tag = "submissions",
    security(("bearer" = []), ("api_key" = [])),
    params(
        ("id" = uuid::Uuid, Path, description = "The submission's id."),
        DryRunParams,
        IfMatch,
        IdempotencyKey
    ),
    request_body(content = NewReply, content_type = "application/json"),
    responses(
        (status = 201, body = SubmissionReply, description = "The reply, with the submission as it is since."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such submission, or it is not assigned to the caller's department."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The present state does not lead there; `allowed_transitions` lists where it leads. Or the same request is being done."),
        (status = 410, body = ProblemBody, content_type = "application/problem+json", description = "All that was written was erased.")
    )
)]
#[post("/staff/submissions/{id}/replies")]
pub async fn create_reply(
    call: Call,
    auth: Auth<act::ReplySubmission>,
    id: IdPath<SubmissionId>,
    query: Query<DryRunParams>,
    expected: IfMatch,
    key: IdempotencyKey,
    body: Json<NewReply>,
) -> Result<Answer, Problem> {
    let manner = Manner::of(query.dry_run()?, "create_reply", key, &body).about(id.0);
    let mut members = body.members();
    let outcome = members.word("outcome", &ReplyOutcome::ALL.map(ReplyOutcome::as_str));
    let text = members.localized("text", limits::DESCRIPTION, Multiline::Yes);
    let influence = members.optional_object::<NewInfluence, _>("influence", influence);
    let (outcome, text) = members.finish_with(outcome.zip(text))?;
    let new = reply::NewReply { outcome, text, influence };
    let language = call.negotiated_language();
    let (today, notices) = (call.state().today().0, call.state().notices.clone());
    call.write(
        auth,
        manner,
        move |acting| reply::give(acting, &notices, id.0, &expected.0, &new),
        move |state, replied| {
            let languages = &state.languages;
            let speech = Speech::new(languages, language, false);
            let body = SubmissionReply::given(&replied, today, speech);
            // The tag is the submission's: it serves as the next `If-Match` without another read.
            let version = replied.submission.version;
            let answer = Answer::written(&body, version, languages.get(language).as_str())?;
            Ok(answer.created(&format!("{BASE}/staff/submissions/{}", id.0)))
        },
    )
    .await
}

fn influence(members: &mut Members) -> Option<Influence> {
    let initiative_code = members.code("initiative_code");
    let kind = members.word("kind", &InfluenceKind::ALL.map(InfluenceKind::as_str));
    // An id is read as an id, so that it is stored as it is written.
    let key = match kind {
        Some(InfluenceKind::Milestone) => members.id("key").map(|id: MilestoneId| id.to_string()),
        Some(InfluenceKind::Initiative) => members.line("key", limits::TITLE),
        None => None,
    };
    let version = members.version("version");
    let (initiative_code, kind) = initiative_code.zip(kind)?;
    let (key, version) = key.zip(version)?;
    Some(Influence { initiative_code, kind, key, version })
}
