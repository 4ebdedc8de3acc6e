//! The audit log as auditors read it, and what must never stand in it or anywhere else.

use chrono::TimeDelta;
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
    let quiet = ["refresh_tokens", "preview_submission"];
    for answer in &story.answers {
        let operation = document.operation(&answer.method, answer.path()).unwrap().1;
        let id = operation["operationId"].as_str().unwrap();
        let request = answer.must("x-request-id");
        let left = entries.iter().filter(|entry| entry["request_id"] == request).count();
        let is_told = answer.method != Method::GET || id == "get_submission_contact";
        let is_done = is_told && answer.status < 300 && !quiet.contains(&id);
        let is_refused = answer.status == 403;
        let expected = if id == "decide_submissions" {
            let results = answer.json()["data"].as_array().unwrap().clone();
            results.iter().filter(|result| result["status"] == 200).count()
        } else {
            usize::from(is_done || is_refused)
        };
        assert_eq!(left, expected, "{id}: {}", answer.status);
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
        ("target_kind=department".to_owned(), "/target/kind", json!("department")),
        (format!("request_id={request}"), "/request_id", json!(request)),
    ] {
        let found = list(&app, &token, &query).await;
        let expected = all.iter().filter(|entry| entry.pointer(member) == Some(&value)).count();
        assert!(expected > 0 && found.len() == expected, "{query}: {}", found.len());
        assert!(found.iter().all(|entry| entry.pointer(member) == Some(&value)), "{query}");
    }
    let loads = list(&app, &token, "until=2026-11-24T04:00:00Z").await;
    assert_eq!(loads.len(), 2, "of the catalogue and of what citizens need");
    assert_eq!(list(&app, &token, "since=2026-11-24T04:00:00.000001Z").await.len(), 0);
    let target = "/api/v1/audit/entries?target=CSO&actor=x&outcome=lost";
    let answer = app.client.call(Method::GET, target).bearer(&token).send().await;
    assert_eq!(answer.faults(400, "invalid-parameter").len(), 3);
}

