//! The audit log as stored. Entries are only ever added: none is changed or deleted, so that a chain of hashes can be
//! sealed over them. They are numbered without gaps in the order of commits.

mod action;
mod list;

use chrono::{DateTime, DurationRound, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;

use crate::authz::{Actor, ActorId, Rule};
use crate::domain::code::DepartmentCode;
use crate::store::column::{from_json, instant, to_json};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::{audit_entries, audit_head, audit_repeats};
use crate::store::unique;

pub use action::{AuditAction, AuditOutcome};
pub use list::{AuditEntry, AuditFilter, AuditSort, count, list};

/// An entry to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAuditEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// Who; nobody known for a failed attempt to sign in.
    pub actor: Option<Actor>,
    /// The department for which an administrator acted.
    pub on_behalf_of: Option<DepartmentCode>,
    /// What.
    pub action: AuditAction,
    /// What became of it.
    pub outcome: AuditOutcome,
    /// The rule that decided.
    pub rule: Option<Rule>,
    /// The kind of thing it was done to; empty when it was refused before that was known.
    pub target_kind: String,
    /// The thing's code or id.
    pub target_key: Option<String>,
    /// The thing's version before.
    pub version_before: Option<i64>,
    /// The thing's version after.
    pub version_after: Option<i64>,
    /// The members that changed, as JSON pointers; never their values.
    pub changed_members: Vec<String>,
    /// Why.
    pub reason: Option<String>,
    /// The request's id.
    pub request_id: Option<String>,
    /// The client's address.
    pub address: Option<String>,
}

impl NewAuditEntry {
    /// An entry that says what and nothing else yet.
    #[must_use]
    pub const fn new(action: AuditAction, outcome: AuditOutcome) -> Self {
        Self {
            at: DateTime::<Utc>::UNIX_EPOCH,
            actor: None,
            on_behalf_of: None,
            action,
            outcome,
            rule: None,
            target_kind: String::new(),
            target_key: None,
            version_before: None,
            version_after: None,
            changed_members: Vec::new(),
            reason: None,
            request_id: None,
            address: None,
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = audit_entries)]
struct NewRow {
    seq: i64,
    at: NaiveDateTime,
    actor_kind: &'static str,
    actor_id: Option<String>,
    actor_key_id: Option<String>,
    actor_name: String,
    on_behalf_of: Option<String>,
    action: &'static str,
    outcome: &'static str,
    rule: Option<&'static str>,
    target_kind: String,
    target_key: Option<String>,
    version_before: Option<i64>,
    version_after: Option<i64>,
    changed_members: String,
    reason: Option<String>,
    request_id: Option<String>,
    address: Option<String>,
}

/// What stands for an actor whom nobody knows.
const NOBODY: &str = "nobody";

/// Numbers and adds an entry; gives its number. The update locks the head's row, so numbers follow the order of commits,
/// and a rolled-back transaction leaves no gap.
///
/// # Errors
/// As [`Fault`].
pub fn append(connection: &mut AnyConnection, entry: &NewAuditEntry) -> Result<i64, Fault> {
    let seq: i64 = diesel::update(audit_head::table)
        .set(audit_head::seq.eq(audit_head::seq + 1))
        .returning(audit_head::seq)
        .get_result(connection)?;
    let actor = entry.actor.as_ref();
    let (id, key) = actor.map_or((None, None), |actor| ids_of(actor.id));
    let row = NewRow {
        seq,
        at: instant(entry.at),
        actor_kind: actor.map_or(NOBODY, |actor| actor.id.kind()),
        actor_id: id,
        actor_key_id: key,
        actor_name: actor.map(|actor| actor.name.clone()).unwrap_or_default(),
        on_behalf_of: entry.on_behalf_of.as_ref().map(ToString::to_string),
        action: entry.action.as_str(),
        outcome: entry.outcome.as_str(),
        rule: entry.rule.map(Rule::id),
        target_kind: entry.target_kind.clone(),
        target_key: entry.target_key.clone(),
        version_before: entry.version_before,
        version_after: entry.version_after,
        changed_members: to_json("changed members", &entry.changed_members)?,
        reason: entry.reason.clone(),
        request_id: entry.request_id.clone(),
        address: entry.address.clone(),
    };
    diesel::insert_into(audit_entries::table).values(row).execute(connection)?;
    Ok(seq)
}

/// Adds an entry of what anybody can bring about again and again when it is the first of its kind within its minute; else
/// counts it beside that one, which stays as it is. Of one kind is what one actor is refused by one rule in one action, failed
/// attempts to sign in to one account or to any that does not exist, and what owners of mailboxes answer: nobody makes the log
/// grow by asking.
///
/// # Errors
/// [`Fault::Taken`] when another node has added the first one since: the transaction is to be tried again; as [`Fault`].
pub fn append_or_count(connection: &mut AnyConnection, entry: &NewAuditEntry) -> Result<(), Fault> {
    let subject = repeated_as(entry);
    let minute = entry.at.duration_trunc(TimeDelta::minutes(1)).unwrap_or(entry.at);
    let repeats = audit_repeats::table
        .filter(audit_repeats::subject.eq(&subject))
        .filter(audit_repeats::minute.eq(instant(minute)));
    let counted = diesel::update(repeats)
        .set((
            audit_repeats::count.eq(audit_repeats::count + 1),
            audit_repeats::last_at.eq(instant(entry.at)),
        ))
        .execute(connection)?;
    if counted > 0 {
        return Ok(());
    }
    let seq = append(connection, entry)?;
    diesel::insert_into(audit_repeats::table)
        .values((
            audit_repeats::entry_seq.eq(seq),
            audit_repeats::subject.eq(subject),
            audit_repeats::minute.eq(instant(minute)),
            audit_repeats::count.eq(0),
            audit_repeats::last_at.eq(instant(entry.at)),
        ))
        .execute(connection)
        .map_err(|error| unique::taken(error, "audit_repeats_subject"))?;
    Ok(())
}

/// What entries that are counted together have in common.
fn repeated_as(entry: &NewAuditEntry) -> String {
    let rule = entry.rule.map_or("", Rule::id);
    let who = match entry.actor.as_ref().map(|actor| actor.id) {
        Some(id) => {
            let (account, key) = ids_of(id);
            format!("{} {}", account.unwrap_or_default(), key.unwrap_or_default())
        }
        None => format!("{NOBODY} {}", entry.target_key.as_deref().unwrap_or_default()),
    };
    format!("{who} {} {} {rule}", entry.action, entry.outcome.as_str())
}

/// The account of an actor, and the key that it used.
fn ids_of(id: ActorId) -> (Option<String>, Option<String>) {
    match id {
        ActorId::User(id) => (Some(id.to_string()), None),
        ActorId::ApiKey { account, key } => (Some(account.to_string()), Some(key.to_string())),
        ActorId::Operator => (None, None),
    }
}

/// The members of a thing that were changed after its version `since`, each once.
///
/// # Errors
/// As [`Fault`].
pub fn members_changed_since(
    connection: &mut AnyConnection,
    target_kind: &str,
    key: &str,
    since: i64,
) -> Result<Vec<String>, Fault> {
    let rows: Vec<String> = audit_entries::table
        .select(audit_entries::changed_members)
        .filter(audit_entries::target_kind.eq(target_kind))
        .filter(audit_entries::target_key.eq(key))
        .filter(audit_entries::version_after.gt(since))
        .load(connection)?;
    let mut members: Vec<String> = Vec::new();
    for row in rows {
        members.extend(from_json::<Vec<String>>("changed members", &row)?);
    }
    members.sort();
    members.dedup();
    Ok(members)
}
