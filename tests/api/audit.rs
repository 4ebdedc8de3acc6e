//! The audit log as auditors read it, and what must never stand in it or anywhere else.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use crate::story;
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::staff::PASSWORD;

async fn list(app: &TestApp, token: &str, query: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut target = format!("/api/v1/audit/entries?limit=4&{query}");
    loop {
        let answer = app.client.call(Method::GET, &target).bearer(token).send().await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let page = answer.json();
        all.extend(page["data"].as_array().unwrap().iter().cloned());
        let Some(cursor) = page["page"]["next_cursor"].as_str() else { return all };
        target = format!("/api/v1/audit/entries?limit=4&{query}&cursor={cursor}");
    }
}

#[rstest]
#[tokio::test]
async fn every_write_of_the_story_left_one_entry_and_they_are_numbered_without_gaps(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let story = story::tell(&app).await;
    let token = app.login("auditor@city.example").await.access;
    let entries = list(&app, &token, "sort=seq").await;
    let numbers: Vec<i64> = entries.iter().map(|entry| entry["seq"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=i64::try_from(numbers.len()).unwrap()).collect::<Vec<_>>());
    let document = app.client.document();
    let quiet = ["refresh_tokens"];
    for answer in &story.answers {
        let operation = document.operation(&answer.method, answer.path()).unwrap().1;
        let id = operation["operationId"].as_str().unwrap();
        let request = answer.must("x-request-id");
        let left = entries.iter().filter(|entry| entry["request_id"] == request).count();
        let is_done = answer.method != Method::GET && answer.status < 300 && !quiet.contains(&id);
        let is_refused = answer.status == 403;
        assert_eq!(left, usize::from(is_done || is_refused), "{id}: {}", answer.status);
    }
}

#[rstest]
#[tokio::test]
async fn the_log_is_narrowed_by_everything_it_says(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    story::tell(&app).await;
    let token = app.login("auditor@city.example").await.access;
    let all = list(&app, &token, "").await;
    let newest_first: Vec<i64> = all.iter().map(|entry| entry["seq"].as_i64().unwrap()).collect();
    assert!(newest_first.is_sorted_by(|one, next| one > next));
    let actor = all.iter().find(|entry| entry["action"] == "initiatives.edit").unwrap();
    let id = actor["actor"]["id"].as_str().unwrap();
    let request = actor["request_id"].as_str().unwrap();
    for (query, member, value) in [
        (format!("actor={id}"), "/actor/id", json!(id)),
        ("action=users.create".to_owned(), "/action", json!("users.create")),
        ("outcome=refused".to_owned(), "/outcome", json!("refused")),
        ("target_kind=department&target=CSO".to_owned(), "/target/key", json!("CSO")),
        (format!("request_id={request}"), "/request_id", json!(request)),
    ] {
        let found = list(&app, &token, &query).await;
        let expected = all.iter().filter(|entry| entry.pointer(member) == Some(&value)).count();
        assert!(expected > 0 && found.len() == expected, "{query}: {}", found.len());
        assert!(found.iter().all(|entry| entry.pointer(member) == Some(&value)), "{query}");
    }
    assert!(
        list(&app, &token, "until=2026-11-24T04:00:00Z").await.iter().all(|one| one["seq"] == 1)
    );
    assert_eq!(list(&app, &token, "since=2026-11-24T04:00:00.000001Z").await.len(), 0);
    let target = "/api/v1/audit/entries?target=CSO&actor=x&outcome=lost";
    let answer = app.client.call(Method::GET, target).bearer(&token).send().await;
    assert_eq!(answer.faults(400, "invalid-parameter").len(), 3);
}

#[rstest]
#[tokio::test]
async fn what_is_secret_stands_nowhere_in_the_database_and_in_no_entry(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let story = story::tell(&app).await;
    app.try_login("planted-password-in-the-wrong-field", "x").await;
    let mut secrets = vec![
        PASSWORD.to_owned(),
        "orbit lantern plum".to_owned(),
        "planted-password-in-the-wrong-field".to_owned(),
        "8e03978e-40d5-43dd-bc93-6894a57f9324".to_owned(),
    ];
    for answer in &story.answers {
        if answer.bytes.is_empty() || answer.status >= 300 {
            continue;
        }
        gather(&answer.json(), &mut secrets);
    }
    let seed = app.signing_key().to_secret_bytes();
    let code = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    secrets.push(base64::Engine::encode(&code, seed.as_slice()));
    assert!(secrets.len() > 12, "{}", secrets.len());
    let dump = crate::support::dump::everything(&app);
    assert!(dump.len() > 100_000 && dump.contains("hketoll-free-flow-tolling"));
    assert!(dump.contains("td@city.example"), "what is no secret is there");
    for secret in &secrets {
        assert!(!dump.contains(secret.as_str()), "{secret} stands in the database");
    }
}

/// Every token and key in an answer.
fn gather(value: &Value, secrets: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let is_secret = ["access_token", "refresh_token", "token", "secret"];
                match member.as_str() {
                    Some(text) if is_secret.contains(&name.as_str()) => {
                        secrets.push(text.to_owned());
                    }
                    _ => gather(member, secrets),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, secrets)),
        _ => {}
    }
}
