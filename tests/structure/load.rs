//! `smartcity load`, through the real binary and then in the tables: all of a file or nothing, never twice, and never
//! over what people have changed.

mod again;
mod citizens;
mod faults;

use std::collections::BTreeSet;

use rstest::rstest;
use serde_json::Value;
use smartcity::store::AnyConnection;

use crate::support::engine::{Engine, TestDatabase};
use crate::support::program::{Ended, run};
use crate::support::{catalogue, rows};

/// Loads a catalogue from a file of the test's folder.
fn load(database: &TestDatabase, catalogue: &Value, more: &[&str]) -> Ended {
    let file = catalogue::write(database.folder(), "catalogue.json", catalogue);
    let mut arguments = vec!["load", &file];
    arguments.extend(more);
    run(database, &arguments)
}

/// A database that holds the small catalogue.
fn loaded(engine: Engine) -> TestDatabase {
    let database = engine.empty();
    load(&database, &catalogue::small(), &[]).succeeded();
    database
}

/// Every change, as `kind key version`, with whether it is derived.
fn changes(connection: &mut AnyConnection) -> Vec<(String, bool)> {
    let text =
        "kind || ' ' || key || ' ' || version || CASE WHEN derived THEN ' derived' ELSE '' END";
    let lines =
        rows::lines(connection, &format!("SELECT {text} AS line FROM changes ORDER BY seq"));
    let split = |line: String| match line.strip_suffix(" derived") {
        Some(own) => (own.to_owned(), true),
        None => (line, false),
    };
    lines.into_iter().map(split).collect()
}

/// The numbers have no gap, end at the head, and every version that was stored was told of once.
#[track_caller]
fn assert_history_is_whole(connection: &mut AnyConnection) {
    let count = rows::count(connection, "changes", "");
    assert_eq!(rows::number(connection, "SELECT seq AS number FROM change_head"), count);
    assert_eq!(
        rows::number(connection, "SELECT coalesce(max(seq), 0) AS number FROM changes"),
        count
    );
    let told: Vec<String> = changes(connection)
        .into_iter()
        .filter(|(_, derived)| !derived)
        .map(|(own, _)| own)
        .collect();
    let stored = rows::lines(
        connection,
        "SELECT kind || ' ' || key || ' ' || version AS line FROM stored_versions",
    );
    assert_eq!(told.len(), stored.len());
    assert_eq!(told.iter().collect::<BTreeSet<_>>(), stored.iter().collect::<BTreeSet<_>>());
    let kinds = [
        ("initiative", "initiatives", "code"),
        ("milestone", "milestones", "id"),
        ("department", "departments", "code"),
        ("smart_area", "smart_areas", "code"),
        ("blueprint", "blueprints", "code"),
        ("subject", "subjects", "code"),
    ];
    for (kind, table, key) in kinds {
        let newest = rows::count(
            connection,
            table,
            &format!(
                "AS t WHERE NOT EXISTS (SELECT 1 FROM stored_versions AS s WHERE s.kind = '{kind}' \
                 AND s.key = t.{key} AND s.version = t.version)"
            ),
        );
        assert_eq!(newest, 0, "a {kind} whose version has no stored row");
    }
}

/// How many records of a kind became what, as the table at the end says: created, updated, unchanged, kept.
#[track_caller]
fn tally(said: &str, kind: &str) -> [usize; 4] {
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let header =
        said.lines().map(words).find(|words| words == &["created", "updated", "unchanged", "kept"]);
    assert!(header.is_some(), "the columns are named: {said}");
    let row = said.lines().map(words).find(|words| words.len() == 5 && words[0] == kind);
    let row = row.unwrap_or_else(|| panic!("nothing is said of {kind}: {said}"));
    [1, 2, 3, 4].map(|column| row[column].parse().unwrap())
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn the_shipped_catalogue_is_loaded_into_an_empty_database_with_its_history(#[case] engine: Engine) {
    let database = engine.empty();
    let file = catalogue::shipped();
    let said = run(&database, &["load", file.to_str().unwrap()]).succeeded().out;
    let expected = [
        ("smart_area", "smart_areas", 6),
        ("department", "departments", 75),
        ("blueprint", "blueprints", 2),
        ("initiative", "initiatives", 207),
        ("milestone", "milestones", 126),
    ];
    let mut connection = database.connect();
    let mut records = 0;
    for (kind, table, count) in expected {
        assert_eq!(tally(&said, kind), [count, 0, 0, 0], "{kind}");
        assert_eq!(
            rows::count(&mut connection, table, ""),
            i64::try_from(count).unwrap(),
            "{table}"
        );
        records += i64::try_from(count).unwrap();
    }
    assert_eq!(rows::count(&mut connection, "changes", ""), records, "one change of each record");
    assert_eq!(rows::count(&mut connection, "loaded_records", ""), records);
    assert_history_is_whole(&mut connection);
    let parents = rows::count(
        &mut connection,
        "stored_versions",
        "WHERE (kind IN ('milestone', 'initiative')) <> (parent IS NOT NULL)",
    );
    assert_eq!(parents, 0, "initiatives and milestones, and they alone, stand in a history");
}

#[test]
fn both_databases_hold_the_same_after_the_same_load() {
    let of = |engine: Engine| {
        let database = loaded(engine);
        let mut connection = database.connect();
        let texts = [
            "SELECT code || ' ' || title || ' ' || lifecycle || ' ' || provenance || ' ' || milestone_total || ' ' || \
             milestone_met || ' ' || progress_method || ' ' || coalesce(CAST(starts_on AS TEXT), '-') || ' ' || \
             coalesce(CAST(earliest_open_due_on AS TEXT), '-') AS line FROM initiatives ORDER BY code",
            "SELECT id || ' ' || initiative_code || ' ' || title || ' ' || status || ' ' || weight || ' ' || \
             coalesce(CAST(due_on AS TEXT), '-') || ' ' || coalesce(due_on_precision, '-') || ' ' || \
             coalesce(CAST(met_on AS TEXT), '-') AS line FROM milestones ORDER BY id",
            "SELECT term || ' ' || initiative_code || CASE WHEN in_title THEN ' title' ELSE '' END AS line \
             FROM search_terms ORDER BY term, initiative_code",
            "SELECT kind || ' ' || key || ' ' || version || ' ' || body AS line FROM stored_versions ORDER BY kind, key",
            "SELECT kind || ' ' || key || ' ' || digest AS line FROM loaded_records ORDER BY kind, key",
        ];
        let rows = texts.map(|text| rows::lines(&mut connection, text));
        (rows, changes(&mut connection))
    };
    assert_eq!(of(Engine::Sqlite), of(Engine::Postgres));
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_stored_version_says_everything_that_the_file_said(#[case] engine: Engine) {
    let database = loaded(engine);
    let mut connection = database.connect();
    let body = rows::line(
        &mut connection,
        "SELECT body AS line FROM stored_versions WHERE kind = 'initiative' AND key = 'tolls'",
    );
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["title"], serde_json::json!({ "en": "About tolls", "zh-Hant": "智慧出行" }));
    assert_eq!(body["lifecycle"], "in_progress");
    assert_eq!(body["supporting_department_codes"], serde_json::json!(["TLB"]));
    assert_eq!(body["blueprint_codes"], serde_json::json!(["v1"]));
    let milestones = rows::lines(
        &mut connection,
        "SELECT body AS line FROM stored_versions WHERE kind = 'milestone' AND parent = 'tolls'",
    );
    assert_eq!(milestones.len(), 2);
    assert!(
        milestones.iter().any(|body| body.contains("2027-03-31") && body.contains("quarter")),
        "{milestones:?}"
    );
}
