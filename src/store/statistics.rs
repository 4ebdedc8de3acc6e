//! Counts over the whole catalogue, grouped by the database: no row of it is loaded.

use chrono::{Days, NaiveDate};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::domain::code::DepartmentCode;
use crate::domain::milestone::MilestoneStatus;
use crate::store::column::parse;
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::initiative::filter::health_sql;
use crate::store::initiative::parts::running;
use crate::store::schema::{initiative_blueprints, initiatives, milestones};

/// How many days ahead a milestone counts as upcoming.
pub const UPCOMING_DAYS: u64 = 90;

/// So many initiatives share these four properties.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct InitiativeCell {
    /// Smart area.
    #[diesel(sql_type = Text)]
    pub smart_area: String,
    /// Lead department.
    #[diesel(sql_type = Text)]
    pub department: String,
    /// Lifecycle.
    #[diesel(sql_type = Text)]
    pub lifecycle: String,
    /// Computed health.
    #[diesel(sql_type = Text)]
    pub health: String,
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}

/// So many milestones of one smart area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MilestoneCell {
    /// Smart area of their initiatives.
    pub smart_area: String,
    /// Lead department of their initiatives.
    pub department: String,
    /// How many.
    pub count: i64,
}

/// The initiatives by area, department, lifecycle and health; cells without any are left out.
///
/// # Errors
/// As [`Fault`].
pub fn initiatives(
    connection: &mut AnyConnection,
    today: NaiveDate,
) -> Result<Vec<InitiativeCell>, Fault> {
    // Written out because diesel cannot group by an expression; it holds no input but a typed date.
    let query = format!(
        "SELECT smart_area_code AS smart_area, lead_department_code AS department, lifecycle, \
         {} AS health, COUNT(*) AS count FROM initiatives GROUP BY 1, 2, 3, 4",
        health_sql(today)
    );
    Ok(diesel::sql_query(query).load(connection)?)
}

/// What is counted of milestones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Those that are not cancelled.
    All,
    /// Met.
    Met,
    /// Open past their due date, of a running initiative.
    Overdue,
    /// Open and due today or within [`UPCOMING_DAYS`].
    Upcoming,
    /// Met with both dates known: what punctuality is measured over.
    Measured,
    /// Of those, met in or before the period they were first promised for.
    OnTime,
}

/// Milestones by area and lead department of their initiatives; cells without any are left out.
///
/// # Errors
/// As [`Fault`].
pub fn milestones(
    connection: &mut AnyConnection,
    counted: Counted,
    today: NaiveDate,
) -> Result<Vec<MilestoneCell>, Fault> {
    let open =
        [MilestoneStatus::Scheduled, MilestoneStatus::InProgress].map(MilestoneStatus::as_str);
    let horizon = today.checked_add_days(Days::new(UPCOMING_DAYS)).unwrap_or(today);
    let mut query = milestones::table
        .inner_join(initiatives::table.on(initiatives::code.eq(milestones::initiative_code)))
        .group_by((initiatives::smart_area_code, initiatives::lead_department_code))
        .select((initiatives::smart_area_code, initiatives::lead_department_code, count_star()))
        .into_boxed();
    let met = MilestoneStatus::Met.as_str();
    query = match counted {
        Counted::All => query.filter(milestones::status.ne(MilestoneStatus::Cancelled.as_str())),
        Counted::Met => query.filter(milestones::status.eq(met)),
        Counted::Overdue => query
            .filter(milestones::status.eq_any(open))
            .filter(milestones::due_on_asc.lt(today))
            .filter(initiatives::lifecycle.eq_any(running())),
        Counted::Upcoming => query
            .filter(milestones::status.eq_any(open))
            .filter(milestones::due_on_asc.ge(today))
            .filter(milestones::due_on_asc.le(horizon))
            .filter(initiatives::lifecycle.eq_any(running())),
        Counted::Measured => query
            .filter(milestones::status.eq(met))
            .filter(milestones::met_on.is_not_null())
            .filter(milestones::original_due_on.is_not_null()),
        Counted::OnTime => query
            .filter(milestones::status.eq(met))
            .filter(milestones::original_due_on.is_not_null())
            .filter(milestones::met_first_on.le(milestones::original_due_on).assume_not_null()),
    };
    let rows: Vec<(String, String, i64)> = query.load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(smart_area, department, count)| MilestoneCell { smart_area, department, count })
        .collect())
}

/// How many initiatives of each lifecycle belong to a thing, as (code, lifecycle, count).
pub type LifecycleCounts = Vec<(String, String, i64)>;

/// Counts by lifecycle for the given smart areas.
///
/// # Errors
/// As [`Fault`].
pub fn of_smart_areas(
    connection: &mut AnyConnection,
    codes: &[&str],
) -> Result<LifecycleCounts, Fault> {
    Ok(initiatives::table
        .filter(initiatives::smart_area_code.eq_any(codes))
        .group_by((initiatives::smart_area_code, initiatives::lifecycle))
        .select((initiatives::smart_area_code, initiatives::lifecycle, count_star()))
        .load(connection)?)
}

/// Counts by lifecycle for the given departments as leads.
///
/// # Errors
/// As [`Fault`].
pub fn of_departments(
    connection: &mut AnyConnection,
    codes: &[&str],
) -> Result<LifecycleCounts, Fault> {
    Ok(initiatives::table
        .filter(initiatives::lead_department_code.eq_any(codes))
        .group_by((initiatives::lead_department_code, initiatives::lifecycle))
        .select((initiatives::lead_department_code, initiatives::lifecycle, count_star()))
        .load(connection)?)
}

/// Counts by lifecycle for the given blueprint editions.
///
/// # Errors
/// As [`Fault`].
pub fn of_blueprints(
    connection: &mut AnyConnection,
    codes: &[&str],
) -> Result<LifecycleCounts, Fault> {
    Ok(initiative_blueprints::table
        .inner_join(
            initiatives::table.on(initiatives::code.eq(initiative_blueprints::initiative_code)),
        )
        .filter(initiative_blueprints::blueprint_code.eq_any(codes))
        .group_by((initiative_blueprints::blueprint_code, initiatives::lifecycle))
        .select((initiative_blueprints::blueprint_code, initiatives::lifecycle, count_star()))
        .load(connection)?)
}

/// The department that leads the most initiatives, the first by code among equals; none when there is no initiative.
///
/// # Errors
/// As [`Fault`].
pub fn busiest_department(connection: &mut AnyConnection) -> Result<Option<DepartmentCode>, Fault> {
    let leads: Vec<(String, i64)> = initiatives::table
        .group_by(initiatives::lead_department_code)
        .select((initiatives::lead_department_code, count_star()))
        .order_by((count_star().desc(), initiatives::lead_department_code.asc()))
        .limit(1)
        .load(connection)?;
    leads.first().map(|(code, _)| parse("department code", code)).transpose()
}
