//! Loading a second time: the same file, a changed one, and one that people have overtaken.

use rstest::rstest;
use serde_json::json;

use super::{assert_history_is_whole, changes, load, loaded, tally};
use crate::support::engine::Engine;
use crate::support::{catalogue, rows};

const OPENING: &str = "WHERE initiative_code = 'tolls' AND title LIKE '%opening%'";

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn the_same_file_again_changes_nothing_and_says_so(#[case] engine: Engine) {
    let database = loaded(engine);
    let mut connection = database.connect();
    let before = rows::contents(&mut connection);
    let said = load(&database, &catalogue::small(), &[]).succeeded().out;
    assert_eq!(rows::contents(&mut connection), before);
    for (kind, count) in [
        ("smart_area", 1),
        ("department", 2),
        ("blueprint", 1),
        ("initiative", 2),
        ("milestone", 3),
    ] {
        assert_eq!(tally(&said, kind), [0, 0, count, 0], "{kind}");
    }
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_file_that_says_the_same_in_another_order_changes_nothing(#[case] engine: Engine) {
    let database = loaded(engine);
    let mut connection = database.connect();
    let before = rows::contents(&mut connection);
    let mut turned = catalogue::small();
    for list in ["departments", "initiatives"] {
        turned[list].as_array_mut().unwrap().reverse();
    }
    turned["meta"] = json!({ "compiled": "later" });
    load(&database, &turned, &[]).succeeded();
    assert_eq!(rows::contents(&mut connection), before);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_dry_run_says_what_would_be_done_and_writes_nothing(#[case] engine: Engine) {
    let database = loaded(engine);
    let mut connection = database.connect();
    let before = rows::contents(&mut connection);
    let mut changed = catalogue::small();
    changed["initiatives"][0]["title"]["en"] = json!("Another title");
    changed["initiatives"][1]["milestones"][0]["due_on"] = json!("2027-01-31");
    let tried = load(&database, &changed, &["--dry-run"]).succeeded().out;
    assert_eq!(rows::contents(&mut connection), before);
    assert_eq!(tally(&tried, "initiative"), [0, 1, 1, 0]);
    assert_eq!(tally(&tried, "milestone"), [0, 1, 2, 0]);

    let done = load(&database, &changed, &[]).succeeded().out;
    for kind in ["smart_area", "department", "blueprint", "initiative", "milestone"] {
        assert_eq!(tally(&tried, kind), tally(&done, kind), "it does what it said");
    }
    assert_ne!(rows::contents(&mut connection), before);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_dry_run_into_an_empty_database_leaves_it_without_records(#[case] engine: Engine) {
    let database = engine.migrated();
    let mut connection = database.connect();
    let before = rows::contents(&mut connection);
    let said = load(&database, &catalogue::small(), &["--dry-run"]).succeeded().out;
    assert_eq!(tally(&said, "milestone"), [3, 0, 0, 0]);
    assert_eq!(rows::contents(&mut connection), before);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn only_what_the_file_says_differently_gets_a_new_version_and_a_change(#[case] engine: Engine) {
    let database = loaded(engine);
    let mut connection = database.connect();
    let before = changes(&mut connection).len();
    let mut changed = catalogue::small();
    changed["departments"][1]["name"]["en"] = json!("Department of Transport");
    changed["initiatives"][0]["tags"] = json!(["roads", "money"]);
    load(&database, &changed, &[]).succeeded();
    let new = changes(&mut connection).split_off(before);
    assert_eq!(
        new,
        [("department TD 2".to_owned(), false), ("initiative tolls 2".to_owned(), false)]
    );
    assert_history_is_whole(&mut connection);
    let created = rows::count(
        &mut connection,
        "initiatives",
        "WHERE code = 'tolls' AND version = 2 AND created_at < updated_at",
    );
    assert_eq!(created, 1, "it keeps the time at which it was made");
    let tags =
        "SELECT tag AS line FROM initiative_tags WHERE initiative_code = 'tolls' ORDER BY position";
    assert_eq!(rows::lines(&mut connection, tags), ["roads", "money"]);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_milestone_that_changes_moves_its_initiative_without_a_version_of_its_own(
    #[case] engine: Engine,
) {
    let database = loaded(engine);
    let mut connection = database.connect();
    let before = changes(&mut connection).len();
    let mut changed = catalogue::small();
    changed["initiatives"][0]["milestones"][1]["status"] = json!("achieved");
    load(&database, &changed, &[]).succeeded();
    let new = changes(&mut connection).split_off(before);
    assert_eq!(new.len(), 2, "{new:?}");
    assert!(new[0].0.starts_with("milestone ") && new[0].0.ends_with(" 2") && !new[0].1, "{new:?}");
    assert_eq!(new[1], ("initiative tolls 1".to_owned(), true));
    let summary = rows::count(
        &mut connection,
        "initiatives",
        "WHERE code = 'tolls' AND version = 1 AND milestone_met = 2 AND earliest_open_due_on IS NULL \
         AND progress_value = 100 AND created_at = updated_at",
    );
    assert_eq!(summary, 1, "what is kept of the milestones is renewed");
    assert_history_is_whole(&mut connection);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn what_people_changed_since_is_kept_and_named(#[case] engine: Engine) {
    let database = loaded(engine);
    let mut connection = database.connect();
    rows::run(
        &mut connection,
        "UPDATE initiatives SET version = 2, title = '{\"en\":\"By people\"}' WHERE code = 'tolls';
         UPDATE departments SET version = 4, name = '{\"en\":\"By people\"}' WHERE code = 'TD';",
    );
    rows::run(&mut connection, &format!("UPDATE milestones SET version = 7 {OPENING}"));
    let before = rows::contents(&mut connection);
    load(&database, &catalogue::small(), &[]).succeeded();
    assert_eq!(
        rows::contents(&mut connection),
        before,
        "the file says what it said: nothing to do"
    );

    let mut changed = catalogue::small();
    changed["initiatives"][0]["title"]["en"] = json!("By the file");
    changed["departments"][1]["name"]["en"] = json!("By the file");
    changed["initiatives"][0]["milestones"][1]["due_on"] = json!("2028-01-31");
    let ended = load(&database, &changed, &[]).succeeded();
    assert_eq!(rows::contents(&mut connection), before);
    let id = rows::line(&mut connection, &format!("SELECT id AS line FROM milestones {OPENING}"));
    let said = ended.said();
    for key in ["tolls", "TD", &id] {
        assert!(said.contains(key), "{key} is not named: {said}");
    }
    assert_eq!(tally(&said, "department"), [0, 0, 1, 1]);
    assert_eq!(tally(&said, "initiative"), [0, 0, 1, 1]);
    assert_eq!(tally(&said, "milestone"), [0, 0, 2, 1]);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn another_due_date_is_a_correction_in_the_ledger_and_the_first_one_stays(#[case] engine: Engine) {
    let database = loaded(engine);
    let mut connection = database.connect();
    let dates = format!(
        "SELECT CAST(original_due_on AS TEXT) || ' ' || original_due_on_precision || ' ' || CAST(due_on AS TEXT) || ' ' || \
         due_on_precision || ' ' || version AS line FROM milestones {OPENING}"
    );
    assert_eq!(rows::line(&mut connection, &dates), "2027-03-31 quarter 2027-03-31 quarter 1");
    for (due_on, stored, version) in [
        (json!({ "year": 2027, "month": 6 }), "2027-06-30 month", 2),
        (json!("2027-06-30"), "2027-06-30 day", 3),
    ] {
        let mut changed = catalogue::small();
        changed["initiatives"][0]["milestones"][1]["due_on"] = due_on;
        load(&database, &changed, &[]).succeeded();
        let expected = format!("2027-03-31 quarter {stored} {version}");
        assert_eq!(rows::line(&mut connection, &dates), expected);
    }
    let ledger = rows::lines(
        &mut connection,
        "SELECT CAST(old_due_on AS TEXT) || ' ' || old_due_on_precision || ' -> ' || CAST(new_due_on AS TEXT) || ' ' || \
         new_due_on_precision || ': ' || reason_code AS line FROM rebaselines ORDER BY created_at",
    );
    assert_eq!(
        ledger,
        [
            "2027-03-31 quarter -> 2027-06-30 month: correction",
            "2027-06-30 month -> 2027-06-30 day: correction",
        ]
    );
    assert_eq!(
        rows::count(&mut connection, "rebaselines", "WHERE reason <> '' AND origin = 'catalogue'"),
        2
    );
    assert_history_is_whole(&mut connection);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn the_first_date_of_an_undated_milestone_is_its_original_one_and_stands_in_the_ledger(
    #[case] engine: Engine,
) {
    let database = loaded(engine);
    let mut connection = database.connect();
    let mut changed = catalogue::small();
    changed["initiatives"][1]["milestones"][0]["due_on"] = json!("2027-05-31");
    load(&database, &changed, &[]).succeeded();
    let dated = rows::count(
        &mut connection,
        "milestones",
        "WHERE initiative_code = 'lamps' AND original_due_on = '2027-05-31' AND due_on = '2027-05-31'",
    );
    assert_eq!(dated, 1);
    assert_eq!(rows::count(&mut connection, "rebaselines", "WHERE old_due_on IS NULL"), 1);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn what_the_file_no_longer_mentions_stays(#[case] engine: Engine) {
    let database = loaded(engine);
    let mut connection = database.connect();
    let before = rows::contents(&mut connection);
    let mut shorter = catalogue::small();
    shorter["initiatives"].as_array_mut().unwrap().pop();
    load(&database, &shorter, &[]).succeeded();
    assert_eq!(rows::contents(&mut connection), before);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn what_people_deleted_since_is_not_brought_back_and_is_named(#[case] engine: Engine) {
    let database = loaded(engine);
    let mut connection = database.connect();
    let id = rows::line(&mut connection, &format!("SELECT id AS line FROM milestones {OPENING}"));
    rows::run(&mut connection, &format!("DELETE FROM milestones {OPENING}"));
    rows::run(
        &mut connection,
        "DELETE FROM search_terms WHERE initiative_code = 'lamps';
         DELETE FROM initiative_tags WHERE initiative_code = 'lamps';
         DELETE FROM initiative_blueprints WHERE initiative_code = 'lamps';
         DELETE FROM initiative_departments WHERE initiative_code = 'lamps';
         DELETE FROM milestones WHERE initiative_code = 'lamps';
         DELETE FROM initiatives WHERE code = 'lamps';",
    );
    let before = rows::contents(&mut connection);
    let mut changed = catalogue::small();
    changed["initiatives"][0]["milestones"][1]["due_on"] = json!("2028-01-31");
    changed["initiatives"][1]["title"]["en"] = json!("By the file");
    for file in [catalogue::small(), changed] {
        let ended = load(&database, &file, &[]).succeeded();
        assert_eq!(rows::contents(&mut connection), before);
        assert_eq!(tally(&ended.out, "initiative"), [0, 0, 1, 1]);
        assert_eq!(tally(&ended.out, "milestone"), [0, 0, 1, 2]);
        for key in ["lamps", &id] {
            assert!(ended.out.contains(key), "{key} is not named: {ended:?}");
        }
    }
}
