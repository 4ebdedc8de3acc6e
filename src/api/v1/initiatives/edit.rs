//! `PATCH /initiatives/{code}`.

use actix_web::patch;

use crate::api::extract::{
    Auth, Call, CodePath, IfMatch, Manner, Members, MergePatch, Query, Reader,
};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::params::DryRunParams;
use crate::api::v1::common::speech::Speech;
use crate::api::v1::initiatives::edit_json::{InitiativePatch, StatedProgressPatch};
use crate::api::v1::initiatives::json::Initiative;
use crate::app::initiative::edit::{self, StatedPatch};
use crate::authz::act;
use crate::domain::code::InitiativeKind;
use crate::domain::date::{Precision, VagueDate};
use crate::domain::limits;
use crate::domain::text::Multiline;

/// The most elements of one list.
pub(super) const MOST: usize = 100;

/// Change an initiative
///
/// For publishers and contributors of its lead department. Which supporting departments report is said by a publisher;
/// its place in the catalogue is changed by administrators, who may do everything else too, on record in the department's
/// name. Lifecycle and milestones have operations of their own.
#[utoipa::path(
    operation_id = "edit_initiative",
    tag = "initiatives",
    security(("bearer" = []), ("api_key" = [])),
    params(
        ("code" = String, Path, description = "The initiative's code.", max_length = 80,
         pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "hketoll-free-flow-tolling"),
        DryRunParams,
        IfMatch
    ),
    request_body(content = InitiativePatch, content_type = "application/merge-patch+json"),
    responses(
        (status = 200, body = Initiative, description = "The initiative as it is now."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such initiative.")
    )
)]
#[patch("/initiatives/{code}")]
pub async fn edit_initiative(
    call: Call,
    auth: Auth<act::EditInitiative>,
    code: CodePath<InitiativeKind>,
    query: Query<DryRunParams>,
    expected: IfMatch,
    body: MergePatch<InitiativePatch, Initiative>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let dry_run = reader.boolean("dry_run", query.shared.dry_run.as_deref()).unwrap_or(false);
    reader.finish()?;
    let mut members = body.members();
    let patch = patch(&mut members);
    members.finish()?;
    let language = call.negotiated_language();
    call.write(
        auth,
        Manner { dry_run, once: None },
        move |acting| edit::edit(acting, &code.0, &expected.0, &patch),
        move |state, view| {
            let languages = &state.languages;
            let body = Initiative::of(view, Speech::new(languages, language, false));
            Answer::written(&body, body.version, languages.get(language).as_str())
        },
    )
    .await
}

fn patch(members: &mut Members) -> edit::InitiativePatch {
    edit::InitiativePatch {
        title: members.patched_localized("title", limits::TITLE, Multiline::No),
        summary: members.patched_localized("summary", limits::SUMMARY, Multiline::Yes),
        smart_area_code: members.changed_code("smart_area_code"),
        lead_department_code: members.changed_code("lead_department_code"),
        supporting_department_codes: members.changed_codes("supporting_department_codes", MOST),
        reporting_department_codes: members.changed_codes("reporting_department_codes", MOST),
        blueprint_codes: members.changed_codes("blueprint_codes", MOST),
        starts_on: members.patched_date("starts_on"),
        ends_on: members.patched_date("ends_on"),
        update_cadence_days: members.patched_whole("update_cadence_days", 1, 3660),
        tags: members.changed_codes("tags", MOST),
        progress_override: members.patched_object::<StatedProgressPatch, _>(
            "progress_override",
            |stated| {
                Some(StatedPatch {
                    value: stated.changed_percent("value"),
                    reason: stated.changed_line("reason", limits::NOTE),
                })
            },
        ),
    }
}

/// A start stands on the first day of its period.
pub(super) fn start(on: chrono::NaiveDate, precision: Precision) -> Option<VagueDate> {
    VagueDate::of(on, precision).ok().map(|date| VagueDate { on: date.first_day(), ..date })
}

/// An end stands on the last day of its period.
pub(super) fn end(on: chrono::NaiveDate, precision: Precision) -> Option<VagueDate> {
    VagueDate::of(on, precision).ok().map(|date| VagueDate { on: date.last_day(), ..date })
}
