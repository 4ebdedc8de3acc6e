//! What is computed: health, progress, overdue and slip, held against values worked out by hand for the fixed day,
//! and again for the days on which they turn.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::catalogue::milestone_id;
use crate::support::client::key;

async fn initiative(app: &TestApp, code: &str) -> Value {
    app.client.json(&format!("/api/v1/initiatives/{code}")).await
}

async fn milestone(app: &TestApp, code: &str, name: &str) -> Value {
    app.client.json(&format!("/api/v1/milestones/{}", milestone_id(code, name))).await
}

async fn keys(app: &TestApp, target: &str) -> Vec<String> {
    app.client.walk(target).await.iter().map(key).collect()
}

#[rstest]
#[tokio::test]
async fn health_and_progress_are_as_worked_out_by_hand(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let by_hand = [
        // (initiative, health, value, method, milestones: total, met, overdue)
        (
            "automated-parking-systems",
            "on_track",
            json!(200.0 / 3.0),
            "weighted_milestones",
            (3, 2, 0),
        ),
        ("ev-charging-at-home-subsidy", "delayed", Value::Null, "not_applicable", (2, 1, 1)),
        (
            "fibre-networks-remote-villages",
            "delayed",
            json!(100.0 / 3.0),
            "weighted_milestones",
            (3, 1, 1),
        ),
        ("hketoll-free-flow-tolling", "not_applicable", json!(100.0), "lifecycle", (10, 9, 0)),
        (
            "municipal-solid-waste-charging",
            "not_applicable",
            json!(25.0),
            "weighted_milestones",
            (4, 1, 0),
        ),
        ("traffic-management-platform", "on_track", json!(0.0), "weighted_milestones", (1, 0, 0)),
        ("trade-single-window", "delayed", json!(60.0), "weighted_milestones", (5, 3, 1)),
        ("water-intelligent-network", "on_track", json!(0.0), "weighted_milestones", (2, 0, 0)),
    ];
    for (code, health, value, method, (total, met, overdue)) in by_hand {
        let item = initiative(&app, code).await;
        assert_eq!(item["health"], health, "{code}");
        let counts = json!({"total": total, "met": met, "overdue": overdue});
        assert_eq!(item["milestone_counts"], counts, "{code}");
        let progress =
            json!({"value": item["progress"]["value"], "method": method, "override": null});
        assert_eq!(item["progress"], progress, "{code}");
        match (item["progress"]["value"].as_f64(), value.as_f64()) {
            (Some(given), Some(wanted)) => {
                assert!((given - wanted).abs() < 1e-9, "{code}: {given}");
            }
            (given, wanted) => assert_eq!(given, wanted, "{code}"),
        }
    }
    let silent = initiative(&app, "smart-library-system").await;
    assert_eq!(silent["health"], "unknown");
    let none = json!({"value": null, "method": "no_milestones", "override": null});
    assert_eq!(silent["progress"], none);
}

#[rstest]
#[tokio::test]
async fn the_healths_of_the_day_add_up_as_worked_out_by_hand(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    for (health, count) in [
        ("unknown", 112),
        ("not_applicable", 49),
        ("on_track", 43),
        ("delayed", 3),
        ("at_risk", 0),
        ("stale", 0),
    ] {
        let target = format!("/api/v1/initiatives?health={health}&limit=1&include_total=true");
        assert_eq!(app.client.json(&target).await["meta"]["total"], count, "{health}");
    }
}

#[rstest]
#[tokio::test]
async fn overdue_and_slip_are_as_worked_out_by_hand(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let by_hand = [
        // Promised for 2021, so until its last day: 1789 days before 24 November 2026.
        (
            "fibre-networks-remote-villages",
            "all-235-villages-covered-first-target",
            true,
            json!(1789),
        ),
        // Still to come.
        (
            "fibre-networks-remote-villages",
            "all-235-villages-covered-revised-target",
            false,
            json!(0),
        ),
        // Met, but never promised for a date.
        ("fibre-networks-remote-villages", "more-than-160-villages-covered", false, Value::Null),
        ("trade-single-window", "phase-2-launched-first-plan", true, json!(1424)),
        // The initiative is on hold: late, and yet not overdue. 1 April 2024 is 967 days before.
        ("municipal-solid-waste-charging", "charging-starts-second-date", false, json!(967)),
        // No date at all.
        (
            "real-time-adaptive-traffic-signals",
            "roll-out-to-about-50-suitable-junctions",
            false,
            Value::Null,
        ),
        // Promised for and met in the fourth quarter of 2020.
        ("real-time-adaptive-traffic-signals", "pilot-running-at-five-junctions", false, json!(0)),
        ("autonomous-vehicle-trials", "av-regulatory-regime-takes-effect", false, json!(0)),
        // Three months late, more than half a year early, and in the month after the one promised.
        ("electronic-submission-hub", "stage-1-launched", false, json!(91)),
        ("electronic-submission-hub", "stage-2-launched", false, json!(-184)),
        ("etradeconnect", "platform-launched", false, json!(1)),
        // Promised for 2018, met in March 2019.
        ("virtual-banks", "first-three-licences-granted", false, json!(60)),
    ];
    for (code, name, overdue, slip_days) in by_hand {
        let item = milestone(&app, code, name).await;
        assert_eq!(item["overdue"], overdue, "{name}");
        assert_eq!(item["slip_days"], slip_days, "{name}");
    }
}

