//! The program is killed in the middle of its work: what it had acknowledged is there afterwards.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use super::PARKING;
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::client::Client;
use crate::support::engine::TestDatabase;
use crate::support::program::Program;
use crate::support::staff::PASSWORD;

async fn signed_in(client: &Client) -> String {
    let body = json!({ "email": "td@city.example", "password": PASSWORD });
    let answer = client.call(Method::POST, "/api/v1/auth/login").json(&body).send().await;
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

#[rstest]
#[tokio::test]
async fn what_was_acknowledged_survives_the_end_of_the_program_at_any_moment(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let database = TestDatabase::loaded(engine);
    TestApp::over(database.shared(), &[]).await.member("td@city.example", &["publisher:TD"]);
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    for round in 0..3_u64 {
        let program = Program::serve(&database);
        let client = Client::of(program.address).await;
        let token = signed_in(&client).await;
        let writers: Vec<_> = (0..8)
            .map(|writer| {
                let (token, acknowledged) = (token.clone(), Arc::clone(&acknowledged));
                let base = client.base().to_owned();
                std::thread::spawn(move || {
                    write_until_cut_off(&base, &token, writer, &acknowledged);
                })
            })
            .collect();
        std::thread::sleep(Duration::from_millis(250 + 90 * round));
        // Dropping it kills it: it gets no signal that it could answer.
        drop(program);
        for writer in writers {
            writer.join().unwrap();
        }
    }
    let program = Program::serve(&database);
    let client = Client::of(program.address).await;
    let acknowledged = acknowledged.lock().unwrap().clone();
    assert!(acknowledged.len() > 8, "only {} writes were acknowledged", acknowledged.len());
    for address in &acknowledged {
        assert_eq!(client.get(address).await.status, 200, "{address} is lost");
    }
    // And nothing is half done: everything that is there is counted, told and on record.
    let milestones = client.walk(&format!("{PARKING}/milestones?limit=100")).await.len();
    assert!(milestones >= acknowledged.len() + 3);
    let initiative = client.json(PARKING).await;
    assert_eq!(initiative["milestone_counts"]["total"], milestones);
    let history = client.walk(&format!("{PARKING}/history?limit=100")).await;
    assert_eq!(history.len(), milestones + 1);
}

/// Makes milestones one after the other, with a client that knows nothing but HTTP, until nobody answers.
fn write_until_cut_off(base: &str, token: &str, writer: usize, acknowledged: &Mutex<Vec<String>>) {
    let address = base.trim_start_matches("http://").parse().unwrap();
    for number in 0.. {
        let body = json!({ "title": { "en": format!("{writer}, {number}") } }).to_string();
        let request = format!(
            "POST {PARKING}/milestones HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Authorization: Bearer {token}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let Some(answer) = crate::support::raw::try_send(address, request.as_bytes()) else {
            return;
        };
        let text = String::from_utf8_lossy(&answer);
        if !text.starts_with("HTTP/1.1 201") {
            return;
        }
        // An answer that was cut off in its middle acknowledges nothing that the client could name.
        let location = text.lines().find_map(|line| line.strip_prefix("location: "));
        let Some(location) = location else { return };
        acknowledged.lock().unwrap().push(location.trim().to_owned());
    }
}
