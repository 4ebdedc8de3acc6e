//! Signing in, and what those run into who should not be.

use chrono::TimeDelta;
use reqwest::Method;
use rstest::rstest;
use serde_json::json;
use smartcity::clock::Clock;

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::staff::PASSWORD;
use crate::support::tokens::parts;

const EMAIL: &str = "td@city.example";

#[rstest]
#[tokio::test]
async fn a_token_says_who_it_is_for_and_how_long(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let user = app.member(EMAIL, &["publisher:TD"]);
    let answer = app.try_login("TD@City.example", PASSWORD).await;
    assert_eq!(answer.must("cache-control"), "no-store");
    assert!(answer.header("etag").is_none());
    let body = answer.json();
    assert_eq!((&body["token_type"], &body["expires_in"]), (&json!("Bearer"), &json!(600)));
    let (header, claims) = parts(body["access_token"].as_str().unwrap());
    assert_eq!(header, json!({ "typ": "at+jwt", "alg": "EdDSA", "kid": app.signing_key().kid() }));
    let now = app.clock.now().timestamp();
    let wanted = json!({
        "iss": "urn:smartcity", "sub": user.id, "aud": "smartcity", "client_id": "smartcity",
        "exp": now + 600, "iat": now, "nbf": now,
        "jti": claims["jti"], "sid": claims["sid"], "ver": 2,
    });
    assert_eq!(claims, wanted, "and nothing about rights");
}

#[rstest]
#[tokio::test]
async fn another_system_verifies_a_token_with_the_published_keys_alone(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as CODE;
    let app = TestApp::start(engine).await;
    let token = app.signed_in(EMAIL, &[]).await.access;
    let keys = app.client.elsewhere(&format!("{}/.well-known/jwks.json", app.client.base())).await;
    assert_eq!(keys.must("content-type"), "application/jwk-set+json");
    assert_eq!(keys.must("cache-control"), "public, max-age=300");
    let (header, _) = parts(&token);
    let keys = keys.json();
    let key = keys["keys"].as_array().unwrap().iter().find(|key| key["kid"] == header["kid"]);
    let key = key.unwrap();
    assert_eq!(key.as_object().unwrap().len(), 6, "a public key and nothing else: {key}");
    let x = CODE.decode(key["x"].as_str().unwrap()).unwrap();
    let (message, signature) = token.rsplit_once('.').unwrap();
    let public = ed25519_dalek::VerifyingKey::from_bytes(&x.try_into().unwrap()).unwrap();
    let signature = CODE.decode(signature).unwrap();
    let signature = ed25519_dalek::Signature::from_slice(&signature).unwrap();
    public.verify_strict(message.as_bytes(), &signature).unwrap();
}

#[rstest]
#[tokio::test]
async fn nobody_learns_whether_an_account_exists(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    app.member(EMAIL, &[]);
    app.member("closed@city.example", &[]);
    let closed = "closed@city.example".parse_address();
    smartcity::app::operator::set_disabled(&app.installation(), &closed, true).unwrap();
    let mut told = Vec::new();
    for (email, password) in [
        (EMAIL, "wrong"),
        ("nobody@city.example", PASSWORD),
        ("closed@city.example", PASSWORD),
        ("not an address", PASSWORD),
    ] {
        let answer = app.try_login(email, password).await;
        let mut problem = answer.problem(401, "invalid-credentials");
        problem["request_id"] = json!(null);
        let mut names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
        names.sort();
        told.push((problem, names));
    }
    for one in &told {
        assert_eq!(one, &told[0]);
    }
}

/// Reading an address in a test.
trait ParseAddress {
    fn parse_address(&self) -> smartcity::domain::account::EmailAddress;
}

impl ParseAddress for str {
    fn parse_address(&self) -> smartcity::domain::account::EmailAddress {
        smartcity::domain::account::EmailAddress::parse(self).unwrap()
    }
}

#[rstest]
#[tokio::test]
async fn whoever_guesses_one_password_waits_longer_and_longer_from_wherever_they_come(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let proxies = [("SMARTCITY_LIMITS_TRUSTED_PROXIES", "127.0.0.1")];
    let app = TestApp::configured(engine, &proxies).await;
    app.member(EMAIL, &[]);
    let attempt = async |password: &str, from: u8| {
        let body = json!({ "email": EMAIL, "password": password });
        let call = app.client.call(Method::POST, "/api/v1/auth/login").json(&body);
        call.header("x-forwarded-for", &format!("192.0.2.{from}")).send().await
    };
    for from in 0..5 {
        attempt("wrong", from).await.problem(401, "invalid-credentials");
    }
    for wait in [1, 2, 4, 8] {
        let held = attempt(PASSWORD, 99).await;
        held.problem(429, "rate-limited");
        assert_eq!(held.must("retry-after"), wait.to_string(), "even the right password waits");
        app.clock.advance(TimeDelta::seconds(wait));
        attempt("wrong", 100).await.problem(401, "invalid-credentials");
    }
    app.clock.advance(TimeDelta::minutes(15));
    assert_eq!(attempt(PASSWORD, 7).await.status, 200, "nobody is locked out for good");
    attempt("wrong", 8).await.problem(401, "invalid-credentials");
    assert_eq!(attempt(PASSWORD, 7).await.status, 200, "and what was before is forgiven");
}