#[rstest]
#[tokio::test]
async fn contributions_add_up_to_the_progress(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let mut weighted = 0;
    for item in app.client.walk("/api/v1/initiatives?limit=25&include=milestones").await {
        let code = key(&item);
        let progress = app.client.json(&format!("/api/v1/initiatives/{code}/progress")).await;
        assert_eq!(progress["initiative_code"], code.as_str());
        assert_eq!(progress["ruleset"], "2026-11");
        assert_eq!(progress["override"], Value::Null);
        for member in ["value", "method"] {
            assert_eq!(progress[member], item["progress"][member], "{member} of {code}");
        }
        let contributions = progress["contributions"].as_array().unwrap();
        let mut shown: Vec<&Value> = contributions.iter().map(|one| &one["milestone_id"]).collect();
        shown.extend(
            progress["excluded"].as_array().unwrap().iter().map(|one| &one["milestone_id"]),
        );
        let mut own: Vec<&Value> =
            item["milestones"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
        shown.sort_by_key(ToString::to_string);
        own.sort_by_key(ToString::to_string);
        assert_eq!(shown, own, "{code}");
        let sum: f64 = contributions.iter().map(|one| one["contribution"].as_f64().unwrap()).sum();
        if progress["method"] == "weighted_milestones" {
            weighted += 1;
            let value = progress["value"].as_f64().unwrap();
            assert!((sum - value).abs() < 1e-9 && (0.0..=100.0).contains(&value), "{code}");
        }
        for contribution in contributions {
            let own = item["milestones"].as_array().unwrap();
            let own = own.iter().find(|one| one["id"] == contribution["milestone_id"]).unwrap();
            let completion = if own["status"] == "met" { 100 } else { 0 };
            assert_eq!(contribution["completion"], completion, "{code}");
            assert_eq!(contribution["weight"], own["weight"], "{code}");
        }
    }
    assert_eq!(weighted, 12);
}

#[rstest]
#[tokio::test]
async fn a_stated_completion_and_a_weight_count(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let mut file = crate::support::catalogue::file().clone();
    let code = "automated-parking-systems";
    let own = crate::support::catalogue::initiative_of(&mut file, code);
    own["milestones"][2]["completion"] = json!(40);
    own["milestones"][2]["weight"] = json!(8);
    app.load_and_see(&file, "2026-11-21T00:00:00Z".parse().unwrap()).await;
    // Two met of weight 1, one of weight 8 that is 40 % done: (100 + 100 + 320) / 10.
    assert_eq!(initiative(&app, code).await["progress"]["value"], 52.0);
    let progress = app.client.json(&format!("/api/v1/initiatives/{code}/progress")).await;
    let mut parts: Vec<f64> = progress["contributions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["contribution"].as_f64().unwrap())
        .collect();
    parts.sort_by(f64::total_cmp);
    assert_eq!(parts, [10.0, 10.0, 32.0]);
}

#[rstest]
#[tokio::test]
async fn a_promise_for_a_year_is_overdue_from_midnight_in_hong_kong(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let overdue = "/api/v1/milestones?overdue=true";
    let delayed = "/api/v1/initiatives?health=delayed";
    let code = "automated-parking-systems";
    let first = initiative(&app, code).await;
    app.set_clock("2026-12-31T15:59:59.999999Z");
    assert_eq!(app.client.keys(overdue).await.len(), 3);
    assert_eq!(initiative(&app, code).await["health"], "at_risk");
    app.set_clock("2026-12-31T16:00:00Z");
    assert_eq!(app.client.keys(overdue).await.len(), 8);
    assert_eq!(
        keys(&app, delayed).await,
        [
            "automated-parking-systems",
            "digital-corporate-identity",
            "ev-charging-at-home-subsidy",
            "fibre-networks-remote-villages",
            "trade-single-window",
            "traffic-management-platform",
        ]
    );
    let last = initiative(&app, code).await;
    assert_eq!(last["health"], "delayed");
    assert_eq!(last["milestone_counts"]["overdue"], 1);
    // Only the day has changed, not the initiative.
    assert_eq!((&last["version"], &last["updated_at"]), (&first["version"], &first["updated_at"]));
    assert_eq!(app.client.json("/api/v1/statistics").await["as_of"], "2027-01-01");
}

#[rstest]
#[tokio::test]
async fn an_initiative_is_at_risk_from_the_thirtieth_day_before_its_promise(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let at_risk = "/api/v1/initiatives?health=at_risk";
    // The last moment of 30 November, 31 days before the end of the year, and the one after it.
    app.set_clock("2026-11-30T15:59:59Z");
    assert!(app.client.keys(at_risk).await.is_empty());
    app.set_clock("2026-11-30T16:00:00Z");
    assert_eq!(
        app.client.keys(at_risk).await,
        ["automated-parking-systems", "digital-corporate-identity", "traffic-management-platform"]
    );
}

#[rstest]
#[tokio::test]
async fn an_initiative_that_should_report_goes_stale_after_its_cadence(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let code = "automated-parking-systems";
    let mut file = crate::support::catalogue::file().clone();
    crate::support::catalogue::initiative_of(&mut file, code)["update_cadence_days"] = json!(7);
    app.load_and_see(&file, "2026-11-24T04:00:00Z".parse().unwrap()).await;
    assert_eq!(initiative(&app, code).await["update_cadence_days"], 7);
    // It was made on 20 November in Hong Kong: seven days later is still in time.
    app.set_clock("2026-11-27T15:59:59Z");
    assert_eq!(initiative(&app, code).await["health"], "on_track");
    app.set_clock("2026-11-27T16:00:00Z");
    assert_eq!(initiative(&app, code).await["health"], "stale");
}
