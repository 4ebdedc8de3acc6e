//! The tables of a PostgreSQL database, from its catalogues.

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
    let columns = rows::lines(
        connection,
        &format!(
            "SELECT column_name || '|' || data_type || '|' || is_nullable || '|' || is_generated || '|' || \
             coalesce(generation_expression, '') || coalesce(column_default, '') || is_identity AS line \
             FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name = '{name}' ORDER BY ordinal_position"
        ),
    );
    let key = rows::lines(
        connection,
        &format!(
            "SELECT CAST(a.attname AS TEXT) AS line FROM pg_index i \
             CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, place) \
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number \
             WHERE i.indrelid = 'public.{name}'::regclass AND i.indisprimary ORDER BY k.place"
        ),
    );
    let references = rows::lines(
        connection,
        &format!(
            "SELECT a.attname || ' -> ' || c.confrelid::regclass || '.' || b.attname AS line FROM pg_constraint c \
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] \
             JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1] \
             WHERE c.conrelid = 'public.{name}'::regclass AND c.contype = 'f'"
        ),
    );
    let checks = rows::lines(
        connection,
        &format!(
            "SELECT CAST(conname AS TEXT) AS line FROM pg_constraint \
             WHERE conrelid = 'public.{name}'::regclass AND contype = 'c'"
        ),
    );
    Table {
        columns: columns.iter().map(|line| column(line)).collect(),
        key,
        indexes: indexes(connection, name).into_iter().collect(),
        references: references.into_iter().collect(),
        checks: checks.len(),
    }
}

fn column(line: &str) -> Column {
    let parts: Vec<&str> = line.splitn(5, '|').collect();
    let [name, kind, nullable, generated, expression] = parts[..] else { panic!("{line}") };
    let expression =
        expression.strip_suffix("NO").expect("no identity columns: ids are made by us");
    let generated = (generated == "ALWAYS").then(|| as_written(expression));
    assert!(generated.is_some() || expression.is_empty(), "{name} has a default: {expression}");
    Column { name: name.to_owned(), kind: kind.to_owned(), nullable: nullable == "YES", generated }
}

/// The server adds types to the constants of an expression, and brackets around some.
fn as_written(expression: &str) -> String {
    let types = ["::date", "::double precision", "::numeric"];
    let plain = types.iter().fold(expression.to_owned(), |text, kind| text.replace(kind, ""));
    let bare =
        ["('-1000.0')", "(-1000.0)"].iter().fold(plain, |text, form| text.replace(form, "-1000.0"));
    bare.replace("(1000.0)", "1000.0").replace(' ', "")
}

fn indexes(connection: &mut AnyConnection, table: &str) -> Vec<String> {
    rows::lines(
        connection,
        &format!(
            "SELECT c.relname || ' (' || (SELECT string_agg(pg_get_indexdef(i.indexrelid, place, true) || \
             CASE WHEN i.indoption[place - 1] & 1 = 1 THEN ' desc' ELSE '' END, ', ' ORDER BY place) \
             FROM generate_series(1, i.indnkeyatts::int) AS place) || ')' || \
             CASE WHEN i.indisunique THEN ' unique' ELSE '' END || \
             CASE WHEN i.indpred IS NOT NULL THEN ' partial' ELSE '' END AS line \
             FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
             WHERE i.indrelid = 'public.{table}'::regclass AND NOT i.indisprimary"
        ),
    )
}
