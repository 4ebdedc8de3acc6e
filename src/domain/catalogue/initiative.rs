//! What an initiative's record and its milestones' records mean: words become states, dates become days, promises are judged.
//! It must not know the other kinds of record beyond their codes.

use std::collections::BTreeSet;

use serde_json::Value;

use super::check::{Checker, Edge};
use super::file::{InitiativeRecord, MilestoneRecord, MilestoneStatusWord};
use super::model::{Initiative, Milestone};
use super::read::read;
use crate::domain::code::{
    BlueprintCode, DepartmentCode, InitiativeCode, MilestoneKey, SmartAreaCode,
};
use crate::domain::date::VagueDate;
use crate::domain::ids::MilestoneId;
use crate::domain::lifecycle::Lifecycle;
use crate::domain::limits;
use crate::domain::milestone::{MilestoneStatus, Percent, Weight};
use crate::domain::provenance::BlueprintEvidence;
use crate::domain::text::Multiline;

/// The codes of all records of the file, by kind.
pub(super) struct Known {
    pub areas: BTreeSet<SmartAreaCode>,
    pub departments: BTreeSet<DepartmentCode>,
    pub blueprints: BTreeSet<BlueprintCode>,
    pub initiatives: BTreeSet<InitiativeCode>,
}

/// The initiative of a record; `None` when a member it cannot do without has a fault.
pub(super) fn initiative(
    check: &mut Checker<'_>,
    at: &str,
    code: Option<InitiativeCode>,
    record: &InitiativeRecord,
    known: &Known,
) -> Option<Initiative> {
    let place = |member: &str| format!("{at}/{member}");
    let area = check.reference(&place("smart_area"), record.smart_area.as_deref(), &known.areas);
    let title =
        check.localized(&place("title"), record.title.as_ref(), limits::TITLE, Multiline::No);
    let summary =
        check.localized(&place("summary"), record.summary.as_ref(), limits::SUMMARY, Multiline::No);
    let starts_on = check.date(&place("starts_on"), record.starts_on.as_ref(), Edge::First);
    let ends_on = check.date(&place("ends_on"), record.ends_on.as_ref(), Edge::Last);
    if starts_on.zip(ends_on).is_some_and(|(start, end)| end.last_day() < start.first_day()) {
        check.fault(&place("ends_on"), "is before the start");
    }
    let lifecycle = record.lifecycle.or_else(|| record.status.map(Lifecycle::from));
    let milestones = milestones(check, at, code.as_ref(), record, lifecycle);
    let departments = departments(check, at, record, known);
    let blueprints = blueprints(check, at, record, known);
    let superseded_by = successor(check, at, code.as_ref(), record, known, lifecycle);
    let tags = check.codes(&place("tags"), record.tags.as_deref());
    let sources = sources(check, at, record.sources.as_deref());
    let note = check.lines(&place("note"), record.note.as_deref(), limits::NOTE);
    let (lead_department, supporting_departments, reporting_departments) = departments;
    Some(Initiative {
        code: code?,
        area: area?,
        title: title?,
        summary: summary?,
        lead_department: lead_department?,
        supporting_departments,
        reporting_departments,
        blueprints,
        blueprint_evidence: record.blueprint_evidence?.into(),
        lifecycle: lifecycle?,
        superseded_by,
        starts_on,
        ends_on,
        update_cadence_days: record.update_cadence_days,
        tags,
        evidence: record.evidence?.into(),
        sources,
        note,
        milestones,
    })
}

/// The lead department, the supporting ones, and those of them that may report.
fn departments(
    check: &mut Checker<'_>,
    at: &str,
    record: &InitiativeRecord,
    known: &Known,
) -> (Option<DepartmentCode>, Vec<DepartmentCode>, Vec<DepartmentCode>) {
    let place = |member: &str| format!("{at}/{member}");
    let lead = record.lead_department.as_deref();
    let lead = check.reference(&place("lead_department"), lead, &known.departments);
    let supporting = place("supporting_departments");
    let supporting =
        check.references(&supporting, record.supporting_departments.as_deref(), &known.departments);
    if lead.as_ref().is_some_and(|lead| supporting.contains(lead)) {
        check.fault(&place("supporting_departments"), "names the lead department");
    }
    let reporting = place("reporting_departments");
    let reporting =
        check.references(&reporting, record.reporting_departments.as_deref(), &known.departments);
    for code in reporting.iter().filter(|code| !supporting.contains(code)) {
        let message = format!("names {code}, which is no supporting department");
        check.fault(&place("reporting_departments"), message);
    }
    (lead, supporting, reporting)
}

fn blueprints(
    check: &mut Checker<'_>,
    at: &str,
    record: &InitiativeRecord,
    known: &Known,
) -> Vec<BlueprintCode> {
    let place = format!("{at}/blueprints");
    let claimed = check.references(&place, record.blueprints.as_deref(), &known.blueprints);
    // The guess is only checked: an uncertain membership is not claimed.
    let guess = record.blueprints_possible.as_deref();
    check.references(&format!("{at}/blueprints_possible"), guess, &known.blueprints);
    let evidence = record.blueprint_evidence.map(BlueprintEvidence::from);
    if evidence == Some(BlueprintEvidence::Uncertain) && !claimed.is_empty() {
        check.fault(&place, "must be empty where the evidence is uncertain");
    }
    claimed
}

