//! What a public thing was at each of its versions, and what the catalogue file last said of it. Rows of the first
//! kind are only ever added.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;

use crate::store::change::ChangeKind;
use crate::store::column::{from_json, instant};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::{loaded_records, stored_versions};

/// One version of one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredVersion {
    /// What it is.
    pub kind: ChangeKind,
    /// Its code or id.
    pub key: String,
    /// The version.
    pub version: i64,
    /// The initiative of a milestone.
    pub parent: Option<String>,
    /// Since when it is so.
    pub at: DateTime<Utc>,
    /// All of its own members.
    pub body: Value,
}

/// Adds a version.
///
/// # Errors
/// As [`Fault`].
pub fn insert(connection: &mut AnyConnection, version: &StoredVersion) -> Result<(), Fault> {
    diesel::insert_into(stored_versions::table)
        .values((
            stored_versions::kind.eq(version.kind.as_str()),
            stored_versions::key.eq(&version.key),
            stored_versions::version.eq(version.version),
            stored_versions::parent.eq(version.parent.as_deref()),
            stored_versions::at.eq(instant(version.at)),
            stored_versions::body.eq(version.body.to_string()),
        ))
        .execute(connection)?;
    Ok(())
}

/// What a thing was at a version.
///
/// # Errors
/// As [`Fault`].
pub fn find(
    connection: &mut AnyConnection,
    kind: ChangeKind,
    key: &str,
    version: i64,
) -> Result<Option<StoredVersion>, Fault> {
    let row: Option<(Option<String>, NaiveDateTime, String)> = stored_versions::table
        .select((stored_versions::parent, stored_versions::at, stored_versions::body))
        .filter(stored_versions::kind.eq(kind.as_str()))
        .filter(stored_versions::key.eq(key))
        .filter(stored_versions::version.eq(version))
        .first(connection)
        .optional()?;
    row.map(|(parent, at, body)| {
        let body = from_json("stored version", &body)?;
        Ok(StoredVersion { kind, key: key.to_owned(), version, parent, at: at.and_utc(), body })
    })
    .transpose()
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
