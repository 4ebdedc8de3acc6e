//! Files that are refused: every faulty record is named by its place, and nothing of the file is written.

use std::path::PathBuf;

use rstest::rstest;
use serde_json::{Value, json};

use super::{load, loaded};
use crate::support::engine::Engine;
use crate::support::program::run;
use crate::support::{catalogue, rows};

/// A way to spoil the small catalogue, and the place that must be named.
type Fault = (fn(&mut Value), &'static str);

const FAULTS: [Fault; 10] = [
    (|file| file["initiatives"][1]["smart_area"] = json!("nowhere"), "/initiatives/1/smart_area"),
    (
        |file| file["initiatives"][0]["lead_department"] = json!("NOBODY"),
        "/initiatives/0/lead_department",
    ),
    (|file| file["initiatives"][0]["code"] = json!("Not A Code"), "/initiatives/0/code"),
    (|file| file["initiatives"][1]["code"] = json!("tolls"), "/initiatives/1/code"),
    (
        |file| file["initiatives"][0]["milestones"][1]["due_on"] = json!("2027-02-30"),
        "/initiatives/0/milestones/1/due_on",
    ),
    (
        |file| file["initiatives"][0]["milestones"][1]["key"] = json!("law"),
        "/initiatives/0/milestones/1/key",
    ),
    (|file| file["initiatives"][0]["colour"] = json!("red"), "/initiatives/0/colour"),
    (|file| file["departments"][1]["bureau"] = json!("NOBODY"), "/departments/1/bureau"),
    (
        |file| file["blueprints"][0]["title"] = json!({ "zh-Hant": "只有中文" }),
        "/blueprints/0/title",
    ),
    (
        |file| file["initiatives"][1]["title"]["en"] = json!("left\u{202e}right"),
        "/initiatives/1/title/en",
    ),
];

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn every_faulty_record_is_named_at_once_by_its_place_and_nothing_is_written(
    #[case] engine: Engine,
) {
    let database = loaded(engine);
    let mut connection = database.connect();
    let before = rows::contents(&mut connection);
    // A code cannot be given twice and be no code at the same time.
    let together = || FAULTS.iter().filter(|(_, place)| *place != "/initiatives/1/code");
    let mut spoilt = catalogue::small();
    for (spoil, _) in together() {
        spoil(&mut spoilt);
    }
    spoilt["initiatives"][1]["tags"] = json!(["good", "not a tag"]);
    let refused = load(&database, &spoilt, &[]);
    assert_ne!(refused.code, Some(0), "{refused:?}");
    for (_, place) in together() {
        assert!(refused.err.contains(place), "{place} is not named: {}", refused.err);
    }
    assert!(refused.err.contains("/initiatives/1/tags/1"), "{}", refused.err);
    assert_eq!(rows::contents(&mut connection), before);
}

#[test]
fn each_fault_by_itself_is_enough_to_write_nothing() {
    let database = Engine::Sqlite.migrated();
    let mut connection = database.connect();
    let before = rows::contents(&mut connection);
    for (spoil, place) in FAULTS {
        let mut spoilt = catalogue::small();
        spoil(&mut spoilt);
        for more in [&[][..], &["--dry-run"]] {
            let refused = load(&database, &spoilt, more);
            assert_ne!(refused.code, Some(0), "{place}: {refused:?}");
            assert!(refused.err.contains(place), "{place} is not named: {}", refused.err);
            assert!(!refused.err.contains("panicked"), "{}", refused.err);
        }
        assert_eq!(rows::contents(&mut connection), before, "{place}");
    }
}

#[test]
fn a_file_that_is_missing_or_is_not_json_is_refused_with_a_sentence_that_names_it() {
    let database = Engine::Sqlite.migrated();
    let missing = run(&database, &["load", "nowhere.json"]).refused();
    assert!(missing.contains("nowhere.json"), "{missing}");

    let broken: PathBuf = database.folder().join("broken.json");
    std::fs::write(&broken, "{ \"initiatives\": [").unwrap();
    let broken = run(&database, &["load", broken.to_str().unwrap()]).refused();
    assert!(broken.contains("broken.json"), "{broken}");

    for not_a_catalogue in ["[]", "\"text\"", "{}"] {
        let file = database.folder().join("other.json");
        std::fs::write(&file, not_a_catalogue).unwrap();
        let ended = run(&database, &["load", file.to_str().unwrap()]);
        assert!(ended.code.is_some_and(|code| code != 0), "{not_a_catalogue}: {ended:?}");
        assert!(!ended.err.contains("panicked"), "{}", ended.err);
    }
    assert_eq!(rows::count(&mut database.connect(), "changes", ""), 0);
}
