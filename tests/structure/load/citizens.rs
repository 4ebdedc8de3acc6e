//! Loading subjects, privacy notices and public holidays: once, again, and what may not change.

use rstest::rstest;
use serde_json::{Value, json};

use super::{assert_history_is_whole, load, tally};
use crate::support::engine::Engine;
use crate::support::program::run;
use crate::support::rows;

fn small() -> Value {
    json!({ "citizens": {
        "subjects": [
            { "code": "open-data", "title": { "en": "Open data" } },
            { "code": "transport", "title": { "en": "Transport" } },
        ],
        "notices": [
            { "version": 1, "text": { "en": "We keep little." }, "effective_on": "2025-01-01" },
        ],
        "holidays": [{ "day": "2026-01-01", "name": { "en": "The first day of January" } }],
    }})
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn the_shipped_file_is_loaded_once_and_again_changes_nothing(#[case] engine: Engine) {
    let database = engine.empty();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/data/citizens.json");
    let said = run(&database, &["load", file]).succeeded().out;
    assert_eq!(tally(&said, "subject"), [12, 0, 0, 0]);
    assert_eq!(tally(&said, "notice"), [1, 0, 0, 0]);
    assert_eq!(tally(&said, "holiday"), [51, 0, 0, 0]);
    let mut connection = database.connect();
    assert_history_is_whole(&mut connection);
    assert_eq!(rows::count(&mut connection, "stored_versions", "WHERE kind = 'subject'"), 12);
    assert_eq!(rows::count(&mut connection, "stored_versions", "WHERE kind = 'notice'"), 1);
    let before = rows::contents(&mut connection);
    let said = run(&database, &["load", file]).succeeded().out;
    assert_eq!(tally(&said, "holiday"), [0, 0, 51, 0]);
    assert!(said.contains("nothing changed"), "{said}");
    assert_eq!(rows::contents(&mut connection), before);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn what_a_newer_file_says_is_taken_over(#[case] engine: Engine) {
    let database = engine.empty();
    load(&database, &small(), &[]).succeeded();
    let mut newer = small();
    let lists = &mut newer["citizens"];
    lists["subjects"][0]["title"]["en"] = json!("Open government data");
    lists["holidays"][0]["name"]["en"] = json!("New Year's Day");
    let second =
        json!({ "version": 2, "text": { "en": "We keep less." }, "effective_on": "2026-01-01" });
    lists["notices"].as_array_mut().unwrap().push(second);
    let tried = load(&database, &newer, &["--dry-run"]).succeeded().out;
    assert_eq!(rows::count(&mut database.connect(), "notices", ""), 1);
    let said = load(&database, &newer, &[]).succeeded().out;
    for said in [tried, said] {
        assert_eq!(tally(&said, "subject"), [0, 1, 1, 0]);
        assert_eq!(tally(&said, "notice"), [1, 0, 1, 0]);
        assert_eq!(tally(&said, "holiday"), [0, 1, 0, 0]);
    }
    let mut connection = database.connect();
    assert_history_is_whole(&mut connection);
    let told = rows::lines(
        &mut connection,
        "SELECT key || ' ' || version AS line FROM changes WHERE kind = 'subject' ORDER BY seq",
    );
    assert_eq!(told, ["open-data 1", "transport 1", "open-data 2"]);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_notice_that_people_may_have_consented_to_never_changes(#[case] engine: Engine) {
    let database = engine.empty();
    load(&database, &small(), &[]).succeeded();
    let mut connection = database.connect();
    let before = rows::contents(&mut connection);
    let mut other = small();
    other["citizens"]["notices"][0]["text"]["en"] = json!("We keep everything.");
    other["citizens"]["subjects"][0]["title"]["en"] = json!("Open government data");
    let ended = load(&database, &other, &[]);
    assert_ne!(ended.code, Some(0), "{ended:#?}");
    let refused = ended.err;
    assert!(refused.contains("notice 1"), "{refused}");
    assert_eq!(rows::contents(&mut connection), before, "nothing of the file is written");
}

#[test]
fn every_fault_is_named_by_its_place_and_nothing_is_written() {
    let database = Engine::Sqlite.migrated();
    let mut faulty = small();
    faulty["citizens"]["notices"][0]["effective_on"] = json!("soon");
    faulty["citizens"]["holidays"][0]["name"] = json!({ "zh-Hant": "元旦" });
    let ended = load(&database, &faulty, &[]);
    assert_ne!(ended.code, Some(0), "{ended:#?}");
    let refused = ended.err;
    for place in ["/citizens/notices/0/effective_on", "/citizens/holidays/0/name"] {
        assert!(refused.contains(place), "{place}: {refused}");
    }
    assert_eq!(rows::count(&mut database.connect(), "subjects", ""), 0);
}
