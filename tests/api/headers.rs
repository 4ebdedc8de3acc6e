//! The headers that every answer has, the methods that every path takes, and bodies made smaller on the way.

use reqwest::Method;
use rstest::rstest;
use serde_json::Value;

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::catalogue::milestone_id;

fn reads() -> Vec<String> {
    let id = milestone_id("trade-single-window", "phase-3-rolled-out-by-batch");
    vec![
        "/api/v1/blueprints".to_owned(),
        "/api/v1/smart-areas".to_owned(),
        "/api/v1/departments".to_owned(),
        "/api/v1/initiatives".to_owned(),
        "/api/v1/initiatives/trade-single-window".to_owned(),
        "/api/v1/initiatives/trade-single-window/progress".to_owned(),
        "/api/v1/initiatives/trade-single-window/milestones".to_owned(),
        "/api/v1/milestones".to_owned(),
        format!("/api/v1/milestones/{id}"),
        "/api/v1/statistics".to_owned(),
        "/api/v1/changes".to_owned(),
    ]
}

#[rstest]
#[tokio::test]
async fn every_read_has_the_headers_of_a_public_read(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let version = app.client.document().root()["info"]["version"].as_str().unwrap().to_owned();
    let head = app.client.head().await;
    for target in reads() {
        let answer = app.client.get(&target).await;
        assert_eq!(answer.status, 200, "{target}");
        assert_eq!(answer.media_type(), Some("application/json"), "{target}");
        let cache_control = if target.ends_with("/changes") {
            "no-cache"
        } else {
            "public, max-age=30, stale-while-revalidate=300"
        };
        assert_eq!(answer.must("cache-control"), cache_control, "{target}");
        assert_eq!(answer.must("content-language"), "en", "{target}");
        assert_eq!(answer.change_cursor(), head, "{target}");
        assert_eq!(answer.must("api-version"), version, "{target}");
        assert!(answer.header("etag").is_some() && answer.header("vary").is_some(), "{target}");
    }
}

#[rstest]
#[tokio::test]
async fn what_staff_read_is_kept_nowhere_but_for_items_that_are_edited_by_their_tag(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let admin = app.signed_in("admin@city.example", &["administrator"]).await.access;
    let auditor = app.signed_in("auditor@city.example", &["auditor"]).await.access;
    let ask = |target: &str| {
        let is_of_accounts = target.contains("users") || target.contains("service-accounts");
        let token = if is_of_accounts { &admin } else { &auditor };
        app.client.call(Method::GET, target).bearer(token)
    };
    let read = async |target: &str| {
        let answer = ask(target).send().await;
        assert_eq!(answer.status, 200, "{target}: {}", answer.text());
        answer
    };
    for target in [
        "/api/v1/users",
        "/api/v1/service-accounts",
        "/api/v1/audit/entries",
        "/api/v1/staff/submissions",
        "/api/v1/staff/updates",
        "/api/v1/auth/me",
        "/api/v1/auth/sessions",
    ] {
        let answer = read(target).await;
        assert_eq!(answer.must("cache-control"), "no-store", "{target}");
        assert_eq!(answer.header("etag"), None, "{target}");
        let again = ask(target).header("if-none-match", "*").send().await;
        assert_eq!(again.status, 200, "{target}");
    }
    let users = read("/api/v1/users").await.json();
    let user = read(&format!("/api/v1/users/{}", users["data"][0]["id"].as_str().unwrap())).await;
    assert_eq!(user.must("cache-control"), "private, no-cache");
    let version = format!("\"{}-", user.json()["version"]);
    assert!(user.tag().starts_with(&version), "it is edited with this tag: {}", user.tag());
}

#[rstest]
#[tokio::test]
async fn every_answer_is_safe_to_show_and_can_be_read_by_any_page(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let others = [
        "/",
        "/openapi.json",
        "/problems/not-found",
        "/livez",
        "/readyz",
        "/api/v1/initiatives?limit=0",
        "/api/v1/initiatives/none",
        "/no/such/path",
    ];
    for target in reads().into_iter().chain(others.map(str::to_owned)) {
        let answer = app.client.get(&target).await;
        assert_eq!(answer.must("x-content-type-options"), "nosniff", "{target}");
        assert_eq!(answer.must("referrer-policy"), "no-referrer", "{target}");
        assert!(answer.must("content-security-policy").contains("default-src"), "{target}");
        assert_eq!(answer.must("access-control-allow-origin"), "*", "{target}");
        assert_eq!(answer.header("access-control-allow-credentials"), None, "{target}");
        let exposed = answer.must("access-control-expose-headers").to_lowercase();
        let exposed: Vec<&str> = exposed.split(',').map(str::trim).collect();
        for name in [
            "etag",
            "link",
            "location",
            "retry-after",
            "ratelimit",
            "ratelimit-policy",
            "deprecation",
            "sunset",
            "content-language",
            "api-version",
            "x-request-id",
            "change-cursor",
            "idempotency-replayed",
        ] {
            assert!(exposed.contains(&name), "{target} hides {name}");
        }
        assert_eq!(answer.header("server"), None, "{target}");
    }
}

#[rstest]
#[tokio::test]
async fn every_answer_has_an_id_of_its_own_or_the_client_s(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let mut ids = Vec::new();
    for target in reads().iter().chain(&reads()) {
        ids.push(app.client.get(target).await.must("x-request-id").to_owned());
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "{ids:?}");
    for (sent, kept) in [("my-request_1.a", true), ("short", false), ("with blank and <b>", false)]
    {
        let call = app.client.call(Method::GET, "/api/v1/initiatives/none");
        let answer = call.header("X-Request-Id", sent).send().await;
        answer.problem(404, "not-found");
        assert_eq!(answer.must("x-request-id") == sent, kept, "{sent}");
    }
}

