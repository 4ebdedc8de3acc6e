//! Reporting the status of milestones.

use rstest::rstest;
use serde_json::{Value, json};
use smartcity::domain::milestone::MilestoneStatus;

use super::{PARKING, REMAINING, Staff, change, changes_after, places, report};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;

#[rstest]
#[tokio::test]
async fn a_report_that_it_is_met_shows_everywhere_at_once(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let staff = Staff::with(&app, &["contributor:TD"]).await;
    let before = app.client.json("/api/v1/statistics").await;
    let (head, entries) = (app.client.head().await, app.audit().len());
    let digest = "0f".repeat(32);
    let body = json!({
        "to": "met", "effective_on": "2026-11-20",
        "evidence": [{ "url": "https://www.td.gov.hk/a", "title": "Opened", "sha256": digest }],
    });
    let told = staff.post_at(&format!("{REMAINING}/transitions"), 1, body).await;
    assert_eq!(told.status, 201, "{}", told.text());
    assert_eq!(told.must("location"), format!("{REMAINING}/transitions"));
    let reported = told.json();
    assert_eq!((&reported["from"], &reported["to"]), (&json!("scheduled"), &json!("met")));
    let milestone = app.client.json(REMAINING).await;
    assert_eq!(reported["milestone"], milestone, "the answer brings the milestone along");
    assert!(told.tag().starts_with("\"2-"), "and its version: {}", told.tag());
    assert_eq!(
        (&milestone["status"], &milestone["met_on"], &milestone["met_on_precision"]),
        (&json!("met"), &json!("2026-11-20"), &json!("day"))
    );
    assert_eq!(milestone["evidence"][0]["sha256"], digest);
    assert_eq!(milestone["slip_days"], 0, "it was promised for that year");
    let initiative = app.client.json(PARKING).await;
    assert_eq!(
        (&initiative["version"], &initiative["progress"]["value"]),
        (&json!(1), &json!(100.0))
    );
    assert_eq!(initiative["milestone_counts"]["met"], 3);
    let after = app.client.json("/api/v1/statistics").await;
    let met = |statistics: &Value| statistics["milestones"]["met"].as_i64().unwrap();
    assert_eq!(met(&after), met(&before) + 1);
    let listed = app.client.json(&format!("{REMAINING}/transitions")).await;
    let mut bare = reported.clone();
    bare.as_object_mut().unwrap().remove("milestone");
    assert_eq!(listed["data"], json!([bare]));
    assert_eq!(
        changes_after(&app, head).await,
        [change("milestone", "upsert", 2, false), change("initiative", "upsert", 1, true)]
    );
    let all = app.audit();
    assert_eq!((all.len(), all[0].action.as_str()), (entries + 1, "milestones.transition"));
    assert_eq!(all[0].changed_members, ["/evidence", "/met_on", "/status"]);
}

#[rstest]
#[tokio::test]
async fn from_each_status_only_the_allowed_ones_are_reached_and_a_refusal_lists_them(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let staff = Staff::with(&app, &["publisher:TD"]).await;
    for from in MilestoneStatus::ALL {
        let (address, version) = staff.milestone_in(from.as_str()).await;
        let path = format!("{address}/transitions?dry_run=true");
        for to in MilestoneStatus::ALL {
            let answer = staff.post_at(&path, version, report(to.as_str())).await;
            if from.allowed().contains(&to) {
                assert_eq!(answer.status, 201, "{from} to {to}: {}", answer.text());
                assert_eq!(answer.json()["milestone"]["status"], to.as_str());
                continue;
            }
            let problem = answer.problem(409, "conflict");
            let allowed: Vec<_> = from.allowed().iter().map(|status| status.as_str()).collect();
            assert_eq!(problem["allowed_transitions"], json!(allowed), "{from} to {to}");
        }
        assert_eq!(app.client.json(&address).await["status"], from.as_str(), "it was only tried");
    }
}

