//! The ledger of an initiative's moves through its life. Rows are only ever added.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::authz::{Permitted, act};
use crate::domain::code::{DepartmentCode, InitiativeCode};
use crate::domain::history::Origin;
use crate::domain::ids::TransitionId;
use crate::domain::lifecycle::Lifecycle;
use crate::store::column::{instant, parse, parse_optional};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::ledger::{self, Entry, LedgerSort};
use crate::store::page::{Condition, Window};
use crate::store::schema::initiative_transitions;

/// One move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InitiativeTransition {
    /// Its own id.
    pub id: TransitionId,
    /// The initiative.
    pub initiative_code: InitiativeCode,
    /// The state before.
    pub from: Lifecycle,
    /// The state after.
    pub to: Lifecycle,
    /// Since which day it holds.
    pub effective_on: NaiveDate,
    /// Why.
    pub reason: Option<String>,
    /// The initiative that takes its place.
    pub superseded_by: Option<InitiativeCode>,
    /// Whose hand it was.
    pub origin: Origin,
    /// In the name of which department.
    pub department_code: Option<DepartmentCode>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = initiative_transitions)]
struct Row {
    id: String,
    initiative_code: String,
    from_lifecycle: String,
    to_lifecycle: String,
    effective_on: NaiveDate,
    reason: Option<String>,
    superseded_by: Option<String>,
    origin: String,
    department_code: Option<String>,
    created_at: NaiveDateTime,
    ordinal: i64,
}

/// Adds a move.
///
/// # Errors
/// As [`Fault`].
pub fn insert(
    connection: &mut AnyConnection,
    _proof: &Permitted<act::TransitionInitiative>,
    transition: &InitiativeTransition,
) -> Result<(), Fault> {
    let newest: Option<i64> = initiative_transitions::table
        .select(diesel::dsl::max(initiative_transitions::ordinal))
        .filter(initiative_transitions::initiative_code.eq(transition.initiative_code.as_str()))
        .first(connection)?;
    let row = Row::of(transition, ledger::next(newest));
    diesel::insert_into(initiative_transitions::table).values(row).execute(connection)?;
    Ok(())
}

/// The moves of an initiative, as the window says.
///
/// # Errors
/// As [`Fault`].
pub fn list(
    connection: &mut AnyConnection,
    code: &InitiativeCode,
    window: &Window<LedgerSort>,
) -> Result<Vec<Entry<InitiativeTransition>>, Fault> {
    let mut query = initiative_transitions::table
        .select(Row::as_select())
        .filter(initiative_transitions::initiative_code.eq(code.as_str()))
        .order_by((initiative_transitions::ordinal.desc(), initiative_transitions::id.desc()))
        .limit(window.limit)
        .into_boxed();
    if let Some(after) = &window.after {
        let (ordinal, id) = ledger::position(after)?;
        let tied =
            initiative_transitions::ordinal.eq(ordinal).and(initiative_transitions::id.lt(id));
        let behind: Condition<initiative_transitions::table> = Box::new(
            initiative_transitions::ordinal
                .le(ordinal)
                .and(initiative_transitions::ordinal.lt(ordinal).or(tied)),
        );
        query = query.filter(behind);
    }
    query.load(connection)?.into_iter().map(Entry::try_from).collect()
}

/// How many moves an initiative made.
///
/// # Errors
/// As [`Fault`].
pub fn count(connection: &mut AnyConnection, code: &InitiativeCode) -> Result<i64, Fault> {
    Ok(initiative_transitions::table
        .filter(initiative_transitions::initiative_code.eq(code.as_str()))
        .count()
        .get_result(connection)?)
}

impl Row {
    fn of(transition: &InitiativeTransition, ordinal: i64) -> Self {
        Self {
            id: transition.id.to_string(),
            initiative_code: transition.initiative_code.to_string(),
            from_lifecycle: transition.from.to_string(),
            to_lifecycle: transition.to.to_string(),
            effective_on: transition.effective_on,
            reason: transition.reason.clone(),
            superseded_by: transition.superseded_by.as_ref().map(ToString::to_string),
            origin: transition.origin.as_str().to_owned(),
            department_code: transition.department_code.as_ref().map(ToString::to_string),
            created_at: instant(transition.created_at),
            ordinal,
        }
    }
}

impl TryFrom<Row> for Entry<InitiativeTransition> {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        let what = InitiativeTransition {
            id: parse("transition id", &row.id)?,
            initiative_code: parse("initiative code", &row.initiative_code)?,
            from: parse("lifecycle", &row.from_lifecycle)?,
            to: parse("lifecycle", &row.to_lifecycle)?,
            effective_on: row.effective_on,
            reason: row.reason,
            superseded_by: parse_optional("initiative code", row.superseded_by.as_deref())?,
            origin: parse("origin", &row.origin)?,
            department_code: parse_optional("department code", row.department_code.as_deref())?,
            created_at: row.created_at.and_utc(),
        };
        Ok(Self { ordinal: row.ordinal, id: row.id, what })
    }
}
