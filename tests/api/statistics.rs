//! The numbers, counted again from the public lists: nothing in them that a reader could not count.

use std::collections::{BTreeMap, BTreeSet};

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;

const LIFECYCLES: [&str; 8] = [
    "planned",
    "in_progress",
    "ongoing",
    "completed_in_stages",
    "completed",
    "on_hold",
    "cancelled",
    "superseded",
];
const HEALTHS: [&str; 6] = ["not_applicable", "delayed", "unknown", "stale", "at_risk", "on_track"];

fn text<'a>(item: &'a Value, member: &str) -> &'a str {
    item[member].as_str().unwrap()
}

/// How often each of the words occurs.
fn tally(items: &[&Value], member: &str, words: &[&str]) -> Value {
    let count = |word: &str| items.iter().filter(|item| item[member] == word).count();
    words.iter().map(|word| ((*word).to_owned(), json!(count(word)))).collect()
}

/// The first day of the period that ends on `last`.
fn first_day(last: &str, precision: &str) -> String {
    let (year, month) = (&last[..4], last[5..7].parse::<u32>().unwrap());
    match precision {
        "year" => format!("{year}-01-01"),
        "quarter" => format!("{year}-{:02}-01", month - 2),
        "month" => format!("{year}-{month:02}-01"),
        _ => last.to_owned(),
    }
}

/// The numbers of milestones, counted on the day `today`, which is 90 days before `horizon`.
fn milestones(
    all: &[&Value],
    lifecycles: &BTreeMap<&str, &str>,
    today: &str,
    horizon: &str,
) -> Value {
    let stopped = ["completed", "cancelled", "superseded", "on_hold"];
    let count = |counts: &dyn Fn(&Value) -> bool| all.iter().filter(|one| counts(one)).count();
    let is_met = |one: &Value| one["status"] == "met";
    let is_upcoming = |one: &Value| {
        ["scheduled", "in_progress"].contains(&text(one, "status"))
            && !stopped.contains(&lifecycles[text(one, "initiative_code")])
            && one["due_on"].as_str().is_some_and(|due| due >= today && due <= horizon)
    };
    let is_measured = |one: &Value| {
        is_met(one) && one["met_on"].is_string() && one["original_due_on"].is_string()
    };
    let is_on_time = |one: &Value| {
        is_measured(one)
            && *first_day(text(one, "met_on"), text(one, "met_on_precision"))
                <= *text(one, "original_due_on")
    };
    let (measured, on_time) = (count(&is_measured), count(&is_on_time));
    let share = match (u32::try_from(on_time), u32::try_from(measured)) {
        (_, Ok(0)) => Value::Null,
        (Ok(on_time), Ok(measured)) => json!(f64::from(on_time) / f64::from(measured)),
        _ => panic!("too many milestones"),
    };
    json!({
        "total": count(&|one| one["status"] != "cancelled"),
        "met": count(&is_met),
        "overdue": count(&|one| one["overdue"] == true),
        "upcoming": count(&is_upcoming),
        "measured": measured,
        "on_time": on_time,
        "on_time_share": share,
    })
}

/// Asserts that a group's numbers are those of its initiatives and milestones.
fn assert_group(group: &Value, own: &[&Value], milestones: &Value, name: &str) {
    let mut initiatives = tally(own, "lifecycle", &LIFECYCLES);
    initiatives["total"] = json!(own.len());
    assert_eq!(group["initiatives"], initiatives, "{name}");
    assert_eq!(group["health"], tally(own, "health", &HEALTHS), "{name}");
    assert_eq!(&group["milestones"], milestones, "{name}");
}

async fn assert_all(app: &TestApp, today: &str, horizon: &str) -> Value {
    let statistics = app.client.json("/api/v1/statistics").await;
    let initiatives = app.client.walk("/api/v1/initiatives?limit=100").await;
    let all_milestones = app.client.walk("/api/v1/milestones?limit=100").await;
    let lifecycles: BTreeMap<&str, &str> =
        initiatives.iter().map(|one| (text(one, "code"), text(one, "lifecycle"))).collect();
    assert_eq!(statistics["as_of"], today);
    assert_eq!(statistics["upcoming_days"], 90);
    let whole: Vec<&Value> = initiatives.iter().collect();
    let counted =
        milestones(&all_milestones.iter().collect::<Vec<_>>(), &lifecycles, today, horizon);
    assert_group(&statistics, &whole, &counted, "all");
    for (list, member) in
        [("by_smart_area", "smart_area_code"), ("by_department", "lead_department_code")]
    {
        let codes: BTreeSet<&str> = initiatives.iter().map(|one| text(one, member)).collect();
        let groups = statistics[list].as_array().unwrap();
        let listed: Vec<&str> = groups.iter().map(|group| text(group, "code")).collect();
        assert_eq!(listed, codes.into_iter().collect::<Vec<_>>(), "{list}");
        for group in groups {
            let own: Vec<&Value> =
                initiatives.iter().filter(|one| one[member] == group["code"]).collect();
            let codes: BTreeSet<&str> = own.iter().map(|one| text(one, "code")).collect();
            let theirs: Vec<&Value> = all_milestones
                .iter()
                .filter(|one| codes.contains(text(one, "initiative_code")))
                .collect();
            let counted = milestones(&theirs, &lifecycles, today, horizon);
            assert_group(group, &own, &counted, text(group, "code"));
        }
    }
    statistics
}

#[rstest]
#[tokio::test]
async fn the_statistics_are_what_can_be_counted_from_the_lists(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let statistics = assert_all(&app, "2026-11-24", "2027-02-22").await;
    // The same once more, counted by hand from the file.
    let initiatives = json!({
        "total": 207, "planned": 2, "in_progress": 30, "ongoing": 126, "completed_in_stages": 0,
        "completed": 48, "on_hold": 1, "cancelled": 0, "superseded": 0,
    });
    assert_eq!(statistics["initiatives"], initiatives);
    let milestones = json!({
        "total": 126, "met": 107, "overdue": 3, "upcoming": 5, "measured": 57, "on_time": 52,
        "on_time_share": 52.0 / 57.0,
    });
    assert_eq!(statistics["milestones"], milestones);
}

#[rstest]
#[tokio::test]
async fn the_statistics_follow_the_day_and_what_is_loaded(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.set_clock("2026-12-31T16:00:00Z");
    let statistics = assert_all(&app, "2027-01-01", "2027-04-01").await;
    assert_eq!(statistics["milestones"]["overdue"], 8);
    let mut changed = crate::support::catalogue::file().clone();
    let own = crate::support::catalogue::initiative_of(&mut changed, "trade-single-window");
    own["status"] = json!("completed");
    app.load_and_see(&changed, "2027-01-01T00:00:00Z".parse().unwrap()).await;
    let statistics = assert_all(&app, "2027-01-01", "2027-04-01").await;
    assert_eq!(statistics["milestones"]["overdue"], 6);
    assert_eq!(statistics["initiatives"]["completed"], 49);
}
