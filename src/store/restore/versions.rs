//! Versions after a restore: where the live database has given more of them, a thing goes on behind the newest, so that
//! no version stands for two different contents and an old `If-Match` is refused.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde_json::Value;

use crate::domain::history::{Event, Origin};
use crate::store::change::ChangeKind;
use crate::store::column::from_json;
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::restore::PAGE;
use crate::store::schema::{loaded_records, stored_versions};
use crate::store::version::{self, StoredVersion, Told, VersionKind};

/// A table of things with versions.
#[derive(Clone, Copy)]
struct Things {
    /// What they are as stored versions tell it, if they do.
    kind: Option<ChangeKind>,
    table: &'static str,
    key: &'static str,
    /// Whether the same key may be made again: a code, or an id that follows from the catalogue file.
    is_repeatable: bool,
}

const fn coded(kind: ChangeKind, table: &'static str, key: &'static str) -> Things {
    Things { kind: Some(kind), table, key, is_repeatable: true }
}

const fn drawn(kind: Option<ChangeKind>, table: &'static str) -> Things {
    Things { kind, table, key: "id", is_repeatable: false }
}

const THINGS: [Things; 11] = [
    coded(ChangeKind::SmartArea, "smart_areas", "code"),
    coded(ChangeKind::Department, "departments", "code"),
    coded(ChangeKind::Blueprint, "blueprints", "code"),
    coded(ChangeKind::Subject, "subjects", "code"),
    coded(ChangeKind::Initiative, "initiatives", "code"),
    coded(ChangeKind::Milestone, "milestones", "id"),
    drawn(Some(ChangeKind::Update), "progress_updates"),
    drawn(Some(ChangeKind::Submission), "submissions"),
    drawn(Some(ChangeKind::Reply), "submission_replies"),
    drawn(None, "users"),
    drawn(None, "service_accounts"),
];

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

// The names in statements are constants of this file: nothing that anybody sent becomes part of one.
impl Things {
    /// The next of them by key.
    fn page(self, connection: &mut AnyConnection, after: &str) -> Result<Vec<Row>, Fault> {
        let Self { table, key, .. } = self;
        let rows = diesel::sql_query(format!(
            "SELECT {key} AS key, version FROM {table} WHERE {key} > $1 ORDER BY {key} LIMIT {PAGE}"
        ));
        Ok(rows.bind::<Text, _>(after).load(connection)?)
    }

    /// The versions of those whose keys lie between those of a page.
    fn beside(
        self,
        connection: &mut AnyConnection,
        page: &[Row],
    ) -> Result<HashMap<String, i64>, Fault> {
        let Self { table, key, .. } = self;
        let (Some(first), Some(last)) = (page.first(), page.last()) else {
            return Ok(HashMap::new());
        };
        let rows: Vec<Row> = diesel::sql_query(format!(
            "SELECT {key} AS key, version FROM {table} WHERE {key} >= $1 AND {key} <= $2"
        ))
        .bind::<Text, _>(&first.key)
        .bind::<Text, _>(&last.key)
        .load(connection)?;
        Ok(rows.into_iter().map(|row| (row.key, row.version)).collect())
    }

    fn set(self, connection: &mut AnyConnection, of: &str, version: i64) -> Result<(), Fault> {
        let Self { table, key, .. } = self;
        diesel::sql_query(format!("UPDATE {table} SET version = $1 WHERE {key} = $2"))
            .bind::<BigInt, _>(version)
            .bind::<Text, _>(of)
            .execute(connection)?;
        Ok(())
    }
}

/// The next things of a kind that ever had a version, by key, each with its newest.
fn ever_made(
    connection: &mut AnyConnection,
    kind: ChangeKind,
    after: &str,
) -> Result<Vec<Row>, Fault> {
    let rows = diesel::sql_query(format!(
        "SELECT key, max(version) AS version FROM stored_versions \
         WHERE kind = $1 AND key > $2 GROUP BY key ORDER BY key LIMIT {PAGE}"
    ));
    Ok(rows.bind::<Text, _>(kind.as_str()).bind::<Text, _>(after).load(connection)?)
}

