//! How a database would run a statement, and what of that is a walk through a whole table or a sort.

use std::fmt;

use diesel::prelude::*;
use diesel::sql_types::Text;
use smartcity::store::AnyConnection;

use crate::plans::captured::Statement;
use crate::support::rows;

/// Tables that stay small whatever happens: one row, or as many as a government has departments. Everything else grows.
const SMALL: [&str; 10] = [
    "change_head",
    "calendar",
    "smart_areas",
    "departments",
    "blueprints",
    "subjects",
    "notices",
    "holidays",
    "reply_standard",
    "search_folding",
];

/// The steps of a plan, one per line.
#[derive(Debug)]
pub struct Plan {
    steps: Vec<String>,
    of_sqlite: bool,
}

#[derive(QueryableByName)]
struct SqliteStep {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct PostgresStep {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    step: String,
}

/// What a plan is asked for. With so few rows PostgreSQL may rightly walk or sort, so what is to be avoided is made dear:
/// a plan that still does it has no other way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    Cheapest,
    NoScan,
    NoSort,
}

impl Plan {
    /// The plan of a statement with the values that were bound to it.
    pub fn of(connection: &mut AnyConnection, statement: &Statement, wish: Wish) -> Self {
        match connection {
            AnyConnection::Sqlite(_) => {
                Self { steps: sqlite(connection, statement), of_sqlite: true }
            }
            AnyConnection::Postgres(_) => {
                Self { steps: postgres(connection, statement, wish), of_sqlite: false }
            }
        }
    }

    /// The steps that walk through a growing table without an index.
    pub fn scans(&self) -> impl Iterator<Item = &String> {
        self.steps.iter().filter(|step| {
            let table = if self.of_sqlite {
                step.strip_prefix("SCAN ").filter(|rest| !rest.contains(" USING "))
            } else {
                step.split_once("Seq Scan on ").map(|(_, rest)| rest)
            };
            table.is_some_and(|rest| {
                let name = rest.split_whitespace().next().unwrap_or_default();
                !SMALL.contains(&name) && name != "CONSTANT" && !name.starts_with('(')
            })
        })
    }

    /// The steps that put rows in order after reading them.
    pub fn sorts(&self) -> impl Iterator<Item = &String> {
        self.steps.iter().filter(|step| {
            if self.of_sqlite {
                step.contains("TEMP B-TREE FOR") && step.contains("ORDER BY")
            } else {
                step.trim_start_matches([' ', '-', '>']).starts_with("Sort  (")
                    || step.contains("->  Incremental Sort ")
            }
        })
    }

    /// Whether one of the indexes of those names (or the primary key of a table of that name) is searched by value, not
    /// walked. Names are separated by `|`.
    pub fn looks_up(&self, indexes: &str) -> bool {
        indexes.split('|').any(|index| self.looks_up_in(index))
    }

    fn looks_up_in(&self, index: &str) -> bool {
        if self.of_sqlite {
            let named = |step: &String| {
                step.contains(&format!("INDEX {index} "))
                    || step.contains(&format!("INDEX sqlite_autoindex_{index}_1 "))
                    || step.starts_with(&format!("SEARCH {index} USING INTEGER PRIMARY KEY "))
            };
            return self.steps.iter().any(|step| step.starts_with("SEARCH ") && named(step));
        }
        let named = |step: &str| {
            [index.to_owned(), format!("{index}_pkey")].iter().any(|name| {
                step.contains(&format!("using {name} on"))
                    || step.contains(&format!("Bitmap Index Scan on {name} "))
            })
        };
        let pairs = self.steps.windows(2);
        pairs
            .into_iter()
            .any(|pair| named(&pair[0]) && pair[1].trim_start().starts_with("Index Cond:"))
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.steps.join("\n"))
    }
}

/// SQLite plans a statement without its values.
fn sqlite(connection: &mut AnyConnection, statement: &Statement) -> Vec<String> {
    let steps: Vec<SqliteStep> =
        diesel::sql_query(format!("EXPLAIN QUERY PLAN {}", statement.text))
            .load(connection)
            .unwrap_or_else(|error| panic!("{error}: {statement}"));
    steps.into_iter().map(|step| step.detail).collect()
}

fn postgres(connection: &mut AnyConnection, statement: &Statement, wish: Wish) -> Vec<String> {
    let (scan, sort) = match wish {
        Wish::Cheapest => ("on", "on"),
        Wish::NoScan => ("off", "on"),
        Wish::NoSort => ("off", "off"),
    };
    rows::run(
        connection,
        &format!(
            "SET enable_seqscan = {scan}; SET enable_sort = {sort}; SET enable_incremental_sort = {sort}; SET plan_cache_mode = force_custom_plan; \
             PREPARE asked AS {}",
            statement.text
        ),
    );
    let values = statement.values.join(", ");
    let call = if values.is_empty() { "asked".to_owned() } else { format!("asked({values})") };
    let steps: Vec<PostgresStep> = diesel::sql_query(format!("EXPLAIN EXECUTE {call}"))
        .load(connection)
        .unwrap_or_else(|error| panic!("{error}: {statement}"));
    rows::run(connection, "DEALLOCATE asked");
    steps.into_iter().map(|step| step.step).collect()
}
