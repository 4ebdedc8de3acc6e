//! Requests that never become one: what is refused while it arrives, and what the HTTP parser refuses by itself.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use reqwest::Method;
use rstest::rstest;

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::answer::Answer;
use crate::support::raw;

/// What comes back for pieces that are sent with pauses, until the server closes.
fn trickled(app: &TestApp, pieces: &[&str]) -> Vec<u8> {
    let mut stream = TcpStream::connect(app.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    for piece in pieces {
        // The server may have answered and closed already.
        drop(stream.write_all(piece.as_bytes()));
        std::thread::sleep(Duration::from_millis(100));
    }
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    loop {
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(length) => answer.extend_from_slice(&piece[..length]),
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => break,
            Err(error) => panic!("the server does not close: {error}"),
        }
    }
    answer
}

fn slow_body(app: &TestApp, target: &str) -> Answer {
    let head = format!(
        "POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Idempotency-Key: a-key-of-this-test\r\nContent-Length: 900\r\n\r\n"
    );
    let mut pieces = vec![head.as_str()];
    pieces.extend(["{\"email\":", "\"", "a", "a", "a", "a", "a", "a", "a", "a", "a"]);
    raw::parse(Method::POST, target, &trickled(app, &pieces))
}

#[rstest]
#[tokio::test]
async fn a_body_that_does_not_arrive_in_time_is_a_problem_and_ends_the_connection(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::configured(engine, &[("SMARTCITY_LIMITS_REQUEST_TIMEOUT_MS", "500")]).await;
    for target in ["/api/v1/auth/login", "/api/v1/submissions"] {
        let answer = slow_body(&app, target);
        answer.problem(408, "request-timeout");
        assert_eq!(answer.must("connection"), "close", "{target}");
        app.client.document().check(&answer);
    }
}

#[rstest]
#[tokio::test]
async fn what_the_parser_refuses_has_a_status_and_no_body(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::configured(engine, &[("SMARTCITY_LIMITS_REQUEST_TIMEOUT_MS", "500")]).await;
    let long =
        format!("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {}\r\n\r\n", "a".repeat(140_000));
    let many: Vec<String> = (0..100).map(|nth| format!("X-{nth}: a\r\n")).collect();
    let many = many.concat();
    let many = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{many}\r\n");
    let cases: [(&str, &[&str], u16); 8] = [
        ("no request line", &["nonsense\r\n\r\n"], 400),
        ("bytes outside ASCII", &["GET /\u{ff} HTTP/1.1\r\nHost: localhost\r\n\r\n"], 400),
        ("a name with a blank", &["GET / HTTP/1.1\r\nHost: localhost\r\nA b: c\r\n\r\n"], 400),
        (
            "a length that is none",
            &["POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n"],
            400,
        ),
        (
            "two lengths",
            &[
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            ],
            400,
        ),
        ("too many header lines", &[&many], 431),
        ("a head of more than 128 KiB", &[&long], 431),
        ("a head that does not end in time", &["GET / HTTP/1.1\r\nHost: localhost\r\n"], 408),
    ];
    for (what, pieces, status) in cases {
        let bytes = trickled(&app, pieces);
        assert!(!bytes.is_empty(), "{what}: nothing comes back");
        let answer = raw::parse(Method::GET, "/", &bytes);
        assert_eq!((answer.status, answer.bytes.len()), (status, 0), "{what}");
        assert_eq!(answer.header("content-type"), None, "{what}");
    }
}

#[tokio::test]
async fn the_document_says_which_answers_have_no_body() {
    let app = TestApp::start(Sqlite).await;
    let document = app.client.json("/openapi.json").await;
    let description = document["info"]["description"].as_str().unwrap();
    for part in ["HTTP parser", "400", "408", "431"] {
        assert!(description.contains(part), "{part} in {description}");
    }
}
