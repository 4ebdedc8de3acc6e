//! How often one client may come: what is counted, and whom it is counted for.

use diesel::Connection as _;
use diesel::connection::SimpleConnection;
use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use crate::submissions;
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::answer::Answer;
use crate::support::engine::{TestDatabase, connect};

const READS: &str = "SMARTCITY_LIMITS_READS_PER_MINUTE";

/// The test's own address is a proxy, so that it can come from anywhere.
const PROXY: (&str, &str) = ("SMARTCITY_LIMITS_TRUSTED_PROXIES", "127.0.0.1/32");

const QUOTAS: [(&str, &str); 3] = [
    PROXY,
    ("SMARTCITY_LIMITS_LOGINS_PER_MINUTE", "2"),
    ("SMARTCITY_LIMITS_SUBMISSIONS_PER_MINUTE", "2"),
];

/// What all nodes count together.
#[derive(Debug, Clone, Copy)]
enum Shared {
    Login,
    Submission,
}

use Shared::{Login, Submission};

impl Shared {
    /// Asks from an address for what is not valid: it counts, and costs nothing.
    async fn asked_from(self, app: &TestApp, address: &str) -> Answer {
        let (path, body) = match self {
            Login => ("/api/v1/auth/login", json!({})),
            Submission => ("/api/v1/submissions", submissions::body()),
        };
        let call = app.client.call(Method::POST, path).header("x-forwarded-for", address);
        let call = match self {
            Login => call,
            Submission => call.header("idempotency-key", &submissions::fresh_key()),
        };
        call.json(&body).send().await
    }

    const fn bucket(self) -> &'static str {
        match self {
            Login => "login",
            Submission => "submissions",
        }
    }
}

/// The parts of 64 bits of `2001:db8:1::/48` that begin with `begin`, from the `from`th on.
fn parts(begin: &str, from: u32, count: u32) -> impl Iterator<Item = String> {
    (from..from + count).map(move |part| format!("2001:db8:1:{begin}{part:02x}::1"))
}

#[rstest]
#[tokio::test]
async fn whoever_has_many_ipv6_networks_has_not_as_many_quotas(
    #[values(Sqlite, Postgres)] engine: Engine,
    #[values(Login, Submission)] what: Shared,
) {
    let app = TestApp::configured(engine, &QUOTAS).await;
    let admitted = async |begin: &str, from: u32, count: u32| {
        let mut admitted = 0;
        for address in parts(begin, from, count) {
            for _ in 0..3 {
                let answer = what.asked_from(&app, &address).await;
                if answer.status == 422 {
                    admitted += 1;
                } else {
                    answer.problem(429, "rate-limited");
                }
            }
        }
        admitted
    };
    assert_eq!(admitted("1", 0, 1).await, 2, "the quota of a subscriber");
    assert_eq!(admitted("1", 1, 8).await, 6, "four quotas in 56 bits");
    assert_eq!(admitted("2", 0, 6).await, 8, "and as many in the next");
    assert_eq!(admitted("3", 0, 5).await + admitted("4", 0, 5).await, 16);
    assert_eq!(admitted("5", 0, 2).await, 0, "sixteen quotas in 48 bits");
    assert_eq!(
        what.asked_from(&app, "2001:db8:2::1").await.status,
        422,
        "a neighbour is not held up"
    );
}

/// Keeps everybody from counting until it is dropped.
#[expect(clippy::disallowed_methods, reason = "a lock beside the server, which it must not know")]
fn hold(database: &TestDatabase, engine: Engine) -> Box<dyn std::any::Any> {
    match engine {
        Sqlite => {
            let path = database.url.trim_start_matches("sqlite:");
            let mut connection = diesel::SqliteConnection::establish(path).unwrap();
            connection.batch_execute("BEGIN IMMEDIATE").unwrap();
            Box::new(connection)
        }
        Postgres => {
            let mut connection = connect(&database.url);
            connection.batch_execute("BEGIN; LOCK TABLE rate_buckets IN EXCLUSIVE MODE").unwrap();
            Box::new(connection)
        }
    }
}

