//! Requests that are refused before a handler sees them: routes, methods, forms, sizes, bytes that are no text.

use reqwest::Method;
use rstest::rstest;

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::raw;

const LIST: &str = "/api/v1/initiatives";

#[rstest]
#[tokio::test]
async fn a_path_that_is_not_served_is_a_problem_too(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for target in [
        "/nothing/here",
        "/api",
        "/api/v1",
        "/api/v2/initiatives",
        "/api/v1/initiative",
        "/api/v1/initiatives/",
        "/api/v1/initiatives/hkemobility-app/nothing",
        "/api/v1/statistics/more",
        "/docs/no-such-file.js",
        "/favicon.ico",
    ] {
        app.client.get(target).await.problem(404, "unknown-route");
    }
    let call = app.client.call(Method::GET, "/api/v1/none").header("Accept-Language", "zh-CN");
    let answer = call.send().await;
    let problem = answer.problem(404, "unknown-route");
    assert_eq!(answer.must("content-language"), "zh-Hans");
    assert!(!problem["title"].as_str().unwrap().is_ascii());
}

#[rstest]
#[tokio::test]
async fn a_method_that_a_path_does_not_take_is_refused_with_those_it_takes(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        for target in [
            "/api/v1/milestones",
            "/api/v1/initiatives/hkemobility-app/history",
            "/api/v1/statistics",
            "/api/v1/changes",
            "/openapi.json",
            "/livez",
            "/",
        ] {
            let answer = app.client.call(method.clone(), target).body("{}").send().await;
            answer.problem(405, "method-not-allowed");
            let mut allowed: Vec<&str> = answer.must("allow").split(',').map(str::trim).collect();
            allowed.sort_unstable();
            assert_eq!(allowed, ["GET", "HEAD", "OPTIONS"], "{method} {target}");
        }
    }
    let refused = app.client.call(Method::PUT, "/api/v1/initiatives/hkemobility-app").send().await;
    refused.problem(405, "method-not-allowed");
    let mut allowed: Vec<&str> = refused.must("allow").split(',').map(str::trim).collect();
    allowed.sort_unstable();
    assert_eq!(allowed, ["GET", "HEAD", "OPTIONS", "PATCH"]);
    app.client.call(Method::POST, "/api/v1/none").send().await.problem(404, "unknown-route");
}

#[rstest]
#[tokio::test]
async fn a_form_that_cannot_be_given_is_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let list = async |accept: &str| {
        app.client.call(Method::GET, LIST).header("Accept", accept).send().await
    };
    for accept in [
        "text/html",
        "text/*",
        "application/xml",
        "application/json;q=0",
        "*/*;q=0",
        "image/png, text/csv",
    ] {
        list(accept).await.problem(406, "not-acceptable");
    }
    for accept in [
        "application/json",
        "application/*",
        "*/*",
        "text/html, application/json;q=0.1",
        "text/html, */*;q=0.1",
        "application/problem+json, application/json",
        "",
    ] {
        assert_eq!(list(accept).await.status, 200, "{accept}");
    }
}

#[rstest]
#[tokio::test]
async fn an_id_that_is_no_uuid_is_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for id in [
        "1",
        "not-a-uuid",
        "00000000000070008000000000000000",
        "%7B00000000-0000-7000-8000-000000000000%7D",
    ] {
        let answer = app.client.get(&format!("/api/v1/milestones/{id}")).await;
        let faults = answer.faults(400, "invalid-identifier");
        assert_eq!(faults, [("id".to_owned(), "invalid_uuid".to_owned())], "{id}");
    }
}

#[rstest]
#[tokio::test]
async fn credentials_that_nobody_issued_are_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for credentials in ["Bearer abc", "Basic dXNlcjpwYXNz", "nonsense"] {
        for target in
            [LIST, "/api/v1/initiatives/hkemobility-app", "/api/v1/statistics", "/api/v1/changes"]
        {
            // What lies in the cache must not answer for it.
            app.client.get(target).await;
            let call = app.client.call(Method::GET, target).header("Authorization", credentials);
            let answer = call.send().await;
            answer.problem(401, "invalid-token");
            assert!(answer.must("www-authenticate").starts_with("Bearer"), "{target}");
        }
    }
    let call = app.client.call(Method::GET, "/livez").header("Authorization", "Bearer abc");
    assert_eq!(call.send().await.status, 200);
}

#[rstest]
#[tokio::test]
async fn bytes_that_are_no_text_are_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for line in [
        "GET /api/v1/initiatives/%FF HTTP/1.1",
        "GET /api/v1/initiatives/%C3%28 HTTP/1.1",
        "GET /api/v1/initiatives?q=%FF%FE HTTP/1.1",
        "GET /api/v1/initiatives?q=%E4%B8 HTTP/1.1",
        "GET /api/v1/initiatives?%80=1 HTTP/1.1",
        "GET /no/such/%FF HTTP/1.1",
    ] {
        let answer = raw::request(app.address, line.as_bytes(), &[]);
        answer.problem(400, "invalid-utf8");
        app.client.document().check(&answer);
    }
    // Raw bytes outside ASCII are no request target at all (RFC 9112 section 3.2): the parser may refuse them itself.
    let answer = raw::request(app.address, b"GET /api/v1/initiatives?q=\xff\xfe HTTP/1.1", &[]);
    assert_eq!(answer.status, 400);
}