#[rstest]
#[tokio::test]
async fn head_is_get_without_a_body(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let others = ["/", "/openapi.json", "/docs", "/livez", "/readyz", "/.well-known/security.txt"];
    let missing = ["/api/v1/initiatives/none", "/api/v1/initiatives?limit=0", "/no/such/path"];
    let all = others.into_iter().chain(missing).map(str::to_owned);
    for target in reads().into_iter().chain(all) {
        let (get, head) =
            (app.client.get(&target).await, app.client.call(Method::HEAD, &target).send().await);
        assert_eq!(head.status, get.status, "{target}");
        assert!(head.bytes.is_empty(), "{target}");
        for name in
            ["content-type", "etag", "cache-control", "content-language", "content-length", "link"]
        {
            if name == "content-length" && get.header(name).is_none() {
                continue;
            }
            if target.contains("none") && name == "content-length" {
                continue;
            }
            assert_eq!(head.header(name), get.header(name), "{target}: {name}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn options_says_what_a_path_takes(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for target in reads() {
        let answer = app.client.call(Method::OPTIONS, &target).send().await;
        assert_eq!(answer.status, 204, "{target}");
        let mut allowed: Vec<&str> = answer.must("allow").split(',').map(str::trim).collect();
        allowed.sort_unstable();
        let document = app.client.document().root();
        let template =
            app.client.document().operation(&Method::GET, target.split('?').next().unwrap());
        let item = &document["paths"][template.unwrap().0];
        let mut expected: Vec<String> =
            item.as_object().unwrap().keys().map(|method| method.to_uppercase()).collect();
        expected.extend(["HEAD".to_owned(), "OPTIONS".to_owned()]);
        expected.sort_unstable();
        assert_eq!(allowed, expected, "{target}");
    }
    let answer = app.client.call(Method::OPTIONS, "/api/v1/none").send().await;
    answer.problem(404, "unknown-route");
}

#[rstest]
#[tokio::test]
async fn a_browser_is_told_what_it_may_send_from_elsewhere(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let call = app.client.call(Method::OPTIONS, "/api/v1/initiatives");
    let answer = call
        .header("Origin", "https://example.org")
        .header("Access-Control-Request-Method", "GET")
        .header("Access-Control-Request-Headers", "if-none-match, accept-language")
        .send()
        .await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.must("access-control-allow-origin"), "*");
    assert!(answer.must("access-control-allow-methods").contains("GET"));
    let headers = answer.must("access-control-allow-headers").to_lowercase();
    for name in ["if-none-match", "accept-language", "authorization", "content-type", "if-match"] {
        assert!(headers.contains(name), "{headers}");
    }
    assert!(answer.must("access-control-max-age").parse::<u32>().unwrap() > 0);
}

#[rstest]
#[tokio::test]
async fn every_encoding_holds_the_same_json(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let list = "/api/v1/initiatives?limit=100";
    let plain = app.client.get(list).await;
    assert_eq!(plain.header("content-encoding"), None, "nothing was asked for");
    for (accepted, sent) in [
        ("br", Some("br")),
        ("gzip", Some("gzip")),
        ("zstd", Some("zstd")),
        ("gzip, deflate, br, zstd", Some("br")),
        ("gzip;q=0.5, zstd;q=0.9", Some("zstd")),
        ("br;q=0, gzip", Some("gzip")),
        ("deflate", None),
        ("identity", None),
        ("identity;q=0, *;q=0", None),
        ("", None),
    ] {
        for _ in 0..2 {
            let call = app.client.call(Method::GET, list).header("Accept-Encoding", accepted);
            let answer = call.send().await;
            assert_eq!(answer.status, 200, "{accepted}");
            assert_eq!(answer.header("content-encoding"), sent, "{accepted}");
            assert_eq!(answer.decoded(), plain.bytes, "{accepted}");
            assert_eq!(sent.is_some(), answer.bytes.len() < plain.bytes.len() / 3, "{accepted}");
            assert_eq!(answer.must("content-length"), answer.bytes.len().to_string());
        }
    }
}

#[rstest]
#[tokio::test]
async fn codes_are_bare_and_lists_are_objects(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for target in reads() {
        let body: Value = app.client.json(&target).await;
        assert!(body.is_object(), "{target}");
        if let Some(data) = body.get("data") {
            assert!(data.is_array() && body["page"].is_object() && body["meta"].is_object());
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_client_that_asks_too_often_is_told_to_wait(#[values(Sqlite, Postgres)] engine: Engine) {
    // The client has read the document before.
    let app = TestApp::configured(engine, &[("SMARTCITY_LIMITS_READS_PER_MINUTE", "6")]).await;
    for left in (0..5).rev() {
        let answer = app.client.get("/api/v1/smart-areas").await;
        assert_eq!(answer.status, 200);
        assert!(answer.must("ratelimit-policy").contains('6'));
        assert!(
            answer.must("ratelimit").contains(&left.to_string()),
            "{}",
            answer.must("ratelimit")
        );
    }
    let refused = app.client.get("/api/v1/smart-areas").await;
    refused.problem(429, "rate-limited");
    let wait: u32 = refused.must("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
}
