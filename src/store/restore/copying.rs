//! Copying tables from one database of a SQLite connection to another, by row. It knows no table by name.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Definition {
    #[diesel(sql_type = Text)]
    sql: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// A table of one of the connection's databases.
#[derive(Debug)]
pub(super) struct Table {
    name: String,
    /// How many rows it has.
    pub rows: u64,
}

/// The tables of `database`; SQLite's own are left to itself.
pub(super) fn tables(connection: &mut AnyConnection, database: &str) -> Result<Vec<Table>, Fault> {
    let names: Vec<Named> = diesel::sql_query(format!(
        "SELECT name FROM {database}.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name"
    ))
    .load(connection)?;
    let mut tables = Vec::new();
    for Named { name } in names {
        let count = format!("SELECT count(*) AS number FROM {database}.{}", quoted(&name));
        let Number { number } = diesel::sql_query(count).get_result(connection)?;
        tables.push(Table { name, rows: u64::try_from(number).unwrap_or(0) });
    }
    Ok(tables)
}

/// Makes in `main` what `database` has of `kind`: tables, or indexes.
pub(super) fn define(
    connection: &mut AnyConnection,
    database: &str,
    kind: &str,
) -> Result<(), Fault> {
    let definitions: Vec<Definition> = diesel::sql_query(format!(
        "SELECT sql FROM {database}.sqlite_master WHERE type = '{kind}' AND sql IS NOT NULL AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
    ))
    .load(connection)?;
    for Definition { sql } in definitions {
        connection.batch_execute(&sql)?;
    }
    Ok(())
}

/// Copies all rows of a table.
pub(super) fn copy(
    connection: &mut AnyConnection,
    table: &Table,
    from: &str,
    to: &str,
) -> Result<(), Fault> {
    let name = quoted(&table.name);
    // Without a list of columns SQLite copies whole pages of records where both are alike.
    let (into, columns) = match columns(connection, from, &table.name)? {
        Some(columns) => (format!(" ({columns})"), columns),
        None => (String::new(), "*".to_owned()),
    };
    let copy = format!("INSERT INTO {to}.{name}{into} SELECT {columns} FROM {from}.{name}");
    Ok(connection.batch_execute(&copy)?)
}

/// Deletes all rows of a table.
pub(super) fn clear(
    connection: &mut AnyConnection,
    table: &Table,
    database: &str,
) -> Result<(), Fault> {
    Ok(connection.batch_execute(&format!("DELETE FROM {database}.{}", quoted(&table.name)))?)
}

/// Makes sure that every row of `database` that another refers to is there.
pub(super) fn check_references(
    connection: &mut AnyConnection,
    database: &str,
) -> Result<(), Fault> {
    let broken =
        format!("SELECT count(*) AS number FROM pragma_foreign_key_check(NULL, '{database}')");
    let Number { number } = diesel::sql_query(broken).get_result(connection)?;
    if number == 0 {
        return Ok(());
    }
    Err(Fault::corrupt(
        "backup",
        format!("{number} of its rows refer to rows that it does not have"),
    ))
}

/// The columns to be named, when some are computed and cannot be written.
fn columns(
    connection: &mut AnyConnection,
    database: &str,
    table: &str,
) -> Result<Option<String>, Fault> {
    /// What SQLite calls columns that are not computed.
    const STORED: &str = "hidden = 0";
    let named = |condition: &str| {
        diesel::sql_query(format!(
            "SELECT name FROM pragma_table_xinfo($1, '{database}') WHERE {condition} ORDER BY cid"
        ))
        .bind::<Text, _>(table)
    };
    let computed: Vec<Named> = named(&format!("NOT {STORED}")).load(connection)?;
    if computed.is_empty() {
        return Ok(None);
    }
    let stored: Vec<Named> = named(STORED).load(connection)?;
    let stored: Vec<String> = stored.iter().map(|column| quoted(&column.name)).collect();
    Ok(Some(stored.join(", ")))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
