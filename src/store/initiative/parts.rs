//! The lists that belong to initiatives, read for a whole page at once: never one query per row.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::domain::code::{BlueprintCode, DepartmentCode, InitiativeCode, Tag};
use crate::domain::lifecycle::Lifecycle;
use crate::domain::milestone::MilestoneStatus;
use crate::store::column::parse;
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::{
    initiative_blueprints, initiative_departments, initiative_tags, initiatives, milestones,
};

/// The lists of one initiative.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    /// Departments that help, in their published order.
    pub supporting: Vec<Supporter>,
    /// Blueprint editions that contain it, by code.
    pub blueprints: Vec<BlueprintCode>,
    /// Tags, in their published order.
    pub tags: Vec<Tag>,
    /// How many of its milestones are overdue today.
    pub overdue: i64,
}

/// A supporting department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supporter {
    /// Which one.
    pub department_code: DepartmentCode,
    /// Whether the lead lets it report on milestones.
    pub reporting: bool,
}

/// The lists of the given initiatives; one without any has no entry.
///
/// # Errors
/// As [`Fault`].
pub fn load(
    connection: &mut AnyConnection,
    codes: &[InitiativeCode],
    today: NaiveDate,
) -> Result<HashMap<InitiativeCode, Parts>, Fault> {
    let codes: Vec<&str> = codes.iter().map(InitiativeCode::as_str).collect();
    let mut parts: HashMap<InitiativeCode, Parts> = HashMap::new();

    let supporting: Vec<(String, String, bool)> = initiative_departments::table
        .select((
            initiative_departments::initiative_code,
            initiative_departments::department_code,
            initiative_departments::reporting,
        ))
        .filter(initiative_departments::initiative_code.eq_any(&codes))
        .order_by((initiative_departments::initiative_code, initiative_departments::position))
        .load(connection)?;
    for (initiative, department, reporting) in supporting {
        let department_code = parse("department code", &department)?;
        entry(&mut parts, &initiative)?.supporting.push(Supporter { department_code, reporting });
    }

    let blueprints: Vec<(String, String)> = initiative_blueprints::table
        .select((initiative_blueprints::initiative_code, initiative_blueprints::blueprint_code))
        .filter(initiative_blueprints::initiative_code.eq_any(&codes))
        .order_by((initiative_blueprints::initiative_code, initiative_blueprints::blueprint_code))
        .load(connection)?;
    for (initiative, blueprint) in blueprints {
        entry(&mut parts, &initiative)?.blueprints.push(parse("blueprint code", &blueprint)?);
    }

    let tags: Vec<(String, String)> = initiative_tags::table
        .select((initiative_tags::initiative_code, initiative_tags::tag))
        .filter(initiative_tags::initiative_code.eq_any(&codes))
        .order_by((initiative_tags::initiative_code, initiative_tags::position))
        .load(connection)?;
    for (initiative, tag) in tags {
        entry(&mut parts, &initiative)?.tags.push(parse("tag", &tag)?);
    }

    for (initiative, count) in overdue(connection, &codes, today)? {
        entry(&mut parts, &initiative)?.overdue = count;
    }
    Ok(parts)
}

fn entry<'a>(
    parts: &'a mut HashMap<InitiativeCode, Parts>,
    code: &str,
) -> Result<&'a mut Parts, Fault> {
    Ok(parts.entry(parse("initiative code", code)?).or_default())
}

fn overdue(
    connection: &mut AnyConnection,
    codes: &[&str],
    today: NaiveDate,
) -> Result<Vec<(String, i64)>, Fault> {
    let open = [MilestoneStatus::Scheduled, MilestoneStatus::InProgress];
    Ok(milestones::table
        .inner_join(initiatives::table.on(initiatives::code.eq(milestones::initiative_code)))
        .filter(milestones::initiative_code.eq_any(codes))
        .filter(milestones::status.eq_any(open.map(MilestoneStatus::as_str)))
        .filter(milestones::due_on.lt(today))
        .filter(initiatives::lifecycle.eq_any(running()))
        .group_by(milestones::initiative_code)
        .select((milestones::initiative_code, diesel::dsl::count_star()))
        .load(connection)?)
}

/// The lifecycle states in which an initiative's milestones can be overdue.
#[must_use]
pub fn running() -> Vec<&'static str> {
    Lifecycle::ALL
        .iter()
        .filter(|lifecycle| lifecycle.accepts_overdue())
        .map(|lifecycle| lifecycle.as_str())
        .collect()
}
