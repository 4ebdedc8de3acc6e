//! Whoever guesses passwords is held off, and nobody else.

use chrono::TimeDelta;
use reqwest::Method;
use rstest::rstest;
use serde_json::json;
use smartcity::clock::Clock;

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::answer::Answer;
use crate::support::held::Held;
use crate::support::staff::PASSWORD;

const EMAIL: &str = "td@city.example";

/// A server that believes what the tests say of where they come from.
async fn behind_a_proxy(engine: Engine) -> TestApp {
    let app =
        TestApp::configured(engine, &[("SMARTCITY_LIMITS_TRUSTED_PROXIES", "127.0.0.1")]).await;
    app.member(EMAIL, &[]);
    app
}

async fn attempt(app: &TestApp, password: &str, from: &str) -> Answer {
    let body = json!({ "email": EMAIL, "password": password });
    let call = app.client.call(Method::POST, "/api/v1/auth/login").json(&body);
    call.header("x-forwarded-for", from).send().await
}

#[rstest]
#[tokio::test]
async fn whoever_guesses_a_password_from_one_address_waits_longer_and_longer(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = behind_a_proxy(engine).await;
    for _ in 0..5 {
        attempt(&app, "wrong", "192.0.2.1").await.problem(401, "invalid-credentials");
    }
    for wait in [1, 2, 4, 8] {
        for _ in 0..3 {
            let held = attempt(&app, PASSWORD, "192.0.2.1").await;
            held.problem(429, "rate-limited");
            let why = "even the right password waits, and waiting makes it no longer";
            assert_eq!(held.must("retry-after"), wait.to_string(), "{why}");
        }
        app.clock.advance(TimeDelta::seconds(wait));
        attempt(&app, "wrong", "192.0.2.1").await.problem(401, "invalid-credentials");
    }
    app.clock.advance(TimeDelta::minutes(15));
    assert_eq!(attempt(&app, PASSWORD, "192.0.2.1").await.status, 200, "nobody is locked out");
    attempt(&app, "wrong", "192.0.2.1").await.problem(401, "invalid-credentials");
    assert_eq!(attempt(&app, PASSWORD, "192.0.2.1").await.status, 200, "what was is forgiven");
}

#[rstest]
#[tokio::test]
async fn fifteen_wrong_passwords_from_elsewhere_keep_nobody_out(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = behind_a_proxy(engine).await;
    for _ in 0..15 {
        attempt(&app, "wrong", "192.0.2.1").await;
    }
    let answer = attempt(&app, PASSWORD, "198.51.100.7").await;
    assert_eq!(answer.status, 200, "though it was never seen there before");
    attempt(&app, PASSWORD, "192.0.2.1").await.problem(429, "rate-limited");
}

#[rstest]
#[tokio::test]
async fn a_hundred_failures_an_hour_close_an_account_but_to_where_its_owner_has_signed_in(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = behind_a_proxy(engine).await;
    assert_eq!(attempt(&app, PASSWORD, "198.51.100.7").await.status, 200);
    for number in 0..100 {
        let from = format!("192.0.2.{}", number / 5);
        attempt(&app, "wrong", &from).await.problem(401, "invalid-credentials");
    }
    let held = attempt(&app, PASSWORD, "203.0.113.1").await;
    held.problem(429, "rate-limited");
    assert_eq!(held.must("retry-after"), "3600", "an hour from the first of them");
    assert_eq!(attempt(&app, PASSWORD, "198.51.100.7").await.status, 200, "the owner's address");
    attempt(&app, PASSWORD, "203.0.113.1").await.problem(429, "rate-limited");
    app.try_login("other@city.example", "wrong").await.problem(401, "invalid-credentials");
    app.clock.advance(TimeDelta::hours(1));
    assert_eq!(attempt(&app, PASSWORD, "203.0.113.1").await.status, 200);
}

#[rstest]
#[tokio::test]
async fn an_address_of_the_owner_is_forgotten_after_ninety_days(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = behind_a_proxy(engine).await;
    for (days, status) in [(89, 200), (90, 429)] {
        attempt(&app, PASSWORD, "198.51.100.7").await;
        app.clock.advance(TimeDelta::days(days));
        for number in 0..100 {
            let from = format!("192.0.2.{}", number / 5);
            attempt(&app, "wrong", &from).await.problem(401, "invalid-credentials");
        }
        assert_eq!(attempt(&app, PASSWORD, "198.51.100.7").await.status, status, "{days} days");
        app.clock.advance(TimeDelta::days(1));
    }
}

#[rstest]
#[tokio::test]
async fn whoever_has_to_wait_writes_nothing(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = behind_a_proxy(engine).await;
    for _ in 0..5 {
        attempt(&app, "wrong", "192.0.2.1").await.problem(401, "invalid-credentials");
    }
    // What would be written now could not be.
    let held = Held::over(&app.database, engine);
    let attempts = (0..50).map(|_| attempt(&app, "wrong", "192.0.2.1"));
    for refused in futures_util::future::join_all(attempts).await {
        refused.problem(429, "rate-limited");
    }
    held.end();
    app.clock.advance(TimeDelta::seconds(1));
    assert_eq!(attempt(&app, PASSWORD, "192.0.2.1").await.status, 200);
}

