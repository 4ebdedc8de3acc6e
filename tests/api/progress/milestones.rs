//! Making, changing and deleting milestones.

use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use super::{PARKING, REMAINING, Staff, change, changes_after, places};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;

#[rstest]
#[tokio::test]
async fn a_new_milestone_counts_at_once_and_its_first_date_is_its_original_one(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let staff = Staff::with(&app, &["contributor:TD"]).await;
    let before = app.client.json(PARKING).await;
    let (head, entries) = (app.client.head().await, app.audit().len());
    let body = json!({
        "title": { "en": "Sixth system", "zh-Hant": "第六個系統" },
        "description": { "en": "In Tsuen Wan." },
        "weight": 3,
        "due_on": "2028-05-10", "due_on_precision": "quarter",
    });
    let made = staff.post(&format!("{PARKING}/milestones"), body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let address = made.must("location").to_owned();
    let milestone = app.client.get(&address).await;
    assert_eq!((milestone.json(), milestone.tag()), (made.json(), made.tag()));
    let milestone = milestone.json();
    assert_eq!(milestone["status"], "scheduled");
    for name in ["due_on", "original_due_on"] {
        assert_eq!(milestone[name], "2028-06-30", "{name} is the last day of its quarter");
        assert_eq!(milestone[format!("{name}_precision")], "quarter");
    }
    let after = app.client.json(PARKING).await;
    assert_eq!(after["version"], before["version"], "the initiative itself did not change");
    assert_eq!(after["updated_at"], before["updated_at"]);
    assert_eq!(after["milestone_counts"]["total"], 4);
    let wanted = 200.0 / 6.0;
    assert!((after["progress"]["value"].as_f64().unwrap() - wanted).abs() < 1e-9);
    assert_eq!(
        changes_after(&app, head).await,
        [change("milestone", "upsert", 1, false), change("initiative", "upsert", 1, true)]
    );
    let all = app.audit();
    assert_eq!(all.len(), entries + 1);
    assert_eq!(all[0].action, "milestones.create");
    assert_eq!((all[0].version_before, all[0].version_after), (None, Some(1)));
    assert_eq!(all[0].rule.as_deref(), Some("department-reports"));
}

#[rstest]
#[tokio::test]
async fn all_faults_of_a_new_milestone_are_told_and_nothing_is_made(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let staff = Staff::with(&app, &["publisher:TD"]).await;
    let (head, entries) = (app.client.head().await, app.audit().len());
    let body = json!({
        "title": { "en": " ", "fr": "x" }, "weight": 101, "due_on": "2027-02-30", "status": "met", "titel": 1,
    });
    let path = format!("{PARKING}/milestones");
    let faults = staff.post(&path, body).await.faults(422, "validation");
    let wanted = [
        ("/status", "unknown_member"),
        ("/titel", "unknown_member"),
        ("/title/en", "empty"),
        ("/title/fr", "unknown_language"),
        ("/weight", "too_large"),
        ("/due_on", "not_a_date"),
    ];
    assert_eq!(faults, places(&wanted));
    let faults = staff.post(&path, json!({})).await.faults(422, "validation");
    assert_eq!(faults, places(&[("/title", "required")]));
    let nowhere = "/api/v1/initiatives/none/milestones";
    staff.post(nowhere, json!({ "title": { "en": "x" } })).await.problem(404, "not-found");
    assert_eq!((app.client.head().await, app.audit().len()), (head, entries));
}

#[rstest]
#[tokio::test]
async fn what_moves_progress_needs_a_reason_that_the_history_shows(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let staff = Staff::with(&app, &["contributor:TD"]).await;
    let (address, version) = staff.milestone_in("in_progress").await;
    for body in [json!({ "weight": 9 }), json!({ "completion": 30 })] {
        let faults = staff.patch(&address, version, body).await.faults(422, "validation");
        assert_eq!(faults, places(&[("/reason", "required")]));
    }
    let body = json!({ "weight": 9, "completion": 30, "reason": "The site is surveyed." });
    let edited = staff.patch(&address, version, body).await;
    assert_eq!(edited.status, 200, "{}", edited.text());
    assert_eq!((&edited.json()["weight"], &edited.json()["completion"]), (&json!(9), &json!(30)));
    let progress = app.client.json(&format!("{PARKING}/progress")).await;
    let wanted = (200.0 + 9.0 * 30.0) / 12.0;
    assert!((progress["value"].as_f64().unwrap() - wanted).abs() < 1e-9, "{progress}");
    let history = app.client.json(&format!("{PARKING}/history?limit=50")).await;
    let entry = history["data"].as_array().unwrap().iter().find(|entry| {
        entry["event"] == "edited" && address.ends_with(entry["key"].as_str().unwrap())
    });
    let entry = entry.expect("the change stands in the history");
    assert_eq!(entry["reason"], "The site is surveyed.");
    assert_eq!((&entry["department_code"], &entry["origin"]), (&json!("TD"), &json!("department")));
    let changes = json!([
        { "member": "/completion", "old": null, "new": 30 },
        { "member": "/weight", "old": 1, "new": 9 },
    ]);
    assert_eq!(entry["changes"], changes);
    // A text needs no reason, and a description can go again.
    let body = json!({ "description": { "en": "More." }, "title": { "zh-Hant": "承諾" } });
    assert_eq!(staff.patch(&address, version + 1, body).await.json()["description"], "More.");
    let gone = staff.patch(&address, version + 2, json!({ "description": null })).await.json();
    assert_eq!((&gone["description"], &gone["version"]), (&json!(null), &json!(version + 3)));
    let same = staff.patch(&address, version + 3, json!({ "weight": 9 })).await;
    assert_eq!((same.status, &same.json()["version"]), (200, &json!(version + 3)));
}

#[rstest]
#[tokio::test]
async fn status_and_dates_are_nobodys_to_patch(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let admin = Staff::with(&app, &["administrator"]).await;
    let body = json!({
        "status": "met", "due_on": "2030-01-01", "original_due_on": "2030-01-01", "met_on": null, "evidence": [],
        "initiative_code": "x", "completion": 10, "reason": "x",
    });
    let faults = admin.patch(REMAINING, 1, body).await.faults(422, "validation");
    let names = ["status", "due_on", "original_due_on", "met_on", "evidence", "initiative_code"];
    let wanted: Vec<_> =
        names.iter().map(|name| (format!("/{name}"), "read_only".to_owned())).collect();
    assert_eq!(faults, wanted);
    // While it is scheduled there is no completion to state.
    let body = json!({ "completion": 10, "reason": "x" });
    let faults = admin.patch(REMAINING, 1, body).await.faults(422, "validation");
    assert_eq!(faults, places(&[("/completion", "conflicting")]));
}

#[rstest]
#[tokio::test]
async fn a_young_milestone_can_be_deleted_and_its_history_stays(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let staff = Staff::with(&app, &["contributor:TD"]).await;
    let address = staff.milestone(PARKING, Some("2027-12-31")).await;
    let head = app.client.head().await;
    staff.send(Method::DELETE, &address, None, None).await.problem(428, "precondition-required");
    staff.delete(&address, 7).await.problem(412, "stale-version");
    let tried = staff.delete(&format!("{address}?dry_run=true"), 1).await;
    assert_eq!((tried.status, app.client.head().await), (204, head));
    assert_eq!(staff.delete(&address, 1).await.status, 204);
    assert_eq!(
        changes_after(&app, head).await,
        [change("milestone", "delete", 2, false), change("initiative", "upsert", 1, true)]
    );
    for path in ["", "/transitions", "/rebaselines"] {
        app.client.get(&format!("{address}{path}")).await.problem(410, "gone");
    }
    staff.delete(&address, 1).await.problem(410, "gone");
    staff.patch(&address, 1, json!({ "title": { "en": "x" } })).await.problem(410, "gone");
    assert_eq!(app.client.json(PARKING).await["milestone_counts"]["total"], 3);
    let history = app.client.json(&format!("{PARKING}/history?limit=2")).await;
    let events: Vec<_> =
        history["data"].as_array().unwrap().iter().map(|entry| &entry["event"]).collect();
    assert_eq!(events, ["deleted", "created"]);
}

#[rstest]
#[tokio::test]
async fn what_was_reported_on_or_is_a_day_old_stays_and_can_be_cancelled(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let staff = Staff::with(&app, &["publisher:TD"]).await;
    let refused = async |address: &str, version, allowed: serde_json::Value| {
        let problem = staff.delete(address, version).await.problem(409, "conflict");
        assert_eq!(problem["allowed_transitions"], allowed);
    };
    // It was loaded days ago.
    refused(REMAINING, 1, json!(["cancelled"])).await;
    let (reported, version) = staff.milestone_in("not_met").await;
    refused(&reported, version, json!([])).await;
    let redated = staff.milestone(PARKING, Some("2027-12-31")).await;
    let slip = json!({ "due_on": "2028-12-31", "reason_code": "funding", "reason": "Later." });
    assert_eq!(staff.post_at(&format!("{redated}/rebaselines"), 1, slip).await.status, 201);
    refused(&redated, 2, json!(["cancelled"])).await;
    let young = staff.milestone(PARKING, None).await;
    app.set_clock("2026-11-25T04:00:00Z");
    let staff = Staff { app: &app, token: app.login("publisher.TD@city.example").await.access };
    let old = staff.delete(&young, 1).await;
    assert_eq!(old.status, 204, "24 hours are not over yet: {}", old.text());
    app.set_clock("2026-11-24T04:00:00Z");
    let staff = Staff { app: &app, token: app.login("publisher.TD@city.example").await.access };
    let young = staff.milestone(PARKING, None).await;
    app.set_clock("2026-11-25T04:00:00.000001Z");
    let staff = Staff { app: &app, token: app.login("publisher.TD@city.example").await.access };
    let problem = staff.delete(&young, 1).await.problem(409, "conflict");
    assert_eq!(problem["allowed_transitions"], json!(["cancelled"]));
}

#[rstest]
#[tokio::test]
async fn a_reporting_department_reports_and_an_unlisted_one_does_not(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let lead = Staff::with(&app, &["publisher:TD"]).await;
    let helper = Staff::with(&app, &["publisher:EMSD"]).await;
    let path = format!("{PARKING}/milestones");
    let body = || json!({ "title": { "en": "Lifts inspected" } });
    let refused = helper.post(&path, body()).await.problem(403, "forbidden");
    assert_eq!(refused["rule"], "reporting-departments-only");
    let listed = json!({ "reporting_department_codes": ["EMSD"] });
    assert_eq!(lead.patch(PARKING, 1, listed).await.status, 200);
    let made = helper.post(&path, body()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let address = made.must("location").to_owned();
    let report = helper.post_at(&format!("{address}/transitions"), 1, super::report("met")).await;
    assert_eq!(report.json()["department_code"], "EMSD", "in whose name it was");
    let slip = json!({ "due_on": "2028-12-31", "reason_code": "funding", "reason": "Later." });
    let redated = helper.post_at(&format!("{REMAINING}/rebaselines"), 1, slip).await;
    assert_eq!(redated.status, 201, "{}", redated.text());
    let refused = helper.patch(PARKING, 2, json!({ "tags": [] })).await.problem(403, "forbidden");
    assert_eq!(refused["rule"], "reporting-department-reports-only");
}
