//! The program as a process: it says where it listens, ends cleanly when told to, and says in one sentence why it
//! cannot start.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use rstest::rstest;

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::catalogue::with_initiative;
use crate::support::client::Client;
use crate::support::engine::TestDatabase;
use crate::support::program::{Program, run};
use crate::support::{TestApp, eventually, raw};

#[rstest]
#[tokio::test]
async fn a_server_that_is_told_to_end_finishes_and_leaves_with_success(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let database = TestDatabase::loaded(engine);
    let mut program = Program::serve(&database);
    let client = Client::of(program.address).await;
    assert_eq!(client.get("/api/v1/initiatives?limit=100").await.status, 200);
    // A request that is on its way when the signal comes: its last line follows after it.
    let mut slow = TcpStream::connect(program.address).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    slow.write_all(b"GET /api/v1/statistics HTTP/1.1\r\nHost: localhost\r\n").unwrap();
    let mut busy = TcpStream::connect(program.address).unwrap();
    busy.write_all(b"GET /api/v1/initiatives?limit=99 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .unwrap();
    // The answer has begun before the signal is sent.
    let mut first = [0; 1];
    busy.read_exact(&mut first).unwrap();
    program.terminate();
    let mut rest = first.to_vec();
    busy.read_to_end(&mut rest).unwrap();
    let answer = raw::parse(reqwest::Method::GET, "/api/v1/initiatives?limit=99", &rest);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["data"].as_array().unwrap().len(), 99);
    drop(slow.write_all(b"Connection: close\r\n\r\n"));
    drop(slow);
    assert!(program.wait(Duration::from_secs(10)).success());
    assert!(TcpStream::connect(program.address).is_err(), "nobody listens any more");
    // What it leaves behind can be served at once by the next one.
    let again = Program::serve(&database);
    let client = Client::of(again.address).await;
    assert_eq!(client.json("/api/v1/initiatives?include_total=true").await["meta"]["total"], 207);
}

#[rstest]
#[tokio::test]
async fn a_fresh_database_is_migrated_loaded_and_served(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let database = TestDatabase::empty(engine);
    let folder = database.folder.path();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/data/catalogue.json");
    let loaded = run(folder, &["load", file, "--database-url", &database.url]);
    let text = String::from_utf8_lossy(&loaded.stdout).into_owned();
    assert!(loaded.status.success(), "{text}{}", String::from_utf8_lossy(&loaded.stderr));
    for count in ["207", "126", "75"] {
        assert!(text.contains(count), "{text}");
    }
    let program = Program::serve(&database);
    let client = Client::of(program.address).await;
    assert_eq!(client.json("/api/v1/initiatives?include_total=true").await["meta"]["total"], 207);
}

#[tokio::test]
async fn a_port_that_is_taken_is_said_in_one_sentence() {
    let database = TestDatabase::loaded(Sqlite);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let arguments = ["serve", "--listen", &address, "--database-url", &database.url];
    let output = run(database.folder.path(), &arguments);
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains(&address) && text.trim().lines().count() == 1, "{text}");
    assert!(output.stdout.is_empty());
}

#[tokio::test]
async fn demo_mode_stays_on_this_machine() {
    let database = TestDatabase::loaded(Sqlite);
    let arguments = ["serve", "--demo", "--listen", "0.0.0.0:0", "--database-url", &database.url];
    let output = run(database.folder.path(), &arguments);
    assert!(!output.status.success() && output.stdout.is_empty());
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("demo") && text.trim().lines().count() == 1, "{text}");
}

#[tokio::test]
async fn a_backup_can_be_taken_from_and_put_back_under_a_running_server() {
    let app = TestApp::start(Sqlite).await;
    let folder = app.database.folder.path();
    let item = "/api/v1/initiatives/smart-prison";
    let title = app.client.json(item).await["title"].clone();
    let saved = folder.join("saved.db").display().to_string();
    let backup = run(folder, &["backup", &saved, "--database-url", &app.database.url]);
    assert!(backup.status.success(), "{}", String::from_utf8_lossy(&backup.stderr));
    let changed = with_initiative("smart-prison", "title", serde_json::json!({"en": "Later"}));
    app.load_and_see(&changed, "2026-11-21T00:00:00Z".parse().unwrap()).await;
    assert_eq!(app.client.json(item).await["title"], "Later");
    let head = app.client.head().await;
    let restore = run(folder, &["restore", &saved, "--database-url", &app.database.url]);
    assert!(restore.status.success(), "{}", String::from_utf8_lossy(&restore.stderr));
    eventually("what was restored shows", Duration::from_secs(1), async || {
        app.client.json(item).await["title"] == title
    })
    .await;
    assert!(app.client.head().await >= head, "the sequence never goes back");
}
