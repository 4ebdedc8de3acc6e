//! Looking at rows past the store, in statements that one or both engines understand.

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use smartcity::store::AnyConnection;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// The column `line` of what `sql` selects.
pub fn lines(connection: &mut AnyConnection, sql: &str) -> Vec<String> {
    let rows: Vec<Line> =
        diesel::sql_query(sql).load(connection).unwrap_or_else(|error| panic!("{error}: {sql}"));
    rows.into_iter().map(|row| row.line).collect()
}

/// The single value that `sql` selects as `line`.
pub fn line(connection: &mut AnyConnection, sql: &str) -> String {
    let mut found = lines(connection, sql);
    assert_eq!(found.len(), 1, "{sql}");
    found.remove(0)
}

/// The single value that `sql` selects as `number`.
pub fn number(connection: &mut AnyConnection, sql: &str) -> i64 {
    let row: Number = diesel::sql_query(sql)
        .get_result(connection)
        .unwrap_or_else(|error| panic!("{error}: {sql}"));
    row.number
}

/// How many rows of `table` there are; `rest` may narrow them.
pub fn count(connection: &mut AnyConnection, table: &str, rest: &str) -> i64 {
    number(connection, &format!("SELECT count(*) AS number FROM {table} {rest}"))
}

/// Runs statements.
pub fn run(connection: &mut AnyConnection, sql: &str) {
    connection.batch_execute(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
}

/// The tables of the product, without those of the engine and of the migrations, by name.
pub fn tables(connection: &mut AnyConnection) -> Vec<String> {
    let sql = match connection {
        AnyConnection::Sqlite(_) => {
            "SELECT name AS line FROM sqlite_master WHERE type = 'table' \
             AND name NOT LIKE 'sqlite~_%' ESCAPE '~' AND name NOT LIKE '~_~_diesel%' ESCAPE '~'"
        }
        AnyConnection::Postgres(_) => {
            "SELECT CAST(table_name AS TEXT) AS line FROM information_schema.tables \
             WHERE table_schema = 'public' AND table_name NOT LIKE '~_~_diesel%' ESCAPE '~'"
        }
    };
    let mut tables = lines(connection, sql);
    tables.sort();
    tables
}

const PASSING: [&str; 2] = ["nodes", "calendar"];

/// Every row of every table as text, to be compared with what it was. Who serves right now and which day a
/// server has told are no content: they move by themselves.
pub fn contents(connection: &mut AnyConnection) -> BTreeMap<String, Vec<String>> {
    let mut contents = BTreeMap::new();
    for table in tables(connection).into_iter().filter(|table| !PASSING.contains(&table.as_str())) {
        let row = match connection {
            AnyConnection::Sqlite(_) => {
                let columns =
                    format!("SELECT name AS line FROM pragma_table_xinfo('{table}') ORDER BY cid");
                let columns = lines(connection, &columns);
                let quoted: Vec<_> =
                    columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
                quoted.join(" || '|' || ")
            }
            AnyConnection::Postgres(_) => format!("CAST({table} AS TEXT)"),
        };
        let mut rows = lines(connection, &format!("SELECT {row} AS line FROM {table}"));
        rows.sort();
        contents.insert(table, rows);
    }
    contents
}
