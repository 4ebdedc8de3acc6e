//! Machines that pass on what people send: trusted when their key says so, and otherwise like everybody.

use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use super::{PATH, TEXT, body, follow, fresh_key, send_under, sent, solved, with_contact};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;

const SETTINGS: [(&str, &str); 2] =
    [("SMARTCITY_CHALLENGE_DIFFICULTY", "50"), ("SMARTCITY_LIMITS_SUBMISSIONS_PER_MINUTE", "2")];

/// A key of a machine that is a moderator, with that scope.
async fn key(app: &TestApp, scope: &str) -> String {
    let admin = app.signed_in("admin@city.example", &["administrator"]).await.access;
    let post = async |path: &str, body| {
        let answer = app.client.call(Method::POST, path).bearer(&admin).json(&body).send().await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()
    };
    let accounts = "/api/v1/service-accounts";
    let account = json!({ "name": "City portal", "memberships": [{ "role": "moderator" }] });
    let account = post(accounts, account).await["id"].as_str().unwrap().to_owned();
    let key = post(&format!("{accounts}/{account}/keys"), json!({ "scope": [scope] })).await;
    key["secret"].as_str().unwrap().to_owned()
}

#[rstest]
#[tokio::test]
async fn a_key_with_that_scope_sends_without_challenge_and_limit(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::configured(engine, &SETTINGS).await;
    let key = key(&app, "submissions.forward").await;
    for _ in 0..4 {
        let call = app.client.call(Method::POST, PATH).bearer(&key);
        let call = call.header("idempotency-key", &fresh_key());
        let answer = call.json(&body()).send().await;
        assert_eq!(answer.status, 201, "{}", answer.text());
    }
    let entry = app.audit().remove(0);
    assert_eq!(entry.action, "submission.received");
    assert!(entry.actor_key_id.is_some(), "the log tells which machine passed it on");
}

#[rstest]
#[tokio::test]
async fn a_key_to_read_shows_all_that_staff_see_but_how_to_reach_the_author(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::configured(engine, &[SETTINGS[0]]).await;
    let key = key(&app, "submissions.read").await;
    let own = sent(&app, with_contact()).await;
    let added = json!({ "text": "At night above all." });
    assert_eq!(follow(&app, &own, Some(("messages", Some(added)))).await.status, 200);
    let moderator = app.signed_in("moderator@city.example", &["moderator"]).await.access;
    let path = format!("/api/v1/staff/submissions/{}", own.id);
    let note = app.client.call(Method::POST, &format!("{path}/notes")).bearer(&moderator);
    let note = note.json(&json!({ "text": "Ask the car park." })).send().await;
    assert_eq!(note.status, 201, "{}", note.text());
    let seen = app.client.call(Method::GET, &path).bearer(&key).send().await;
    assert_eq!(seen.status, 200, "{}", seen.text());
    assert_eq!(seen.json()["original_text"], TEXT);
    let texts = seen.json()["messages"].as_array().unwrap().clone();
    let texts: Vec<_> = texts.iter().map(|one| one["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["At night above all.", "Ask the car park."]);
    assert!(!seen.text().to_lowercase().contains("planted"), "{}", seen.text());
    let contact = app.client.call(Method::GET, &format!("{path}/contact")).bearer(&key);
    contact.send().await.problem(403, "forbidden");
}

#[rstest]
#[tokio::test]
async fn another_key_is_like_everybody(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::configured(engine, &SETTINGS).await;
    let key = key(&app, "submissions.read").await;
    let send = async || {
        let call = app.client.call(Method::POST, PATH).bearer(&key);
        call.header("idempotency-key", &fresh_key()).json(&body()).send().await
    };
    for _ in 0..2 {
        let faults = send().await.faults(422, "validation");
        assert_eq!(faults, [("/challenge".to_owned(), "required".to_owned())]);
    }
    send().await.problem(429, "rate-limited");
}

#[rstest]
#[tokio::test]
async fn a_solution_that_is_sent_again_makes_it_harder_for_nobody(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = super::app(engine).await;
    let mut once = body();
    once["challenge"] = json!(solved(&app).await);
    assert_eq!(send_under(&app, &fresh_key(), &once).await.status, 201);
    for _ in 0..70 {
        let faults = send_under(&app, &fresh_key(), &once).await.faults(422, "validation");
        assert_eq!(faults, [("/challenge".to_owned(), "challenge_spent".to_owned())]);
    }
    let challenge = app.client.json(&format!("{PATH}/challenge")).await;
    assert_eq!(challenge["maxnumber"], 50);
}

#[rstest]
#[tokio::test]
async fn what_authors_add_through_such_a_machine_is_not_held_to_the_limit_of_an_address(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::configured(engine, &SETTINGS).await;
    let key = key(&app, "submissions.forward").await;
    let call = app.client.call(Method::POST, PATH).bearer(&key);
    let given = call.header("idempotency-key", &fresh_key()).json(&body()).send().await.json();
    let path = format!("/api/v1/followups/{}/messages", given["reference"].as_str().unwrap());
    for _ in 0..3 {
        let call = app.client.call(Method::POST, &path).bearer(&key);
        let call = call.header("submission-secret", given["secret"].as_str().unwrap());
        let answer = call.json(&json!({ "text": "At night above all." })).send().await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    // Nothing was taken from what others at the same address may send.
    let other = send_under(&app, &fresh_key(), &body()).await;
    assert_eq!(other.status, 422, "{}", other.text());
    assert_eq!(other.must("ratelimit"), "\"submissions\";r=1");
}

#[rstest]
#[tokio::test]
async fn a_moderator_with_a_session_solves_a_challenge_like_everybody(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = super::app(engine).await;
    let moderator = app.signed_in("moderator@city.example", &["moderator"]).await.access;
    let mut body = body();
    for expected in [422, 201] {
        let call = app.client.call(Method::POST, PATH).bearer(&moderator);
        let answer = call.header("idempotency-key", &fresh_key()).json(&body).send().await;
        assert_eq!(answer.status, expected, "{}", answer.text());
        body["challenge"] = json!(solved(&app).await);
    }
    let entry = app.audit().remove(0);
    assert_eq!(entry.action, "submission.received");
    assert_eq!(entry.actor_id, None, "who sent it is not on record");
}
