//! Writers that remember what was acknowledged to them.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl};
use serde_json::Value;
use smartcity::store::{AnyConnection, migrate};

use crate::support::engine::TestDatabase;
use crate::support::program::Program;
use crate::support::raw;

const WRITERS: usize = 4;

/// The ids of everything that was acknowledged.
pub type Acknowledged = Arc<Mutex<BTreeSet<String>>>;

/// Signs in to a server in demo mode, and gives the access token.
pub fn sign_in(program: &Program) -> String {
    const EMAIL: &str = "administrator@demo.example";
    let line = program.line(EMAIL);
    let password = line.split_whitespace().last().unwrap();
    let body = serde_json::json!({ "email": EMAIL, "password": password });
    let (status, answer) = post(program.address, "/api/v1/auth/login", "", &body.to_string())
        .expect("a server that has just started answers");
    assert_eq!(status, 200, "{answer}");
    answer["access_token"].as_str().unwrap().to_owned()
}

/// Sends a body; nothing when the server went away before it had answered whole.
pub fn post(address: SocketAddr, path: &str, token: &str, body: &str) -> Option<(u16, Value)> {
    let credentials =
        if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{credentials}\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let bytes = raw::try_send(address, request.as_bytes())?;
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).ok()?))
}

/// Writers that go on until they are told to stop; what a server does not acknowledge they try again, as another update.
pub struct Load {
    stop: Arc<AtomicBool>,
    writers: Vec<JoinHandle<()>>,
}

impl Load {
    /// Starts writing drafts to that server.
    pub fn start(address: SocketAddr, token: &str, acknowledged: &Acknowledged) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let writer = |number: usize| {
            let (stop, acknowledged) = (Arc::clone(&stop), Arc::clone(acknowledged));
            let token = token.to_owned();
            std::thread::spawn(move || write(address, number, &token, &stop, &acknowledged))
        };
        let writers = (0..WRITERS).map(writer).collect();
        Self { stop, writers }
    }

    /// Stops, once whatever is on its way is answered or lost.
    pub fn stop(self) {
        self.stop.store(true, Ordering::Relaxed);
        for writer in self.writers {
            writer.join().expect("a writer met an answer that it did not expect");
        }
    }
}

fn write(address: SocketAddr, number: usize, token: &str, stop: &AtomicBool, kept: &Acknowledged) {
    let path = "/api/v1/initiatives/automated-parking-systems/updates";
    let body = format!(
        r#"{{"title":{{"en":"By writer {number}"}},"body":{{"en":"Written under load."}}}}"#
    );
    while !stop.load(Ordering::Relaxed) {
        match post(address, path, token, &body) {
            Some((201, made)) => {
                let id = made["id"].as_str().unwrap().to_owned();
                kept.lock().unwrap().insert(id);
            }
            // The database is away or has no room: nothing was promised.
            Some((503, _)) | None => std::thread::sleep(std::time::Duration::from_millis(5)),
            Some((status, answer)) => panic!("{status}: {answer}"),
        }
    }
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// Makes sure that everything that was acknowledged is there, and that the numbers of the changes and of the audit log
/// have neither gaps nor repetitions.
pub fn assert_kept(database: &TestDatabase, acknowledged: &Acknowledged) {
    let mut connection = migrate::open(&database.url.parse().unwrap()).unwrap();
    let stored: BTreeSet<String> = diesel::sql_query("SELECT id AS line FROM progress_updates")
        .load::<Line>(&mut connection)
        .unwrap()
        .into_iter()
        .map(|row| row.line)
        .collect();
    let acknowledged = acknowledged.lock().unwrap();
    let lost: Vec<&String> = acknowledged.iter().filter(|id| !stored.contains(*id)).collect();
    assert!(lost.is_empty(), "{} of {} are lost: {lost:?}", lost.len(), acknowledged.len());
    for (table, head) in [("changes", "change_head"), ("audit_entries", "audit_head")] {
        let numbers = format!(
            "SELECT (SELECT seq FROM {head}) - max(seq) + (max(seq) - min(seq) + 1 - count(*)) AS number \
             FROM {table}"
        );
        assert_eq!(number(&mut connection, &numbers), 0, "{table}");
    }
}

fn number(connection: &mut AnyConnection, sql: &str) -> i64 {
    diesel::sql_query(sql).get_result::<Number>(connection).unwrap().number
}
