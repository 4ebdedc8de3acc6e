//! Which initiatives a list shows, as conditions that both databases evaluate alike.

use chrono::{DateTime, Days, NaiveDate, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use crate::domain::code::{BlueprintCode, DepartmentCode, SmartAreaCode, Tag};
use crate::domain::health::{AT_RISK_DAYS, Health};
use crate::domain::lifecycle::Lifecycle;
use crate::domain::milestone::MilestoneStatus;
use crate::store::initiative::parts::running;
use crate::store::page::{Condition, Direction};
use crate::store::schema::{
    initiative_blueprints, initiative_departments, initiative_tags, initiatives, milestones,
    search_terms,
};
use crate::store::sentinel;

/// What a list of initiatives is narrowed to. An empty list or `None` does not narrow; the values of one member
/// are alternatives, the members add up.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct InitiativeFilter {
    /// Smart areas.
    pub smart_areas: Vec<SmartAreaCode>,
    /// Lead departments.
    pub departments: Vec<DepartmentCode>,
    /// Supporting departments.
    pub supporting_departments: Vec<DepartmentCode>,
    /// Blueprint editions.
    pub blueprints: Vec<BlueprintCode>,
    /// Lifecycle states.
    pub lifecycles: Vec<Lifecycle>,
    /// Computed healths.
    pub healths: Vec<Health>,
    /// Tags.
    pub tags: Vec<Tag>,
    /// Has an open milestone due before this day.
    pub due_before: Option<NaiveDate>,
    /// Has an open milestone due on this day or later.
    pub due_after: Option<NaiveDate>,
    /// Changed at this instant or later.
    pub updated_since: Option<DateTime<Utc>>,
    /// Has (or has not) an overdue milestone.
    pub overdue: Option<bool>,
    /// The least computed progress; a missing one never matches.
    pub progress_min: Option<f64>,
    /// The most computed progress; a missing one never matches.
    pub progress_max: Option<f64>,
    /// Search terms, all of which must occur; `Some` and empty matches nothing.
    pub terms: Option<Vec<String>>,
}

/// How good a search hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// Every term occurs in the title.
    Title,
    /// Some term occurs in the summary only.
    Elsewhere,
}

type Conditions = Vec<Condition<initiatives::table>>;

/// The conditions of `filter` on `today`, to be joined by AND.
pub(super) fn conditions(
    filter: &InitiativeFilter,
    rank: Option<Rank>,
    today: NaiveDate,
) -> Conditions {
    let mut all: Conditions = Vec::new();
    coded(filter, &mut all);
    dated(filter, today, &mut all);
    if let Some(minimum) = filter.progress_min {
        // Each sort column puts a missing value where the comparison cannot reach it.
        all.push(Box::new(initiatives::progress_desc.ge(minimum)));
    }
    if let Some(maximum) = filter.progress_max {
        all.push(Box::new(initiatives::progress_asc.le(maximum)));
    }
    if let Some(terms) = &filter.terms {
        searched(terms, rank, &mut all);
    }
    all
}

fn coded(filter: &InitiativeFilter, all: &mut Conditions) {
    if !filter.smart_areas.is_empty() {
        all.push(Box::new(initiatives::smart_area_code.eq_any(texts(&filter.smart_areas))));
    }
    if !filter.departments.is_empty() {
        all.push(Box::new(initiatives::lead_department_code.eq_any(texts(&filter.departments))));
    }
    if !filter.supporting_departments.is_empty() {
        let supporting =
            initiative_departments::table.select(initiative_departments::initiative_code).filter(
                initiative_departments::department_code
                    .eq_any(texts(&filter.supporting_departments)),
            );
        all.push(Box::new(initiatives::code.eq_any(supporting)));
    }
    if !filter.blueprints.is_empty() {
        let members = initiative_blueprints::table
            .select(initiative_blueprints::initiative_code)
            .filter(initiative_blueprints::blueprint_code.eq_any(texts(&filter.blueprints)));
        all.push(Box::new(initiatives::code.eq_any(members)));
    }
    if !filter.tags.is_empty() {
        let tagged = initiative_tags::table
            .select(initiative_tags::initiative_code)
            .filter(initiative_tags::tag.eq_any(texts(&filter.tags)));
        all.push(Box::new(initiatives::code.eq_any(tagged)));
    }
    if !filter.lifecycles.is_empty() {
        all.push(Box::new(initiatives::lifecycle.eq_any(texts(&filter.lifecycles))));
    }
}

