//! The check of a whole catalogue file: either all of it can be stored, or all of its faults are told.
//! It must not know a database: a file is judged by itself.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde_json::Value;
use validator::Validate;

use super::check::Checker;
use super::file::{AreaRecord, BlueprintRecord, DepartmentRecord, File, InitiativeRecord};
use super::initiative::{Known, initiative};
use super::model::{Area, Blueprint, Catalogue, Department};
use super::order::{named_first, rings};
use super::read::{RecordFault, read};
use crate::domain::code::{
    BlueprintCode, Code, CodeKind, DepartmentCode, InitiativeCode, SmartAreaCode,
};
use crate::domain::language::Languages;
use crate::domain::limits;
use crate::domain::text::Multiline;

/// The catalogue that a parsed file holds.
///
/// # Errors
/// Every fault found, each with the place of the member that must be changed.
pub fn validate(file: &Value, languages: &Languages) -> Result<Catalogue, Vec<RecordFault>> {
    let mut check = Checker::new(languages);
    let Some(file) = read::<File>(file, "", &mut check.faults) else {
        return Err(check.faults);
    };
    let areas = rows(&mut check, "/smart_areas", file.smart_areas, |row: &AreaRecord| &row.code);
    let departments =
        rows(&mut check, "/departments", file.departments, |row: &DepartmentRecord| &row.code);
    let blueprints =
        rows(&mut check, "/blueprints", file.blueprints, |row: &BlueprintRecord| &row.code);
    let initiatives =
        rows(&mut check, "/initiatives", file.initiatives, |row: &InitiativeRecord| &row.code);
    let known = Known {
        areas: codes(&areas),
        departments: codes(&departments),
        blueprints: codes(&blueprints),
        initiatives: codes(&initiatives),
    };
    let catalogue = Catalogue {
        areas: areas.into_iter().filter_map(|row| area(&mut check, row)).collect(),
        departments: all_departments(&mut check, departments, &known.departments),
        blueprints: blueprints.into_iter().filter_map(|row| blueprint(&mut check, row)).collect(),
        initiatives: initiatives
            .into_iter()
            .filter_map(|row| initiative(&mut check, &row.at, row.code, &row.record, &known))
            .collect(),
    };
    successions(&mut check, &catalogue);
    if check.faults.is_empty() { Ok(catalogue) } else { Err(check.faults) }
}

/// A record with its place and its code, if that is well formed and the first of its kind.
pub(super) struct Row<T, C> {
    pub(super) at: String,
    pub(super) code: Option<C>,
    pub(super) record: T,
}

pub(super) fn rows<T: DeserializeOwned + Validate, K: CodeKind>(
    check: &mut Checker<'_>,
    at: &str,
    values: Option<Vec<Value>>,
    code: fn(&T) -> &Option<String>,
) -> Vec<Row<T, Code<K>>> {
    let mut seen = BTreeSet::new();
    let mut rows = Vec::new();
    for (number, value) in values.unwrap_or_default().iter().enumerate() {
        let at = format!("{at}/{number}");
        let Some(record) = read::<T>(value, &at, &mut check.faults) else {
            continue;
        };
        let place = format!("{at}/code");
        let mut code = check.code(&place, code(&record).as_deref());
        if let Some(repeated) = code.take_if(|code| !seen.insert(code.clone())) {
            check.fault(&place, format_args!("{repeated} is the code of another record"));
        }
        rows.push(Row { at, code, record });
    }
    rows
}

fn codes<T, K: CodeKind>(rows: &[Row<T, Code<K>>]) -> BTreeSet<Code<K>> {
    rows.iter().filter_map(|row| row.code.clone()).collect()
}

fn area(check: &mut Checker<'_>, row: Row<AreaRecord, SmartAreaCode>) -> Option<Area> {
    let Row { at, code, record } = row;
    let place = |member: &str| format!("{at}/{member}");
    let name = check.localized(&place("name"), record.name.as_ref(), limits::TITLE, Multiline::No);
    let summary =
        check.localized(&place("summary"), record.summary.as_ref(), limits::SUMMARY, Multiline::No);
    Some(Area { code: code?, name: name?, summary: summary? })
}

