//! How files are asked for and sent: their headers, who is refused, and what a slow client or a lost database makes of
//! them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::answer::Answer;
use crate::support::catalogue::file;
use crate::support::client::with;
use crate::support::{TestApp, eventually, raw};

const EXPORTS: [&str; 4] = [
    "/api/v1/initiatives.csv",
    "/api/v1/initiatives.ndjson",
    "/api/v1/milestones.csv",
    "/api/v1/milestones.ndjson",
];

#[rstest]
#[tokio::test]
async fn an_export_says_what_it_is(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let head = app.client.head().await;
    let token = app.signed_in("auditor@city.example", &["auditor"]).await.access;
    for target in EXPORTS {
        let get = |name, value| app.client.call(Method::GET, target).header(name, value);
        let answer = get("Accept-Encoding", "br, gzip").header("If-None-Match", "*").send().await;
        assert_eq!(answer.status, 200, "{target}");
        let (name, ending) = target.trim_start_matches("/api/v1/").split_once('.').unwrap();
        let media_type = match ending {
            "csv" => "text/csv; charset=utf-8; header=present",
            _ => "application/x-ndjson",
        };
        for (header, value) in [
            ("content-type", Some(media_type)),
            ("content-disposition", Some(&*format!("attachment; filename=\"{name}.{ending}\""))),
            ("content-language", Some("en")),
            ("vary", Some("Accept-Language, Authorization")),
            ("cache-control", Some("no-cache")),
            ("transfer-encoding", Some("chunked")),
            ("x-content-type-options", Some("nosniff")),
            ("access-control-allow-origin", Some("*")),
            ("etag", None),
            ("content-encoding", None),
            ("content-length", None),
        ] {
            assert_eq!(answer.header(header), value, "{target}: {header}");
        }
        assert_eq!(answer.change_cursor(), head, "{target}");
        assert!(answer.must("access-control-expose-headers").contains("Content-Disposition"));
        let chinese = get("Accept-Language", "zh-HK").send().await;
        assert_eq!(chinese.must("content-language"), "zh-Hant", "{target}");
        let known = app.client.call(Method::GET, target).bearer(&token).send().await;
        assert_eq!(known.must("cache-control"), "private, no-cache", "{target}");
        assert_eq!(known.bytes, answer.bytes, "{target}");
    }
}

