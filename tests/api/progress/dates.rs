//! Changing due dates: on record, and never the first promise.

use rstest::rstest;
use serde_json::json;

use super::{PARKING, REMAINING, Staff, places};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;

#[rstest]
#[tokio::test]
async fn a_slip_is_told_with_its_reason_and_the_first_promise_stays(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let staff = Staff::with(&app, &["publisher:TD"]).await;
    let path = format!("{REMAINING}/rebaselines");
    let slip = json!({
        "due_on": "2027-05-05", "due_on_precision": "quarter", "reason_code": "procurement", "reason": "Tendered again.",
    });
    let told = staff.post_at(&path, 1, slip).await;
    assert_eq!(told.status, 201, "{}", told.text());
    let told = told.json();
    assert_eq!(told["old"], json!({ "due_on": "2026-12-31", "due_on_precision": "year" }));
    assert_eq!(told["new"], json!({ "due_on": "2027-06-30", "due_on_precision": "quarter" }));
    let milestone = &told["milestone"];
    assert_eq!(
        (&milestone["original_due_on"], &milestone["original_due_on_precision"]),
        (&json!("2026-12-31"), &json!("year"))
    );
    assert_eq!(milestone["slip_days"], 91, "from the last day of 2026 to the first of April");
    let again =
        json!({ "due_on": "2026-12-31", "reason_code": "other", "reason": "On time after all." });
    let again = staff.post_at(&path, 2, again).await.json();
    assert_eq!(again["milestone"]["slip_days"], 0);
    let ledger = app.client.data(&path).await;
    assert_eq!(ledger.len(), 2);
    assert!(
        ledger
            .iter()
            .all(|entry| entry["department_code"] == "TD" && entry["origin"] == "department")
    );
    let entry = app.audit().into_iter().next().unwrap();
    assert_eq!(entry.reason.as_deref(), Some("On time after all."));
    assert_eq!(entry.changed_members, ["/due_on"]);
}

#[rstest]
#[tokio::test]
async fn the_first_date_of_an_undated_milestone_is_its_original_one(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let staff = Staff::with(&app, &["publisher:TD"]).await;
    let address = staff.milestone(PARKING, None).await;
    assert_eq!(app.client.json(&address).await["original_due_on"], json!(null));
    let path = format!("{address}/rebaselines");
    let first = json!({ "due_on": "2027-01-31", "reason_code": "other", "reason": "Planned now." });
    let first = staff.post_at(&path, 1, first).await.json();
    assert_eq!(first["old"], json!(null));
    assert_eq!(first["milestone"]["original_due_on"], "2027-01-31");
    let later =
        json!({ "due_on": "2027-02-28", "reason_code": "other", "reason": "A month more." });
    let later = staff.post_at(&path, 2, later).await.json();
    assert_eq!(later["milestone"]["original_due_on"], "2027-01-31");
    assert_eq!(later["milestone"]["slip_days"], 28);
}

#[rstest]
#[tokio::test]
async fn a_change_of_date_says_why_and_is_a_publishers_to_make(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let publisher = Staff::with(&app, &["publisher:TD"]).await;
    let contributor = Staff::with(&app, &["contributor:TD"]).await;
    let other = Staff::with(&app, &["publisher:DPO"]).await;
    let path = format!("{REMAINING}/rebaselines");
    let slip = || json!({ "due_on": "2027-06-30", "reason_code": "funding", "reason": "Later." });
    let rule = async |staff: &Staff<'_>| {
        staff.post_at(&path, 1, slip()).await.problem(403, "forbidden")["rule"].clone()
    };
    assert_eq!(rule(&contributor).await, "publisher-needed");
    assert_eq!(rule(&other).await, "reporting-departments-only");
    let faults = publisher.post_at(&path, 1, json!({})).await.faults(422, "validation");
    let wanted = [("/due_on", "required"), ("/reason_code", "required"), ("/reason", "required")];
    assert_eq!(faults, places(&wanted));
    let bad = json!({ "due_on": null, "due_on_precision": "week", "reason_code": "because", "reason": " " });
    let faults = publisher.post_at(&path, 1, bad).await.faults(422, "validation");
    let mut codes: Vec<_> = faults.iter().map(|(place, _)| place.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes, ["/due_on", "/due_on_precision", "/reason", "/reason_code"]);
    let same = json!({
        "due_on": "2026-01-01", "due_on_precision": "year", "reason_code": "other", "reason": "x",
    });
    let faults = publisher.post_at(&path, 1, same).await.faults(422, "validation");
    assert_eq!(faults, places(&[("/due_on", "unchanged")]));
    let (met, version) = publisher.milestone_in("met").await;
    let refused = publisher.post_at(&format!("{met}/rebaselines"), version, slip()).await;
    assert_eq!(refused.problem(409, "conflict")["allowed_transitions"], json!(["in_progress"]));
    assert_eq!(app.client.data(&path).await.len(), 0);
}

#[rstest]
#[tokio::test]
async fn a_promise_counts_as_overdue_only_after_its_period_and_a_new_date_ends_that(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.member("publisher.TD@city.example", &["publisher:TD"]);
    let health = async || app.client.json(PARKING).await["health"].clone();
    app.set_clock("2026-12-31T15:59:59Z");
    assert_eq!(app.client.json(REMAINING).await["overdue"], false);
    assert_eq!(health().await, "at_risk", "open, due within 30 days, less than half complete");
    app.set_clock("2026-12-31T16:00:00Z");
    assert_eq!(app.client.json(REMAINING).await["overdue"], true);
    assert_eq!(health().await, "delayed");
    let staff = Staff { app: &app, token: app.login("publisher.TD@city.example").await.access };
    let slip =
        json!({ "due_on": "2027-06-30", "reason_code": "dependency", "reason": "The road." });
    assert_eq!(staff.post_at(&format!("{REMAINING}/rebaselines"), 1, slip).await.status, 201);
    assert_eq!(app.client.json(REMAINING).await["overdue"], false);
    assert_eq!(health().await, "on_track");
}
