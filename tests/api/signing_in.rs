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

#[rstest]
#[tokio::test]
async fn a_password_with_other_spaces_opens_its_account_and_is_hashed_anew(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    use argon2::password_hash::PasswordHasher;
    use diesel::connection::SimpleConnection;
    use smartcity::store::user::credentials;
    let app = TestApp::start(engine).await;
    app.member(EMAIL, &[]);
    let typed = "plum\u{3000}lantern\u{3000}orbit";
    // As such a password was hashed when its spaces were kept.
    let params = argon2::Params::new(19_456, 2, 1, None).unwrap();
    let hasher = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let before = hasher.hash_password_with_salt(typed.as_bytes(), b"a salt of a test").unwrap();
    let before = before.to_string();
    let mut connection =
        smartcity::store::migrate::open(&app.database.url.parse().unwrap()).unwrap();
    connection.batch_execute(&format!("UPDATE users SET password_hash = '{before}'")).unwrap();
    let stored = || {
        let found: Result<_, smartcity::store::Fault> = app
            .store
            .read_blocking(|reading| credentials(reading.connection, &EMAIL.parse_address()));
        found.unwrap().unwrap().password_hash.unwrap()
    };
    app.try_login(EMAIL, "plum lantern orbit").await.problem(401, "invalid-credentials");
    assert_eq!(stored(), before);
    assert_eq!(app.try_login(EMAIL, typed).await.status, 200);
    assert_ne!(stored(), before);
    assert_eq!(app.try_login(EMAIL, "plum lantern orbit").await.status, 200);
    assert_eq!(app.try_login(EMAIL, typed).await.status, 200);
}
