//! Asking the author: the clock stands still until the author writes or the department goes on.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Office, QUEUE, body, sent};
use crate::submissions::{Sent, follow};
use crate::support::Engine::{self, Postgres, Sqlite};

#[rstest]
#[tokio::test]
async fn the_clock_stands_still_while_the_author_is_awaited(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let office = Office::open(engine).await;
    let own = office.assigned(body()).await;
    let path = format!("{QUEUE}/{}/transitions", own.id);
    let before = office.get(&office.responder, &format!("{QUEUE}/{}", own.id)).await.json();
    let ask = json!({ "to": "awaiting_citizen", "message": "Which car park do you mean?" });
    let asked = office.post(&office.responder, &path, Some(3), &ask).await;
    assert_eq!(asked.status, 200, "{}", asked.text());
    let asked = asked.json();
    assert_eq!((&asked["state"], &asked["version"]), (&json!("awaiting_citizen"), &json!(4)));
    assert_eq!(asked["paused_since"], "2026-11-24");
    let followed = follow(&office.app, &own, None).await.json();
    assert_eq!(followed["messages"][0]["text"], "Which car park do you mean?");
    // From Tuesday, on which it was received, to Thursday: two working days that would have counted.
    office.app.set_clock("2026-11-26T04:00:00Z");
    let responder = office.app.login("td@city.example").await.access;
    let back = json!({ "to": "assigned" });
    let resumed = office.post(&responder, &path, Some(4), &back).await.json();
    assert_eq!((&resumed["state"], &resumed["paused_since"]), (&json!("assigned"), &json!(null)));
    assert_eq!(resumed["paused_days"], 2);
    assert_eq!(
        (&before["reply_due_on"], &resumed["reply_due_on"]),
        (&json!("2026-12-08"), &json!("2026-12-10"))
    );
    let refused = office.post(&responder, &path, Some(5), &back).await.problem(409, "conflict");
    let allowed = json!(["awaiting_citizen", "answered", "declined", "duplicate"]);
    assert_eq!(refused["allowed_transitions"], allowed);
}

#[rstest]
#[tokio::test]
async fn the_authors_answer_sets_it_going_and_nobody_else_may_ask(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let office = Office::open(engine).await;
    let own = office.assigned(body()).await;
    let path = format!("{QUEUE}/{}/transitions", own.id);
    let ask = json!({ "to": "awaiting_citizen", "message": "Which one?" });
    office.post(&office.other, &path, Some(3), &ask).await.problem(404, "not-found");
    let refused = office.post(&office.moderator, &path, Some(3), &ask).await;
    assert_eq!(refused.problem(403, "forbidden")["rule"], "responder-needed");
    let silent = json!({ "to": "awaiting_citizen" });
    let faults = office.post(&office.responder, &path, Some(3), &silent).await;
    assert_eq!(faults.faults(422, "validation"), [("/message".into(), "required".into())]);
    office.post(&office.responder, &path, None, &ask).await.problem(428, "precondition-required");
    office.post(&office.responder, &path, Some(2), &ask).await.problem(412, "stale-version");
    assert_eq!(office.post(&office.responder, &path, Some(3), &ask).await.status, 200);
    let answer = json!({ "text": "The one in Sheung Wan." });
    let followed = follow(&office.app, &own, Some(("messages", Some(answer)))).await;
    assert_eq!(followed.json()["state"], "assigned");
    let seen = office.get(&office.responder, &format!("{QUEUE}/{}", own.id)).await.json();
    let authors: Vec<_> =
        seen["messages"].as_array().unwrap().iter().map(|m| &m["author"]).collect();
    assert_eq!(authors, [&json!("department"), &json!("citizen")]);
}

#[rstest]
#[case::three_days(3, "2026-11-27")]
#[case::up_to_the_holidays(22, "2026-12-24")]
#[case::across_christmas(25, "2026-12-30")]
#[case::across_new_year(30, "2027-01-07")]
#[tokio::test]
async fn a_departments_own_standard_counts_from_receipt_and_leaves_out_holidays(
    #[values(Sqlite, Postgres)] engine: Engine,
    #[case] days: u8,
    #[case] due: &str,
) {
    let office = Office::open(engine).await;
    let admin = office.app.signed_in("admin@city.example", &["administrator"]).await.access;
    let call = office.app.client.call(Method::PATCH, "/api/v1/departments/TD").bearer(&admin);
    let patch = json!({ "reply_days": days });
    let changed = call.header("if-match", "\"1\"").json(&patch).send().await;
    assert_eq!(changed.json()["reply_days"], days, "{}", changed.text());
    let own = office.assigned(body()).await;
    let seen = office.get(&office.responder, &format!("{QUEUE}/{}", own.id)).await.json();
    assert_eq!(seen["reply_due_on"], due);
    let other = json!({ "department_code": "DPO" });
    let moved = office.one(&own.id, 3, "assign", other).await;
    assert_eq!(moved["reply_due_on"], "2026-12-08", "the installation's standard");
}

#[rstest]
#[tokio::test]
async fn nothing_is_late_while_its_author_is_awaited(#[values(Sqlite, Postgres)] engine: Engine) {
    let office = Office::open(engine).await;
    let (awaited, late) = (office.assigned(body()).await, office.assigned(body()).await);
    let path = format!("{QUEUE}/{}/transitions", awaited.id);
    let ask = json!({ "to": "awaiting_citizen", "message": "Which one?" });
    assert_eq!(office.post(&office.responder, &path, Some(3), &ask).await.status, 200);
    office.app.set_clock("2026-12-09T04:00:00Z");
    let moderator = office.app.login("moderator@city.example").await.access;
    assert_eq!(office.queue(&moderator, "overdue=true").await, [late.id]);
    assert_eq!(office.queue(&moderator, "overdue=false").await, [awaited.id]);
}

