//! The tables of a SQLite database, from its own catalogue and its pragmas.

use smartcity::store::AnyConnection;

use super::described::{Column, Schema, Table};
use crate::support::rows;

pub fn schema(connection: &mut AnyConnection) -> Schema {
    let tables = rows::tables(connection);
    let described = tables.into_iter().map(|name| {
        let table = table(connection, &name);
        (name, table)
    });
    Schema { tables: described.collect() }
}

fn table(connection: &mut AnyConnection, name: &str) -> Table {
    let text = rows::line(
        connection,
        &format!("SELECT sql AS line FROM sqlite_master WHERE type = 'table' AND name = '{name}'"),
    );
    let columns = rows::lines(
        connection,
        &format!(
            "SELECT name || '|' || type || '|' || \"notnull\" || '|' || hidden AS line \
             FROM pragma_table_xinfo('{name}') ORDER BY cid"
        ),
    );
    let key = rows::lines(
        connection,
        &format!("SELECT name AS line FROM pragma_table_xinfo('{name}') WHERE pk > 0 ORDER BY pk"),
    );
    let references = rows::lines(
        connection,
        &format!(
            "SELECT \"from\" || ' -> ' || \"table\" || '.' || \"to\" AS line FROM pragma_foreign_key_list('{name}')"
        ),
    );
    Table {
        columns: columns.iter().map(|line| column(line, &text)).collect(),
        key,
        indexes: indexes(connection, name).into_iter().collect(),
        references: references.into_iter().collect(),
        checks: text.matches("CHECK (").count(),
    }
}

fn column(line: &str, table: &str) -> Column {
    let parts: Vec<&str> = line.split('|').collect();
    let [name, kind, not_null, hidden] = parts[..] else { panic!("{line}") };
    // 2 is a generated column that is computed when read, 3 one that is stored.
    let generated = match hidden {
        "0" => None,
        "3" => Some(expression(name, table)),
        other => panic!("{name} is hidden as {other}"),
    };
    Column { name: name.to_owned(), kind: kind.to_owned(), nullable: not_null == "0", generated }
}

/// No pragma tells the expression; the text of the table does.
fn expression(column: &str, table: &str) -> String {
    let line = table.lines().map(str::trim).find(|line| line.starts_with(&format!("{column} ")));
    let (_, rest) = line.unwrap().split_once("GENERATED ALWAYS AS (").unwrap();
    let (expression, _) = rest.rsplit_once(") STORED").unwrap();
    expression.replace(' ', "")
}

fn indexes(connection: &mut AnyConnection, table: &str) -> Vec<String> {
    let names = rows::lines(
        connection,
        &format!(
            "SELECT name || '|' || \"unique\" || '|' || partial AS line FROM pragma_index_list('{table}') WHERE origin = 'c'"
        ),
    );
    let described = names.iter().map(|line| {
        let parts: Vec<&str> = line.split('|').collect();
        let [name, unique, partial] = parts[..] else { panic!("{line}") };
        let columns = rows::lines(
            connection,
            &format!(
                "SELECT name || CASE desc WHEN 1 THEN ' desc' ELSE '' END AS line \
                 FROM pragma_index_xinfo('{name}') WHERE key = 1 ORDER BY seqno"
            ),
        );
        let unique = if unique == "1" { " unique" } else { "" };
        let partial = if partial == "1" { " partial" } else { "" };
        format!("{name} ({}){unique}{partial}", columns.join(", "))
    });
    described.collect()
}
