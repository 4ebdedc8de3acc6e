//! `POST /milestones/{id}/transitions`.

use actix_web::post;

use crate::api::extract::{Auth, Call, IdPath, IdempotencyKey, IfMatch, Json, Manner, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::BASE;
use crate::api::v1::common::params::DryRunParams;
use crate::api::v1::common::speech::Speech;
use crate::api::v1::milestones::ledger_json::{
    MilestoneTransition, NewEvidence, NewMilestoneTransition,
};
use crate::app::milestone::transition;
use crate::authz::act;
use crate::domain::evidence::{Evidence, MOST_EVIDENCE};
use crate::domain::ids::MilestoneId;
use crate::domain::limits;
use crate::domain::milestone::{MilestoneStatus, Percent};
use crate::domain::transition::Transition;

/// Report a milestone's status
///
/// For publishers and contributors of the lead department and of departments that report on the initiative; that it was met is
/// taken back by a publisher. Who says that it is met shows it. The answer holds the milestone as it is since, and its
/// `ETag` is good for the next `If-Match`.
#[utoipa::path(
    operation_id = "transition_milestone",
    tag = "milestones",
    security(("bearer" = []), ("api_key" = [])),
    params(
        ("id" = uuid::Uuid, Path, description = "The milestone's id."),
        DryRunParams,
        IfMatch,
        IdempotencyKey
    ),
    request_body(content = NewMilestoneTransition, content_type = "application/json"),
    responses(
        (status = 201, body = MilestoneTransition, description = "The report, with the milestone as it is since."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such milestone."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The present status does not lead there; `allowed_transitions` lists where it leads. Or the same request is being done."),
        (status = 410, body = ProblemBody, content_type = "application/problem+json", description = "The milestone was deleted.")
    )
)]
#[post("/milestones/{id}/transitions")]
pub async fn transition_milestone(
    call: Call,
    auth: Auth<act::TransitionMilestone>,
    id: IdPath<MilestoneId>,
    query: Query<DryRunParams>,
    expected: IfMatch,
    key: IdempotencyKey,
    body: Json<NewMilestoneTransition>,
) -> Result<Answer, Problem> {
    let manner = Manner::of(query.dry_run()?, "transition_milestone", key, &body);
    let mut members = body.members();
    let to = members.word("to", &MilestoneStatus::ALL.map(MilestoneStatus::as_str));
    let effective_on = members.optional_day("effective_on");
    let reason = members.optional_text("reason", limits::NOTE);
    let evidence = members.objects::<NewEvidence, _>("evidence", MOST_EVIDENCE, |piece| {
        let url = piece.web_address("url");
        let title = piece.line("title", limits::TITLE);
        let sha256 = piece.optional_digest("sha256");
        url.zip(title).map(|(url, title)| Evidence { url, title, sha256 })
    });
    let completion = members.optional_whole("completion", 0, 100);
    let to = members.finish_with(to)?;
    let completion = completion.and_then(|value| Percent::try_from(i64::from(value)).ok());
    let evidence = evidence.unwrap_or_default();
    let asked = Transition { to, effective_on, reason, evidence, completion };
    let language = call.negotiated_language();
    call.write(
        auth,
        manner,
        move |acting| transition::make(acting, id.0, &expected.0, &asked),
        move |state, done| {
            let languages = &state.languages;
            let version = done.milestone.milestone.version;
            let speech = Speech::new(languages, language, false);
            let body = MilestoneTransition::made(done, speech);
            let answer = Answer::written(&body, version, languages.get(language).as_str())?;
            Ok(answer.created(&format!("{BASE}/milestones/{}/transitions", body.milestone_id)))
        },
    )
    .await
}