#[rstest]
#[tokio::test]
async fn whoever_tries_many_accounts_from_one_address_waits_though_each_is_tried_once(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.member(EMAIL, &[]);
    for number in 0..20 {
        let email = format!("somebody{number}@city.example");
        app.try_login(&email, "leaked elsewhere").await.problem(401, "invalid-credentials");
    }
    app.try_login(EMAIL, PASSWORD).await.problem(429, "rate-limited");
    app.clock.advance(TimeDelta::seconds(1));
    app.login(EMAIL).await;
    app.clock.advance(TimeDelta::seconds(1));
    app.try_login("other@city.example", "x").await.problem(401, "invalid-credentials");
    let again = app.try_login("another@city.example", "x").await;
    again.problem(429, "rate-limited");
    assert!(again.must("retry-after").parse::<u32>().unwrap() >= 1, "one account clears no way");
}

#[rstest]
#[tokio::test]
async fn attempts_that_come_all_at_once_are_counted_like_others(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.member(EMAIL, &[]);
    let attempts = (0..20).map(|_| app.try_login(EMAIL, "wrong"));
    let answers = futures_util::future::join_all(attempts).await;
    let looked_at = answers.iter().filter(|answer| answer.status == 401).count();
    assert_eq!(looked_at, 5, "no more passwords are looked at than one after the other");
    assert!(answers.iter().all(|answer| [401, 429].contains(&answer.status)));
}

#[rstest]
#[tokio::test]
async fn failures_are_recorded_once_a_minute_and_then_counted(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let user = app.member(EMAIL, &[]);
    for _ in 0..3 {
        app.try_login(EMAIL, "wrong").await.problem(401, "invalid-credentials");
    }
    app.try_login("nobody@city.example", "wrong").await.problem(401, "invalid-credentials");
    app.clock.advance(TimeDelta::minutes(1));
    app.try_login(EMAIL, "wrong").await.problem(401, "invalid-credentials");
    let failed: Vec<_> =
        app.audit().into_iter().filter(|entry| entry.action == "login.failed").collect();
    let told: Vec<_> =
        failed.iter().map(|entry| (entry.target_key.clone(), entry.repeated)).collect();
    let id = Some(user.id.to_string());
    assert_eq!(told, [(id.clone(), 0), (None, 0), (id, 2)]);
    assert!(failed.iter().all(|entry| entry.actor_kind == "nobody"));
    assert!(failed.iter().all(|entry| entry.address.as_deref() == Some("127.0.0.1")));
}

#[rstest]
#[tokio::test]
async fn a_session_is_never_one_that_somebody_brought_along(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let first = app.signed_in(EMAIL, &[]).await;
    let body = json!({ "email": EMAIL, "password": PASSWORD });
    let call = app.client.call(Method::POST, "/api/v1/auth/login").bearer(&first.access);
    let call = call.header("cookie", "session=attacker").json(&body);
    let second = crate::support::staff::tokens(&call.send().await.json());
    let sid = |token: &str| parts(token).1["sid"].clone();
    assert_ne!(sid(&first.access), sid(&second.access));
    assert_ne!(first.refresh, second.refresh);
}

#[rstest]
#[tokio::test]
async fn from_an_address_that_has_used_up_its_quota_nobody_is_even_looked_at(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    // The client has read the document before.
    let app = TestApp::configured(engine, &[("SMARTCITY_LIMITS_READS_PER_MINUTE", "4")]).await;
    let good = app.signed_in(EMAIL, &[]).await.access;
    for left in [2, 1, 0] {
        let answer = app.me("no.good.token").await;
        answer.problem(401, "invalid-token");
        assert_eq!(answer.must("ratelimit"), format!("\"reads\";r={left}"));
    }
    app.me("no.good.token").await.problem(429, "rate-limited");
    let reads = app.metric("smartcity_database_reads_total").await;
    for token in [good.as_str(), "no.good.token"] {
        let held = app.me(token).await;
        held.problem(429, "rate-limited");
        assert_eq!(held.must("ratelimit"), "\"reads\";r=0");
        assert!((1..=60).contains(&held.must("retry-after").parse::<u32>().unwrap()));
    }
    let after = app.metric("smartcity_database_reads_total").await;
    assert!((after - reads).abs() < f64::EPSILON, "nothing was looked up: {reads}, {after}");
}

#[rstest]
#[tokio::test]
async fn whoever_is_known_uses_up_their_own_quota_and_not_that_of_their_address(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::configured(engine, &[("SMARTCITY_LIMITS_READS_PER_MINUTE", "2")]).await;
    let (one, other) = (app.signed_in(EMAIL, &[]).await, app.signed_in("a@b.hk", &[]).await);
    for token in [&one.access, &one.access, &other.access, &other.access] {
        assert_eq!(app.me(token).await.status, 200);
    }
    app.me(&one.access).await.problem(429, "rate-limited");
    assert_eq!(app.client.get("/api/v1/smart-areas").await.status, 200);
}

#[rstest]
#[tokio::test]
async fn attempts_of_an_address_are_limited_for_all_nodes_together(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let limit = [("SMARTCITY_LIMITS_LOGINS_PER_MINUTE", "4")];
    let app = TestApp::configured(engine, &limit).await;
    app.member(EMAIL, &[]);
    for left in [3, 2, 1, 0] {
        let answer = app.try_login(EMAIL, PASSWORD).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.must("ratelimit"), format!("\"login\";r={left}"));
        assert_eq!(answer.must("ratelimit-policy"), "\"login\";q=4;w=60");
    }
    let held = app.try_login(EMAIL, PASSWORD).await;
    held.problem(429, "rate-limited");
    assert_eq!(held.must("retry-after"), "15");
    assert_eq!(held.must("ratelimit"), "\"login\";r=0");
    app.clock.advance(TimeDelta::seconds(15));
    assert_eq!(app.try_login(EMAIL, PASSWORD).await.status, 200);
}
