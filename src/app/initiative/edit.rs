//! Changing an initiative: its own department edits it, the lead's publisher says who else reports on it, and an
//! administrator alone moves it within the catalogue.

use chrono::{DateTime, Utc};

use crate::app::acting::{Acting, Effect, Recorded};
use crate::app::error::{AppError, MemberFault, MemberFaultKind};
use crate::app::initiative::{Include, InitiativeView, view_of};
use crate::app::snapshot;
use crate::app::versions::{Expected, changed_since, differing};
use crate::authz::{Resource, act};
use crate::domain::code::{BlueprintCode, DepartmentCode, InitiativeCode, SmartAreaCode, Tag};
use crate::domain::date::{VagueDate, local_date};
use crate::domain::health::stale_from;
use crate::domain::patch::{LocalizedPatch, Patch};
use crate::store::change::ChangeKind;
use crate::store::initiative::parts::{self, Parts, Supporter};
use crate::store::initiative::{self, Initiative, ProgressOverride};
use crate::store::{AnyConnection, blueprint, department, smart_area};

/// What is to be different about an initiative; what is none or absent stays.
#[derive(Debug, Clone, Default)]
pub struct InitiativePatch {
    /// Titles by language.
    pub title: Option<LocalizedPatch>,
    /// Summaries by language.
    pub summary: Option<LocalizedPatch>,
    /// The area it belongs to.
    pub smart_area_code: Option<SmartAreaCode>,
    /// The department that answers for it.
    pub lead_department_code: Option<DepartmentCode>,
    /// All departments that help, in their published order.
    pub supporting_department_codes: Option<Vec<DepartmentCode>>,
    /// Those of them that may report on it.
    pub reporting_department_codes: Option<Vec<DepartmentCode>>,
    /// All blueprint editions that contain it.
    pub blueprint_codes: Option<Vec<BlueprintCode>>,
    /// When it starts.
    pub starts_on: Patch<VagueDate>,
    /// When it ends.
    pub ends_on: Patch<VagueDate>,
    /// How often its department reports, in days.
    pub update_cadence_days: Patch<u16>,
    /// All tags, in their published order.
    pub tags: Option<Vec<Tag>>,
    /// What the department says of the progress instead of the computed value.
    pub progress_override: Patch<Stated>,
}

/// What a department states of the progress.
#[derive(Debug, Clone, PartialEq)]
pub struct Stated {
    /// The progress, in per cent.
    pub value: f64,
    /// Why it differs from the computed one.
    pub reason: String,
}

/// Changes the initiative of that code.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Stale`], [`AppError::Invalid`] for members that name what does not exist; refusals of
/// the policy.
pub fn edit(
    acting: &mut Acting<'_, '_, act::EditInitiative>,
    code: &InitiativeCode,
    expected: &Expected,
    patch: &InitiativePatch,
) -> Result<Effect<InitiativeView>, AppError> {
    let (at, zone, today) =
        (acting.circumstances.at, acting.circumstances.zone, acting.circumstances.today());
    let connection = &mut *acting.writing.connection;
    let stored = initiative::find(connection, code)?.ok_or(AppError::NotFound)?;
    let codes = std::slice::from_ref(code);
    let stored_parts = parts::load(connection, codes, today)?.remove(code).unwrap_or_default();
    let resource = resource(&stored, &stored_parts);
    let proof = acting.authority.on(&resource)?;

    let (mut next, next_parts) = patched(&stored, &stored_parts, patch, at);
    let (before, after) =
        (snapshot::initiative(&stored, &stored_parts), snapshot::initiative(&next, &next_parts));
    let members = differing(&before, &after);
    // Which rights are needed depends on what would really change, not on what the request repeats.
    let is_changed = |name: &str| members.iter().any(|member| member == name);
    if STRUCTURE.iter().any(|name| is_changed(name)) {
        acting.authority.also::<act::RestructureInitiative>(&resource)?;
    }
    if is_changed(REPORTING) {
        acting.authority.also::<act::DelegateReporting>(&resource)?;
    }
    expected.check(stored.version, &touched(patch), |since| {
        changed_since(connection, ChangeKind::Initiative, code.as_str(), since, &before)
    })?;
    if members.is_empty() {
        return Ok(Effect::Unchanged(view_of(connection, stored, Include::default(), today)?));
    }
    check(connection, patch, &next, &next_parts)?;

    next.version = stored.version + 1;
    next.updated_at = at;
    let newest = next.maintained.last_report_at.unwrap_or(next.created_at);
    next.maintained.stale_from = stale_from(local_date(newest, zone), next.update_cadence_days);
    initiative::write::replace(connection, &proof, &next, &next_parts)?;
    let recorded =
        Recorded::of(&proof).versions(Some(stored.version), next.version).changed(members);
    acting.publish(ChangeKind::Initiative, code, next.version, after)?;
    let connection = &mut *acting.writing.connection;
    Ok(Effect::Changed(view_of(connection, next, Include::default(), today)?, recorded))
}

