//! Each sort key in both directions, held against the order of the same values: missing ones last either way, the
//! code or the id where values are the same.

use std::cmp::Ordering;

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::catalogue::{file, initiative_of};
use crate::support::client::key;

/// A value as it is compared: numbers as numbers; dates, instants and codes as the text they are.
fn compare(one: &Value, other: &Value) -> Ordering {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one.total_cmp(&other),
        _ => one.as_str().unwrap().cmp(other.as_str().unwrap()),
    }
}

/// The order of two items by keys such as `-updated_at,code`; `value` finds a key's value in an item.
fn order(sort: &str, value: impl Fn(&Value, &str) -> Value) -> impl Fn(&Value, &Value) -> Ordering {
    let sort = sort.to_owned();
    move |one, other| {
        for part in sort.split(',') {
            let (name, descending) = match part.strip_prefix('-') {
                Some(name) => (name, true),
                None => (part, false),
            };
            let (one, other) = (value(one, name), value(other, name));
            let ordering = match (one.is_null(), other.is_null()) {
                (true, true) => Ordering::Equal,
                (true, false) => Ordering::Greater,
                (false, true) => Ordering::Less,
                _ if descending => compare(&other, &one),
                _ => compare(&one, &other),
            };
            if ordering.is_ne() {
                return ordering;
            }
        }
        key(one).cmp(&key(other))
    }
}

fn of_initiative(item: &Value, name: &str) -> Value {
    if name == "progress" { item["progress"]["value"].clone() } else { item[name].clone() }
}

fn of_milestone(item: &Value, name: &str) -> Value {
    item[name].clone()
}

/// A server whose rows were not all written at the same instant.
async fn server(engine: Engine) -> TestApp {
    let app = TestApp::start(engine).await;
    for (day, code) in [(21, "smart-prison"), (22, "etradeconnect"), (23, "smart-customs")] {
        let mut changed = file().clone();
        let own = initiative_of(&mut changed, code);
        own["note"] = json!(format!("looked at on day {day}"));
        for milestone in own["milestones"].as_array_mut().unwrap() {
            milestone["note"] = json!(format!("looked at on day {day}"));
        }
        app.load_and_see(&changed, format!("2026-11-{day}T00:00:00Z").parse().unwrap()).await;
    }
    app
}

#[rstest]
#[tokio::test]
async fn initiatives_are_given_in_every_order(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = server(engine).await;
    let mut all = app.client.walk("/api/v1/initiatives?limit=100").await;
    assert!(all.is_sorted_by_key(key), "the usual order is that of the codes");
    for sort in [
        "code",
        "-code",
        "created_at",
        "-created_at",
        "ends_on",
        "-ends_on",
        "progress",
        "-progress",
        "starts_on",
        "-starts_on",
        "updated_at",
        "-updated_at",
        "-progress,starts_on,-code",
        "ends_on,-starts_on",
        "-updated_at,code",
    ] {
        let sorted = app.client.walk(&format!("/api/v1/initiatives?limit=100&sort={sort}")).await;
        all.sort_by(order(sort, of_initiative));
        let (given, wanted) = (sorted.iter().map(key), all.iter().map(key));
        assert_eq!(given.collect::<Vec<_>>(), wanted.collect::<Vec<_>>(), "{sort}");
    }
}

#[rstest]
#[tokio::test]
async fn milestones_are_given_in_every_order(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = server(engine).await;
    let mut all = app.client.walk("/api/v1/milestones?limit=100").await;
    assert!(all.is_sorted_by(|one, other| order("due_on,id", of_milestone)(one, other).is_le()));
    for sort in [
        "due_on",
        "-due_on",
        "id",
        "-id",
        "met_on",
        "-met_on",
        "original_due_on",
        "-original_due_on",
        "updated_at",
        "-updated_at",
        "-met_on,due_on,-id",
    ] {
        let sorted = app.client.walk(&format!("/api/v1/milestones?limit=100&sort={sort}")).await;
        all.sort_by(order(sort, of_milestone));
        let (given, wanted) = (sorted.iter().map(key), all.iter().map(key));
        assert_eq!(given.collect::<Vec<_>>(), wanted.collect::<Vec<_>>(), "{sort}");
    }
}

