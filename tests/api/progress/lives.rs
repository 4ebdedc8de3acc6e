//! Moving initiatives through their lives.

use rstest::rstest;
use serde_json::{Value, json};
use smartcity::domain::lifecycle::Lifecycle;

use super::{PARKING, Staff, change, changes_after, places};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;

/// Of each state one initiative of the catalogue would do, but not every state has one; so one is moved there.
const WAYS: [(Lifecycle, &[Lifecycle]); 8] = [
    (Lifecycle::InProgress, &[]),
    (Lifecycle::OnHold, &[Lifecycle::OnHold]),
    (Lifecycle::Planned, &[Lifecycle::OnHold, Lifecycle::Planned]),
    (Lifecycle::Ongoing, &[Lifecycle::Ongoing]),
    (Lifecycle::CompletedInStages, &[Lifecycle::CompletedInStages]),
    (Lifecycle::Completed, &[Lifecycle::Completed]),
    (Lifecycle::Cancelled, &[Lifecycle::Cancelled]),
    (Lifecycle::Superseded, &[Lifecycle::Superseded]),
];

fn to(state: Lifecycle) -> Value {
    let mut body = json!({ "to": state.as_str(), "reason": "So it is." });
    if state == Lifecycle::Superseded {
        body["superseded_by"] = json!("hkemobility-app");
    }
    body
}