#[rstest]
#[tokio::test]
async fn all_that_a_report_lacks_is_told_at_once(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let staff = Staff::with(&app, &["contributor:TD"]).await;
    let (head, entries) = (app.client.head().await, app.audit().len());
    let path = format!("{REMAINING}/transitions");
    let cases: [(Value, &[(&str, &str)]); 6] = [
        (json!({ "to": "met" }), &[("/evidence", "required"), ("/effective_on", "required")]),
        (
            json!({ "to": "partially_met", "effective_on": "2026-11-25" }),
            &[
                ("/evidence", "required"),
                ("/effective_on", "in_future"),
                ("/completion", "required"),
            ],
        ),
        (
            json!({ "to": "not_met", "completion": 4 }),
            &[("/reason", "required"), ("/completion", "conflicting")],
        ),
        (
            json!({ "to": "done", "reason": 7 }),
            &[("/to", "unknown_value"), ("/reason", "not_a_text")],
        ),
        (json!({}), &[("/to", "required")]),
        (
            json!({ "to": "met", "effective_on": "+026-11-20", "evidence": [
                { "url": "javascript:alert(1)", "title": "" },
                { "url": "https://a.example/", "title": "x", "sha256": "0F", "size": 1 },
                "https://a.example/",
                { "url": "https://a.example/\u{202e}fdp.exe", "title": "Reads backwards" },
            ] }),
            &[
                ("/effective_on", "not_a_date"),
                ("/evidence/0/url", "invalid_url"),
                ("/evidence/0/title", "empty"),
                ("/evidence/1/size", "unknown_member"),
                ("/evidence/1/sha256", "invalid_digest"),
                ("/evidence/2", "not_an_object"),
                ("/evidence/3/url", "invalid_url"),
            ],
        ),
    ];
    for (body, wanted) in cases {
        let faults = staff.post_at(&path, 1, body.clone()).await.faults(422, "validation");
        assert_eq!(faults, places(wanted), "{body}");
    }
    assert_eq!((app.client.head().await, app.audit().len()), (head, entries));
}

#[rstest]
#[tokio::test]
async fn the_future_begins_at_local_midnight(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    app.set_clock("2026-11-24T16:00:00Z");
    let staff = Staff::with(&app, &["contributor:TD"]).await;
    let body = json!({ "to": "in_progress", "effective_on": "2026-11-25" });
    let told = staff.post_at(&format!("{REMAINING}/transitions"), 1, body).await;
    assert_eq!(told.status, 201, "in Hong Kong it is the 25th: {}", told.text());
}

#[rstest]
#[tokio::test]
async fn that_it_was_met_is_taken_back_by_a_publisher_with_a_reason(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let contributor = Staff::with(&app, &["contributor:TD"]).await;
    let publisher = Staff::with(&app, &["publisher:TD"]).await;
    let (address, version) = contributor.milestone_in("met").await;
    let path = format!("{address}/transitions");
    let back =
        json!({ "to": "in_progress", "completion": 90, "reason": "The lift failed its test." });
    let refused = contributor.post_at(&path, version, back.clone()).await;
    assert_eq!(refused.problem(403, "forbidden")["rule"], "publisher-needed");
    let hasty = json!({ "to": "in_progress" });
    let faults = publisher.post_at(&path, version, hasty).await.faults(422, "validation");
    assert_eq!(faults, places(&[("/reason", "required")]));
    let told = publisher.post_at(&path, version, back).await.json();
    let milestone = &told["milestone"];
    assert_eq!((&milestone["met_on"], &milestone["completion"]), (&json!(null), &json!(90)));
    assert_eq!(milestone["evidence"], json!([]), "what showed it stays with its report");
    let ledger = app.client.data(&path).await;
    let kept: Vec<_> = ledger.iter().map(|one| one["evidence"].as_array().unwrap().len()).collect();
    assert_eq!(kept.iter().sum::<usize>(), 1);
}

#[rstest]
#[tokio::test]
async fn colleagues_who_collide_are_told_whether_they_meant_the_same(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let one = Staff::with(&app, &["contributor:TD"]).await;
    let two = Staff::with(&app, &["publisher:TD"]).await;
    let path = format!("{REMAINING}/transitions");
    assert_eq!(one.post_at(&path, 1, report("in_progress")).await.status, 201);
    let late = two.post_at(&path, 1, report("met")).await.problem(412, "stale-version");
    let told = json!({
        "current_version": 2, "changed_members": ["/status"], "overlapping_members": ["/status"],
    });
    assert_eq!(late["stale"], told);
    let title = json!({ "title": { "en": "All sites open" } });
    let stale = two.patch(REMAINING, 1, title.clone()).await.problem(412, "stale-version");
    assert_eq!(stale["stale"]["overlapping_members"], json!([]), "so it can be sent again");
    assert_eq!(two.patch(REMAINING, 2, title).await.json()["status"], "in_progress");
}

#[rstest]
#[tokio::test]
async fn a_report_under_a_key_is_made_once(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let staff = Staff::with(&app, &["contributor:TD"]).await;
    let send = async |body: Value| {
        let path = format!("{REMAINING}/transitions");
        let call = app.client.call(reqwest::Method::POST, &path).bearer(&staff.token);
        let call = call.header("if-match", "\"1\"").header("idempotency-key", "0123456789abcdef");
        call.json(&body).send().await
    };
    let first = send(report("in_progress")).await;
    let again = send(report("in_progress")).await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(again.must("idempotency-replayed"), "true");
    assert_eq!((first.bytes.clone(), first.tag()), (again.bytes.clone(), again.tag()));
    send(report("met")).await.problem(422, "idempotency-key-reused");
    assert_eq!(app.client.data(&format!("{REMAINING}/transitions")).await.len(), 1);
}
