//! Pages of the audit log: filters, orders and the keyset.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;

use crate::store::audit::{AuditAction, AuditOutcome};
use crate::store::column::{from_json, instant};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::page::{
    self, Compare, Condition, Direction, KeyValue, SortBy, Window, compare, mismatch,
};
use crate::store::schema::{audit_entries, audit_repeats};

/// An entry. What it says stays as it was written, whatever has become of actor and thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// The kind of actor.
    pub actor_kind: String,
    /// The actor's account.
    pub actor_id: Option<String>,
    /// The key that a machine used.
    pub actor_key_id: Option<String>,
    /// The actor's name then.
    pub actor_name: String,
    /// The department for which an administrator acted.
    pub on_behalf_of: Option<String>,
    /// What.
    pub action: String,
    /// What became of it.
    pub outcome: String,
    /// The rule that decided.
    pub rule: Option<String>,
    /// The kind of thing.
    pub target_kind: String,
    /// The thing's code or id.
    pub target_key: Option<String>,
    /// The thing's version before.
    pub version_before: Option<i64>,
    /// The thing's version after.
    pub version_after: Option<i64>,
    /// The members that changed.
    pub changed_members: Vec<String>,
    /// Why.
    pub reason: Option<String>,
    /// The request's id.
    pub request_id: Option<String>,
    /// The client's address.
    pub address: Option<String>,
    /// How often the same happened again within the minute.
    pub repeated: i32,
}

/// What the log is narrowed to. An empty list or `None` does not narrow; the values of one member are alternatives, the
/// members add up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// The actor's account.
    pub actor: Option<String>,
    /// What was done or tried.
    pub actions: Vec<AuditAction>,
    /// What became of it.
    pub outcomes: Vec<AuditOutcome>,
    /// The kind of thing.
    pub target_kind: Option<String>,
    /// The thing's code or id.
    pub target: Option<String>,
    /// The request's id.
    pub request_id: Option<String>,
    /// At this instant or later.
    pub since: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
}

/// A key that the log can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditSort {
    /// The number; unique.
    Seq,
}

