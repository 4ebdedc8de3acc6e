//! Milestones as stored: the typed row, and reading rows by id, by initiative or by page.

pub mod filter;
pub mod rebaseline;
pub mod sort;
pub mod transition;
pub mod write;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::code::InitiativeCode;
use crate::domain::date::VagueDate;
use crate::domain::evidence::Evidence;
use crate::domain::ids::MilestoneId;
use crate::domain::lifecycle::Lifecycle;
use crate::domain::milestone::{MilestoneStatus, Percent, Weight};
use crate::domain::provenance::Verification;
use crate::domain::text::Localized;
use crate::store::column::{from_json, parse, parse_optional, vague_date};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::milestone::filter::MilestoneFilter;
use crate::store::milestone::sort::MilestoneSort;
use crate::store::page::Window;
use crate::store::schema::{initiatives, milestone_evidence, milestones};

/// A dated promise of one initiative.
#[derive(Debug, Clone, PartialEq)]
pub struct Milestone {
    /// Its id.
    pub id: MilestoneId,
    /// Counts its own changes, from 1.
    pub version: i64,
    /// The initiative it belongs to.
    pub initiative_code: InitiativeCode,
    /// Its title in each language.
    pub title: Localized,
    /// What it is about, in each language.
    pub description: Option<Localized>,
    /// Where it stands.
    pub status: MilestoneStatus,
    /// How much of it is done, when stated.
    pub completion: Option<Percent>,
    /// What it counts for among its initiative's milestones.
    pub weight: Weight,
    /// The first date it was promised for; set once.
    pub original_due_on: Option<VagueDate>,
    /// The date it is promised for now.
    pub due_on: Option<VagueDate>,
    /// When it was met.
    pub met_on: Option<VagueDate>,
    /// What backs it, when it was loaded from the catalogue.
    pub provenance: Option<MilestoneProvenance>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// What backs a loaded milestone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MilestoneProvenance {
    /// How far it was verified.
    pub verification: Verification,
    /// Where it comes from; free text.
    pub source: Option<String>,
    /// What else a reader should know.
    pub note: Option<String>,
}

/// A milestone with what is needed to say whether it is overdue, and its evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct MilestoneInContext {
    /// The milestone.
    pub milestone: Milestone,
    /// Its initiative's lifecycle.
    pub lifecycle: Lifecycle,
    /// Its evidence, in order.
    pub evidence: Vec<Evidence>,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = milestones, treat_none_as_null = true)]