/// Lets versions go on; gives of how many things.
pub(super) fn go_on(
    live: &mut AnyConnection,
    restored: &mut AnyConnection,
    at: DateTime<Utc>,
) -> Result<usize, Fault> {
    let mut renewed = 0;
    for things in THINGS {
        let mut after = String::new();
        loop {
            let page = things.page(restored, &after)?;
            let Some(last) = page.last() else { break };
            last.key.clone_into(&mut after);
            let given = things.beside(live, &page)?;
            for Row { key, version: was } in &page {
                let newest = match (given.get(key), things.kind) {
                    (Some(version), _) => Some(*version),
                    // What the live database does not have any more, its stored versions may still know.
                    (None, Some(kind)) => version::newest(live, kind, key)?,
                    (None, None) => None,
                };
                let Some(newest) = newest.filter(|newest| newest > was) else { continue };
                let is = newest + 1;
                things.set(restored, key, is)?;
                if let Some(kind) = things.kind {
                    tell(restored, (kind, key), (*was, is), at, |_| ())?;
                }
                renewed += 1;
            }
        }
    }
    Ok(renewed)
}

/// Tells of things that were made since the backup, or since an earlier restore of it, and may be made again, that they are gone:
/// a version of that key is never given twice. Gives how many there are.
pub(super) fn tell_lost(
    live: &mut AnyConnection,
    restored: &mut AnyConnection,
    at: DateTime<Utc>,
) -> Result<usize, Fault> {
    let mut gone = 0;
    for things in THINGS.into_iter().filter(|things| things.is_repeatable) {
        let Some(kind) = things.kind else { continue };
        let mut after = String::new();
        loop {
            let page = ever_made(live, kind, &after)?;
            let Some(last) = page.last() else { break };
            last.key.clone_into(&mut after);
            let kept = things.beside(restored, &page)?;
            for Row { key, version: was } in page.iter().filter(|row| !kept.contains_key(&row.key))
            {
                let is_known = version::first(restored, kind, key)? > *was;
                let body = if is_known { None } else { stored(live, (kind, key), *was)? };
                let Some(body) = body else { continue };
                keep(restored, (kind, key, was + 1), Event::Deleted, body, at)?;
                gone += 1;
            }
        }
    }
    Ok(gone)
}

/// The initiative in whose history a version stands, and what the thing was.
type Stored = (Option<String>, Value);

fn stored(
    connection: &mut AnyConnection,
    (kind, key): (ChangeKind, &str),
    version: i64,
) -> Result<Option<Stored>, Fault> {
    let row: Option<(Option<String>, String)> = stored_versions::table
        .select((stored_versions::parent, stored_versions::body))
        .filter(stored_versions::kind.eq(kind.as_str()))
        .filter(stored_versions::key.eq(key))
        .filter(stored_versions::version.eq(version))
        .first(connection)
        .optional()?;
    row.map(|(parent, body)| Ok((parent, from_json("stored version", &body)?))).transpose()
}

fn keep(
    restored: &mut AnyConnection,
    (kind, key, version): (ChangeKind, &str, i64),
    event: Event,
    (parent, body): Stored,
    at: DateTime<Utc>,
) -> Result<(), Fault> {
    let origin = Origin::Administrator;
    let told = Told { event, origin, department: None, reason: None, changed: Vec::new() };
    let (kind, key) = (VersionKind::Of(kind), key.to_owned());
    version::insert(restored, &StoredVersion { kind, key, version, parent, at, body, told })
}

/// Tells in the history that a thing goes on at a newer version, being what `change` makes of it. What the catalogue file
/// last said of it stays said of it.
pub(super) fn tell(
    restored: &mut AnyConnection,
    (kind, key): (ChangeKind, &str),
    (was, is): (i64, i64),
    at: DateTime<Utc>,
    change: impl FnOnce(&mut Value),
) -> Result<(), Fault> {
    diesel::update(loaded_records::table)
        .filter(loaded_records::kind.eq(kind.as_str()))
        .filter(loaded_records::key.eq(key))
        .filter(loaded_records::version.eq(was))
        .set(loaded_records::version.eq(is))
        .execute(restored)?;
    let Some((parent, mut body)) = stored(restored, (kind, key), was)? else { return Ok(()) };
    change(&mut body);
    keep(restored, (kind, key, is), Event::Restored, (parent, body), at)
}
