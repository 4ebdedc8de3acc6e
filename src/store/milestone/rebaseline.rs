//! The ledger of a milestone's due dates. Rows are only ever added.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::authz::{Permitted, act};
use crate::domain::code::DepartmentCode;
use crate::domain::date::VagueDate;
use crate::domain::history::Origin;
use crate::domain::ids::{MilestoneId, RebaselineId};
use crate::domain::milestone::RebaselineReason;
use crate::store::column::{date_columns, instant, parse, parse_optional, vague_date};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::ledger::{self, Entry, LedgerSort};
use crate::store::page::{Condition, Window};
use crate::store::schema::rebaselines;

/// One change of a due date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebaseline {
    /// Its own id.
    pub id: RebaselineId,
    /// The milestone.
    pub milestone_id: MilestoneId,
    /// The date before; none when the milestone had no date.
    pub old: Option<VagueDate>,
    /// The date after; none only where the catalogue file took a date back.
    pub new: Option<VagueDate>,
    /// Why, as a code.
    pub reason_code: RebaselineReason,
    /// Why, in words.
    pub reason: String,
    /// Whose hand it was.
    pub origin: Origin,
    /// In the name of which department.
    pub department_code: Option<DepartmentCode>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = rebaselines)]
struct Row {
    id: String,
    milestone_id: String,
    old_due_on: Option<NaiveDate>,
    old_due_on_precision: Option<String>,
    new_due_on: Option<NaiveDate>,
    new_due_on_precision: Option<String>,
    reason_code: String,
    reason: String,
    origin: String,
    department_code: Option<String>,
    created_at: NaiveDateTime,
    ordinal: i64,
}

/// Adds a change of a due date.
///
/// # Errors
/// As [`Fault`].
pub fn insert(
    connection: &mut AnyConnection,
    _proof: &Permitted<act::RebaselineMilestone>,
    rebaseline: &Rebaseline,
) -> Result<(), Fault> {
    let newest: Option<i64> = rebaselines::table
        .select(diesel::dsl::max(rebaselines::ordinal))
        .filter(rebaselines::milestone_id.eq(rebaseline.milestone_id.to_string()))
        .first(connection)?;
    let row = Row::of(rebaseline, ledger::next(newest));
    diesel::insert_into(rebaselines::table).values(row).execute(connection)?;
    Ok(())
}

/// The changes of a milestone's due date, as the window says.
///
/// # Errors
/// As [`Fault`].
pub fn list(
    connection: &mut AnyConnection,
    id: MilestoneId,
    window: &Window<LedgerSort>,
) -> Result<Vec<Entry<Rebaseline>>, Fault> {
    let mut query = rebaselines::table
        .select(Row::as_select())
        .filter(rebaselines::milestone_id.eq(id.to_string()))
        .order_by((rebaselines::ordinal.desc(), rebaselines::id.desc()))
        .limit(window.limit)
        .into_boxed();
    if let Some(after) = &window.after {
        let (ordinal, id) = ledger::position(after)?;
        let tied = rebaselines::ordinal.eq(ordinal).and(rebaselines::id.lt(id));
        let behind: Condition<rebaselines::table> = Box::new(
            rebaselines::ordinal.le(ordinal).and(rebaselines::ordinal.lt(ordinal).or(tied)),
        );
        query = query.filter(behind);
    }
    query.load(connection)?.into_iter().map(Entry::try_from).collect()
}

/// How often a milestone's due date was changed.
///
/// # Errors
/// As [`Fault`].
pub fn count(connection: &mut AnyConnection, id: MilestoneId) -> Result<i64, Fault> {
    Ok(rebaselines::table
        .filter(rebaselines::milestone_id.eq(id.to_string()))
        .count()
        .get_result(connection)?)
}

impl Row {
    fn of(rebaseline: &Rebaseline, ordinal: i64) -> Self {
        let (old_due_on, old_due_on_precision) = date_columns(rebaseline.old);
        let (new_due_on, new_due_on_precision) = date_columns(rebaseline.new);
        Self {
            id: rebaseline.id.to_string(),
            milestone_id: rebaseline.milestone_id.to_string(),
            old_due_on,
            old_due_on_precision,
            new_due_on,
            new_due_on_precision,
            reason_code: rebaseline.reason_code.as_str().to_owned(),
            reason: rebaseline.reason.clone(),
            origin: rebaseline.origin.as_str().to_owned(),
            department_code: rebaseline.department_code.as_ref().map(ToString::to_string),
            created_at: instant(rebaseline.created_at),
            ordinal,
        }
    }
}

impl TryFrom<Row> for Entry<Rebaseline> {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        let what = Rebaseline {
            id: parse("rebaseline id", &row.id)?,
            milestone_id: parse("milestone id", &row.milestone_id)?,
            old: vague_date("old date", row.old_due_on, row.old_due_on_precision.as_deref())?,
            new: vague_date("new date", row.new_due_on, row.new_due_on_precision.as_deref())?,
            reason_code: parse("reason code", &row.reason_code)?,
            reason: row.reason,
            origin: parse("origin", &row.origin)?,
            department_code: parse_optional("department code", row.department_code.as_deref())?,
            created_at: row.created_at.and_utc(),
        };
        Ok(Self { ordinal: row.ordinal, id: row.id, what })
    }
}
