//! The day on which a reply is due follows what it was computed from: the department's standard, the installation's, and the
//! calendar of holidays. Nobody has changed the submission then, and what the receipt said stays said.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Office, QUEUE, body};
use crate::submissions::{Sent, follow};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::{TestApp, catalogue};

/// An office with a published submission that TD is to answer; received on a Tuesday, due in ten working days.
async fn with_one(engine: Engine) -> (Office, Sent) {
    let office = Office::open(engine).await;
    let own = office.assigned(body()).await;
    let published = office.one(&own.id, 3, "publish", json!({})).await;
    assert_eq!(published["reply_due_on"], "2026-12-08", "{published}");
    (office, own)
}

/// TD is to answer within so many working days.
async fn promise(office: &Office, days: Value) {
    let admin = office.app.try_login("admin@city.example", crate::support::staff::PASSWORD).await;
    let admin = match admin.status {
        200 => crate::support::staff::tokens(&admin.json()).access,
        _ => office.app.signed_in("admin@city.example", &["administrator"]).await.access,
    };
    let path = "/api/v1/departments/TD";
    let tag = office.app.client.get(path).await.tag();
    let call = office.app.client.call(Method::PATCH, path).bearer(&admin);
    let answer = call.header("if-match", &tag).json(&json!({ "reply_days": days })).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// The file with these days as holidays too.
fn with_holidays(days: &[&str]) -> Value {
    let mut file = catalogue::citizens_file();
    let all = file["citizens"]["holidays"].as_array_mut().unwrap();
    all.extend(days.iter().map(|day| json!({ "day": day, "name": { "en": "A day off" } })));
    file
}

async fn public(app: &TestApp, own: &Sent) -> Value {
    app.client.json(&format!("/api/v1/submissions/{}", own.id)).await
}

async fn staffs(office: &Office, own: &Sent) -> Value {
    office.get(&office.moderator, &format!("{QUEUE}/{}", own.id)).await.json()
}

/// The changes after `head`: kind, key, version and whether it is derived.
async fn changes(app: &TestApp, head: i64) -> Vec<Value> {
    let list = app.client.data(&format!("/api/v1/changes?cursor={head}&limit=100")).await;
    let of = |change: &Value| json!([change["type"], change["version"], change["derived"]]);
    list.iter().map(of).collect()
}

#[rstest]
#[tokio::test]
async fn another_standard_of_a_department_moves_the_days_of_what_it_has_to_answer(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let (office, own) = with_one(engine).await;
    let elsewhere = office.assigned(body()).await;
    let to = json!({ "department_code": "DPO" });
    office.one(&elsewhere.id, 3, "assign", to).await;
    let before = public(&office.app, &own).await;
    let head = office.app.client.head().await;
    promise(&office, json!(5)).await;
    let after = public(&office.app, &own).await;
    assert_eq!(after["reply_due_on"], "2026-12-01");
    for member in ["version", "updated_at", "state"] {
        assert_eq!(before[member], after[member], "{member}");
    }
    assert_eq!(staffs(&office, &own).await["reply_due_on"], "2026-12-01");
    assert_eq!(follow(&office.app, &own, None).await.json()["reply_due_on"], "2026-12-01");
    assert_eq!(staffs(&office, &elsewhere).await["reply_due_on"], "2026-12-08");
    let told = changes(&office.app, head).await;
    assert_eq!(told, [json!(["department", 2, false]), json!(["submission", 4, true])]);
    promise(&office, Value::Null).await;
    assert_eq!(public(&office.app, &own).await, before, "the installation's standard again");
}

#[rstest]
#[tokio::test]
async fn a_holiday_moves_the_days_that_lie_behind_it_and_the_pauses_that_hold_it(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let (mut office, own) = with_one(engine).await;
    let path = format!("{QUEUE}/{}/transitions", own.id);
    let ask = json!({ "to": "awaiting_citizen", "message": "Which one?" });
    assert_eq!(office.post(&office.responder, &path, Some(4), &ask).await.status, 200);
    office.app.set_clock("2026-11-26T04:00:00Z");
    let text = json!({ "text": "The one in Sheung Wan." });
    follow(&office.app, &own, Some(("messages", Some(text)))).await;
    office.moderator = office.app.login("moderator@city.example").await.access;
    let seen = staffs(&office, &own).await;
    assert_eq!((&seen["reply_due_on"], &seen["paused_days"]), (&json!("2026-12-10"), &json!(2)));
    // One in the pause, one after it.
    let report = office.app.load_citizens_inside(&with_holidays(&["2026-11-25", "2026-12-01"]));
    assert_eq!(report.changes, 1);
    let seen = staffs(&office, &own).await;
    assert_eq!((&seen["reply_due_on"], &seen["paused_days"]), (&json!("2026-12-11"), &json!(1)));
    // One that moves nothing, and the same again.
    for _ in 0..2 {
        let report = office.app.load_citizens_inside(&with_holidays(&["2027-06-01"]));
        assert_eq!(report.changes, 0);
    }
}

#[rstest]
#[tokio::test]
async fn holidays_that_another_process_loads_move_public_days_once_the_server_has_looked(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let (office, own) = with_one(engine).await;
    public(&office.app, &own).await;
    office.app.load_citizens(&with_holidays(&["2026-12-08"]));
    office.app.look();
    assert_eq!(public(&office.app, &own).await["reply_due_on"], "2026-12-09");
}

#[rstest]
#[tokio::test]
async fn what_waits_for_its_author_or_was_hidden_moves_and_what_is_closed_stays(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let (office, asked) = with_one(engine).await;
    let path = format!("{QUEUE}/{}/transitions", asked.id);
    let ask = json!({ "to": "awaiting_citizen", "message": "Which one?" });
    assert_eq!(office.post(&office.responder, &path, Some(4), &ask).await.status, 200);
    let (hidden, pending) = (office.assigned(body()).await, office.assigned(body()).await);
    office.one(&hidden.id, 3, "publish", json!({})).await;
    office.one(&hidden.id, 4, "hide", json!({ "hide_reason": "spam" })).await;
    let closed = office.assigned(body()).await;
    office.one(&closed.id, 3, "decline", json!({ "reason": "It is not for us." })).await;
    assert_eq!(public(&office.app, &hidden).await["reply_due_on"], "2026-12-08");
    let head = office.app.client.head().await;
    promise(&office, json!(5)).await;
    for (own, day) in [
        (&asked, "2026-12-01"),
        (&hidden, "2026-12-01"),
        (&pending, "2026-12-01"),
        (&closed, "2026-12-08"),
    ] {
        assert_eq!(staffs(&office, own).await["reply_due_on"], day);
    }
    assert_eq!(public(&office.app, &hidden).await["reply_due_on"], "2026-12-01");
    let told = changes(&office.app, head).await;
    assert_eq!(told.len(), 3, "the department, and what is or was public: {told:?}");
}

#[rstest]
#[tokio::test]
async fn another_configured_standard_moves_the_days_at_the_next_start_and_is_audited_once(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let (office, own) = with_one(engine).await;
    let twice = [("SMARTCITY_SUBMISSIONS_REPLY_DAYS", "12")];
    let is_entry = |action: &str| action == "reply_standard.set";
    let entries = || office.app.audit().iter().filter(|one| is_entry(&one.action)).count();
    assert_eq!(entries(), 0, "a new installation has promised nothing yet");
    for _ in 0..2 {
        let next = TestApp::beside(&office.app, &twice).await;
        assert_eq!(public(&next, &own).await["reply_due_on"], "2026-12-10");
        assert_eq!(entries(), 1);
    }
    office.app.look();
    assert_eq!(public(&office.app, &own).await["reply_due_on"], "2026-12-10", "on the first node");
    // What arrives at any node is promised the same.
    let new = crate::submissions::sent(&office.app, body()).await;
    assert_eq!(staffs(&office, &new).await["reply_due_on"], "2026-12-10");
}

#[rstest]
#[tokio::test]
async fn what_the_sender_was_told_at_first_is_told_again_under_the_same_key(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let office = Office::open(engine).await;
    let mut body = body();
    let challenge = office.app.client.json("/api/v1/submissions/challenge").await;
    body["challenge"] = json!(crate::submissions::solution(&challenge));
    let key = crate::submissions::fresh_key();
    let send = async || {
        let call = office.app.client.call(Method::POST, "/api/v1/submissions");
        call.header("idempotency-key", &key).json(&body).send().await
    };
    let first = send().await;
    assert_eq!(first.json()["reply_due_on"], "2026-12-08", "{}", first.text());
    office.app.load_citizens_inside(&with_holidays(&["2026-12-08"]));
    let again = send().await;
    assert_eq!(again.bytes, first.bytes);
    let id = first.json()["id"].as_str().unwrap().to_owned();
    let seen = office.get(&office.moderator, &format!("{QUEUE}/{id}")).await.json();
    assert_eq!(seen["reply_due_on"], "2026-12-09");
}