#[rstest]
#[tokio::test]
async fn a_period_holds_what_lies_in_it_though_numbers_do_not_quite_follow_the_clocks(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    // As nodes write whose clocks differ; the last one is from long after.
    for (minute, name) in
        [("10:00", "a"), ("10:20", "b"), ("10:05", "c"), ("10:15", "d"), ("14:00", "e")]
    {
        app.set_clock(&format!("2026-12-01T{minute}:00Z"));
        app.member(&format!("{name}@city.example"), &[]);
    }
    let token = app.signed_in("auditor@city.example", &["auditor"]).await.access;
    let made = async |query: &str| {
        let query = format!("action=users.create&sort=seq&{query}");
        let entries = list(&app, &token, &query).await;
        let minute = |entry: &Value| entry["at"].as_str().unwrap()[11..16].to_owned();
        entries.iter().map(minute).collect::<Vec<_>>()
    };
    let at = |minute: &str| format!("2026-12-01T{minute}:00Z");
    let (ten, later) = (at("10:10"), at("12:00"));
    assert_eq!(made(&format!("since={ten}")).await, ["10:20", "10:15", "14:00", "14:00"]);
    assert_eq!(made(&format!("until={ten}")).await, ["10:00", "10:05"]);
    assert_eq!(made(&format!("since={ten}&until={later}")).await, ["10:20", "10:15"]);
    assert_eq!(made(&format!("since={later}")).await, ["14:00", "14:00"]);
    assert_eq!(made(&format!("until={later}")).await.len(), 4);
    assert!(made("since=2026-12-02T00:00:00Z").await.is_empty());
    assert!(made("until=2026-01-01T00:00:00Z").await.is_empty());
    assert_eq!(made("since=0001-01-01T00:00:00Z&until=9999-12-31T00:00:00Z").await.len(), 6);
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
        gather(&answer.value(), &mut secrets);
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

#[rstest]
#[tokio::test]
async fn whoever_may_not_do_it_at_all_is_told_that_alone_and_it_is_recorded_once(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let token = app.signed_in("auditor@city.example", &["auditor"]).await.access;
    let initiative = "/api/v1/initiatives/hketoll-free-flow-tolling";
    let json = "application/json";
    for (method, path, media_type, body, what) in [
        (Method::PATCH, initiative, json, "{", "no If-Match and no JSON"),
        (Method::PATCH, initiative, "text/plain", "x", "no If-Match and another type"),
        (Method::PATCH, "/api/v1/initiatives/no--code", json, "{}", "no code"),
        (Method::PATCH, "/api/v1/users/nobody", json, "[]", "no id and no object"),
        (Method::POST, "/api/v1/users?dryrun=1", json, "{}", "an unknown parameter"),
        (Method::POST, "/api/v1/service-accounts", "image/png", "", "no body"),
    ] {
        // Of a minute's like refusals the first alone is written down.
        app.clock.advance(TimeDelta::minutes(1));
        let entries = app.audit().len();
        let call = app.client.call(method, path).bearer(&token).header("content-type", media_type);
        let answer = call.header("idempotency-key", "x").body(body).send().await;
        let problem = answer.problem(403, "forbidden");
        assert_eq!(problem["rule"], "auditor-writes-nothing", "{what}");
        let all = app.audit();
        assert_eq!(all.len(), entries + 1, "{what}");
        let entry = &all[0];
        assert_eq!(entry.outcome, "refused", "{what}");
        assert_eq!(entry.rule.as_deref(), Some("auditor-writes-nothing"), "{what}");
        assert_eq!(entry.request_id.as_deref(), Some(answer.must("x-request-id")), "{what}");
        assert_eq!(entry.actor_name, "auditor");
    }
}

#[rstest]
#[tokio::test]
async fn a_flood_of_refusals_leaves_one_entry_a_minute_for_each_actor_action_and_rule(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let auditor = app.signed_in("auditor@city.example", &["auditor"]).await.access;
    let other = app.signed_in("other@city.example", &["auditor"]).await.access;
    let publisher = app.signed_in("td@city.example", &["publisher:TD"]).await.access;
    let entries = app.audit().len();
    let codes = ["hketoll-free-flow-tolling", "smart-prison", "automated-parking-systems"];
    let edit = async |token: &str, code: &str| {
        let call = app.client.call(Method::PATCH, &format!("/api/v1/initiatives/{code}"));
        let call = call.bearer(token).header("if-match", "\"1\"").json(&json!({}));
        call.send().await.problem(403, "forbidden");
    };
    for _ in 0..30 {
        for code in codes {
            edit(&auditor, code).await;
        }
    }
    edit(&other, codes[0]).await;
    edit(&publisher, "smart-prison").await;
    let make = app.client.call(Method::POST, "/api/v1/users").bearer(&auditor).json(&json!({}));
    make.send().await.problem(403, "forbidden");
    app.clock.advance(TimeDelta::minutes(1));
    edit(&auditor, codes[1]).await;
    let all = app.audit();
    let told: Vec<_> = all[..all.len() - entries]
        .iter()
        .map(|entry| (entry.actor_name.as_str(), entry.action.as_str(), entry.repeated))
        .collect();
    let expected = [
        ("auditor", "initiatives.edit", 0),
        ("auditor", "users.create", 0),
        ("td", "initiatives.edit", 0),
        ("other", "initiatives.edit", 0),
        ("auditor", "initiatives.edit", 89),
    ];
    assert_eq!(told, expected);
}

#[rstest]
#[tokio::test]
async fn a_machine_that_tries_what_is_for_people_is_told_that_alone(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let admin = app.signed_in("admin@city.example", &["administrator"]).await.access;
    let post = async |path: &str, body: Value| {
        let call = app.client.call(Method::POST, path).bearer(&admin).json(&body);
        call.send().await.json()
    };
    let account = post("/api/v1/service-accounts", json!({ "name": "Feed" })).await;
    let keys = format!("/api/v1/service-accounts/{}/keys", account["id"].as_str().unwrap());
    let key = post(&keys, json!({ "scope": ["users.read"] })).await;
    let entries = app.audit().len();
    let call = app.client.call(Method::POST, "/api/v1/auth/password?x=1").body("{");
    let answer = call.bearer(key["secret"].as_str().unwrap()).send().await;
    assert_eq!(answer.problem(403, "forbidden")["rule"], "people-only");
    let all = app.audit();
    assert_eq!((all.len(), all[0].action.as_str()), (entries + 1, "account.use"));
}

#[rstest]
#[tokio::test]
async fn what_the_operator_does_to_credentials_and_what_an_installation_begins_with_is_recorded(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    use smartcity::app::identity::open_setup;
    use smartcity::app::operator;
    use smartcity::clock::Clock;
    use smartcity::domain::account::EmailAddress;
    let app = TestApp::start(engine).await;
    let entropy = crate::support::app::entropy();
    assert!(open_setup(&app.store, app.clock.now(), &entropy).unwrap().is_some());
    let user = app.member("td@city.example", &[]);
    assert!(open_setup(&app.store, app.clock.now(), &entropy).unwrap().is_none());
    let email = EmailAddress::parse("td@city.example").unwrap();
    operator::set_password(&app.installation(), &email, &"orbit lantern plum".into()).unwrap();
    operator::invite(&app.installation(), &email).unwrap();
    let entries = app.audit();
    let told: Vec<_> = entries
        .iter()
        .map(|entry| (entry.action.as_str(), entry.target_kind.as_str(), entry.target_key.clone()))
        .take(7)
        .collect();
    let kid_of = |purpose| Some(app.signing_key_for(purpose).kid().to_owned());
    let (id, contacts) = (user.id.to_string(), app.contact_key_id());
    let wanted = [
        ("users.invite", "user", Some(id.clone())),
        ("password.reset", "user", Some(id.clone())),
        ("users.create", "user", Some(id)),
        ("setup.opened", "setup_link", None),
        ("keys.created", "contact_key", Some(contacts)),
        ("keys.created", "signing_key", kid_of("receipts")),
        ("keys.created", "signing_key", kid_of("access tokens")),
    ];
    assert_eq!(told, wanted);
    assert!(entries.iter().take(7).all(|entry| entry.actor_kind == "operator"));
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
