//! Initiatives as stored: the typed row, and reading rows by code or by page. The filters, the order and the search terms are
//! in their own files; what a reader of the API sees is made above.

pub mod filter;
pub mod parts;
pub mod sort;
pub mod terms;
pub mod transition;
pub mod write;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::domain::code::{DepartmentCode, InitiativeCode, SmartAreaCode};
use crate::domain::date::VagueDate;
use crate::domain::health::HealthInput;
use crate::domain::lifecycle::Lifecycle;
use crate::domain::progress::ProgressMethod;
use crate::domain::provenance::{BlueprintEvidence, Evidence};
use crate::domain::summary::Summary;
use crate::domain::text::Localized;
use crate::store::column::{from_json, integer, parse, parse_optional, vague_date};
use crate::store::connection::AnyConnection;
use crate::store::dialect;
use crate::store::fault::Fault;
use crate::store::initiative::filter::{InitiativeFilter, Rank};
use crate::store::initiative::sort::InitiativeSort;
use crate::store::page::Window;
use crate::store::schema::initiatives;

/// An initiative without its lists (departments, blueprints, tags).
#[derive(Debug, Clone, PartialEq)]
pub struct Initiative {
    /// Its code.
    pub code: InitiativeCode,
    /// Counts its own changes, from 1.
    pub version: i64,
    /// Its title in each language.
    pub title: Localized,
    /// Its summary in each language.
    pub summary: Localized,
    /// The theme it belongs to.
    pub smart_area_code: SmartAreaCode,
    /// The department that answers for it.
    pub lead_department_code: DepartmentCode,
    /// Where it stands.
    pub lifecycle: Lifecycle,
    /// When it starts, as the first day of its period.
    pub starts_on: Option<VagueDate>,
    /// When it ends, as the last day of its period.
    pub ends_on: Option<VagueDate>,
    /// How often its department promised to report, in days.
    pub update_cadence_days: Option<u16>,
    /// The initiative that took its place.
    pub superseded_by: Option<InitiativeCode>,
    /// What backs it.
    pub provenance: InitiativeProvenance,
    /// What is known of its milestones and reports.
    pub maintained: Maintained,
    /// What its department says of its progress instead of the computed value.
    pub progress_override: Option<ProgressOverride>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed itself.
    pub updated_at: DateTime<Utc>,
}

/// What backs an initiative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InitiativeProvenance {
    /// What backs the initiative as a whole.
    pub evidence: Evidence,
    /// What backs its place in the blueprint editions.
    pub blueprint_evidence: BlueprintEvidence,
    /// Where it comes from; free text, many are not plain addresses.
    pub sources: Vec<String>,
    /// What else a reader should know.
    pub note: Option<String>,
}

/// The maintained summary columns: renewed by every write to a milestone or a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Maintained {
    /// Milestones that are not cancelled.
    pub milestone_total: i32,
    /// Milestones that are met.
    pub milestone_met: i32,
    /// The earliest due date of a scheduled or running milestone.
    pub earliest_open_due_on: Option<NaiveDate>,
    /// The same among those below half completion.
    pub earliest_open_due_on_below_half: Option<NaiveDate>,
    /// The newest update, transition or confirmation.
    pub last_report_at: Option<DateTime<Utc>>,
    /// The first local day on which the initiative counts as stale.
    pub stale_from: Option<NaiveDate>,
    /// The computed progress, 0 to 100.
    pub progress_value: Option<f64>,
    /// How the progress was computed.
    pub progress_method: ProgressMethod,
}

impl Default for Maintained {
    /// What is known of an initiative without milestones and reports.
    fn default() -> Self {
        Self {
            milestone_total: 0,
            milestone_met: 0,
            earliest_open_due_on: None,
            earliest_open_due_on_below_half: None,
            last_report_at: None,
            stale_from: None,
            progress_value: None,
            progress_method: ProgressMethod::NoMilestones,
        }
    }
}

impl TryFrom<Summary> for Maintained {
    type Error = Fault;

    /// The part that the milestones decide; the part that reports decide is left empty.
    fn try_from(summary: Summary) -> Result<Self, Fault> {
        Ok(Self {
            milestone_total: integer("milestone total", summary.milestone_total)?,
            milestone_met: integer("milestones met", summary.milestone_met)?,
            earliest_open_due_on: summary.earliest_open_due_on,
            earliest_open_due_on_below_half: summary.earliest_open_due_on_below_half,
            last_report_at: None,
            stale_from: None,
            progress_value: summary.progress_value,
            progress_method: summary.progress_method,
        })
    }
}

/// A department's own statement of progress, shown beside the computed value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProgressOverride {
    /// The stated value, 0 to 100.
    pub value: f64,
    /// Why it differs.
    pub reason: String,
    /// Who states it.
    pub department_code: DepartmentCode,
    /// When it was stated.
    pub at: DateTime<Utc>,
}

impl Initiative {
    /// What its health is computed from.
    #[must_use]
    pub fn health_input(&self) -> HealthInput {
        let maintained = &self.maintained;
        HealthInput {
            lifecycle: self.lifecycle,
            milestone_total: i64::from(maintained.milestone_total),
            earliest_open_due_on: maintained.earliest_open_due_on,
            earliest_open_due_on_below_half: maintained.earliest_open_due_on_below_half,
            reported: maintained.last_report_at.is_some(),
            stale_from: maintained.stale_from,
        }
    }
}