/// Members that place an initiative within the catalogue.
const STRUCTURE: [&str; 4] = [
    "/smart_area_code",
    "/lead_department_code",
    "/supporting_department_codes",
    "/blueprint_codes",
];

/// The member that says which supporting departments report.
const REPORTING: &str = "/reporting_department_codes";

/// An initiative as the policy sees it.
pub(super) fn resource(initiative: &Initiative, parts: &Parts) -> Resource {
    let reporting = parts.supporting.iter().filter(|supporter| supporter.reporting);
    Resource::initiative(
        initiative.code.as_str(),
        initiative.lead_department_code.clone(),
        reporting.map(|supporter| supporter.department_code.clone()).collect(),
    )
}

fn patched(
    stored: &Initiative,
    parts: &Parts,
    patch: &InitiativePatch,
    at: DateTime<Utc>,
) -> (Initiative, Parts) {
    let mut next = stored.clone();
    if let Some(title) = &patch.title {
        next.title = title.apply(&stored.title);
    }
    if let Some(summary) = &patch.summary {
        next.summary = summary.apply(&stored.summary);
    }
    if let Some(area) = &patch.smart_area_code {
        next.smart_area_code = area.clone();
    }
    if let Some(lead) = &patch.lead_department_code {
        next.lead_department_code = lead.clone();
    }
    next.starts_on = patch.starts_on.apply(stored.starts_on);
    next.ends_on = patch.ends_on.apply(stored.ends_on);
    next.update_cadence_days = patch.update_cadence_days.apply(stored.update_cadence_days);
    next.progress_override = match &patch.progress_override {
        Patch::Absent => stored.progress_override.clone(),
        Patch::Null => None,
        Patch::Value(stated) => {
            Some(overriding(stated, stored, next.lead_department_code.clone(), at))
        }
    };

    let reports = |code: &DepartmentCode| match &patch.reporting_department_codes {
        Some(reporting) => reporting.contains(code),
        None => parts.supporting.iter().any(|one| one.department_code == *code && one.reporting),
    };
    let supporting = match &patch.supporting_department_codes {
        Some(codes) => codes.clone(),
        None => parts.supporting.iter().map(|one| one.department_code.clone()).collect(),
    };
    let supporting = supporting
        .into_iter()
        .map(|department_code| Supporter { reporting: reports(&department_code), department_code });
    let mut blueprints = patch.blueprint_codes.clone().unwrap_or_else(|| parts.blueprints.clone());
    blueprints.sort();
    let tags = patch.tags.clone().unwrap_or_else(|| parts.tags.clone());
    let parts =
        Parts { supporting: supporting.collect(), blueprints, tags, overdue: parts.overdue };
    (next, parts)
}

/// What is stated anew; the same as before was stated then.
fn overriding(
    stated: &Stated,
    stored: &Initiative,
    department_code: DepartmentCode,
    at: DateTime<Utc>,
) -> ProgressOverride {
    let same = stored.progress_override.clone().filter(|known| {
        known.reason == stated.reason && known.value.total_cmp(&stated.value).is_eq()
    });
    let Stated { value, reason } = stated.clone();
    same.unwrap_or(ProgressOverride { value, reason, department_code, at })
}