#[rstest]
#[tokio::test]
async fn a_head_is_answered_after_one_page(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for target in EXPORTS {
        let before = app.store.reads().get();
        let head = app.client.call(Method::HEAD, target).send().await;
        assert_eq!(app.store.reads().get() - before, 1, "{target}");
        let get = app.client.get(target).await;
        for name in ["content-type", "content-disposition", "content-language", "change-cursor"] {
            assert_eq!(head.header(name), get.header(name), "{target}: {name}");
        }
        assert_eq!((head.status, head.bytes.len()), (200, 0), "{target}");
        let pages = if target.contains("initiatives") { 2 } else { 1 };
        assert_eq!(app.store.reads().get() - before, 1 + pages, "{target}");
        let both = format!(
            "HEAD {target} HTTP/1.1\r\nHost: localhost\r\n\r\n\
             GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        );
        let bytes = raw::exchange(app.address, both.as_bytes());
        let head = raw::parse(Method::HEAD, target, &bytes);
        if !head.bytes.is_empty() {
            assert!(head.bytes.starts_with(b"HTTP/1.1 200 "), "{target}: a HEAD has a body");
        }
    }
}

#[rstest]
#[tokio::test]
async fn an_export_is_given_to_those_alone_who_take_its_form(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    for target in EXPORTS {
        let (own, family, others) = if target.ends_with("csv") {
            ("text/csv", "text/*", ["application/json", "application/x-ndjson"])
        } else {
            ("application/x-ndjson", "application/*", ["application/json", "text/csv"])
        };
        let ask = async |accept: &str| {
            app.client.call(Method::GET, target).header("Accept", accept).send().await
        };
        for accept in [
            own,
            family,
            "*/*",
            "",
            &format!("application/json, {own};q=0.5"),
            // As generated clients ask: for all types of the operation's answers, or for one of them.
            &format!("{own}, application/problem+json"),
            "application/problem+json",
        ] {
            assert_eq!(ask(accept).await.status, 200, "{target}: {accept}");
        }
        for accept in others {
            let problem = ask(accept).await.problem(406, "not-acceptable");
            assert!(problem["detail"].as_str().unwrap().contains(own), "{problem}");
        }
        // A problem is JSON whatever was asked for.
        ask("image/png").await.problem(406, "not-acceptable");
        let refused =
            app.client.call(Method::GET, &with(target, "sort", "x")).header("Accept", own);
        refused.send().await.problem(400, "invalid-parameter");
    }
    // The same holds where JSON is answered.
    for accept in ["application/problem+json", "application/json, application/problem+json"] {
        let call = app.client.call(Method::GET, "/api/v1/initiatives?limit=1");
        let answer = call.header("Accept", accept).send().await;
        assert_eq!((answer.status, answer.media_type()), (200, Some("application/json")));
        let call = app.client.call(Method::POST, "/api/v1/auth/login").header("Accept", accept);
        call.json(&json!({})).send().await.problem(422, "validation");
    }
}

#[rstest]
#[tokio::test]
async fn what_an_export_does_not_know_is_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let refused = async |target: &str, code: &str| -> Vec<(String, String)> {
        let answer: Answer = app.client.get(target).await;
        answer.faults(400, code)
    };
    let fault = |name: &str, code: &str| (name.to_owned(), code.to_owned());
    for target in EXPORTS {
        for pair in ["limit=10", "cursor=abc", "include_total=true", "include=translations"] {
            let (name, value) = pair.split_once('=').unwrap();
            let faults = refused(&with(target, name, value), "unknown-parameter").await;
            assert_eq!(faults, [fault(name, "unknown_parameter")], "{target}");
        }
        let several = format!("{target}?sort=x&overdue=1&lang=xx");
        let mut faults = refused(&several, "invalid-parameter").await;
        faults.sort();
        let all = [
            fault("lang", "unknown_language"),
            fault("overdue", "not_a_boolean"),
            fault("sort", "unsupported_sort"),
        ];
        assert_eq!(faults, all, "{target}");
        let refused = app.client.get(&with(target, "departmnt", "TD")).await;
        assert_eq!(
            refused.problem(400, "unknown-parameter")["errors"][0]["suggestion"],
            "department"
        );
        let call = app.client.call(Method::POST, target).send().await;
        call.problem(405, "method-not-allowed");
    }
    for target in ["/api/v1/initiatives.xlsx", "/api/v1/departments.csv"] {
        app.client.get(target).await.problem(404, "unknown-route");
    }
}

/// The catalogue with so many initiatives more, each of some kilobytes.
fn many(count: usize) -> Value {
    let mut many = file().clone();
    let mut one = many["initiatives"][0].clone();
    one["milestones"] = json!([]);
    one["summary"] = json!({ "en": "\u{20bb7}".repeat(2000) });
    let all = many["initiatives"].as_array_mut().unwrap();
    for nth in 0..count {
        one["code"] = json!(format!("many-{nth}"));
        all.push(one.clone());
    }
    many
}

#[rstest]
#[tokio::test]
async fn a_slow_client_holds_nothing_and_a_file_that_fails_half_way_has_no_end(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let variables =
        [("SMARTCITY_POOL_CONNECTIONS", "1"), ("SMARTCITY_POOL_ACQUIRE_TIMEOUT_MS", "500")];
    let app = TestApp::configured(engine, &variables).await;
    app.load_and_see(&many(800), "2026-11-21T00:00:00Z".parse().unwrap()).await;
    let before = app.store.reads().get();
    let mut slow = TcpStream::connect(app.address).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    slow.write_all(
        b"GET /api/v1/initiatives.ndjson HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    )
    .unwrap();
    let mut bytes = vec![0; 12];
    slow.read_exact(&mut bytes).unwrap();
    assert_eq!(bytes, b"HTTP/1.1 200");
    let mut last = before;
    eventually("the export waits for its client", Duration::from_secs(10), async || {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let reads = app.store.reads().get();
        reads == std::mem::replace(&mut last, reads)
    })
    .await;
    assert!((1..6).contains(&(last - before)), "{} of 6 pages were read", last - before);
    let other = app.client.get("/api/v1/smart-areas").await;
    assert_eq!(other.status, 200, "the one connection is free");
    if engine == Postgres {
        app.database.close();
        let refused = app.client.get("/api/v1/initiatives.csv?tag=its").await;
        refused.problem(503, "unavailable");
    }
    slow.read_to_end(&mut bytes).unwrap();
    assert!(bytes.len() > 1_000_000);
    assert_eq!(bytes.ends_with(b"\r\n0\r\n\r\n"), engine == Sqlite);
}
