//! The ledger of a milestone's reported statuses. Rows are only ever added.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::authz::{Permitted, act};
use crate::domain::code::DepartmentCode;
use crate::domain::evidence::Evidence;
use crate::domain::history::Origin;
use crate::domain::ids::{MilestoneId, TransitionId};
use crate::domain::milestone::{MilestoneStatus, Percent};
use crate::store::column::{from_json, instant, parse, parse_optional, to_json};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::ledger::{self, Entry, LedgerSort};
use crate::store::page::{Condition, Window};
use crate::store::schema::milestone_transitions;

/// One report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MilestoneTransition {
    /// Its own id.
    pub id: TransitionId,
    /// The milestone.
    pub milestone_id: MilestoneId,
    /// The status before.
    pub from: MilestoneStatus,
    /// The status after.
    pub to: MilestoneStatus,
    /// Since which day it holds.
    pub effective_on: NaiveDate,
    /// How much of it was done then, when stated.
    pub completion: Option<Percent>,
    /// Why.
    pub reason: Option<String>,
    /// What shows it.
    pub evidence: Vec<Evidence>,
    /// Whose hand it was.
    pub origin: Origin,
    /// In the name of which department.
    pub department_code: Option<DepartmentCode>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = milestone_transitions)]
struct Row {
    id: String,
    milestone_id: String,
    from_status: String,
    to_status: String,
    effective_on: NaiveDate,
    completion: Option<i32>,
    reason: Option<String>,
    evidence: String,
    origin: String,
    department_code: Option<String>,
    created_at: NaiveDateTime,
    ordinal: i64,
}

/// Adds a report.
///
/// # Errors
/// As [`Fault`].
pub fn insert(
    connection: &mut AnyConnection,
    _proof: &Permitted<act::TransitionMilestone>,
    transition: &MilestoneTransition,
) -> Result<(), Fault> {
    let newest: Option<i64> = milestone_transitions::table
        .select(diesel::dsl::max(milestone_transitions::ordinal))
        .filter(milestone_transitions::milestone_id.eq(transition.milestone_id.to_string()))
        .first(connection)?;
    let row = Row::of(transition, ledger::next(newest))?;
    diesel::insert_into(milestone_transitions::table).values(row).execute(connection)?;
    Ok(())
}

/// The reports on a milestone, as the window says.
///
/// # Errors
/// As [`Fault`].
pub fn list(
    connection: &mut AnyConnection,
    id: MilestoneId,
    window: &Window<LedgerSort>,
) -> Result<Vec<Entry<MilestoneTransition>>, Fault> {
    let mut query = milestone_transitions::table
        .select(Row::as_select())
        .filter(milestone_transitions::milestone_id.eq(id.to_string()))
        .order_by((milestone_transitions::ordinal.desc(), milestone_transitions::id.desc()))
        .limit(window.limit)
        .into_boxed();
    if let Some(after) = &window.after {
        let (ordinal, id) = ledger::position(after)?;
        let tied = milestone_transitions::ordinal.eq(ordinal).and(milestone_transitions::id.lt(id));
        let behind: Condition<milestone_transitions::table> = Box::new(
            milestone_transitions::ordinal
                .le(ordinal)
                .and(milestone_transitions::ordinal.lt(ordinal).or(tied)),
        );
        query = query.filter(behind);
    }
    query.load(connection)?.into_iter().map(Entry::try_from).collect()
}

/// How many reports there are on a milestone.
///
/// # Errors
/// As [`Fault`].
pub fn count(connection: &mut AnyConnection, id: MilestoneId) -> Result<i64, Fault> {
    Ok(milestone_transitions::table
        .filter(milestone_transitions::milestone_id.eq(id.to_string()))
        .count()
        .get_result(connection)?)
}

impl Row {
    fn of(transition: &MilestoneTransition, ordinal: i64) -> Result<Self, Fault> {
        Ok(Self {
            id: transition.id.to_string(),
            milestone_id: transition.milestone_id.to_string(),
            from_status: transition.from.to_string(),
            to_status: transition.to.to_string(),
            effective_on: transition.effective_on,
            completion: transition.completion.map(|completion| i32::from(completion.get())),
            reason: transition.reason.clone(),
            evidence: to_json("evidence", &transition.evidence)?,
            origin: transition.origin.as_str().to_owned(),
            department_code: transition.department_code.as_ref().map(ToString::to_string),
            created_at: instant(transition.created_at),
            ordinal,
        })
    }
}

impl TryFrom<Row> for Entry<MilestoneTransition> {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        let completion = row.completion.map(|value| Percent::try_from(i64::from(value)));
        let what = MilestoneTransition {
            id: parse("transition id", &row.id)?,
            milestone_id: parse("milestone id", &row.milestone_id)?,
            from: parse("milestone status", &row.from_status)?,
            to: parse("milestone status", &row.to_status)?,
            effective_on: row.effective_on,
            completion: completion.transpose().map_err(|e| Fault::corrupt("completion", e))?,
            reason: row.reason,
            evidence: from_json("evidence", &row.evidence)?,
            origin: parse("origin", &row.origin)?,
            department_code: parse_optional("department code", row.department_code.as_deref())?,
            created_at: row.created_at.and_utc(),
        };
        Ok(Self { ordinal: row.ordinal, id: row.id, what })
    }
}
