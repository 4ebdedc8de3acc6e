//! A clock that goes back: what is recorded later still comes later, wherever it is listed.

use rstest::rstest;
use serde_json::{Value, json};

use super::{PARKING, REMAINING, Staff, report};
use crate::submissions::{app, body, follow, sent};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;

fn slip(due_on: &str) -> Value {
    json!({ "due_on": due_on, "reason_code": "funding", "reason": "Later." })
}

/// One member of all lines of a ledger, page by page.
async fn members(app: &TestApp, path: &str, member: &str) -> Vec<Value> {
    let lines = app.client.walk(&format!("{path}?limit=1")).await;
    assert_eq!(app.client.data(&format!("{path}?limit=100")).await, lines, "{path}");
    lines.iter().map(|line| line[member].clone()).collect()
}

#[rstest]
#[tokio::test]
async fn after_the_clock_went_back_a_day_new_lines_still_come_first(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let transitions = format!("{REMAINING}/transitions");
    let rebaselines = format!("{REMAINING}/rebaselines");
    let lives = format!("{PARKING}/transitions");
    let before = Staff::with(&app, &["publisher:TD"]).await;
    before.patch(PARKING, 1, json!({ "tags": ["before"] })).await;
    before.post_at(&transitions, 1, report("in_progress")).await;
    before.post_at(&rebaselines, 2, slip("2027-03-31")).await;
    before.post_at(&lives, 2, json!({ "to": "on_hold", "reason": "So it is." })).await;
    app.set_clock("2026-11-23T04:00:00Z");
    let after = Staff::with(&app, &["publisher:TD", "contributor:TD"]).await;
    let moved = json!({ "to": "in_progress", "reason": "So it is." });
    let moved = after.post_at(&lives, 3, moved).await;
    assert_eq!(moved.status, 201, "{}", moved.text());
    let slipped = after.post_at(&rebaselines, 3, slip("2027-06-30")).await;
    assert_eq!(slipped.status, 201, "{}", slipped.text());
    let missed = after.post_at(&transitions, 4, report("not_met")).await;
    assert_eq!(missed.status, 201, "{}", missed.text());
    let tagged = after.patch(PARKING, 4, json!({ "tags": ["after"] })).await;
    assert_eq!(tagged.status, 200, "{}", tagged.text());

    assert_eq!(members(&app, &transitions, "to").await, ["not_met", "in_progress"]);
    let new = members(&app, &rebaselines, "new").await;
    let new: Vec<_> = new.iter().map(|new| new["due_on"].clone()).collect();
    assert_eq!(new, ["2027-06-30", "2027-03-31"]);
    assert_eq!(members(&app, &lives, "to").await, ["in_progress", "on_hold"]);
    let history = members(&app, &format!("{PARKING}/history"), "version").await;
    assert_eq!(history[..8], [5, 5, 4, 4, 3, 3, 2, 2].map(Value::from));
    let at = members(&app, &format!("{PARKING}/history"), "at").await;
    assert!(at[0].as_str() < at[7].as_str(), "the clock did go back: {at:?}");
}

#[rstest]
#[tokio::test]
async fn a_report_from_tomorrow_keeps_an_initiative_from_being_stale_no_longer_than_one_of_today(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let staff = Staff::with(&app, &["publisher:TD"]).await;
    let kept = staff.patch(PARKING, 1, json!({ "update_cadence_days": 10 })).await;
    assert_eq!(kept.status, 200, "{}", kept.text());
    // The clock was a year ahead for a while, and somebody reported then.
    app.set_clock("2027-11-24T04:00:00Z");
    let early = Staff::with(&app, &["publisher:TD", "contributor:TD"]).await;
    let confirmed = early.post(&format!("{PARKING}/confirmations"), json!({})).await;
    assert_eq!(confirmed.status, 201, "{}", confirmed.text());
    app.set_clock("2026-11-24T05:00:00Z");
    let staff = Staff::with(&app, &["publisher:TD", "contributor:TD", "responder:TD"]).await;
    let confirmed = staff.post(&format!("{PARKING}/confirmations"), json!({})).await;
    assert_eq!(confirmed.status, 201, "{}", confirmed.text());
    let health = async || app.client.json(PARKING).await["health"].clone();
    assert_ne!(health().await, "stale");
    app.set_clock("2026-12-04T04:00:00Z");
    assert_ne!(health().await, "stale", "ten days are kept");
    app.set_clock("2026-12-05T04:00:00Z");
    assert_eq!(health().await, "stale");
    let stale = app.client.keys("/api/v1/initiatives?health=stale&limit=100").await;
    assert!(stale.contains(&"automated-parking-systems".to_owned()), "{stale:?}");
}

#[rstest]
#[tokio::test]
async fn messages_stay_in_the_order_in_which_they_were_written(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = app(engine).await;
    let own = sent(&app, body()).await;
    for (second, text) in [(6, "First of all."), (4, "And then."), (2, "At last.")] {
        app.set_clock(&format!("2026-11-24T04:00:0{second}Z"));
        let message = Some(json!({ "text": text }));
        let added = follow(&app, &own, Some(("messages", message))).await;
        assert_eq!(added.status, 200, "{}", added.text());
    }
    let seen = follow(&app, &own, None).await.json();
    let texts = seen["messages"].as_array().unwrap().iter().map(|one| one["text"].clone());
    assert_eq!(texts.collect::<Vec<_>>(), ["First of all.", "And then.", "At last."]);
}
