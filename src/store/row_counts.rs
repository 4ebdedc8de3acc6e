//! How many rows each table holds, for whoever is about to drop some.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;

/// Tables whose rows nobody would miss by themselves: who serves right now, and the one row that a migration itself puts into
/// the table that it makes.
const PASSING: [&str; 6] =
    ["nodes", "change_head", "audit_head", "calendar", "reply_standard", "search_folding"];

#[derive(QueryableByName)]
struct Table {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// The rows of every table of ours, by the table's name. Reads all of them.
///
/// # Errors
/// As [`Fault`].
pub fn of_all(connection: &mut AnyConnection) -> Result<BTreeMap<String, i64>, Fault> {
    let tables = match connection {
        AnyConnection::Sqlite(_) => {
            "SELECT name FROM sqlite_schema WHERE type = 'table' \
             AND name NOT LIKE 'sqlite~_%' ESCAPE '~' AND name NOT LIKE '~_~_diesel%' ESCAPE '~'"
        }
        AnyConnection::Postgres(_) => {
            "SELECT CAST(tablename AS TEXT) AS name FROM pg_tables WHERE schemaname = current_schema() \
             AND tablename NOT LIKE '~_~_diesel%' ESCAPE '~'"
        }
    };
    let tables: Vec<Table> = diesel::sql_query(tables).load(connection)?;
    let mut counts = BTreeMap::new();
    for Table { name } in tables {
        if PASSING.contains(&name.as_str()) {
            continue;
        }
        // The name comes from the database's own list; quoting it keeps it one name.
        let query = format!("SELECT count(*) AS rows FROM \"{}\"", name.replace('"', "\"\""));
        let Count { rows } = diesel::sql_query(query).get_result(connection)?;
        counts.insert(name, rows);
    }
    Ok(counts)
}

/// What the second count has less of than the first.
#[must_use]
pub fn lost(before: &BTreeMap<String, i64>, after: &BTreeMap<String, i64>) -> Vec<(String, i64)> {
    let rows = |table: &String| after.get(table).copied().unwrap_or(0);
    let missing = before.iter().map(|(table, count)| (table.clone(), count - rows(table)));
    missing.filter(|(_, count)| *count > 0).collect()
}