struct Row {
    id: String,
    version: i64,
    initiative_code: String,
    title: String,
    description: Option<String>,
    status: String,
    completion: Option<i32>,
    weight: i32,
    original_due_on: Option<NaiveDate>,
    original_due_on_precision: Option<String>,
    due_on: Option<NaiveDate>,
    due_on_precision: Option<String>,
    met_on: Option<NaiveDate>,
    met_on_precision: Option<String>,
    met_first_on: Option<NaiveDate>,
    verification: Option<String>,
    source: Option<String>,
    note: Option<String>,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

/// The milestone of that id.
///
/// # Errors
/// As [`Fault`].
pub fn find(
    connection: &mut AnyConnection,
    id: MilestoneId,
) -> Result<Option<MilestoneInContext>, Fault> {
    let found: Option<(Row, String)> = milestones::table
        .inner_join(initiatives::table.on(initiatives::code.eq(milestones::initiative_code)))
        .select((Row::as_select(), initiatives::lifecycle))
        .filter(milestones::id.eq(id.to_string()))
        .first(connection)
        .optional()?;
    Ok(in_context(connection, found.into_iter().collect())?.pop())
}

/// Every milestone of the given initiatives, by initiative, due date (missing last) and id.
///
/// # Errors
/// As [`Fault`].
pub fn of_initiatives(
    connection: &mut AnyConnection,
    codes: &[InitiativeCode],
) -> Result<Vec<MilestoneInContext>, Fault> {
    let codes: Vec<&str> = codes.iter().map(InitiativeCode::as_str).collect();
    let found: Vec<(Row, String)> = milestones::table
        .inner_join(initiatives::table.on(initiatives::code.eq(milestones::initiative_code)))
        .select((Row::as_select(), initiatives::lifecycle))
        .filter(milestones::initiative_code.eq_any(codes))
        .order_by((milestones::initiative_code, milestones::due_on_asc, milestones::id))
        .load(connection)?;
    in_context(connection, found)
}

/// How many milestones an initiative has, the cancelled ones too.
///
/// # Errors
/// As [`Fault`].
pub fn count_of(connection: &mut AnyConnection, code: &InitiativeCode) -> Result<i64, Fault> {
    Ok(milestones::table
        .filter(milestones::initiative_code.eq(code.as_str()))
        .count()
        .get_result(connection)?)
}

/// One page of the milestones that pass `filter`.
///
/// # Errors
/// As [`Fault`].
pub fn list(
    connection: &mut AnyConnection,
    filter: &MilestoneFilter,
    window: &Window<MilestoneSort>,
    today: NaiveDate,
) -> Result<Vec<MilestoneInContext>, Fault> {
    let mut query = milestones::table.select(Row::as_select()).into_boxed();
    for condition in filter::conditions(filter, today) {
        query = query.filter(condition);
    }
    if let Some(after) = &window.after {
        query = query.filter(sort::behind(&window.order, after)?);
    }
    for sort in &window.order {
        query = query.then_order_by(sort::order(*sort));
    }
    let rows: Vec<Row> = query.limit(window.limit).load(connection)?;
    let codes: Vec<&str> = rows.iter().map(|row| row.initiative_code.as_str()).collect();
    let lifecycles: std::collections::HashMap<String, String> = initiatives::table
        .select((initiatives::code, initiatives::lifecycle))
        .filter(initiatives::code.eq_any(codes))
        .load::<(String, String)>(connection)?
        .into_iter()
        .collect();
    let found = rows
        .into_iter()
        .map(|row| {
            let lifecycle = lifecycles.get(&row.initiative_code).cloned().unwrap_or_default();
            (row, lifecycle)
        })
        .collect();
    in_context(connection, found)
}

/// How many milestones pass `filter`.
///
/// # Errors
/// As [`Fault`].
pub fn count(
    connection: &mut AnyConnection,
    filter: &MilestoneFilter,
    today: NaiveDate,
) -> Result<i64, Fault> {
    let mut query = milestones::table.select(diesel::dsl::count_star()).into_boxed();
    for condition in filter::conditions(filter, today) {
        query = query.filter(condition);
    }
    Ok(query.first(connection)?)
}

fn in_context(
    connection: &mut AnyConnection,
    found: Vec<(Row, String)>,
) -> Result<Vec<MilestoneInContext>, Fault> {
    let ids: Vec<&str> = found.iter().map(|(row, _)| row.id.as_str()).collect();
    let rows: Vec<(String, String, String, Option<String>)> = milestone_evidence::table
        .select((
            milestone_evidence::milestone_id,
            milestone_evidence::url,
            milestone_evidence::title,
            milestone_evidence::sha256,
        ))
        .filter(milestone_evidence::milestone_id.eq_any(ids))
        .order_by((milestone_evidence::milestone_id, milestone_evidence::position))
        .load(connection)?;
    let mut evidence: std::collections::HashMap<String, Vec<Evidence>> =
        std::collections::HashMap::new();
    for (id, url, title, sha256) in rows {
        evidence.entry(id).or_default().push(Evidence { url, title, sha256 });
    }
    found
        .into_iter()
        .map(|(row, lifecycle)| {
            Ok(MilestoneInContext {
                evidence: evidence.remove(&row.id).unwrap_or_default(),
                lifecycle: parse("lifecycle", &lifecycle)?,
                milestone: Milestone::try_from(row)?,
            })
        })
        .collect()
}

impl TryFrom<Row> for Milestone {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        let (original, due, met) = (
            vague_date(
                "original_due_on",
                row.original_due_on,
                row.original_due_on_precision.as_deref(),
            )?,
            vague_date("due_on", row.due_on, row.due_on_precision.as_deref())?,
            vague_date("met_on", row.met_on, row.met_on_precision.as_deref())?,
        );
        let completion = row.completion.map(|value| Percent::try_from(i64::from(value)));
        let weight = Weight::try_from(i64::from(row.weight));
        let verification = parse_optional("verification", row.verification.as_deref())?;
        Ok(Self {
            id: parse("milestone id", &row.id)?,
            version: row.version,
            initiative_code: parse("initiative code", &row.initiative_code)?,
            title: from_json("milestone title", &row.title)?,
            description: row
                .description
                .map(|text| from_json("milestone description", &text))
                .transpose()?,
            status: parse("milestone status", &row.status)?,
            completion: completion.transpose().map_err(|e| Fault::corrupt("completion", e))?,
            weight: weight.map_err(|e| Fault::corrupt("weight", e))?,
            original_due_on: original,
            due_on: due,
            met_on: met,
            provenance: verification.map(|verification| MilestoneProvenance {
                verification,
                source: row.source,
                note: row.note,
            }),
            created_at: row.created_at.and_utc(),
            updated_at: row.updated_at.and_utc(),
        })
    }
}
