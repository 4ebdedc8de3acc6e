//! One form for a table, whoever describes it. It must not know where a description comes from, except that the code
//! gives diesel's names of types.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::engine::Engine;

/// The tables of a database by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schema {
    pub tables: BTreeMap<String, Table>,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// In their order.
    pub columns: Vec<Column>,
    /// The columns of the primary key, in its order.
    pub key: Vec<String>,
    /// `name (column, …)`, with what is special about them.
    pub indexes: BTreeSet<String>,
    /// `column -> table.column`.
    pub references: BTreeSet<String>,
    /// How many conditions rows must fulfil.
    pub checks: usize,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    /// As the database calls it.
    pub kind: String,
    pub nullable: bool,
    /// The expression of a generated column, without spaces.
    pub generated: Option<String>,
}

impl Schema {
    /// Everything but the types, which the two databases name differently.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (name, table) in &self.tables {
            for column in &table.columns {
                let null = if column.nullable { "null" } else { "not null" };
                let generated = column.generated.as_deref().unwrap_or("written");
                lines.push(format!("{name}.{}: {null}, {generated}", column.name));
            }
            lines.push(format!("{name}: key ({})", table.key.join(", ")));
            lines.push(format!("{name}: {} checks", table.checks));
            lines.extend(table.indexes.iter().map(|index| format!("{name}: index {index}")));
            lines.extend(table.references.iter().map(|place| format!("{name}: {place}")));
        }
        lines
    }

    /// What the code declares too: columns with their types, and the keys.
    pub fn columns(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (name, table) in &self.tables {
            lines.push(format!("{name}: key ({})", table.key.join(", ")));
            for column in &table.columns {
                let null = if column.nullable { "null" } else { "not null" };
                lines.push(format!("{name}.{}: {} {null}", column.name, column.kind));
            }
        }
        lines
    }
}

/// The tables that `diesel::table!` declares, in the form of [`Schema::columns`] with the types of `engine`.
pub fn declared(code: &str, engine: Engine) -> Vec<String> {
    let mut tables: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for block in code.split("diesel::table! {").skip(1) {
        let (head, rest) = block.split_once('{').unwrap();
        let (name, key) = head.trim().strip_suffix(')').unwrap().split_once('(').unwrap();
        let (name, body) = (name.trim(), rest.split_once('}').unwrap().0);
        let mut lines = vec![format!("{name}: key ({key})")];
        for column in body.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (column, kind) = column.trim_end_matches(',').split_once(" -> ").unwrap();
            let inner = kind.strip_prefix("Nullable<").and_then(|kind| kind.strip_suffix('>'));
            let null = if inner.is_some() { "null" } else { "not null" };
            let kind = stored(inner.unwrap_or(kind), engine);
            lines.push(format!("{name}.{column}: {kind} {null}"));
        }
        tables.insert(name, lines);
    }
    tables.into_values().flatten().collect()
}

/// How an engine names a type of diesel's.
fn stored(kind: &str, engine: Engine) -> &'static str {
    let (sqlite, postgres) = match kind {
        "Text" => ("TEXT", "text"),
        "Date" => ("TEXT", "date"),
        "Timestamp" => ("TEXT", "timestamp without time zone"),
        "Integer" => ("INTEGER", "integer"),
        "BigInt" => ("INTEGER", "bigint"),
        "Bool" => ("INTEGER", "boolean"),
        "Double" => ("REAL", "double precision"),
        other => panic!("a type that migrations/README.md does not name: {other}"),
    };
    match engine {
        Engine::Sqlite => sqlite,
        Engine::Postgres => postgres,
    }
}

/// Compares two descriptions and shows only what differs.
#[track_caller]
pub fn same(one: &[String], other: &[String]) {
    let lacks = |lines: &[String], of: &[String]| -> Vec<String> {
        of.iter().filter(|line| !lines.contains(line)).cloned().collect()
    };
    let (only_one, only_other) = (lacks(other, one), lacks(one, other));
    assert!(
        only_one.is_empty() && only_other.is_empty(),
        "only in the first: {only_one:#?}\nonly in the second: {only_other:#?}"
    );
    assert_eq!(one, other, "the order differs");
}