fn successor(
    check: &mut Checker<'_>,
    at: &str,
    code: Option<&InitiativeCode>,
    record: &InitiativeRecord,
    known: &Known,
    lifecycle: Option<Lifecycle>,
) -> Option<InitiativeCode> {
    let place = format!("{at}/superseded_by");
    let successor = check.reference(&place, record.superseded_by.as_deref(), &known.initiatives);
    if successor.is_some() && successor.as_ref() == code {
        check.fault(&place, "names the initiative itself");
    }
    match (lifecycle?, &record.superseded_by) {
        (Lifecycle::Superseded, None) => {
            check.fault(&place, "is required where the lifecycle is superseded");
        }
        (Lifecycle::Superseded, Some(_)) | (_, None) => {}
        (_, Some(_)) => {
            check.fault(&place, "is only for an initiative whose lifecycle is superseded");
        }
    }
    successor
}

fn sources(check: &mut Checker<'_>, at: &str, sources: Option<&[String]>) -> Vec<String> {
    let sources = sources.unwrap_or_default().iter().enumerate();
    sources
        .filter_map(|(number, text)| {
            check.line(&format!("{at}/sources/{number}"), Some(text), limits::SOURCE)
        })
        .collect()
}

fn milestones(
    check: &mut Checker<'_>,
    at: &str,
    initiative: Option<&InitiativeCode>,
    record: &InitiativeRecord,
    lifecycle: Option<Lifecycle>,
) -> Vec<Milestone> {
    let mut seen = BTreeSet::new();
    let values: &[Value] = record.milestones.as_deref().unwrap_or_default();
    let mut found = Vec::with_capacity(values.len());
    for (number, value) in values.iter().enumerate() {
        let at = format!("{at}/milestones/{number}");
        let Some(record) = read::<MilestoneRecord>(value, &at, &mut check.faults) else {
            continue;
        };
        let key = check.code(&format!("{at}/key"), record.key.as_deref());
        if key.as_ref().is_some_and(|key: &MilestoneKey| !seen.insert(key.clone())) {
            check.fault(&format!("{at}/key"), "is the key of another milestone of the initiative");
        }
        found.extend(milestone(check, &at, initiative, key, &record, lifecycle));
    }
    found
}

fn milestone(
    check: &mut Checker<'_>,
    at: &str,
    initiative: Option<&InitiativeCode>,
    key: Option<MilestoneKey>,
    record: &MilestoneRecord,
    lifecycle: Option<Lifecycle>,
) -> Option<Milestone> {
    let place = |member: &str| format!("{at}/{member}");
    let title =
        check.localized(&place("title"), record.title.as_ref(), limits::TITLE, Multiline::No);
    let description = record.description.as_ref();
    let description =
        check.localized(&place("description"), description, limits::DESCRIPTION, Multiline::Yes);
    let due_on = check.date(&place("due_on"), record.due_on.as_ref(), Edge::Last);
    let met_on = met_on(check, at, record);
    if record.completion.is_some() && record.status != Some(MilestoneStatusWord::Pending) {
        check.fault(&place("completion"), "is only for a pending milestone");
    }
    let source = check.line(&place("source"), record.source.as_deref(), limits::SOURCE);
    let note = check.lines(&place("note"), record.note.as_deref(), limits::NOTE);
    let key = key?;
    Some(Milestone {
        id: MilestoneId::for_loaded(initiative?, &key),
        key,
        title: title?,
        description,
        status: status(record.status?, record.completion, lifecycle?),
        // Out of range is a fault of the record's form, kept when it was read.
        completion: record.completion.and_then(|number| Percent::try_from(number).ok()),
        weight: record.weight.map_or(Some(Weight::default()), |number| number.try_into().ok())?,
        due_on,
        met_on,
        verification: record.verification?.into(),
        source,
        note,
    })
}

fn met_on(check: &mut Checker<'_>, at: &str, record: &MilestoneRecord) -> Option<VagueDate> {
    let place = format!("{at}/achieved_on");
    let met_on = check.date(&place, record.achieved_on.as_ref(), Edge::Last);
    if met_on.is_some() && record.status != Some(MilestoneStatusWord::Achieved) {
        check.fault(&place, "is only for an achieved milestone");
    }
    met_on
}

/// A missed promise of an initiative that runs on is still to be kept, so that it shows as overdue.
const fn status(
    word: MilestoneStatusWord,
    completion: Option<i64>,
    lifecycle: Lifecycle,
) -> MilestoneStatus {
    match (word, completion, lifecycle) {
        (MilestoneStatusWord::Achieved, ..) => MilestoneStatus::Met,
        (MilestoneStatusWord::Missed, _, Lifecycle::Completed) => MilestoneStatus::NotMet,
        (MilestoneStatusWord::Pending, Some(_), _) => MilestoneStatus::InProgress,
        (MilestoneStatusWord::Pending | MilestoneStatusWord::Missed, ..) => {
            MilestoneStatus::Scheduled
        }
    }
}
