//! `PATCH /milestones/{id}`.

use actix_web::patch;

use crate::api::extract::{Auth, Call, IdPath, IfMatch, Manner, MergePatch, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::params::DryRunParams;
use crate::api::v1::common::speech::Speech;
use crate::api::v1::milestones::json::Milestone;
use crate::api::v1::milestones::write_json::MilestonePatch;
use crate::app::milestone::edit;
use crate::authz::act;
use crate::domain::ids::MilestoneId;
use crate::domain::limits;
use crate::domain::milestone::{Percent, Weight};
use crate::domain::patch::Patch;
use crate::domain::text::Multiline;

/// Change a milestone
///
/// For publishers and contributors of the lead department and of departments that report on the initiative. Status and dates
/// are changed on record, at `/transitions` and `/rebaselines`.
#[utoipa::path(
    operation_id = "edit_milestone",
    tag = "milestones",
    security(("bearer" = []), ("api_key" = [])),
    params(
        ("id" = uuid::Uuid, Path, description = "The milestone's id."),
        DryRunParams,
        IfMatch
    ),
    request_body(content = MilestonePatch, content_type = "application/merge-patch+json"),
    responses(
        (status = 200, body = Milestone, description = "The milestone as it is now."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such milestone."),
        (status = 410, body = ProblemBody, content_type = "application/problem+json", description = "The milestone was deleted.")
    )
)]
#[patch("/milestones/{id}")]
pub async fn edit_milestone(
    call: Call,
    auth: Auth<act::EditMilestone>,
    id: IdPath<MilestoneId>,
    query: Query<DryRunParams>,
    expected: IfMatch,
    body: MergePatch<MilestonePatch, Milestone>,
) -> Result<Answer, Problem> {
    let dry_run = query.dry_run()?;
    let mut members = body.members();
    let title = members.patched_localized("title", limits::TITLE, Multiline::No);
    let description = if members.is_null("description") {
        Patch::Null
    } else {
        let texts = members.patched_localized("description", limits::DESCRIPTION, Multiline::Yes);
        texts.map_or(Patch::Absent, Patch::Value)
    };
    let weight = members.changed_whole("weight", 1, 100);
    let completion = members.patched_whole("completion", 0, 100);
    let reason = members.optional_text("reason", limits::NOTE);
    members.finish()?;
    let patch = edit::MilestonePatch {
        title,
        description,
        weight: weight.and_then(|weight| Weight::try_from(i64::from(weight)).ok()),
        completion: completion.and_then(|value| Percent::try_from(i64::from(value)).ok()),
        reason,
    };
    let language = call.negotiated_language();
    call.write(
        auth,
        Manner { dry_run, once: None },
        move |acting| edit::edit(acting, id.0, &expected.0, &patch),
        move |state, view| {
            let languages = &state.languages;
            let body = Milestone::of(view, Speech::new(languages, language, false));
            Answer::written(&body, body.version, languages.get(language).as_str())
        },
    )
    .await
}
