//! The change sequence: one row per committed change of any public thing, numbered in commit order without gaps.

use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::store::column;
use crate::store::connection::AnyConnection;
use crate::store::dialect;
use crate::store::fault::Fault;
use crate::store::schema::{change_head, changes};

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChangeKind {
    /// An initiative, or what is computed from its milestones.
    Initiative,
    /// A milestone.
    Milestone,
    /// A department.
    Department,
    /// A smart area.
    SmartArea,
    /// A blueprint edition.
    Blueprint,
    /// A published progress update.
    Update,
    /// A submission that is or was public.
    Submission,
    /// A department's answer to such a submission.
    Reply,
    /// A subject that citizens write about.
    Subject,
    /// A privacy notice.
    Notice,
    /// The local day: what is computed from it is to be read again.
    Calendar,
}

impl ChangeKind {
    /// Every kind, in the order of [`Self::index`].
    pub const ALL: [Self; 11] = [
        Self::Initiative,
        Self::Milestone,
        Self::Department,
        Self::SmartArea,
        Self::Blueprint,
        Self::Update,
        Self::Submission,
        Self::Reply,
        Self::Subject,
        Self::Notice,
        Self::Calendar,
    ];

    /// The kind's place in [`Self::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        match self {
            Self::Initiative => 0,
            Self::Milestone => 1,
            Self::Department => 2,
            Self::SmartArea => 3,
            Self::Blueprint => 4,
            Self::Update => 5,
            Self::Submission => 6,
            Self::Reply => 7,
            Self::Subject => 8,
            Self::Notice => 9,
            Self::Calendar => 10,
        }
    }

    /// The kind's public name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Initiative => "initiative",
            Self::Milestone => "milestone",
            Self::Department => "department",
            Self::SmartArea => "smart_area",
            Self::Blueprint => "blueprint",
            Self::Update => "update",
            Self::Submission => "submission",
            Self::Reply => "reply",
            Self::Subject => "subject",
            Self::Notice => "notice",
            Self::Calendar => "calendar",
        }
    }
}

/// The name is none of the kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no such kind of thing")]
pub struct UnknownKind;

impl FromStr for ChangeKind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name).ok_or(UnknownKind)
    }
}

/// What happened to the thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeOp {
    /// It was made or changed.
    Upsert,
    /// It is gone.
    Delete,
}

impl ChangeOp {
    /// The public name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Upsert => "upsert",
            Self::Delete => "delete",
        }
    }
}

/// A change about to be committed; its number is given at the commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChange {
    /// What it is about.
    pub kind: ChangeKind,
    /// What happened.
    pub op: ChangeOp,
    /// The thing's code or id.
    pub key: String,
    /// The thing's version after the change.
    pub version: i64,
    /// True when only something computed moved, not the thing's own version.
    pub derived: bool,
}

/// A committed change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its place in the sequence.
    pub seq: i64,
    /// What it is about.
    pub kind: ChangeKind,
    /// What happened.
    pub op: ChangeOp,
    /// The thing's code or id.
    pub key: String,
    /// The thing's version after the change.
    pub version: i64,
    /// True when only something computed moved.
    pub derived: bool,
    /// When it was committed.
    pub at: DateTime<Utc>,
}

/// Where the sequence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The newest number; 0 before the first change.
    pub seq: i64,
    /// Changes up to and including this number are no longer kept.
    pub floor: i64,
}

/// What a commit appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// The number of its last change.
    pub last: i64,
    /// The kinds it touched.
    pub kinds: Vec<ChangeKind>,
}

/// The row of a change.
// Without defaults, which SQLite has no word for, many rows go into one statement.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = changes, treat_none_as_default_value = false)]
pub(super) struct Row {
    seq: i64,
    kind: String,
    op: String,
    key: String,
    version: i64,
    derived: bool,
    at: NaiveDateTime,
}

/// Where the sequence stands in this transaction's view.
///
/// # Errors
/// As [`Fault`].
pub fn head(connection: &mut AnyConnection) -> Result<Head, Fault> {
    let (seq, floor) =
        change_head::table
            .select((change_head::seq, change_head::floor))
            .first::<(i64, i64)>(connection)?;
    Ok(Head { seq, floor })
}

/// Numbers and stores changes. Called last in a transaction: the update locks the head's row, so numbers follow
/// the order of commits, and a rolled-back transaction leaves no gap. Every other writer waits for that lock, so they are
/// stored many to a statement.
///
/// # Errors
/// As [`Fault`].
pub fn append(
    connection: &mut AnyConnection,
    new: &[NewChange],
    at: DateTime<Utc>,
) -> Result<Option<Appended>, Fault> {
    if new.is_empty() {
        return Ok(None);
    }
    let count = i64::try_from(new.len()).map_err(|error| Fault::corrupt("changes", error))?;
    let last: i64 = diesel::update(change_head::table)
        .set(change_head::seq.eq(change_head::seq + count))
        .returning(change_head::seq)
        .get_result(connection)?;
    let numbered = (last - count + 1..).zip(new);
    let rows: Vec<Row> = numbered.map(|(seq, change)| row(seq, change, at)).collect();
    dialect::insert_changes(connection, &rows)?;
    let mut kinds = Vec::new();
    for change in new {
        if !kinds.contains(&change.kind) {
            kinds.push(change.kind);
        }
    }
    Ok(Some(Appended { last, kinds }))
}

