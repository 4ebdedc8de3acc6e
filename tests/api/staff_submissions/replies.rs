//! Replies: they end the work, and name the change they led to.

use rstest::rstest;
use serde_json::{Value, json};

use super::{Office, QUEUE, body};
use crate::support::Engine::{self, Postgres, Sqlite};

const INITIATIVE: &str = "automated-parking-systems";

fn reply(outcome: &str) -> Value {
    json!({ "outcome": outcome, "text": { "en": "It is in the app now.", "zh-Hant": "已加入。" } })
}

fn influence(kind: &str, key: &str, version: i64) -> Value {
    json!({ "initiative_code": INITIATIVE, "kind": kind, "key": key, "version": version })
}

#[rstest]
#[tokio::test]
async fn a_reply_ends_the_work_and_is_seen_in_public_from_both_sides(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let office = Office::open(engine).await;
    let client = &office.app.client;
    let own = office.assigned(body()).await;
    office.one(&own.id, 3, "publish", json!({})).await;
    let head = client.head().await;
    let mut body = reply("accepted");
    body["influence"] = influence("initiative", INITIATIVE, 1);
    let path = format!("{QUEUE}/{}/replies", own.id);
    let given = office.post(&office.responder, &path, Some(4), &body).await;
    assert_eq!(given.status, 201, "{}", given.text());
    assert_eq!(given.json()["submission"]["state"], "answered");
    assert!(given.tag().starts_with("\"5-"), "the tag is the submission's");
    assert_eq!(office.last_entry().0, "submissions.reply");
    assert_eq!(client.head().await, head + 2, "of the submission and of the reply");
    let public = client.json(&format!("/api/v1/submissions/{}?lang=zh-Hant", own.id)).await;
    assert_eq!(public["replies"][0]["text"], "已加入。");
    let influences = format!("/api/v1/initiatives/{INITIATIVE}/influences");
    let listed = client.data(&influences).await;
    assert_eq!(listed[0]["submission_id"], own.id.as_str());
    assert_eq!(listed[0]["influence"], body["influence"]);
    // Whatever is hidden takes its replies along.
    office.one(&own.id, 5, "hide", json!({ "hide_reason": "off_topic" })).await;
    assert_eq!(client.data(&influences).await, Vec::<Value>::new());
    client.get("/api/v1/initiatives/nothing/influences").await.problem(404, "not-found");
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_done_is_declined_and_nothing_is_answered_twice(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let office = Office::open(engine).await;
    for (outcome, state) in [
        ("not_feasible", "declined"),
        ("out_of_scope", "declined"),
        ("partly_accepted", "answered"),
        ("already_done", "answered"),
        ("noted", "answered"),
    ] {
        let id = office.assigned(body()).await.id;
        let path = format!("{QUEUE}/{id}/replies");
        let given = office.post(&office.responder, &path, Some(3), &reply(outcome)).await.json();
        assert_eq!(given["submission"]["state"], state, "{outcome}");
        assert!(given["submission"]["closed_at"].is_string());
        let again = office.post(&office.responder, &path, Some(4), &reply(outcome)).await;
        assert_eq!(again.problem(409, "conflict")["allowed_transitions"], json!([]));
    }
}

#[rstest]
#[tokio::test]
async fn only_the_assigned_department_replies_and_names_only_what_there_was(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let office = Office::open(engine).await;
    let id = office.assigned(body()).await.id;
    let path = format!("{QUEUE}/{id}/replies");
    office.post(&office.other, &path, Some(3), &reply("noted")).await.problem(404, "not-found");
    let refused = office.post(&office.moderator, &path, Some(3), &reply("noted")).await;
    assert_eq!(refused.problem(403, "forbidden")["rule"], "responder-needed");
    let milestones = format!("/api/v1/initiatives/{INITIATIVE}/milestones");
    let milestone = office.app.client.data(&milestones).await[0]["id"].clone();
    let milestone = milestone.as_str().unwrap();
    for (influence, place) in [
        (influence("initiative", "city-dashboards", 1), "/influence/key"),
        (influence("initiative", INITIATIVE, 99), "/influence/version"),
        (influence("milestone", milestone, 99), "/influence/version"),
        (influence("milestone", "00000000-0000-7000-8000-000000000000", 1), "/influence/key"),
    ] {
        let mut body = reply("accepted");
        body["influence"] = influence;
        let faults = office.post(&office.responder, &path, Some(3), &body).await;
        let expected = [(place.to_owned(), "unknown_reference".to_owned())];
        assert_eq!(faults.faults(422, "validation"), expected);
    }
    let mut body = reply("accepted");
    body["influence"] = influence("milestone", milestone, 1);
    assert_eq!(office.post(&office.responder, &path, Some(3), &body).await.status, 201);
}

#[rstest]
#[tokio::test]
async fn an_administrator_replies_on_behalf_of_the_department(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let office = Office::open(engine).await;
    let admin = office.app.signed_in("admin@city.example", &["administrator"]).await.access;
    let id = office.assigned(body()).await.id;
    let path = format!("{QUEUE}/{id}/replies");
    let given = office.post(&admin, &path, Some(3), &reply("noted")).await.json();
    assert_eq!(given["department_code"], "TD");
    let entry = office.app.audit().remove(0);
    assert_eq!(entry.on_behalf_of.as_deref(), Some("TD"));
}

#[rstest]
#[tokio::test]
async fn published_submissions_are_counted(#[values(Sqlite, Postgres)] engine: Engine) {
    let office = Office::open(engine).await;
    let client = &office.app.client;
    let numbers = async || client.json("/api/v1/statistics").await["submissions"].clone();
    assert_eq!(numbers().await["states"]["total"], 0);
    let id = office.assigned(body()).await.id;
    assert_eq!(numbers().await["states"]["total"], 0, "what is not published is not counted");
    office.one(&id, 3, "publish", json!({})).await;
    assert_eq!(numbers().await["states"]["open"], 1);
    office.app.set_clock("2026-11-25T16:00:00Z");
    let responder = office.app.login("td@city.example").await.access;
    let path = format!("{QUEUE}/{id}/replies");
    assert_eq!(office.post(&responder, &path, Some(4), &reply("accepted")).await.status, 201);
    let after = numbers().await;
    assert_eq!((&after["states"]["answered"], &after["states"]["open"]), (&json!(1), &json!(0)));
    assert_eq!(after["kinds"]["suggestion"], 1);
    assert_eq!(after["outcomes"]["accepted"], 1);
    // A day and a half, but over two midnights.
    assert_eq!(after["mean_reply_days"], 2.0);
    assert_eq!(after["by_initiative"][0]["code"], INITIATIVE);
    assert_eq!(after["by_smart_area"][0]["states"]["answered"], 1);
    assert_eq!(after["by_subject"], json!([]));
}