#[rstest]
#[tokio::test]
async fn a_clock_that_is_put_back_a_day_keeps_nobody_out(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = behind_a_proxy(engine).await;
    let tokens = app.login(EMAIL).await;
    for _ in 0..5 {
        attempt(&app, "wrong", "192.0.2.1").await.problem(401, "invalid-credentials");
    }
    for number in 0..100 {
        let from = format!("192.0.2.{}", 10 + number / 5);
        attempt(&app, "wrong", &from).await;
    }
    app.clock.advance(TimeDelta::days(-1));
    let refreshed = app.try_refresh(&tokens.refresh).await;
    assert_eq!(refreshed.status, 200, "{}", refreshed.text());
    let access = refreshed.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(app.me(&access).await.status, 200);
    assert_eq!(attempt(&app, PASSWORD, "192.0.2.1").await.status, 200);
    assert_eq!(attempt(&app, PASSWORD, "203.0.113.1").await.status, 200);
    for _ in 0..5 {
        attempt(&app, "wrong", "192.0.2.1").await.problem(401, "invalid-credentials");
    }
    let held = attempt(&app, PASSWORD, "192.0.2.1").await;
    held.problem(429, "rate-limited");
    assert_eq!(held.must("retry-after"), "1", "who guesses waits by the clock as it is now");
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

mod long {
    //! Hashing threads that are busy for as long as anybody waits for one.

    use std::sync::Arc;

    use smartcity::app::identity::{Identity, IdentityError, KeyRing, Login};
    use smartcity::config::AuthSettings;
    use smartcity::master_key::{self, SIGNING_KEYS};
    use smartcity::sealing::SealingKey;

    use super::*;
    use crate::support::app::{entropy, settings};

    /// Signing in of the installation of `app`, with so many threads for hashing.
    fn identity(app: &TestApp, hash_threads: usize) -> Identity {
        let settings = settings(&app.database, &[]);
        let master = master_key::load(&settings, true).unwrap();
        let derived = |purpose| SealingKey::derive(master.expose(), purpose);
        let keys = derived(SIGNING_KEYS);
        let keyring = KeyRing::open(&app.store, keys, app.clock.now(), &entropy()).unwrap();
        let macs = Arc::new(derived("login counters"));
        let auth = AuthSettings { hash_threads, ..settings.auth };
        Identity::new(app.store.clone(), entropy(), Arc::new(keyring), macs, auth, None).unwrap()
    }

    #[rstest]
    #[tokio::test]
    async fn an_attempt_whose_password_nobody_looked_at_is_not_counted(
        #[values(Sqlite, Postgres)] engine: Engine,
    ) {
        let app = TestApp::start(engine).await;
        app.member(EMAIL, &[]);
        let login = |password: &str| Login {
            email: EMAIL.to_owned(),
            password: password.into(),
            address: Some([127, 0, 0, 1].into()),
            user_agent: None,
            request_id: "r".to_owned(),
            at: app.clock.now(),
        };
        let busy = identity(&app, 0);
        for _ in 0..2 {
            let attempts = (0..5).map(|_| busy.login(login(PASSWORD)));
            for refused in futures_util::future::join_all(attempts).await {
                assert!(matches!(refused, Err(IdentityError::App(_))), "{refused:?}");
            }
        }
        let free = identity(&app, 1);
        for _ in 0..5 {
            let refused = free.login(login("wrong")).await;
            assert!(matches!(refused, Err(IdentityError::InvalidCredentials)), "{refused:?}");
        }
        let held = free.login(login(PASSWORD)).await;
        assert!(matches!(held, Err(IdentityError::TooManyAttempts(_))), "{held:?}");
        app.clock.advance(TimeDelta::seconds(1));
        let refused = busy.login(login(PASSWORD)).await;
        assert!(matches!(refused, Err(IdentityError::App(_))), "{refused:?}");
        assert!(free.login(login(PASSWORD)).await.is_ok(), "nor does it make the wait longer");
    }
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
    for name in ["nobody@city.example", "anybody@city.example", "no address"] {
        app.try_login(name, "wrong").await.problem(401, "invalid-credentials");
    }
    app.clock.advance(TimeDelta::minutes(1));
    app.try_login(EMAIL, "wrong").await.problem(401, "invalid-credentials");
    let failed: Vec<_> =
        app.audit().into_iter().filter(|entry| entry.action == "login.failed").collect();
    let told: Vec<_> =
        failed.iter().map(|entry| (entry.target_key.clone(), entry.repeated)).collect();
    let id = Some(user.id.to_string());
    assert_eq!(told, [(id.clone(), 0), (None, 2), (id, 2)]);
    assert!(failed.iter().all(|entry| entry.actor_kind == "nobody"));
    assert!(failed.iter().all(|entry| entry.address.as_deref() == Some("127.0.0.1")));
}