fn row(seq: i64, change: &NewChange, at: DateTime<Utc>) -> Row {
    Row {
        seq,
        kind: change.kind.as_str().to_owned(),
        op: change.op.as_str().to_owned(),
        key: change.key.clone(),
        version: change.version,
        derived: change.derived,
        at: column::instant(at),
    }
}

/// The changes after `after`, oldest first, at most `limit`; of the given kinds, or of all when there are none.
///
/// # Errors
/// As [`Fault`].
pub fn list(
    connection: &mut AnyConnection,
    after: i64,
    kinds: &[ChangeKind],
    limit: i64,
) -> Result<Vec<Change>, Fault> {
    let mut query = changes::table
        .select(Row::as_select())
        .filter(changes::seq.gt(after))
        .order_by(changes::seq.asc())
        .limit(limit)
        .into_boxed();
    if !kinds.is_empty() {
        query = query.filter(changes::kind.eq_any(kinds.iter().map(|kind| kind.as_str())));
    }
    query.load(connection)?.into_iter().map(Change::try_from).collect()
}

/// Whether nothing is missing between `after` and `end`, as far as the ends tell and, when `items` are of all kinds, each
/// of them: numbers are given without gaps, so where one is missing changes were lost that somebody must be told of.
///
/// # Errors
/// As [`Fault`].
pub fn is_whole(
    connection: &mut AnyConnection,
    after: i64,
    end: i64,
    items: &[Change],
    kinds: &[ChangeKind],
) -> Result<bool, Fault> {
    if after >= end {
        return Ok(true);
    }
    if kinds.is_empty() {
        let follow = (after + 1..).zip(items).all(|(seq, item)| item.seq == seq);
        return Ok(follow && items.last().is_some_and(|last| last.seq == end));
    }
    let ends: i64 = changes::table
        .filter(changes::seq.eq_any([after + 1, end]))
        .count()
        .get_result(connection)?;
    Ok(ends == if after + 1 == end { 1 } else { 2 })
}

/// Declares the changes committed before `oldest` as no longer kept; gives the number up to which they are.
///
/// # Errors
/// As [`Fault`].
pub fn raise_floor(connection: &mut AnyConnection, oldest: DateTime<Utc>) -> Result<i64, Fault> {
    // Instants follow numbers but for the clocks of several nodes: everything before the first change that is young
    // enough goes. Reading in the order of numbers passes over no more than what is to go.
    let first_kept: Option<i64> = changes::table
        .select(changes::seq)
        .filter(changes::at.ge(column::instant(oldest)))
        .order_by(changes::seq.asc())
        .first(connection)
        .optional()?;
    let head = head(connection)?;
    let floor = first_kept.map_or(head.seq, |seq| seq - 1);
    // Another node may have raised it further: it never falls.
    diesel::update(change_head::table.filter(change_head::floor.lt(floor)))
        .set(change_head::floor.eq(floor))
        .execute(connection)?;
    Ok(floor.max(head.floor))
}

/// Deletes at most `limit` of the changes that are no longer kept; gives how many there were.
///
/// # Errors
/// As [`Fault`].
pub fn delete_forgotten(
    connection: &mut AnyConnection,
    floor: i64,
    limit: i64,
) -> Result<usize, Fault> {
    let first: Option<i64> = changes::table
        .select(changes::seq)
        .order_by(changes::seq.asc())
        .first(connection)
        .optional()?;
    let Some(first) = first else { return Ok(0) };
    let end = floor.min(first + limit - 1);
    Ok(diesel::delete(changes::table.filter(changes::seq.le(end))).execute(connection)?)
}

/// The kinds that were changed after `after`; every kind when a node of a newer version has put down one that this
/// version does not know: what follows from it is not known either.
///
/// # Errors
/// As [`Fault`].
pub fn kinds_after(connection: &mut AnyConnection, after: i64) -> Result<Vec<ChangeKind>, Fault> {
    let names: Vec<String> = changes::table
        .select(changes::kind)
        .filter(changes::seq.gt(after))
        .distinct()
        .load(connection)?;
    let kinds: Result<Vec<ChangeKind>, UnknownKind> =
        names.iter().map(|name| name.parse()).collect();
    Ok(kinds.unwrap_or_else(|UnknownKind| ChangeKind::ALL.to_vec()))
}

fn known(name: &str) -> Result<ChangeKind, Fault> {
    column::parse("change kind", name)
}

impl TryFrom<Row> for Change {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        Ok(Self {
            seq: row.seq,
            kind: known(&row.kind)?,
            op: if row.op == ChangeOp::Delete.as_str() {
                ChangeOp::Delete
            } else {
                ChangeOp::Upsert
            },
            key: row.key,
            version: row.version,
            derived: row.derived,
            at: row.at.and_utc(),
        })
    }
}
