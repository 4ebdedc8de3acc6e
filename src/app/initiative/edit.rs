//! Changing an initiative: its own department edits it, the lead's publisher says who else reports on it, and an
//! administrator alone moves it within the catalogue.

use chrono::{DateTime, Utc};

use crate::app::acting::{Acting, Effect, Recorded};
use crate::app::error::{AppError, MemberFault, MemberFaultKind};
use crate::app::initiative::held::HeldInitiative;
use crate::app::initiative::{Include, InitiativeView, view_of};
use crate::app::publication::Publication;
use crate::app::snapshot;
use crate::app::versions::{Expected, changed_since, differing};
use crate::authz::act;
use crate::domain::code::{BlueprintCode, DepartmentCode, InitiativeCode, SmartAreaCode, Tag};
use crate::domain::date::{Edge, local_date};
use crate::domain::health::stale_from;
use crate::domain::history::Event;
use crate::domain::patch::{DatePatch, LocalizedPatch, NoDate, Patch};
use crate::store::change::ChangeKind;
use crate::store::initiative::parts::{Parts, Supporter};
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
    pub starts_on: DatePatch,
    /// When it ends.
    pub ends_on: DatePatch,
    /// How often its department reports, in days.
    pub update_cadence_days: Patch<u16>,
    /// All tags, in their published order.
    pub tags: Option<Vec<Tag>>,
    /// What the department says of the progress instead of the computed value.
    pub progress_override: Patch<StatedPatch>,
}

/// What is to be different about what a department states of the progress; what is none stays, and must be there.
#[derive(Debug, Clone, PartialEq)]
pub struct StatedPatch {
    /// The progress, in per cent.
    pub value: Option<f64>,
    /// Why it differs from the computed one.
    pub reason: Option<String>,
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
    let HeldInitiative { initiative: stored, parts: stored_parts, resource } =
        HeldInitiative::take(connection, code, today)?;
    let proof = acting.authority.on(&resource)?;

    let (mut next, next_parts, misfits) = patched(&stored, &stored_parts, patch, at);
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
    // What names nothing is told also where nothing else would change.
    together(misfits, check(connection, &Named::by(patch), &next, &next_parts))?;
    if members.is_empty() {
        return Ok(Effect::Unchanged(view_of(connection, stored, Include::default(), today)?));
    }

    next.version = stored.version + 1;
    next.updated_at = at;
    // As in the summary, what seems to be of later counts as now.
    let newest = next.maintained.last_report_at.unwrap_or(next.created_at).min(at);
    next.maintained.stale_from = stale_from(local_date(newest, zone), next.update_cadence_days);
    initiative::write::replace(connection, &proof, &next, &next_parts)?;
    let recorded =
        Recorded::of(&proof).versions(Some(stored.version), next.version).changed(members);
    let what = (ChangeKind::Initiative, code, next.version);
    let publication = Publication::of(&proof, Event::Edited, what, after);
    acting.publish(publication.within(code).having_been(&before))?;
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

fn patched(
    stored: &Initiative,
    parts: &Parts,
    patch: &InitiativePatch,
    at: DateTime<Utc>,
) -> (Initiative, Parts, Vec<MemberFault>) {
    let mut next = stored.clone();
    let mut misfits = Vec::new();
    let mut misfit =
        |pointer: &str, kind| misfits.push(MemberFault { pointer: pointer.to_owned(), kind });
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
    match patch.starts_on.apply(stored.starts_on, Edge::First) {
        Ok(date) => next.starts_on = date,
        Err(NoDate) => misfit("/starts_on_precision", MemberFaultKind::Conflicting),
    }
    match patch.ends_on.apply(stored.ends_on, Edge::Last) {
        Ok(date) => next.ends_on = date,
        Err(NoDate) => misfit("/ends_on_precision", MemberFaultKind::Conflicting),
    }
    next.update_cadence_days = patch.update_cadence_days.apply(stored.update_cadence_days);
    match &patch.progress_override {
        Patch::Absent => {}
        Patch::Null => next.progress_override = None,
        Patch::Value(stated) => {
            let known = stored.progress_override.as_ref();
            match overriding(stated, known, next.lead_department_code.clone(), at) {
                Ok(stated) => next.progress_override = Some(stated),
                Err(missing) => {
                    for member in missing {
                        misfit(member, MemberFaultKind::Required);
                    }
                }
            }
        }
    }

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
    (next, parts, misfits)
}

/// What is stated from now on; the same as before was stated then. Else the members that are neither given nor stored.
fn overriding(
    stated: &StatedPatch,
    known: Option<&ProgressOverride>,
    department_code: DepartmentCode,
    at: DateTime<Utc>,
) -> Result<ProgressOverride, Vec<&'static str>> {
    let value = stated.value.or(known.map(|known| known.value));
    let reason = stated.reason.clone().or_else(|| known.map(|known| known.reason.clone()));
    let (Some(value), Some(reason)) = (value, &reason) else {
        let missing = [
            value.is_none().then_some("/progress_override/value"),
            reason.is_none().then_some("/progress_override/reason"),
        ];
        return Err(missing.into_iter().flatten().collect());
    };
    let same =
        known.filter(|known| known.reason == *reason && known.value.total_cmp(&value).is_eq());
    let anew = || ProgressOverride { value, reason: reason.clone(), department_code, at };
    Ok(same.cloned().unwrap_or_else(anew))
}