#[rstest]
#[tokio::test]
async fn a_missing_value_comes_last_in_both_directions(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for sort in ["ends_on", "-ends_on", "progress", "-progress", "starts_on", "-starts_on"] {
        let all = app.client.walk(&format!("/api/v1/initiatives?limit=100&sort={sort}")).await;
        let name = sort.trim_start_matches('-');
        let missing: Vec<bool> = all.iter().map(|one| of_initiative(one, name).is_null()).collect();
        assert!(missing.contains(&true) && missing.contains(&false), "{sort} shows nothing");
        assert!(missing.is_sorted(), "{sort}");
    }
}

#[rstest]
#[tokio::test]
async fn milestones_of_an_initiative_are_sorted_too(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let list = "/api/v1/initiatives/hketoll-free-flow-tolling/milestones";
    let mut all = app.client.data(list).await;
    for sort in ["-met_on", "-due_on,id", "id"] {
        all.sort_by(order(sort, of_milestone));
        let given = app.client.keys(&format!("{list}?sort={sort}")).await;
        assert_eq!(given, all.iter().map(key).collect::<Vec<_>>(), "{sort}");
    }
}

/// The catalogue with initiatives besides whose progress no decimal gives exactly, and how many those are: one
/// milestone is met, another is not, and their weights are of all these proportions.
fn with_fractions() -> (Value, usize) {
    let mut all = file().clone();
    let mut pattern = initiative_of(&mut all, "automated-parking-systems").clone();
    pattern["tags"] = json!(["fraction"]);
    pattern["milestones"].as_array_mut().unwrap().remove(1);
    let mut proportions = vec![(14, 1), (1, 2), (2, 1)];
    for weights in [6, 7, 9, 11, 13, 17, 19, 23, 29, 31, 37, 41, 97] {
        proportions.extend([1, 2, 5].map(|met| (met, weights - met)));
    }
    for (met, open) in &proportions {
        let mut added = pattern.clone();
        added["code"] = json!(format!("fraction-{met}-to-{open}"));
        added["milestones"][0]["weight"] = json!(met);
        added["milestones"][1]["weight"] = json!(open);
        all["initiatives"].as_array_mut().unwrap().push(added);
    }
    (all, proportions.len())
}

#[rstest]
#[tokio::test]
async fn a_walk_by_a_progress_that_is_no_decimal_gives_each_initiative_once(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (file, count) = with_fractions();
    app.load_and_see(&file, "2026-11-21T00:00:00Z".parse().unwrap()).await;
    for filter in ["tag=fraction", "progress_max=99.9", "blueprint=v1&smart_area=mobility"] {
        let list = format!("/api/v1/initiatives?{filter}");
        let mut all = app.client.walk(&format!("{list}&limit=100")).await;
        assert!(all.len() >= count, "{filter}");
        for sort in ["progress", "-progress"] {
            let walked = app.client.walk(&format!("{list}&sort={sort}&limit=1")).await;
            all.sort_by(order(sort, of_initiative));
            let (given, wanted) = (walked.iter().map(key), all.iter().map(key));
            let wanted: Vec<String> = wanted.collect();
            assert_eq!(given.collect::<Vec<_>>(), wanted, "{filter} by {sort}");
        }
    }
}

/// The tests cannot see it in the answers: a library that only they use turns the same feature on for everybody.
#[test]
fn the_program_itself_reads_fractions_as_exactly_as_it_writes_them() {
    let manifest = include_str!("../../Cargo.toml");
    let (program, _) = manifest.split_once("[dev-dependencies]").unwrap();
    let json = program.lines().find(|line| line.starts_with("serde_json = ")).unwrap();
    assert!(json.contains("\"float_roundtrip\""), "{json}");
}