impl AuditSort {
    /// The entry's value of this key.
    #[must_use]
    pub const fn value(self, entry: &AuditEntry) -> KeyValue {
        match self {
            Self::Seq => KeyValue::Integer(entry.seq),
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = audit_entries)]
struct Row {
    seq: i64,
    at: NaiveDateTime,
    actor_kind: String,
    actor_id: Option<String>,
    actor_key_id: Option<String>,
    actor_name: String,
    on_behalf_of: Option<String>,
    action: String,
    outcome: String,
    rule: Option<String>,
    target_kind: String,
    target_key: Option<String>,
    version_before: Option<i64>,
    version_after: Option<i64>,
    changed_members: String,
    reason: Option<String>,
    request_id: Option<String>,
    address: Option<String>,
}

/// The entries that pass the filter, as the window says.
///
/// # Errors
/// As [`Fault`].
pub fn list(
    connection: &mut AnyConnection,
    filter: &AuditFilter,
    window: &Window<AuditSort>,
) -> Result<Vec<AuditEntry>, Fault> {
    let numbers = numbers(connection, filter)?;
    let mut query = audit_entries::table.select(Row::as_select()).limit(window.limit).into_boxed();
    for condition in conditions(filter, numbers) {
        query = query.filter(condition);
    }
    for sort in &window.order {
        query = match sort.direction {
            Direction::Ascending => query.then_order_by(audit_entries::seq.asc()),
            Direction::Descending => query.then_order_by(audit_entries::seq.desc()),
        };
    }
    if let Some(after) = &window.after {
        query = query.filter(behind(&window.order, after)?);
    }
    let rows: Vec<Row> = query.load(connection)?;
    // Asked for the repeats of no entry, SQLite would walk through all of them.
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let shown: Vec<i64> = rows.iter().map(|row| row.seq).collect();
    let repeats: Vec<(i64, i32)> = audit_repeats::table
        .select((audit_repeats::entry_seq, audit_repeats::count))
        .filter(audit_repeats::entry_seq.eq_any(shown))
        .load(connection)?;
    let repeated = |seq| repeats.iter().find(|(of, _)| *of == seq).map_or(0, |(_, count)| *count);
    rows.into_iter().map(|row| entry(repeated(row.seq), row)).collect()
}

/// How many entries pass the filter.
///
/// # Errors
/// As [`Fault`].
pub fn count(connection: &mut AnyConnection, filter: &AuditFilter) -> Result<i64, Fault> {
    let numbers = numbers(connection, filter)?;
    let mut query = audit_entries::table.count().into_boxed();
    for condition in conditions(filter, numbers) {
        query = query.filter(condition);
    }
    Ok(query.get_result(connection)?)
}

/// How much entries may be out of the order of their instants, in minutes: by the clocks of several nodes, and by the time
/// between a request and its commit.
const DISORDER: i64 = 60;

/// The numbers between which all entries of the period lie that is asked for.
#[derive(Debug, Clone, Copy)]
struct Numbers {
    after: i64,
    before: Option<i64>,
}

/// The bounds by number that follow from those by instant. Lists are read in the order of numbers: with these bounds they
/// are walked through no further than the period, and a little beyond; the instants themselves decide within.
fn numbers(connection: &mut AnyConnection, filter: &AuditFilter) -> Result<Numbers, Fault> {
    let disorder = TimeDelta::minutes(DISORDER);
    // Whatever precedes an entry from long before the period is from before the period.
    let after: Option<i64> = match filter.since.and_then(|at| at.checked_sub_signed(disorder)) {
        Some(at) => audit_entries::table
            .select(audit_entries::seq)
            .filter(audit_entries::at.lt(instant(at)))
            .order_by((audit_entries::at.desc(), audit_entries::seq.desc()))
            .first(connection)
            .optional()?,
        None => None,
    };
    // Whatever follows an entry from long after the period is from after the period.
    let before: Option<i64> = match filter.until.and_then(|at| at.checked_add_signed(disorder)) {
        Some(at) => audit_entries::table
            .select(audit_entries::seq)
            .filter(audit_entries::at.ge(instant(at)))
            .order_by((audit_entries::at.asc(), audit_entries::seq.asc()))
            .first(connection)
            .optional()?,
        None => None,
    };
    Ok(Numbers { after: after.unwrap_or(0), before })
}

fn conditions(filter: &AuditFilter, numbers: Numbers) -> Vec<Condition<audit_entries::table>> {
    let AuditFilter { actor, actions, outcomes, target_kind, target, request_id, since, until } =
        filter;
    let mut all: Vec<Condition<audit_entries::table>> = Vec::new();
    if let Some(actor) = actor {
        all.push(Box::new(audit_entries::actor_id.is_not_null()));
        all.push(Box::new(audit_entries::actor_id.assume_not_null().eq(actor.clone())));
    }
    if !actions.is_empty() {
        let names: Vec<&'static str> = actions.iter().map(|action| action.as_str()).collect();
        all.push(Box::new(audit_entries::action.eq_any(names)));
    }
    if !outcomes.is_empty() {
        let names: Vec<&'static str> = outcomes.iter().map(|outcome| outcome.as_str()).collect();
        all.push(Box::new(audit_entries::outcome.eq_any(names)));
    }
    if let Some(kind) = target_kind {
        all.push(Box::new(audit_entries::target_kind.eq(kind.clone())));
    }
    if let Some(target) = target {
        all.push(Box::new(audit_entries::target_key.assume_not_null().eq(target.clone())));
    }
    if let Some(id) = request_id {
        all.push(Box::new(audit_entries::request_id.assume_not_null().eq(id.clone())));
    }
    if let Some(since) = since {
        all.push(Box::new(audit_entries::at.ge(instant(*since))));
    }
    if let Some(until) = until {
        all.push(Box::new(audit_entries::at.lt(instant(*until))));
    }
    // Every number is above 0. Said of a list that is not narrowed, it makes SQLite search the numbers from there, which a
    // plan tells from walking through the table; beside a period, it keeps to the order of numbers.
    if all.is_empty() || since.is_some() || until.is_some() {
        all.push(Box::new(audit_entries::seq.gt(numbers.after)));
    }
    if let Some(before) = numbers.before {
        all.push(Box::new(audit_entries::seq.lt(before)));
    }
    all
}

fn behind(
    order: &[SortBy<AuditSort>],
    after: &[KeyValue],
) -> Result<Condition<audit_entries::table>, Fault> {
    page::behind(order, after, |sort: SortBy<AuditSort>, how: Compare, value: &KeyValue| {
        match (sort.key, value) {
            (AuditSort::Seq, KeyValue::Integer(seq)) => Ok(compare(how, audit_entries::seq, *seq)),
            _ => Err(mismatch()),
        }
    })
}

fn entry(repeated: i32, row: Row) -> Result<AuditEntry, Fault> {
    Ok(AuditEntry {
        seq: row.seq,
        at: row.at.and_utc(),
        actor_kind: row.actor_kind,
        actor_id: row.actor_id,
        actor_key_id: row.actor_key_id,
        actor_name: row.actor_name,
        on_behalf_of: row.on_behalf_of,
        action: row.action,
        outcome: row.outcome,
        rule: row.rule,
        target_kind: row.target_kind,
        target_key: row.target_key,
        version_before: row.version_before,
        version_after: row.version_after,
        changed_members: from_json("changed members", &row.changed_members)?,
        reason: row.reason,
        request_id: row.request_id,
        address: row.address,
        repeated,
    })
}