#[rstest]
#[tokio::test]
async fn from_each_state_only_the_allowed_ones_are_reached_and_only_an_administrator_reopens(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    for (from, way) in WAYS {
        let app = TestApp::start(engine).await;
        let publisher = Staff::with(&app, &["publisher:TD"]).await;
        let admin = Staff::with(&app, &["administrator"]).await;
        let path = format!("{PARKING}/transitions");
        let mut version = 1;
        for state in way {
            let moved = publisher.post_at(&path, version, to(*state)).await;
            assert_eq!(moved.status, 201, "{state}: {}", moved.text());
            version += 1;
        }
        let mut wanted: Vec<_> = from.allowed().iter().map(|state| state.as_str()).collect();
        wanted.extend(from.reopens_to().map(Lifecycle::as_str));
        let path = format!("{path}?dry_run=true");
        for state in Lifecycle::ALL {
            let answer = publisher.post_at(&path, version, to(state)).await;
            if from.reopens_to() == Some(state) {
                let problem = answer.problem(403, "forbidden");
                assert_eq!(problem["rule"], "reopening-needs-administrator", "{from}");
                let hasty = json!({ "to": state.as_str() });
                let faults = admin.post_at(&path, version, hasty).await.faults(422, "validation");
                assert_eq!(faults, places(&[("/reason", "required")]));
                let reopened = admin.post_at(&path, version, to(state)).await;
                assert_eq!(reopened.status, 201, "{from}: {}", reopened.text());
                assert_eq!(reopened.json()["initiative"]["superseded_by"], json!(null));
            } else if from.allowed().contains(&state) {
                assert_eq!(answer.status, 201, "{from} to {state}: {}", answer.text());
                assert_eq!(answer.json()["initiative"]["lifecycle"], state.as_str());
            } else {
                let problem = answer.problem(409, "conflict");
                assert_eq!(problem["allowed_transitions"], json!(wanted), "{from} to {state}");
            }
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_completed_initiative_counts_as_such_everywhere_at_once(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let publisher = Staff::with(&app, &["publisher:TD"]).await;
    let count = async || {
        let statistics = app.client.json("/api/v1/statistics").await;
        statistics["initiatives"]["completed"].as_i64().unwrap()
    };
    let (before, head) = (count().await, app.client.head().await);
    let body = json!({ "to": "completed", "effective_on": "2026-11-20" });
    let moved = publisher.post_at(&format!("{PARKING}/transitions"), 1, body).await;
    assert_eq!(moved.must("location"), format!("{PARKING}/transitions"));
    let initiative = app.client.json(PARKING).await;
    assert_eq!(moved.json()["initiative"], initiative);
    assert_eq!(
        (&initiative["lifecycle"], &initiative["health"]),
        (&json!("completed"), &json!("not_applicable"))
    );
    assert_eq!(
        (&initiative["progress"]["value"], &initiative["progress"]["method"]),
        (&json!(100.0), &json!("lifecycle"))
    );
    assert_eq!(count().await, before + 1);
    // Its one open milestone is overdue no more, whatever the day: a computed member of it has another value.
    let told = [change("initiative", "upsert", 2, false), change("milestone", "upsert", 1, true)];
    assert_eq!(changes_after(&app, head).await, told);
    let listed = app.client.data(&format!("{PARKING}/transitions")).await;
    assert_eq!(
        (&listed[0]["from"], &listed[0]["effective_on"]),
        (&json!("in_progress"), &json!("2026-11-20"))
    );
    let history = app.client.json(&format!("{PARKING}/history?limit=1")).await;
    let changes = json!([{ "member": "/lifecycle", "old": "in_progress", "new": "completed" }]);
    assert_eq!(history["data"][0]["changes"], changes);
}

#[rstest]
#[tokio::test]
async fn a_move_is_the_publishers_and_says_what_takes_the_place(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let publisher = Staff::with(&app, &["publisher:TD"]).await;
    let contributor = Staff::with(&app, &["contributor:TD"]).await;
    let path = format!("{PARKING}/transitions");
    let rule = contributor.post_at(&path, 1, to(Lifecycle::OnHold)).await.problem(403, "forbidden");
    assert_eq!(rule["rule"], "publisher-needed");
    publisher.post(&path, to(Lifecycle::OnHold)).await.problem(428, "precondition-required");
    let cases: [(Value, &[(&str, &str)]); 5] = [
        (json!({ "to": "superseded" }), &[("/superseded_by", "required")]),
        (
            json!({ "to": "superseded", "superseded_by": "automated-parking-systems" }),
            &[("/superseded_by", "conflicting")],
        ),
        (
            json!({ "to": "superseded", "superseded_by": "nothing-at-all" }),
            &[("/superseded_by", "unknown_reference")],
        ),
        (
            json!({ "to": "on_hold", "superseded_by": "hkemobility-app", "effective_on": "2027-01-01" }),
            &[("/effective_on", "in_future"), ("/superseded_by", "conflicting")],
        ),
        (
            json!({ "to": "finished", "when": 1 }),
            &[("/when", "unknown_member"), ("/to", "unknown_value")],
        ),
    ];
    for (body, wanted) in cases {
        let faults = publisher.post_at(&path, 1, body.clone()).await.faults(422, "validation");
        assert_eq!(faults, places(wanted), "{body}");
    }
    // Two initiatives cannot take each other's place, however long the way round is.
    for (code, successor) in [
        ("smart-traffic-fund", "automated-parking-systems"),
        ("hkemobility-app", "smart-traffic-fund"),
    ] {
        let path = format!("/api/v1/initiatives/{code}/transitions");
        let mut body = to(Lifecycle::Superseded);
        body["superseded_by"] = json!(successor);
        assert_eq!(publisher.post_at(&path, 1, body).await.status, 201, "{code}");
    }
    let faults = publisher.post_at(&path, 1, to(Lifecycle::Superseded)).await;
    assert_eq!(faults.faults(422, "validation"), places(&[("/superseded_by", "conflicting")]));
    let mut body = to(Lifecycle::Superseded);
    body["superseded_by"] = json!("city-dashboards");
    let moved = publisher.post_at(&path, 1, body).await.json();
    assert_eq!(moved["initiative"]["superseded_by"], "city-dashboards");
    let stale = publisher.post_at(&path, 1, to(Lifecycle::OnHold)).await;
    let stale = stale.problem(412, "stale-version");
    assert_eq!(stale["stale"]["overlapping_members"], json!(["/lifecycle", "/superseded_by"]));
}