#[rstest]
#[tokio::test]
async fn whoever_is_refused_is_refused_without_a_write(
    #[values(Sqlite, Postgres)] engine: Engine,
    #[values(Login, Submission)] what: Shared,
) {
    let app = TestApp::configured(engine, &QUOTAS).await;
    for status in [422, 422, 429] {
        assert_eq!(what.asked_from(&app, "192.0.2.1").await.status, status);
    }
    // Nobody can write now.
    let held = hold(&app.database, engine);
    for _ in 0..20 {
        let answer = what.asked_from(&app, "192.0.2.1").await;
        answer.problem(429, "rate-limited");
        assert_eq!(answer.must("retry-after"), "30");
        assert_eq!(answer.must("ratelimit"), format!("\"{}\";r=0", what.bucket()));
    }
    drop(held);
    app.set_clock("2026-11-24T04:00:30Z");
    assert_eq!(what.asked_from(&app, "192.0.2.1").await.status, 422);
}

#[rstest]
#[tokio::test]
async fn a_clock_that_goes_back_keeps_nobody_waiting_for_it(
    #[values(Sqlite, Postgres)] engine: Engine,
    #[values(Login, Submission)] what: Shared,
) {
    let app = TestApp::configured(engine, &QUOTAS).await;
    for status in [422, 422, 429] {
        assert_eq!(what.asked_from(&app, "192.0.2.1").await.status, status);
    }
    app.set_clock("2026-11-23T04:00:00Z");
    assert_eq!(what.asked_from(&app, "192.0.2.1").await.status, 422);
    let refused = what.asked_from(&app, "192.0.2.1").await;
    refused.problem(429, "rate-limited");
    assert_eq!(refused.must("retry-after"), "30", "the quota holds all the same");
    app.set_clock("2026-11-23T04:00:30Z");
    assert_eq!(what.asked_from(&app, "192.0.2.1").await.status, 422);
}

#[rstest]
#[tokio::test]
async fn whatever_is_asked_for_is_counted_but_health(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::configured(engine, &[PROXY, (READS, "2")]).await;
    let ask = async |method: &Method, target: &str, address: &str| {
        let call = app.client.call(method.clone(), target).header("x-forwarded-for", address);
        call.send().await
    };
    let asked = [
        (Method::GET, "/", 200),
        (Method::GET, "/openapi.yaml", 200),
        (Method::HEAD, "/openapi.json", 200),
        (Method::GET, "/docs/", 200),
        (Method::GET, "/problems/validation", 200),
        (Method::GET, "/.well-known/jwks.json", 200),
        (Method::GET, "/no/such/path", 404),
        (Method::GET, "/api/v1/smart-areas", 200),
        (Method::OPTIONS, "/api/v1/smart-areas", 204),
        (Method::OPTIONS, "/openapi.json", 204),
        (Method::OPTIONS, "/no/such/path", 404),
    ];
    for (client, (method, target, status)) in asked.iter().enumerate() {
        let address = format!("192.0.2.{client}");
        for left in [1, 0] {
            let answer = ask(method, target, &address).await;
            assert_eq!(answer.status, *status, "{method} {target}");
            assert_eq!(answer.must("ratelimit"), format!("\"reads\";r={left}"), "{target}");
        }
        let refused = ask(method, target, &address).await;
        assert_eq!(refused.status, 429, "{method} {target}");
        for path in ["/livez", "/readyz"] {
            for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
                let answer = ask(&method, path, &address).await;
                assert!(answer.status < 300, "{method} {path}: {}", answer.status);
                assert_eq!(answer.header("ratelimit"), None);
            }
        }
    }
}

#[rstest]
#[tokio::test]
async fn credentials_outside_the_api_are_no_way_around_the_quota(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::configured(engine, &[PROXY, (READS, "2")]).await;
    for (method, target) in [(Method::GET, "/openapi.json"), (Method::OPTIONS, "/api/v1/auth/me")] {
        let address = if method == Method::GET { "192.0.2.1" } else { "192.0.2.2" };
        let mut statuses = Vec::new();
        for token in ["one", "another", "third"] {
            let call = app.client.call(method.clone(), target).bearer(token);
            statuses.push(call.header("x-forwarded-for", address).send().await.status);
        }
        assert_eq!(statuses[2], 429, "{method} {target}: {statuses:?}");
        assert!(statuses[..2].iter().all(|status| *status < 300), "{statuses:?}");
    }
}