fn blueprint(
    check: &mut Checker<'_>,
    row: Row<BlueprintRecord, BlueprintCode>,
) -> Option<Blueprint> {
    let Row { at, code, record } = row;
    let place = |member: &str| format!("{at}/{member}");
    let title =
        check.localized(&place("title"), record.title.as_ref(), limits::TITLE, Multiline::No);
    let published_on = check.day(&place("published_on"), record.published_on.as_deref());
    let note = record.initiative_count_note.as_deref();
    let note = check.lines(&place("initiative_count_note"), note, limits::NOTE);
    let source = check.line(&place("source"), record.source.as_deref(), limits::SOURCE);
    Some(Blueprint {
        code: code?,
        title: title?,
        published_on: published_on?,
        initiative_count: record.initiative_count,
        initiative_count_note: note,
        source,
    })
}

/// The departments in an order in which a bureau comes before its members.
fn all_departments(
    check: &mut Checker<'_>,
    rows: Vec<Row<DepartmentRecord, DepartmentCode>>,
    known: &BTreeSet<DepartmentCode>,
) -> Vec<Department> {
    let found: Vec<(String, Department)> = rows
        .into_iter()
        .filter_map(|row| {
            let at = row.at.clone();
            Some((at, department(check, row, known)?))
        })
        .collect();
    let bureaus = links(found.iter().map(|(_, body)| (&body.code, body.bureau.as_ref())));
    let successors = links(found.iter().map(|(_, body)| (&body.code, body.superseded_by.as_ref())));
    let (in_bureaus, in_successors) = (rings(&bureaus), rings(&successors));
    for (at, body) in &found {
        if in_bureaus.contains(&body.code) {
            check.fault(&format!("{at}/bureau"), "leads back to the department itself");
        }
        if in_successors.contains(&body.code) {
            check.fault(&format!("{at}/superseded_by"), "leads back to the department itself");
        }
    }
    let departments = found.into_iter().map(|(_, body)| body).collect();
    named_first(departments, |body: &Department| &body.code, |body| body.bureau.as_ref())
}

fn department(
    check: &mut Checker<'_>,
    row: Row<DepartmentRecord, DepartmentCode>,
    known: &BTreeSet<DepartmentCode>,
) -> Option<Department> {
    let Row { at, code, record } = row;
    let place = |member: &str| format!("{at}/{member}");
    let name = check.localized(&place("name"), record.name.as_ref(), limits::TITLE, Multiline::No);
    let kind = check.line(&place("kind"), record.kind.as_deref(), limits::KIND);
    let bureau = check.reference(&place("bureau"), record.bureau.as_deref(), known);
    let superseded_by =
        check.reference(&place("superseded_by"), record.superseded_by.as_deref(), known);
    let note = check.lines(&place("note"), record.note.as_deref(), limits::NOTE);
    Some(Department { code: code?, name: name?, kind: kind?, bureau, superseded_by, note })
}

/// Initiatives that, by following who took whose place, come back to themselves.
fn successions(check: &mut Checker<'_>, catalogue: &Catalogue) {
    let successors =
        links(catalogue.initiatives.iter().map(|one| (&one.code, one.superseded_by.as_ref())));
    let own = |code: &InitiativeCode| successors.get(code) == Some(code);
    for code in rings(&successors).into_iter().filter(|code| !own(code)) {
        let message = format_args!("the successors of {code} lead back to it").to_string();
        check.fault("/initiatives", message);
    }
}

fn links<'a, K: CodeKind>(
    pairs: impl Iterator<Item = (&'a Code<K>, Option<&'a Code<K>>)>,
) -> BTreeMap<Code<K>, Code<K>> {
    pairs.filter_map(|(code, named)| Some((code.clone(), named?.clone()))).collect()
}

#[cfg(test)]
#[path = "validate_tests.rs"]
mod tests;
