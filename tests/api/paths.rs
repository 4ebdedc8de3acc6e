//! A path with a character encoded that needs no encoding is the same address (RFC 3986 section 2.3): it is answered,
//! refused, counted and kept like the plain one.

use reqwest::Method;
use rstest::rstest;

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::catalogue::milestone_id;
use crate::support::{Answer, TestApp, raw};

const LIST: &str = "/api/v1/initiatives";
const ENCODED: &str = "/%61pi/v1/%69nitiatives";
const ANY: &str = "Accept: */*";

/// The answer to a request for `encoded`, held against the document as one for `plain`.
fn same(app: &TestApp, method: &Method, encoded: &str, plain: &str, header: &str) -> Answer {
    let line = format!("{method} {encoded} HTTP/1.1");
    let mut answer = raw::request(app.address, line.as_bytes(), &[header]);
    plain.clone_into(&mut answer.target);
    app.client.document().check(&answer);
    answer
}

#[rstest]
#[tokio::test]
async fn an_encoded_path_has_the_plain_one_s_answer(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let id = milestone_id("trade-single-window", "phase-3-rolled-out-by-batch");
    for (encoded, plain) in [
        (ENCODED.to_owned(), LIST.to_owned()),
        ("/api/v1/%69nitiatives?limit=3".to_owned(), format!("{LIST}?limit=3")),
        ("/api/v1/%69nitiative".to_owned(), "/api/v1/initiative".to_owned()),
        ("/api/v1/initiatives/smart%2Dprison".to_owned(), format!("{LIST}/smart-prison")),
        ("/api/v1/initiatives/smart%2dprison".to_owned(), format!("{LIST}/smart-prison")),
        (
            format!("/api/v1/milestones/%{:X}{}", id.as_bytes()[0], &id[1..]),
            format!("/api/v1/milestones/{id}"),
        ),
        ("/openapi%2Ejson".to_owned(), "/openapi.json".to_owned()),
        ("/%6Civez".to_owned(), "/livez".to_owned()),
    ] {
        let wanted = app.client.get(&plain).await;
        let given = same(&app, &Method::GET, &encoded, &plain, ANY);
        assert_eq!(given.status, wanted.status, "{encoded}");
        if wanted.status == 200 {
            assert_eq!(given.bytes, wanted.bytes, "{encoded}");
        }
        for name in ["etag", "link", "cache-control", "vary", "content-type", "change-cursor"] {
            assert_eq!(given.header(name), wanted.header(name), "{encoded}: {name}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn an_encoded_path_is_refused_like_the_plain_one(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let credentials = "Authorization: Bearer abc";
    let answer = same(&app, &Method::GET, ENCODED, LIST, credentials);
    answer.problem(401, "invalid-token");
    let answer = same(&app, &Method::GET, ENCODED, LIST, "Accept: text/html");
    answer.problem(406, "not-acceptable");
    for method in [Method::PUT, Method::DELETE] {
        let answer = same(&app, &method, ENCODED, LIST, ANY);
        answer.problem(405, "method-not-allowed");
        assert_eq!(allowed(&answer), ["GET", "HEAD", "OPTIONS", "POST"]);
    }
    let options = same(&app, &Method::OPTIONS, ENCODED, LIST, ANY);
    assert_eq!((options.status, allowed(&options)), (204, vec!["GET", "HEAD", "OPTIONS", "POST"]));
    // What needs its encoding is not decoded: this is one segment, and no route.
    app.client.get("/api%2Fv1%2Finitiatives").await.problem(404, "unknown-route");
}

fn allowed(answer: &Answer) -> Vec<&str> {
    let mut allowed: Vec<&str> = answer.must("allow").split(',').map(str::trim).collect();
    allowed.sort_unstable();
    allowed
}

#[rstest]
#[tokio::test]
async fn an_encoded_path_is_counted_with_the_plain_one(#[values(Sqlite, Postgres)] engine: Engine) {
    // The client has read the document before.
    let app = TestApp::configured(engine, &[("SMARTCITY_LIMITS_READS_PER_MINUTE", "5")]).await;
    for (target, left) in [(ENCODED, 3), (LIST, 2), ("/api/%761/initiatives", 1), (ENCODED, 0)] {
        let answer = same(&app, &Method::GET, target, LIST, ANY);
        assert_eq!(answer.status, 200, "{target}");
        assert_eq!(answer.must("ratelimit"), format!("\"reads\";r={left}"), "{target}");
    }
    for target in [ENCODED, LIST] {
        let answer = same(&app, &Method::GET, target, LIST, ANY);
        answer.problem(429, "rate-limited");
    }
}

#[rstest]
#[tokio::test]
async fn an_encoded_path_is_kept_as_the_plain_one(#[values(Sqlite, Postgres)] engine: Engine) {
    const HITS: &str = "smartcity_cache_hits_total";
    let app = TestApp::start(engine).await;
    for (first, second) in [
        ("/%61pi/v1/initiatives?limit=2", "/%61pi/v1/initiatives?limit=2"),
        ("/%61pi/v1/initiatives?limit=3", "/api/v1/initiatives?limit=3"),
        ("/api/v1/initiatives?limit=4", "/api/v1/%69nitiatives?limit=4"),
    ] {
        let first = same(&app, &Method::GET, first, LIST, ANY);
        let hits = app.metric(HITS).await;
        let again = same(&app, &Method::GET, second, LIST, ANY);
        assert_eq!(first.tag(), again.tag(), "{second}");
        assert!((app.metric(HITS).await - hits - 1.0).abs() < 0.5, "{second} is a hit");
    }
}
