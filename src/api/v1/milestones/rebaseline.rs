//! `POST /milestones/{id}/rebaselines`.

use actix_web::post;

use crate::api::extract::{Auth, Call, IdPath, IdempotencyKey, IfMatch, Json, Manner, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::BASE;
use crate::api::v1::common::params::DryRunParams;
use crate::api::v1::common::speech::Speech;
use crate::api::v1::milestones::ledger_json::{NewRebaseline, Rebaseline};
use crate::api::v1::milestones::promised;
use crate::app::milestone::rebaseline;
use crate::authz::act;
use crate::domain::ids::MilestoneId;
use crate::domain::limits;
use crate::domain::milestone::RebaselineReason;

/// Change a milestone's due date
///
/// For publishers of the lead department and of departments that report on the initiative. The ledger keeps the old date and
/// the reason; the original date never changes. The first date that an undated milestone gets is its original one. The answer
/// holds the milestone as it is since, and its `ETag` is good for the next `If-Match`.
#[utoipa::path(
    operation_id = "rebaseline_milestone",
    tag = "milestones",
    security(("bearer" = []), ("api_key" = [])),
    params(
        ("id" = uuid::Uuid, Path, description = "The milestone's id."),
        DryRunParams,
        IfMatch,
        IdempotencyKey
    ),
    request_body(content = NewRebaseline, content_type = "application/json"),
    responses(
        (status = 201, body = Rebaseline, description = "The change, with the milestone as it is since."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such milestone."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The promise was kept or given up, so its date no longer moves; or the same request is being done."),
        (status = 410, body = ProblemBody, content_type = "application/problem+json", description = "The milestone was deleted.")
    )
)]
#[post("/milestones/{id}/rebaselines")]
pub async fn rebaseline_milestone(
    call: Call,
    auth: Auth<act::RebaselineMilestone>,
    id: IdPath<MilestoneId>,
    query: Query<DryRunParams>,
    expected: IfMatch,
    key: IdempotencyKey,
    body: Json<NewRebaseline>,
) -> Result<Answer, Problem> {
    let manner = Manner::of(query.dry_run()?, "rebaseline_milestone", key, &body);
    let mut members = body.members();
    members.require("due_on");
    let due_on = members.optional_date("due_on", promised);
    let reason_code =
        members.word("reason_code", &RebaselineReason::ALL.map(RebaselineReason::as_str));
    let reason = members.text("reason", limits::NOTE);
    let ((due_on, reason_code), reason) =
        members.finish_with(due_on.zip(reason_code).zip(reason))?;
    let new = rebaseline::NewRebaseline { due_on, reason_code, reason };
    let language = call.negotiated_language();
    call.write(
        auth,
        manner,
        move |acting| rebaseline::make(acting, id.0, &expected.0, &new),
        move |state, done| {
            let languages = &state.languages;
            let version = done.milestone.milestone.version;
            let body = Rebaseline::made(done, Speech::new(languages, language, false));
            let answer = Answer::written(&body, version, languages.get(language).as_str())?;
            Ok(answer.created(&format!("{BASE}/milestones/{}/rebaselines", body.milestone_id)))
        },
    )
    .await
}
