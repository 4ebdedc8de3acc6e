//! What only shows on the wire: requests that follow each other on one connection, and header lines that proxies add.

use reqwest::Method;
use rstest::rstest;

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::raw;

/// What comes back for a HEAD of `target` and a GET of `/livez` that are sent as one piece.
fn pipelined(app: &TestApp, target: &str) -> Vec<u8> {
    let requests = format!(
        "HEAD {target} HTTP/1.1\r\nHost: localhost\r\n\r\n\
         GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    );
    raw::exchange(app.address, requests.as_bytes())
}

#[rstest]
#[tokio::test]
async fn a_head_has_no_body_even_when_the_next_request_is_there_already(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let cached = "/api/v1/initiatives?limit=100";
    assert_eq!(app.client.get(cached).await.status, 200);
    let made = (1..20).map(|limit| (format!("/api/v1/initiatives?limit={limit}&sort=-code"), 200));
    let waiting = [("/api/v1/initiatives/no-such-initiative", 404), ("/readyz", 200)];
    let at_once = [
        (cached, 200),
        ("/api/v1/initiatives?limit=0", 400),
        ("/no/such/path", 404),
        ("/openapi.json", 200),
        ("/docs/", 200),
        ("/", 200),
        ("/livez", 200),
    ];
    let owned = |(target, status): (&str, u16)| (target.to_owned(), status);
    let waiting = made.chain(waiting.map(owned)).map(|one| (one, true));
    for ((target, status), waits) in waiting.chain(at_once.map(owned).map(|one| (one, false))) {
        let bytes = pipelined(&app, &target);
        assert!(!bytes.is_empty(), "{target}: nothing came (it waits for the database: {waits})");
        let head = raw::parse(Method::HEAD, &target, &bytes);
        assert_eq!(head.status, status, "{target}");
        assert!(head.must("content-length").parse::<usize>().unwrap() > 0, "{target}");
        // The connection may be closed instead; what may not come is a body.
        if !head.bytes.is_empty() {
            let next = raw::parse(Method::GET, "/livez", &head.bytes);
            let text = String::from_utf8_lossy(&head.bytes);
            assert!(text.starts_with("HTTP/1.1 200 "), "{target}: {text}");
            assert_eq!(next.json()["status"], "live", "{target}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_head_alone_has_the_length_of_the_get(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for target in [
        "/api/v1/initiatives?limit=7",
        "/api/v1/initiatives/smart-prison",
        "/api/v1/initiatives/no-such-initiative",
        "/no/such/path",
        "/openapi.json",
        "/docs/",
        "/livez",
    ] {
        let ask = |method: &str| {
            let line = format!("{method} {target} HTTP/1.1");
            raw::request(app.address, line.as_bytes(), &["X-Request-Id: of-the-same-length"])
        };
        // The first is made, the second may be one that was kept.
        for round in 0..2 {
            let (head, get) = (ask("HEAD"), ask("GET"));
            assert_eq!(head.status, get.status, "{target}");
            assert!(head.bytes.is_empty() && !get.bytes.is_empty(), "{target}");
            let length = get.bytes.len().to_string();
            assert_eq!(head.must("content-length"), length, "{target}, round {round}");
            assert_eq!(get.must("content-length"), length, "{target}, round {round}");
        }
    }
}

/// The status of a read with these `X-Forwarded-For` lines.
fn forwarded(app: &TestApp, lines: &[&str]) -> u16 {
    let lines: Vec<String> = lines.iter().map(|line| format!("X-Forwarded-For: {line}")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let answer = raw::request(app.address, b"GET /api/v1/smart-areas HTTP/1.1", &lines);
    app.client.document().check(&answer);
    answer.status
}

/// The status of a read with that in `X-Forwarded-For`.
fn forwarded_bytes(app: &TestApp, hops: &[u8]) -> u16 {
    let start = b"GET /api/v1/smart-areas HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Forwarded-For: ";
    let answer = raw::exchange(app.address, &[start.as_slice(), hops, b"\r\n\r\n"].concat());
    let status = answer.split(|byte| *byte == b' ').nth(1).unwrap();
    std::str::from_utf8(status).unwrap().parse().unwrap()
}

#[tokio::test]
async fn the_last_line_that_a_trusted_proxy_added_says_who_the_client_is() {
    let variables = [
        ("SMARTCITY_LIMITS_TRUSTED_PROXIES", "127.0.0.1/32"),
        ("SMARTCITY_LIMITS_READS_PER_MINUTE", "2"),
    ];
    let app = TestApp::configured(Sqlite, &variables).await;
    // What the client writes itself comes first and is believed by nobody.
    for (invented, status) in [("198.51.100.1", 200), ("198.51.100.2", 200), ("198.51.100.3", 429)]
    {
        assert_eq!(forwarded(&app, &[invented, "203.0.113.9"]), status, "{invented}");
    }
    assert_eq!(forwarded(&app, &["198.51.100.1, 203.0.113.9"]), 429, "one line or two");
    for client in ["203.0.113.10", "203.0.113.11", "203.0.113.12"] {
        assert_eq!(forwarded(&app, &["203.0.113.9", client]), 200, "{client} is another client");
    }
    // A second proxy that is trusted too: the one before it is the client.
    assert_eq!(forwarded(&app, &["203.0.113.9", "127.0.0.1"]), 429);
    assert_eq!(forwarded(&app, &["203.0.113.13", "127.0.0.1"]), 200);
}

#[tokio::test]
async fn clients_behind_a_proxy_are_told_apart_however_it_writes_them_down() {
    let variables = [
        ("SMARTCITY_LIMITS_TRUSTED_PROXIES", "127.0.0.1/32"),
        ("SMARTCITY_LIMITS_READS_PER_MINUTE", "2"),
    ];
    let app = TestApp::configured(Sqlite, &variables).await;
    let spellings: [&[u8]; 2] = [b"203.0.113.9:4711", b"\xff, 203.0.113.9"];
    for hop in spellings {
        assert_eq!(forwarded_bytes(&app, hop), 200, "{hop:?}");
    }
    assert_eq!(forwarded_bytes(&app, b"203.0.113.9"), 429, "they are one client");
    let spellings: [&[u8]; 2] = [b"[2001:db8::1]:4711", b"nonsense,[2001:db8::2]"];
    for hop in spellings {
        assert_eq!(forwarded_bytes(&app, hop), 200, "{hop:?}");
    }
    assert_eq!(forwarded_bytes(&app, b"2001:db8::3"), 429, "they are one subscriber");
    assert_eq!(forwarded_bytes(&app, b"203.0.113.10:4711"), 200, "and this is another");
}