#[rstest]
#[tokio::test]
async fn an_encoding_that_is_none_is_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for target in [
        "/api/v1/initiatives?q=%zz",
        "/api/v1/initiatives?q=%4",
        "/api/v1/initiatives?q=100%",
        "/api/v1/initiatives?q=%+1",
        "/api/v1/initiatives?%zz=1",
        "/api/v1/initiatives/%zz",
        "/api/v1/initiatives/%zz/progress",
        "/api/v1/milestones/%zz",
        "/no/such/%g0",
    ] {
        let line = format!("GET {target} HTTP/1.1");
        let mut answer = raw::request(app.address, line.as_bytes(), &[]);
        // The problem names its request by an address, so it cannot repeat what is none.
        answer.target = answer.target.replace("%zz", "%25zz").replace("%g0", "%25g0");
        answer.problem(400, "malformed-request");
        app.client.document().check(&answer);
    }
}

#[rstest]
#[tokio::test]
async fn an_address_or_header_that_is_too_long_is_refused(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    for target in [format!("{LIST}?q={}", "a".repeat(8192)), format!("/{}", "a".repeat(9000))] {
        let answer = raw::request(app.address, format!("GET {target} HTTP/1.1").as_bytes(), &[]);
        assert_eq!(answer.status, 414);
        assert_eq!(answer.json()["code"], "uri-too-long");
        assert_eq!(answer.json()["request_id"], answer.must("x-request-id"));
    }
    let long = format!("X-Long: {}", "a".repeat(33_000));
    let line = format!("GET {LIST} HTTP/1.1");
    raw::request(app.address, line.as_bytes(), &[&long]).problem(431, "headers-too-large");
    let several: Vec<String> =
        (0..40).map(|n| format!("X-Long-{n}: {}", "a".repeat(1000))).collect();
    let several: Vec<&str> = several.iter().map(String::as_str).collect();
    raw::request(app.address, line.as_bytes(), &several).problem(431, "headers-too-large");
    // As long as is allowed is not too long.
    let longest = format!("{LIST}?q={}", "a".repeat(8192 - LIST.len() - "?q=".len()));
    let answer = raw::request(app.address, format!("GET {longest} HTTP/1.1").as_bytes(), &[]);
    answer.problem(400, "invalid-parameter");
    let large = format!("X-Large: {}", "a".repeat(30_000));
    assert_eq!(raw::request(app.address, line.as_bytes(), &[&large]).status, 200);
}

#[rstest]
#[tokio::test]
async fn headers_that_no_parser_would_hold_end_the_connection(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    // What the parser refuses itself need not be a problem document, but it must be refused and others be served.
    let endless = format!("X-Endless: {}", "a".repeat(2_000_000));
    let line = format!("GET {LIST} HTTP/1.1");
    let bytes = format!("{line}\r\nHost: localhost\r\nConnection: close\r\n{endless}\r\n\r\n");
    let answer = raw::exchange(app.address, bytes.as_bytes());
    assert!(!answer.starts_with(b"HTTP/1.1 2"), "{}", String::from_utf8_lossy(&answer));
    for nonsense in ["GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n"] {
        let answer = raw::exchange(app.address, nonsense.as_bytes());
        assert!(!answer.starts_with(b"HTTP/1.1 2"), "{nonsense:?}");
    }
    assert_eq!(app.client.get(LIST).await.status, 200);
}

#[rstest]
#[tokio::test]
async fn a_body_that_is_too_large_is_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let line = format!("POST {LIST} HTTP/1.1");
    let answer = raw::request(app.address, line.as_bytes(), &["Content-Length: 1048577"]);
    answer.problem(413, "body-too-large");
}

#[rstest]
#[tokio::test]
async fn nothing_of_the_inside_is_told(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for target in [
        "/api/v1/initiatives/'%20OR%201=1",
        "/api/v1/initiatives?q=%27%3B%20DROP%20TABLE",
        "/api/v1/initiatives?smart_area=%27",
        "/api/v1/initiatives?due_before=x",
        "/api/v1/milestones/x",
        "/docs/../../etc/passwd",
        "/docs/..%2F..%2Fetc%2Fpasswd",
    ] {
        let text = app.client.get(target).await.text().to_lowercase();
        for word in [
            "sqlite", "postgres", "diesel", "select ", "src/", ".rs", "panicked", "serde", "chrono",
        ] {
            assert!(!text.contains(word), "{target} tells of {word}: {text}");
        }
    }
}