/// The faults found so far, together with those that a further check finds.
fn together(mut found: Vec<MemberFault>, further: Result<(), AppError>) -> Result<(), AppError> {
    match further {
        Ok(()) => {}
        Err(AppError::Invalid(more)) => found.extend(more),
        Err(other) => return Err(other),
    }
    if found.is_empty() { Ok(()) } else { Err(AppError::Invalid(found)) }
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

/// What a request names that must exist; what it leaves out was looked at before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named<'a> {
    pub smart_area_code: Option<&'a SmartAreaCode>,
    pub lead_department_code: Option<&'a DepartmentCode>,
    pub supporting_department_codes: Option<&'a Vec<DepartmentCode>>,
    pub reporting_department_codes: Option<&'a Vec<DepartmentCode>>,
    pub blueprint_codes: Option<&'a Vec<BlueprintCode>>,
}

impl<'a> Named<'a> {
    fn by(patch: &'a InitiativePatch) -> Self {
        Self {
            smart_area_code: patch.smart_area_code.as_ref(),
            lead_department_code: patch.lead_department_code.as_ref(),
            supporting_department_codes: patch.supporting_department_codes.as_ref(),
            reporting_department_codes: patch.reporting_department_codes.as_ref(),
            blueprint_codes: patch.blueprint_codes.as_ref(),
        }
    }
}

/// Whether everything that is named exists, and the whole makes sense: all faults at once.
pub(super) fn check(
    connection: &mut AnyConnection,
    named: &Named<'_>,
    next: &Initiative,
    parts: &Parts,
) -> Result<(), AppError> {
    let mut faults = Vec::new();
    let mut fault = |pointer: String, kind| faults.push(MemberFault { pointer, kind });
    let areas: Vec<_> = named.smart_area_code.into_iter().cloned().collect();
    if smart_area::find_all(connection, &areas)?.len() < areas.len() {
        fault("/smart_area_code".into(), MemberFaultKind::UnknownReference);
    }
    let supporting: Vec<_> =
        parts.supporting.iter().map(|supporter| supporter.department_code.clone()).collect();
    let departments: Vec<_> =
        supporting.iter().chain(named.lead_department_code).cloned().collect();
    let known: Vec<_> = department::find_all(connection, &departments)?
        .into_iter()
        .map(|known| known.code)
        .collect();
    if let Some(lead) = named.lead_department_code {
        if !known.contains(lead) {
            fault("/lead_department_code".into(), MemberFaultKind::UnknownReference);
        } else if named.supporting_department_codes.is_none() && supporting.contains(lead) {
            fault("/lead_department_code".into(), MemberFaultKind::Conflicting);
        }
    }
    for (index, code) in named.supporting_department_codes.into_iter().flatten().enumerate() {
        let pointer = format!("/supporting_department_codes/{index}");
        if !known.contains(code) {
            fault(pointer, MemberFaultKind::UnknownReference);
        } else if *code == next.lead_department_code {
            fault(pointer, MemberFaultKind::Conflicting);
        }
    }
    for (index, code) in named.reporting_department_codes.into_iter().flatten().enumerate() {
        if !supporting.contains(code) {
            let pointer = format!("/reporting_department_codes/{index}");
            fault(pointer, MemberFaultKind::UnknownReference);
        }
    }
    let editions = named.blueprint_codes.cloned().unwrap_or_default();
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
