//! The program is killed while people send: what it had acknowledged is there afterwards, and nothing is half done.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::{PATH, Sent, body, fresh_key, solution};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::client::Client;
use crate::support::engine::TestDatabase;
use crate::support::program::{Program, serving};
use crate::support::raw;
use crate::support::staff::PASSWORD;
use crate::support::{TestApp, eventually};

/// A program whose challenges are solved at once, and that takes in as much as it can.
fn program(database: &TestDatabase) -> Program {
    let mut command = serving(database, &[]);
    command.env("SMARTCITY_CHALLENGE_DIFFICULTY", "1");
    Program::of(command.env("SMARTCITY_LIMITS_SUBMISSIONS_PER_MINUTE", "100000"))
}

#[rstest]
#[tokio::test]
async fn what_was_received_survives_the_end_of_the_program_at_any_moment(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let database = TestDatabase::loaded(engine);
    let app = TestApp::over(database.shared(), &[]).await;
    app.member("everything@city.example", &["moderator", "auditor"]);
    let received = Arc::new(Mutex::new(Vec::new()));
    for round in 0..3_u64 {
        let program = program(&database);
        let address = program.address;
        let writers: Vec<_> = (0..8)
            .map(|_| {
                let received = Arc::clone(&received);
                std::thread::spawn(move || while send(address, &received).is_some() {})
            })
            .collect();
        let limit = Duration::from_secs(30);
        let enough = received.lock().unwrap().len() + 4;
        let are_enough = async || received.lock().unwrap().len() >= enough;
        eventually("some are acknowledged", limit, are_enough).await;
        // It ends at another moment of its work each time.
        std::thread::sleep(Duration::from_millis(90 * round));
        // Dropping it kills it: it gets no signal that it could answer.
        drop(program);
        for writer in writers {
            writer.join().unwrap();
        }
    }
    let program = program(&database);
    let client = Client::of(program.address).await;
    let received = std::mem::take(&mut *received.lock().unwrap());
    assert!(received.len() > 8, "only {} were acknowledged", received.len());
    for Sent { reference, secret, .. } in &received {
        let call = client.call(Method::GET, &format!("/api/v1/followups/{reference}"));
        let answer = call.header("submission-secret", secret).send().await;
        assert_eq!(answer.status, 200, "{reference} is lost: {}", answer.text());
    }
    let login = json!({ "email": "everything@city.example", "password": PASSWORD });
    let token = client.call(Method::POST, "/api/v1/auth/login").json(&login).send().await;
    let token = token.json()["access_token"].as_str().unwrap().to_owned();
    let total = async |list: &str| {
        let call = client.call(Method::GET, &format!("/api/v1{list}include_total=true&limit=1"));
        call.bearer(&token).send().await.json()["meta"]["total"].as_u64().unwrap()
    };
    let stored = total("/staff/submissions?").await;
    assert!(stored >= u64::try_from(received.len()).unwrap());
    let audited = total("/audit/entries?action=submission.received&").await;
    assert_eq!(stored, audited, "each has its entry, and each entry its submission");
}

/// Sends one, with a client that knows nothing but HTTP; none when nobody answers any more.
fn send(address: SocketAddr, received: &Mutex<Vec<Sent>>) -> Option<()> {
    let challenge = asked(address, &format!("GET {PATH}/challenge"), "", "")?;
    let mut body = body();
    body["challenge"] = json!(solution(&challenge));
    let key = format!("Idempotency-Key: {}\r\n", fresh_key());
    let given = asked(address, &format!("POST {PATH}"), &key, &body.to_string())?;
    let text = |name: &str| given[name].as_str().unwrap_or_default().to_owned();
    let sent = Sent { id: text("id"), reference: text("reference"), secret: text("secret") };
    assert!(!sent.secret.is_empty(), "{given}");
    received.lock().unwrap().push(sent);
    Some(())
}

/// The body of the answer. One that was cut off in its middle acknowledges nothing.
fn asked(address: SocketAddr, line: &str, header: &str, body: &str) -> Option<Value> {
    let request = format!(
        "{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{header}\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = raw::try_send(address, request.as_bytes())?;
    let (_, body) = std::str::from_utf8(&answer).ok()?.split_once("\r\n\r\n")?;
    serde_json::from_str(body).ok()
}
