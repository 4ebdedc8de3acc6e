//! What a thing was at each of its versions and how it came to be so, and what the catalogue file last said of it. Rows
//! of the first kind are only ever added.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;

use crate::domain::code::DepartmentCode;
use crate::domain::history::{ChangedMember, Event, Origin};

use crate::store::change::ChangeKind;
use crate::store::column::{from_json, instant, to_json};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::ledger;
use crate::store::schema::{loaded_records, stored_versions};

/// What a version is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VersionKind {
    /// A thing that changes are told of.
    Of(ChangeKind),
    /// A confirmation of an initiative, which never changes.
    Confirmation,
}

impl VersionKind {
    /// The kind as it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Of(kind) => kind.as_str(),
            Self::Confirmation => "confirmation",
        }
    }
}

/// How a version came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What happened.
    pub event: Event,
    /// Whose hand it was.
    pub origin: Origin,
    /// In the name of which department.
    pub department: Option<DepartmentCode>,
    /// Why.
    pub reason: Option<String>,
    /// Which members were changed.
    pub changed: Vec<ChangedMember>,
}

/// One version of one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredVersion {
    /// What it is.
    pub kind: VersionKind,
    /// Its code or id.
    pub key: String,
    /// The version.
    pub version: i64,
    /// The initiative in whose history it stands.
    pub parent: Option<String>,
    /// Since when it is so.
    pub at: DateTime<Utc>,
    /// All of its own members.
    pub body: Value,
    /// How it came about.
    pub told: Told,
}

/// Adds a version.
///
/// # Errors
/// As [`Fault`].
pub fn insert(connection: &mut AnyConnection, version: &StoredVersion) -> Result<(), Fault> {
    let told = &version.told;
    let parent = version.parent.as_deref();
    let ordinal = parent.map(|parent| next_in(connection, parent)).transpose()?;
    diesel::insert_into(stored_versions::table)
        .values((
            stored_versions::kind.eq(version.kind.as_str()),
            stored_versions::key.eq(&version.key),
            stored_versions::version.eq(version.version),
            stored_versions::parent.eq(parent),
            stored_versions::at.eq(instant(version.at)),
            stored_versions::body.eq(version.body.to_string()),
            stored_versions::event.eq(told.event.as_str()),
            stored_versions::origin.eq(told.origin.as_str()),
            stored_versions::department_code
                .eq(told.department.as_ref().map(DepartmentCode::as_str)),
            stored_versions::reason.eq(told.reason.as_deref()),
            stored_versions::changed.eq(to_json("changed members", &told.changed)?),
            stored_versions::ordinal.eq(ordinal.unwrap_or(0)),
        ))
        .execute(connection)?;
    Ok(())
}

/// The next place in the history of an initiative, which is held by whoever adds to it.
fn next_in(connection: &mut AnyConnection, parent: &str) -> Result<i64, Fault> {
    let newest: Option<i64> = stored_versions::table
        .select(diesel::dsl::max(stored_versions::ordinal))
        .filter(stored_versions::parent.eq(parent))
        .first(connection)?;
    Ok(ledger::next(newest))
}

/// All own members of a thing at a version.
///
/// # Errors
/// As [`Fault`].
pub fn find(
    connection: &mut AnyConnection,
    kind: ChangeKind,
    key: &str,
    version: i64,
) -> Result<Option<Value>, Fault> {
    let body: Option<String> = stored_versions::table
        .select(stored_versions::body)
        .filter(stored_versions::kind.eq(kind.as_str()))
        .filter(stored_versions::key.eq(key))
        .filter(stored_versions::version.eq(version))
        .first(connection)
        .optional()?;
    body.map(|body| from_json("stored version", &body)).transpose()
}

/// The version that a new thing begins at: 1, unless there was one of that key before. What was made since a backup is gone after
/// its restore, and may be made again.
///
/// # Errors
/// As [`Fault`].
pub fn first(connection: &mut AnyConnection, kind: ChangeKind, key: &str) -> Result<i64, Fault> {
    Ok(newest(connection, kind, key)?.unwrap_or(0) + 1)
}

/// The newest version of a thing that is told of.
///
/// # Errors
/// As [`Fault`].
pub fn newest(
    connection: &mut AnyConnection,
    kind: ChangeKind,
    key: &str,
) -> Result<Option<i64>, Fault> {
    Ok(stored_versions::table
        .select(diesel::dsl::max(stored_versions::version))
        .filter(stored_versions::kind.eq(kind.as_str()))
        .filter(stored_versions::key.eq(key))
        .first(connection)?)
}

/// Whether a thing was taken away.
///
/// # Errors
/// As [`Fault`].
pub fn is_deleted(
    connection: &mut AnyConnection,
    kind: ChangeKind,
    key: &str,
) -> Result<bool, Fault> {
    has_seen(connection, kind, key, Event::Deleted)
}

/// Whether a thing was ever made public.
///
/// # Errors
/// As [`Fault`].
pub fn was_published(
    connection: &mut AnyConnection,
    kind: ChangeKind,
    key: &str,
) -> Result<bool, Fault> {
    has_seen(connection, kind, key, Event::Published)
}

fn has_seen(
    connection: &mut AnyConnection,
    kind: ChangeKind,
    key: &str,
    event: Event,
) -> Result<bool, Fault> {
    let versions = stored_versions::table
        .filter(stored_versions::kind.eq(kind.as_str()))
        .filter(stored_versions::key.eq(key))
        .filter(stored_versions::event.eq(event.as_str()));
    Ok(diesel::select(diesel::dsl::exists(versions)).get_result(connection)?)
}

/// What the catalogue file last said of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedRecord {
    /// A digest of the record as it stood in the file.
    pub digest: String,
    /// The version of the row that came of it.
    pub version: i64,
}

/// The loaded records of a kind, by key.
///
/// # Errors
/// As [`Fault`].
pub fn loaded(
    connection: &mut AnyConnection,
    kind: ChangeKind,
) -> Result<std::collections::HashMap<String, LoadedRecord>, Fault> {
    let rows: Vec<(String, String, i64)> = loaded_records::table
        .select((loaded_records::key, loaded_records::digest, loaded_records::version))
        .filter(loaded_records::kind.eq(kind.as_str()))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(key, digest, version)| (key, LoadedRecord { digest, version }))
        .collect())
}

/// Remembers what the file said of a record, in place of what it said before.
///
/// # Errors
/// As [`Fault`].
pub fn remember_loaded(
    connection: &mut AnyConnection,
    kind: ChangeKind,
    key: &str,
    record: &LoadedRecord,
) -> Result<(), Fault> {
    let row = loaded_records::table
        .filter(loaded_records::kind.eq(kind.as_str()))
        .filter(loaded_records::key.eq(key));
    let updated = diesel::update(row)
        .set((
            loaded_records::digest.eq(&record.digest),
            loaded_records::version.eq(record.version),
        ))
        .execute(connection)?;
    if updated == 0 {
        diesel::insert_into(loaded_records::table)
            .values((
                loaded_records::kind.eq(kind.as_str()),
                loaded_records::key.eq(key),
                loaded_records::digest.eq(&record.digest),
                loaded_records::version.eq(record.version),
            ))
            .execute(connection)?;
    }
    Ok(())
}
