//! The history of an initiative: the versions of itself, its milestones, its published updates and its confirmations, in
//! one stretch of one index. What is gone stays in it.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::code::{DepartmentCode, InitiativeCode};
use crate::domain::history::{ChangedMember, Event, HistoryKind, Origin};
use crate::store::column::{from_json, parse, parse_optional};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::page::{
    self, Compare, Condition, Direction, KeyValue, SortBy, Window, compare, mismatch,
};
use crate::store::schema::stored_versions;

/// Something that happened to an initiative or to what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The kind of thing.
    pub kind: HistoryKind,
    /// The thing's code or id.
    pub key: String,
    /// The thing's version since then.
    pub version: i64,
    /// Its place in the history.
    pub(super) ordinal: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What happened.
    pub event: Event,
    /// Whose hand it was.
    pub origin: Origin,
    /// In the name of which department.
    pub department_code: Option<DepartmentCode>,
    /// Why.
    pub reason: Option<String>,
    /// Which members were changed.
    pub changed: Vec<ChangedMember>,
}

/// A key of the order of a history: what was recorded last comes first, whatever the clock said then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistorySort {
    /// The place in the history.
    Ordinal,
    /// The kind of thing.
    Kind,
    /// The thing.
    Key,
    /// Its version; with the others unique.
    Version,
}

impl HistorySort {
    /// The order.
    #[must_use]
    pub fn newest_first() -> Vec<SortBy<Self>> {
        [Self::Ordinal, Self::Kind, Self::Key, Self::Version]
            .map(|key| SortBy { key, direction: Direction::Descending })
            .into()
    }

    /// An entry's place in it.
    #[must_use]
    pub fn place(entry: &HistoryEntry) -> Vec<KeyValue> {
        vec![
            KeyValue::Integer(entry.ordinal),
            KeyValue::Text(entry.kind.as_str().to_owned()),
            KeyValue::Text(entry.key.clone()),
            KeyValue::Integer(entry.version),
        ]
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = stored_versions)]
struct Row {
    kind: String,
    key: String,
    version: i64,
    at: NaiveDateTime,
    event: String,
    origin: String,
    department_code: Option<String>,
    reason: Option<String>,
    changed: String,
    ordinal: i64,
}

/// What happened to an initiative, as the window says.
///
/// # Errors
/// As [`Fault`].
pub fn list(
    connection: &mut AnyConnection,
    code: &InitiativeCode,
    window: &Window<HistorySort>,
) -> Result<Vec<HistoryEntry>, Fault> {
    let mut query = stored_versions::table
        .select(Row::as_select())
        .filter(stored_versions::parent.eq(code.as_str()))
        .order_by((
            stored_versions::ordinal.desc(),
            stored_versions::kind.desc(),
            stored_versions::key.desc(),
            stored_versions::version.desc(),
        ))
        .limit(window.limit)
        .into_boxed();
    if let Some(after) = &window.after {
        query = query.filter(behind(&window.order, after)?);
    }
    query.load(connection)?.into_iter().map(HistoryEntry::try_from).collect()
}

/// How much happened to an initiative.
///
/// # Errors
/// As [`Fault`].
pub fn count(connection: &mut AnyConnection, code: &InitiativeCode) -> Result<i64, Fault> {
    Ok(stored_versions::table
        .filter(stored_versions::parent.eq(code.as_str()))
        .count()
        .get_result(connection)?)
}

fn behind(
    order: &[SortBy<HistorySort>],
    after: &[KeyValue],
) -> Result<Condition<stored_versions::table>, Fault> {
    page::behind(order, after, |sort: SortBy<HistorySort>, how: Compare, value: &KeyValue| {
        match (sort.key, value) {
            (HistorySort::Ordinal, KeyValue::Integer(ordinal)) => {
                Ok(compare(how, stored_versions::ordinal, *ordinal))
            }
            (HistorySort::Kind, KeyValue::Text(kind)) => {
                Ok(compare(how, stored_versions::kind, kind.clone()))
            }
            (HistorySort::Key, KeyValue::Text(key)) => {
                Ok(compare(how, stored_versions::key, key.clone()))
            }
            (HistorySort::Version, KeyValue::Integer(version)) => {
                Ok(compare(how, stored_versions::version, *version))
            }
            _ => Err(mismatch()),
        }
    })
}

impl TryFrom<Row> for HistoryEntry {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        Ok(Self {
            kind: parse("kind of history", &row.kind)?,
            key: row.key,
            version: row.version,
            ordinal: row.ordinal,
            at: row.at.and_utc(),
            event: parse("event", &row.event)?,
            origin: parse("origin", &row.origin)?,
            department_code: parse_optional("department code", row.department_code.as_deref())?,
            reason: row.reason,
            changed: from_json("changed members", &row.changed)?,
        })
    }
}