/// The columns of an initiative that are written; the sort keys are generated from them.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = initiatives, treat_none_as_null = true)]
struct Row {
    code: String,
    version: i64,
    title: String,
    summary: String,
    smart_area_code: String,
    lead_department_code: String,
    lifecycle: String,
    starts_on: Option<NaiveDate>,
    starts_on_precision: Option<String>,
    ends_on: Option<NaiveDate>,
    ends_on_precision: Option<String>,
    update_cadence_days: Option<i32>,
    superseded_by: Option<String>,
    provenance: String,
    milestone_total: i32,
    milestone_met: i32,
    earliest_open_due_on: Option<NaiveDate>,
    earliest_open_due_on_below_half: Option<NaiveDate>,
    last_report_at: Option<NaiveDateTime>,
    stale_from: Option<NaiveDate>,
    progress_value: Option<f64>,
    progress_method: String,
    progress_override: Option<String>,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

/// The initiative of that code.
///
/// # Errors
/// As [`Fault`].
pub fn find(
    connection: &mut AnyConnection,
    code: &InitiativeCode,
) -> Result<Option<Initiative>, Fault> {
    let row: Option<Row> = initiatives::table
        .select(Row::as_select())
        .filter(initiatives::code.eq(code.as_str()))
        .first(connection)
        .optional()?;
    row.map(Initiative::try_from).transpose()
}

/// Keeps every other writer from the initiative and what belongs to it, until the transaction ends: its summary is made
/// of all of its milestones, so that two writers at once would each leave out what the other did.
///
/// # Errors
/// As [`Fault`].
pub fn hold(connection: &mut AnyConnection, code: &InitiativeCode) -> Result<(), Fault> {
    dialect::hold_initiatives(connection, std::slice::from_ref(code))
}

/// The same for many, which the caller names in any order.
///
/// # Errors
/// As [`Fault`].
pub fn hold_all(connection: &mut AnyConnection, codes: &[InitiativeCode]) -> Result<(), Fault> {
    dialect::hold_initiatives(connection, codes)
}

/// The initiatives of those codes, in no order.
///
/// # Errors
/// As [`Fault`].
pub fn find_all(
    connection: &mut AnyConnection,
    codes: &[InitiativeCode],
) -> Result<Vec<Initiative>, Fault> {
    let codes: Vec<&str> = codes.iter().map(InitiativeCode::as_str).collect();
    let rows: Vec<Row> = initiatives::table
        .select(Row::as_select())
        .filter(initiatives::code.eq_any(codes))
        .load(connection)?;
    rows.into_iter().map(Initiative::try_from).collect()
}

/// One page of the initiatives that pass `filter` (and, for a search, have the hit's `rank`).
///
/// # Errors
/// As [`Fault`].
pub fn list(
    connection: &mut AnyConnection,
    filter: &InitiativeFilter,
    rank: Option<Rank>,
    window: &Window<InitiativeSort>,
    today: NaiveDate,
) -> Result<Vec<Initiative>, Fault> {
    let mut query = initiatives::table.select(Row::as_select()).into_boxed();
    for condition in filter::conditions(filter, rank, today) {
        query = query.filter(condition);
    }
    if let Some(after) = &window.after {
        query = query.filter(sort::behind(&window.order, after)?);
    }
    for sort in &window.order {
        query = query.then_order_by(sort::order(*sort));
    }
    let rows: Vec<Row> = query.limit(window.limit).load(connection)?;
    rows.into_iter().map(Initiative::try_from).collect()
}

/// How many initiatives pass `filter`.
///
/// # Errors
/// As [`Fault`].
pub fn count(
    connection: &mut AnyConnection,
    filter: &InitiativeFilter,
    today: NaiveDate,
) -> Result<i64, Fault> {
    let mut query = initiatives::table.select(diesel::dsl::count_star()).into_boxed();
    for condition in filter::conditions(filter, None, today) {
        query = query.filter(condition);
    }
    Ok(query.first(connection)?)
}

impl TryFrom<Row> for Initiative {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        let starts = vague_date("starts_on", row.starts_on, row.starts_on_precision.as_deref())?;
        let ends = vague_date("ends_on", row.ends_on, row.ends_on_precision.as_deref())?;
        let cadence = row.update_cadence_days.map(u16::try_from).transpose();
        Ok(Self {
            code: parse("initiative code", &row.code)?,
            version: row.version,
            title: from_json("initiative title", &row.title)?,
            summary: from_json("initiative summary", &row.summary)?,
            smart_area_code: parse("smart area code", &row.smart_area_code)?,
            lead_department_code: parse("department code", &row.lead_department_code)?,
            lifecycle: parse("lifecycle", &row.lifecycle)?,
            starts_on: starts,
            ends_on: ends,
            update_cadence_days: cadence.map_err(|error| Fault::corrupt("cadence", error))?,
            superseded_by: parse_optional("initiative code", row.superseded_by.as_deref())?,
            provenance: from_json("provenance", &row.provenance)?,
            maintained: Maintained {
                milestone_total: row.milestone_total,
                milestone_met: row.milestone_met,
                earliest_open_due_on: row.earliest_open_due_on,
                earliest_open_due_on_below_half: row.earliest_open_due_on_below_half,
                last_report_at: row.last_report_at.map(|at| at.and_utc()),
                stale_from: row.stale_from,
                progress_value: row.progress_value,
                progress_method: parse("progress method", &row.progress_method)?,
            },
            progress_override: row
                .progress_override
                .map(|text| from_json("progress override", &text))
                .transpose()?,
            created_at: row.created_at.and_utc(),
            updated_at: row.updated_at.and_utc(),
        })
    }
}