/// The members that the patch names, as JSON pointers.
fn touched(patch: &InitiativePatch) -> Vec<String> {
    let InitiativePatch {
        title,
        summary,
        smart_area_code,
        lead_department_code,
        supporting_department_codes,
        reporting_department_codes,
        blueprint_codes,
        starts_on,
        ends_on,
        update_cadence_days,
        tags,
        progress_override,
    } = patch;
    let named = [
        ("/title", title.is_some()),
        ("/summary", summary.is_some()),
        ("/smart_area_code", smart_area_code.is_some()),
        ("/lead_department_code", lead_department_code.is_some()),
        ("/supporting_department_codes", supporting_department_codes.is_some()),
        ("/reporting_department_codes", reporting_department_codes.is_some()),
        ("/blueprint_codes", blueprint_codes.is_some()),
        ("/starts_on", starts_on.is_named()),
        ("/ends_on", ends_on.is_named()),
        ("/update_cadence_days", update_cadence_days.is_named()),
        ("/tags", tags.is_some()),
        ("/progress_override", progress_override.is_named()),
    ];
    named.iter().filter(|(_, is)| *is).map(|(pointer, _)| (*pointer).to_owned()).collect()
}

/// Whether everything that the patch names exists, and the whole still makes sense: all faults at once.
fn check(
    connection: &mut AnyConnection,
    patch: &InitiativePatch,
    next: &Initiative,
    parts: &Parts,
) -> Result<(), AppError> {
    let mut faults = Vec::new();
    let mut fault = |pointer: String, kind| faults.push(MemberFault { pointer, kind });
    let areas: Vec<_> = patch.smart_area_code.iter().cloned().collect();
    if smart_area::find_all(connection, &areas)?.len() < areas.len() {
        fault("/smart_area_code".into(), MemberFaultKind::UnknownReference);
    }
    let supporting: Vec<_> =
        parts.supporting.iter().map(|supporter| supporter.department_code.clone()).collect();
    let named: Vec<_> =
        supporting.iter().chain(patch.lead_department_code.iter()).cloned().collect();
    let known: Vec<_> =
        department::find_all(connection, &named)?.into_iter().map(|known| known.code).collect();
    if let Some(lead) = &patch.lead_department_code {
        if !known.contains(lead) {
            fault("/lead_department_code".into(), MemberFaultKind::UnknownReference);
        } else if patch.supporting_department_codes.is_none() && supporting.contains(lead) {
            fault("/lead_department_code".into(), MemberFaultKind::Conflicting);
        }
    }
    for (index, code) in patch.supporting_department_codes.iter().flatten().enumerate() {
        let pointer = format!("/supporting_department_codes/{index}");
        if !known.contains(code) {
            fault(pointer, MemberFaultKind::UnknownReference);
        } else if *code == next.lead_department_code {
            fault(pointer, MemberFaultKind::Conflicting);
        }
    }
    for (index, code) in patch.reporting_department_codes.iter().flatten().enumerate() {
        if !supporting.contains(code) {
            let pointer = format!("/reporting_department_codes/{index}");
            fault(pointer, MemberFaultKind::UnknownReference);
        }
    }
    let editions = patch.blueprint_codes.clone().unwrap_or_default();
    let known: Vec<BlueprintCode> =
        blueprint::find_all(connection, &editions)?.into_iter().map(|known| known.code).collect();
    for (index, code) in editions.iter().enumerate() {
        if !known.contains(code) {
            fault(format!("/blueprint_codes/{index}"), MemberFaultKind::UnknownReference);
        }
    }
    if next.title.is_empty() {
        fault("/title".into(), MemberFaultKind::Required);
    }
    let is_backwards = next
        .starts_on
        .zip(next.ends_on)
        .is_some_and(|(start, end)| start.first_day() > end.last_day());
    if is_backwards {
        fault("/ends_on".into(), MemberFaultKind::Conflicting);
    }
    if faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(faults)) }
}