fn dated(filter: &InitiativeFilter, today: NaiveDate, all: &mut Conditions) {
    if !filter.healths.is_empty() {
        let wanted: Vec<String> = texts(&filter.healths);
        all.push(Box::new(sql::<Text>(&health_sql(today)).eq_any(wanted)));
    }
    if filter.due_before.is_some() || filter.due_after.is_some() {
        let earliest = filter.due_after.unwrap_or(sentinel::date(Direction::Descending));
        let end = filter.due_before.unwrap_or(sentinel::date(Direction::Ascending));
        let open = texts(&[MilestoneStatus::Scheduled, MilestoneStatus::InProgress]);
        let due = milestones::table
            .select(milestones::initiative_code)
            .filter(milestones::status.eq_any(open))
            .filter(milestones::due_on.ge(earliest))
            .filter(milestones::due_on.lt(end));
        all.push(Box::new(initiatives::code.eq_any(due)));
    }
    if let Some(since) = filter.updated_since {
        all.push(Box::new(initiatives::updated_at.ge(since.naive_utc())));
    }
    if let Some(overdue) = filter.overdue {
        // To have an overdue milestone is to be delayed; written out, an index finds those that are.
        all.push(if overdue {
            let earliest = initiatives::earliest_open_due_on.assume_not_null();
            Box::new(earliest.lt(today).and(initiatives::lifecycle.eq_any(running())))
        } else {
            Box::new(sql::<Text>(&health_sql(today)).ne(Health::Delayed.as_str()))
        });
    }
}

fn searched(terms: &[String], rank: Option<Rank>, all: &mut Conditions) {
    if terms.is_empty() {
        all.push(Box::new(sql::<Bool>("1 = 0")));
        return;
    }
    for term in terms {
        let anywhere = search_terms::table
            .select(search_terms::initiative_code)
            .filter(search_terms::term.eq(term.clone()));
        match rank {
            Some(Rank::Title) => {
                all.push(Box::new(
                    initiatives::code.eq_any(anywhere.filter(search_terms::in_title.eq(true))),
                ));
            }
            Some(Rank::Elsewhere) | None => all.push(Box::new(initiatives::code.eq_any(anywhere))),
        }
    }
    if rank == Some(Rank::Elsewhere) {
        let outside = search_terms::table
            .select(search_terms::initiative_code)
            .filter(search_terms::term.eq_any(terms.to_vec()))
            .filter(search_terms::in_title.eq(false));
        all.push(Box::new(initiatives::code.eq_any(outside)));
    }
}

/// Health as SQL: the same rules in the same order as [`crate::domain::health::health`]; a property test holds the
/// two equal. The dates stand in the text because a grouping expression with parameters is, to PostgreSQL, a
/// different expression wherever it is repeated; they are printed from typed dates, never from input.
#[must_use]
pub fn health_sql(today: NaiveDate) -> String {
    let soon = today.checked_add_days(Days::new(AT_RISK_DAYS)).unwrap_or(today);
    format!(
        "CASE \
         WHEN initiatives.lifecycle IN ('completed', 'cancelled', 'superseded', 'on_hold') THEN 'not_applicable' \
         WHEN initiatives.earliest_open_due_on < '{today}' THEN 'delayed' \
         WHEN initiatives.milestone_total = 0 AND initiatives.last_report_at IS NULL THEN 'unknown' \
         WHEN initiatives.stale_from <= '{today}' THEN 'stale' \
         WHEN initiatives.earliest_open_due_on_below_half <= '{soon}' THEN 'at_risk' \
         ELSE 'on_track' END"
    )
}

fn texts<T: ToString>(values: &[T]) -> Vec<String> {
    values.iter().map(T::to_string).collect()
}
