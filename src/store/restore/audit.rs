//! The audit log after a restore: when the backup's log is the beginning of the live one, the rest of that is carried over;
//! else its numbers go on behind the greater. Either way no number is given twice.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;

use crate::authz::Actor;
use crate::store::audit::{self, AuditAction, AuditOutcome, NewAuditEntry};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::restore::PAGE;
use crate::store::restore::sequence::Lost;
use crate::store::schema::{audit_entries, audit_head, audit_repeats};

/// An entry as it is stored.
#[derive(Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_entries)]
struct Entry {
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

/// How often the same happened within a minute, as it is stored.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_repeats)]
struct Repeats {
    entry_seq: i64,
    subject: String,
    minute: NaiveDateTime,
    count: i32,
    last_at: NaiveDateTime,
}

/// Adds the live log's later entries; gives how many there were, or none when the live log is no continuation of the backup's:
/// then the live database is another installation, such as one that a server has just made.
pub(super) fn carry_over(
    live: &mut AnyConnection,
    restored: &mut AnyConnection,
) -> Result<Option<usize>, Fault> {
    let newest = newest(restored)?;
    let mut after = newest.as_ref().map_or(0, |entry| entry.seq);
    if !is_beginning(live, newest.as_ref())? {
        go_on(live, restored)?;
        return Ok(None);
    }
    if let Some(newest) = &newest {
        count_on(live, restored, newest)?;
    }
    let mut carried = 0;
    loop {
        let page: Vec<Entry> = audit_entries::table
            .select(Entry::as_select())
            .filter(audit_entries::seq.gt(after))
            .order_by(audit_entries::seq.asc())
            .limit(PAGE)
            .load(live)?;
        let Some(last) = page.last().map(|entry| entry.seq) else { break };
        let repeats: Vec<Repeats> = audit_repeats::table
            .select(Repeats::as_select())
            .filter(audit_repeats::entry_seq.gt(after))
            .filter(audit_repeats::entry_seq.le(last))
            .load(live)?;
        carried += page.len();
        for entry in page {
            diesel::insert_into(audit_entries::table).values(entry).execute(restored)?;
        }
        for row in repeats {
            diesel::insert_into(audit_repeats::table).values(row).execute(restored)?;
        }
        after = last;
    }
    go_on(live, restored)?;
    Ok(Some(carried))
}

/// Numbers go on behind the greater of both.
pub(super) fn go_on(live: &mut AnyConnection, restored: &mut AnyConnection) -> Result<(), Fault> {
    let given: i64 = audit_head::table.select(audit_head::seq).first(live)?;
    diesel::update(audit_head::table.filter(audit_head::seq.lt(given)))
        .set(audit_head::seq.eq(given))
        .execute(restored)?;
    Ok(())
}

/// Numbers go on that far behind the backup's.
pub(super) fn leap(restored: &mut AnyConnection, far: i64) -> Result<(), Fault> {
    diesel::update(audit_head::table)
        .set(audit_head::seq.eq(audit_head::seq + far))
        .execute(restored)?;
    Ok(())
}

/// Adds the entry of the restore itself.
pub(super) fn record(
    restored: &mut AnyConnection,
    lost: Lost,
    carried_over: bool,
    at: DateTime<Utc>,
) -> Result<(), Fault> {
    let Lost { first, last } = lost;
    let changes = if first > last {
        "no change was lost".to_owned()
    } else {
        format!("changes {first} to {last} were lost")
    };
    let with = if carried_over { "with" } else { "without" };
    let entry = NewAuditEntry {
        at,
        actor: Some(Actor::operator()),
        target_kind: "database".to_owned(),
        reason: Some(format!("{changes}; {with} carrying over")),
        ..NewAuditEntry::new(AuditAction::DatabaseRestored, AuditOutcome::Done)
    };
    audit::append(restored, &entry).map(drop)
}

fn newest(connection: &mut AnyConnection) -> Result<Option<Entry>, Fault> {
    Ok(audit_entries::table
        .select(Entry::as_select())
        .order_by(audit_entries::seq.desc())
        .first(connection)
        .optional()?)
}

/// Whether the log that ends with `newest` is the beginning of the live one: entries never change and are numbered in order,
/// so where the last is the same, all before it are.
fn is_beginning(live: &mut AnyConnection, newest: Option<&Entry>) -> Result<bool, Fault> {
    let Some(newest) = newest else { return Ok(true) };
    let same: Option<Entry> = audit_entries::table
        .select(Entry::as_select())
        .filter(audit_entries::seq.eq(newest.seq))
        .first(live)
        .optional()?;
    Ok(same.as_ref() == Some(newest))
}

/// Entries of the last minute before the backup may have been counted on since.
fn count_on(
    live: &mut AnyConnection,
    restored: &mut AnyConnection,
    newest: &Entry,
) -> Result<(), Fault> {
    let minute = newest.at - TimeDelta::minutes(1);
    let counted: Vec<Repeats> = audit_repeats::table
        .select(Repeats::as_select())
        .filter(audit_repeats::entry_seq.le(newest.seq))
        .filter(audit_repeats::last_at.ge(minute))
        .load(live)?;
    for row in counted {
        diesel::update(audit_repeats::table.filter(audit_repeats::entry_seq.eq(row.entry_seq)))
            .set((audit_repeats::count.eq(row.count), audit_repeats::last_at.eq(row.last_at)))
            .execute(restored)?;
    }
    Ok(())
}