/// TD is to answer within so many working days.
async fn promise(office: &Office, days: u8) {
    let admin = office.app.signed_in("admin@city.example", &["administrator"]).await.access;
    let path = "/api/v1/departments/TD";
    let tag = office.app.client.get(path).await.tag();
    let call = office.app.client.call(Method::PATCH, path).bearer(&admin);
    let answer = call.header("if-match", &tag).json(&json!({ "reply_days": days })).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// It is noon of another day, and staff sign in again: their tokens have expired.
async fn come_to(office: &mut Office, day: &str) {
    office.app.set_clock(&format!("{day}T04:00:00Z"));
    office.moderator = office.app.login("moderator@city.example").await.access;
    office.responder = office.app.login("td@city.example").await.access;
}

/// The department asks the author of a submission of version 3 something.
async fn ask(office: &Office, own: &Sent) {
    let path = format!("{QUEUE}/{}/transitions", own.id);
    let ask = json!({ "to": "awaiting_citizen", "message": "Which car park do you mean?" });
    let asked = office.post(&office.responder, &path, Some(3), &ask).await;
    assert_eq!(asked.status, 200, "{}", asked.text());
}

/// The author answers.
async fn answer(office: &Office, own: &Sent) {
    let answer = json!({ "text": "The one in Sheung Wan." });
    let followed = follow(&office.app, own, Some(("messages", Some(answer)))).await;
    assert_eq!(followed.json()["state"], "assigned");
}

/// The submission as staff see it.
async fn stored(office: &Office, own: &Sent) -> Value {
    office.get(&office.moderator, &format!("{QUEUE}/{}", own.id)).await.json()
}

#[rstest]
#[tokio::test]
async fn the_standard_counts_from_the_day_of_receipt_whenever_it_is_assigned(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let mut office = Office::open(engine).await;
    promise(&office, 3).await;
    let own = sent(&office.app, body()).await;
    come_to(&mut office, "2026-11-26").await;
    let triaged = office.one(&own.id, 1, "triage", json!({})).await;
    assert_eq!(triaged["reply_due_on"], "2026-12-08", "no department has it yet");
    let to = json!({ "department_code": "TD" });
    let assigned = office.one(&own.id, 2, "assign", to).await;
    assert_eq!(assigned["reply_due_on"], "2026-11-27");
    assert_eq!(follow(&office.app, &own, None).await.json()["reply_due_on"], "2026-11-27");
    // Half past midnight in Hong Kong is the next day, a Friday.
    office.app.set_clock("2026-11-26T16:30:00Z");
    office.moderator = office.app.login("moderator@city.example").await.access;
    let late = office.assigned(body()).await;
    assert_eq!(stored(&office, &late).await["reply_due_on"], "2026-12-02");
}

#[rstest]
#[case::over_a_weekend(None, ("2026-11-26", "2026-12-01"), 4, "2026-12-14")]
#[case::on_one_day(None, ("2026-11-26", "2026-11-26"), 1, "2026-12-09")]
#[case::on_a_weekend(None, ("2026-11-28", "2026-11-29"), 0, "2026-12-08")]
#[case::over_christmas(Some(30), ("2026-12-23", "2026-12-29"), 4, "2027-01-13")]
#[tokio::test]
async fn the_days_on_which_the_author_is_awaited_do_not_count(
    #[values(Sqlite, Postgres)] engine: Engine,
    #[case] days: Option<u8>,
    #[case] awaited: (&str, &str),
    #[case] stood: i64,
    #[case] due: &str,
) {
    let mut office = Office::open(engine).await;
    if let Some(days) = days {
        promise(&office, days).await;
    }
    let own = office.assigned(body()).await;
    let (since, until) = awaited;
    come_to(&mut office, since).await;
    ask(&office, &own).await;
    assert_eq!(stored(&office, &own).await["paused_since"], since);
    come_to(&mut office, until).await;
    answer(&office, &own).await;
    let seen = stored(&office, &own).await;
    assert_eq!((&seen["paused_days"], &seen["paused_since"]), (&json!(stood), &json!(null)));
    assert_eq!(seen["reply_due_on"], due);
}

#[rstest]
#[tokio::test]
async fn what_was_in_time_when_it_was_asked_stays_in_time_and_what_was_late_stays_late(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let mut office = Office::open(engine).await;
    let (in_time, late) = (office.assigned(body()).await, office.assigned(body()).await);
    come_to(&mut office, "2026-12-08").await;
    ask(&office, &in_time).await;
    assert!(office.queue(&office.moderator, "overdue=true").await.is_empty());
    come_to(&mut office, "2026-12-09").await;
    ask(&office, &late).await;
    assert!(office.queue(&office.moderator, "overdue=true").await.is_empty());
    assert_eq!(stored(&office, &late).await["overdue"], false);
    answer(&office, &in_time).await;
    answer(&office, &late).await;
    assert_eq!(
        office.queue(&office.moderator, "overdue=true").await,
        std::slice::from_ref(&late.id)
    );
    assert_eq!(stored(&office, &late).await["reply_due_on"], "2026-12-08");
    // One working day was left: the one after the answer.
    assert_eq!(stored(&office, &in_time).await["reply_due_on"], "2026-12-10");
}
