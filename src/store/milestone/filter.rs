//! Which milestones a list shows, as conditions that both databases evaluate alike.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use crate::domain::code::{BlueprintCode, DepartmentCode, InitiativeCode, SmartAreaCode};
use crate::domain::milestone::MilestoneStatus;
use crate::store::initiative::parts::running;
use crate::store::page::{Condition, Direction};
use crate::store::schema::{initiative_blueprints, initiatives, milestones};
use crate::store::sentinel;

/// What a list of milestones is narrowed to. An empty list or `None` does not narrow; the values of one member
/// are alternatives, the members add up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MilestoneFilter {
    /// The one initiative they belong to.
    pub initiative: Option<InitiativeCode>,
    /// Smart areas of their initiatives.
    pub smart_areas: Vec<SmartAreaCode>,
    /// Lead departments of their initiatives.
    pub departments: Vec<DepartmentCode>,
    /// Blueprint editions of their initiatives.
    pub blueprints: Vec<BlueprintCode>,
    /// States.
    pub statuses: Vec<MilestoneStatus>,
    /// Is (or is not) overdue.
    pub overdue: Option<bool>,
    /// Due before this day.
    pub due_before: Option<NaiveDate>,
    /// Due on this day or later.
    pub due_after: Option<NaiveDate>,
    /// Changed at this instant or later.
    pub updated_since: Option<DateTime<Utc>>,
}

type Conditions = Vec<Condition<milestones::table>>;

/// The conditions of `filter` on `today`, to be joined by AND.
pub(super) fn conditions(filter: &MilestoneFilter, today: NaiveDate) -> Conditions {
    let mut all: Conditions = Vec::new();
    if let Some(code) = &filter.initiative {
        all.push(Box::new(milestones::initiative_code.eq(code.to_string())));
    }
    of_initiatives(filter, &mut all);
    if !filter.statuses.is_empty() {
        let statuses: Vec<String> = filter.statuses.iter().map(ToString::to_string).collect();
        all.push(Box::new(milestones::status.eq_any(statuses)));
    }
    if let Some(overdue) = filter.overdue {
        all.push(by_overdue(overdue, today));
    }
    // A missing due date stands at the far end that the comparison cannot reach.
    if let Some(end) = filter.due_before {
        all.push(Box::new(milestones::due_on_asc.lt(end)));
    }
    if let Some(start) = filter.due_after {
        all.push(Box::new(
            milestones::due_on_asc
                .ge(start)
                .and(milestones::due_on_asc.lt(sentinel::date(Direction::Ascending))),
        ));
    }
    if let Some(since) = filter.updated_since {
        all.push(Box::new(milestones::updated_at.ge(since.naive_utc())));
    }
    all
}

fn of_initiatives(filter: &MilestoneFilter, all: &mut Conditions) {
    if !filter.smart_areas.is_empty() {
        let areas: Vec<String> = filter.smart_areas.iter().map(ToString::to_string).collect();
        let codes = initiatives::table
            .select(initiatives::code)
            .filter(initiatives::smart_area_code.eq_any(areas));
        all.push(Box::new(milestones::initiative_code.eq_any(codes)));
    }
    if !filter.departments.is_empty() {
        let leads: Vec<String> = filter.departments.iter().map(ToString::to_string).collect();
        let codes = initiatives::table
            .select(initiatives::code)
            .filter(initiatives::lead_department_code.eq_any(leads));
        all.push(Box::new(milestones::initiative_code.eq_any(codes)));
    }
    if !filter.blueprints.is_empty() {
        let editions: Vec<String> = filter.blueprints.iter().map(ToString::to_string).collect();
        let codes = initiative_blueprints::table
            .select(initiative_blueprints::initiative_code)
            .filter(initiative_blueprints::blueprint_code.eq_any(editions));
        all.push(Box::new(milestones::initiative_code.eq_any(codes)));
    }
}

/// The rule of [`crate::domain::milestone::is_overdue`] over columns.
fn by_overdue(overdue: bool, today: NaiveDate) -> Condition<milestones::table> {
    let open =
        [MilestoneStatus::Scheduled, MilestoneStatus::InProgress].map(MilestoneStatus::as_str);
    let running_initiatives = initiatives::table
        .select(initiatives::code)
        .filter(initiatives::lifecycle.eq_any(running()));
    let is_overdue = milestones::status
        .eq_any(open)
        .and(milestones::due_on_asc.lt(today))
        .and(milestones::initiative_code.eq_any(running_initiatives));
    if overdue { Box::new(is_overdue) } else { Box::new(diesel::dsl::not(is_overdue)) }
}
