//! The public history: what changed, when, by which department, why.

use rstest::rstest;
use serde_json::json;

use super::{PARKING, REMAINING, Staff, report};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::catalogue;

#[rstest]
#[tokio::test]
async fn everything_that_happened_is_told_once_newest_first_and_page_by_page(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let staff = Staff::with(&app, &["publisher:TD"]).await;
    let admin = Staff::with(&app, &["administrator"]).await;
    app.set_clock("2026-11-24T04:00:01Z");
    staff.patch(PARKING, 1, json!({ "tags": ["a"] })).await;
    app.set_clock("2026-11-24T04:00:02Z");
    staff.post_at(&format!("{REMAINING}/transitions"), 1, report("not_met")).await;
    app.set_clock("2026-11-24T04:00:03Z");
    staff.post(&format!("{PARKING}/confirmations"), json!({})).await;
    app.set_clock("2026-11-24T04:00:04Z");
    admin.patch(PARKING, 2, json!({ "supporting_department_codes": [] })).await;
    let whole = app.client.walk(&format!("{PARKING}/history?limit=100")).await;
    assert_eq!(app.client.walk(&format!("{PARKING}/history?limit=1")).await, whole);
    let told: Vec<_> = whole
        .iter()
        .take(4)
        .map(|entry| {
            let text = |name: &str| entry[name].as_str().unwrap_or("-").to_owned();
            [text("type"), text("event"), text("origin"), text("department_code")].join(" ")
        })
        .collect();
    let wanted = [
        "initiative edited administrator TD",
        "confirmation confirmed department TD",
        "milestone transitioned department TD",
        "initiative edited department TD",
    ];
    assert_eq!(told, wanted);
    assert_eq!(whole[2]["reason"], "So it is.");
    // The rest is the load: the initiative and its three milestones.
    let loaded = whole.iter().skip(4);
    assert!(
        loaded.clone().all(|entry| entry["event"] == "loaded" && entry["origin"] == "catalogue")
    );
    assert_eq!(loaded.count(), 4);
    let counted = app.client.json(&format!("{PARKING}/history?include_total=true&limit=1")).await;
    assert_eq!(counted["meta"]["total"], 8);
    app.client.get("/api/v1/initiatives/none/history").await.problem(404, "not-found");
}

#[rstest]
#[tokio::test]
async fn a_correction_by_the_file_is_told_as_a_change_of_date_too(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let mut file = catalogue::file().clone();
    for initiative in file["initiatives"].as_array_mut().unwrap() {
        if initiative["code"] == "automated-parking-systems" {
            for milestone in initiative["milestones"].as_array_mut().unwrap() {
                if milestone["key"] == "remaining-selected-projects-complete" {
                    milestone["due_on"] = json!({ "year": 2027 });
                }
            }
        }
    }
    app.load_and_see(&file, catalogue::loaded_at() + chrono::TimeDelta::days(1)).await;
    let ledger = app.client.data(&format!("{REMAINING}/rebaselines")).await;
    assert_eq!(
        (&ledger[0]["reason_code"], &ledger[0]["origin"]),
        (&json!("correction"), &json!("catalogue"))
    );
    assert_eq!(ledger[0]["department_code"], json!(null));
    let entry = &app.client.json(&format!("{PARKING}/history?limit=1")).await["data"][0];
    let changes = json!([{
        "member": "/due_on",
        "old": { "on": "2026-12-31", "precision": "year" },
        "new": { "on": "2027-12-31", "precision": "year" },
    }]);
    assert_eq!((&entry["event"], &entry["changes"]), (&json!("loaded"), &changes));
    assert_eq!(app.client.json(REMAINING).await["original_due_on"], "2026-12-31");
}
