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

/// Things with versions: what they are as stored versions tell it, if they do, their table and its key.
const THINGS: [(Option<ChangeKind>, &str, &str); 11] = [
    (Some(ChangeKind::SmartArea), "smart_areas", "code"),
    (Some(ChangeKind::Department), "departments", "code"),
    (Some(ChangeKind::Blueprint), "blueprints", "code"),
    (Some(ChangeKind::Subject), "subjects", "code"),
    (Some(ChangeKind::Initiative), "initiatives", "code"),
    (Some(ChangeKind::Milestone), "milestones", "id"),
    (Some(ChangeKind::Update), "progress_updates", "id"),
    (Some(ChangeKind::Submission), "submissions", "id"),
    (Some(ChangeKind::Reply), "submission_replies", "id"),
    (None, "users", "id"),
    (None, "service_accounts", "id"),
];

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

/// Lets versions go on; gives of how many things.
pub(super) fn go_on(
    live: &mut AnyConnection,
    restored: &mut AnyConnection,
    at: DateTime<Utc>,
) -> Result<usize, Fault> {
    let mut renewed = 0;
    for (kind, table, key) in THINGS {
        let mut after = String::new();
        loop {
            // The names are constants of this file: nothing that anybody sent becomes part of a statement.
            let page: Vec<Row> = diesel::sql_query(format!(
                "SELECT {key} AS key, version FROM {table} WHERE {key} > $1 ORDER BY {key} LIMIT {PAGE}"
            ))
            .bind::<Text, _>(&after)
            .load(restored)?;
            let (Some(first), Some(last)) = (page.first(), page.last()) else { break };
            let given = given(live, kind, (table, key), (&first.key, &last.key), &page)?;
            last.key.clone_into(&mut after);
            for Row { key: thing, version: was } in &page {
                let Some(newest) = given.get(thing).copied().filter(|newest| newest > was) else {
                    continue;
                };
                let is = newest + 1;
                diesel::sql_query(format!("UPDATE {table} SET version = $1 WHERE {key} = $2"))
                    .bind::<BigInt, _>(is)
                    .bind::<Text, _>(thing)
                    .execute(restored)?;
                if let Some(kind) = kind {
                    tell(restored, (kind, thing), (*was, is), at, |_| ())?;
                }
                renewed += 1;
            }
        }
    }
    Ok(renewed)
}

/// The newest version that the live database has given to each thing of a page. What it does not have any more, its stored
/// versions may still know.
fn given(
    live: &mut AnyConnection,
    kind: Option<ChangeKind>,
    (table, key): (&str, &str),
    (first, last): (&str, &str),
    page: &[Row],
) -> Result<HashMap<String, i64>, Fault> {
    let rows: Vec<Row> = diesel::sql_query(format!(
        "SELECT {key} AS key, version FROM {table} WHERE {key} >= $1 AND {key} <= $2"
    ))
    .bind::<Text, _>(first)
    .bind::<Text, _>(last)
    .load(live)?;
    let mut given: HashMap<String, i64> =
        rows.into_iter().map(|row| (row.key, row.version)).collect();
    let Some(kind) = kind else { return Ok(given) };
    for Row { key, .. } in page {
        if given.contains_key(key) {
            continue;
        }
        let newest: Option<i64> = stored_versions::table
            .select(diesel::dsl::max(stored_versions::version))
            .filter(stored_versions::kind.eq(kind.as_str()))
            .filter(stored_versions::key.eq(key))
            .first(live)?;
        given.extend(newest.map(|newest| (key.clone(), newest)));
    }
    Ok(given)
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
    let stored: Option<(Option<String>, String)> = stored_versions::table
        .select((stored_versions::parent, stored_versions::body))
        .filter(stored_versions::kind.eq(kind.as_str()))
        .filter(stored_versions::key.eq(key))
        .filter(stored_versions::version.eq(was))
        .first(restored)
        .optional()?;
    let Some((parent, body)) = stored else { return Ok(()) };
    let mut body: Value = from_json("stored version", &body)?;
    change(&mut body);
    let (event, origin) = (Event::Restored, Origin::Administrator);
    let told = Told { event, origin, department: None, reason: None, changed: Vec::new() };
    let (kind, key) = (VersionKind::Of(kind), key.to_owned());
    version::insert(restored, &StoredVersion { kind, key, version: is, parent, at, body, told })
}
