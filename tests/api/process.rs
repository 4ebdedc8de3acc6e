//! The program as a process: it says where it listens, ends cleanly when told to, and says in one sentence why it
//! cannot start.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use reqwest::Method;
use rstest::rstest;
use serde_json::json;
use smartcity::app::demo::address;
use smartcity::domain::role::Role;

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::catalogue::with_initiative;
use crate::support::client::Client;
use crate::support::engine::TestDatabase;
use crate::support::program::{Program, run, serving};
use crate::support::staff::tokens;
use crate::support::{TestApp, raw};

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

#[rstest]
#[tokio::test]
async fn the_accounts_of_demo_mode_let_nobody_in_without_it(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let database = TestDatabase::loaded(engine);
    let login = async |program: &Program, password: &str| {
        let client = Client::of(program.address).await;
        let body = json!({ "email": "administrator@demo.example", "password": password });
        client.call(Method::POST, "/api/v1/auth/login").json(&body).send().await
    };
    let me = async |program: &Program, token: &str| {
        let client = Client::of(program.address).await;
        client.call(Method::GET, "/api/v1/auth/me").bearer(token).send().await
    };
    let demo = Program::of(&mut serving(&database, &["--demo"]));
    let password = demo.line("administrator@demo.example");
    let password = password.split_whitespace().last().unwrap();
    let signed_in = login(&demo, password).await;
    assert_eq!(signed_in.status, 200);
    let token = tokens(&signed_in.json()).access;
    assert_eq!(me(&demo, &token).await.status, 200);
    drop(demo);

    let program = Program::serve(&database);
    let told = program.line("demo mode");
    assert!(told.contains("smartcity user create"), "{told}");
    for role in Role::ALL {
        assert!(told.contains(&address(role)), "{told}");
    }
    login(&program, password).await.problem(401, "invalid-credentials");
    me(&program, &token).await.problem(401, "invalid-token");
    drop(program);
    // There is nothing to be disabled again, and nothing to be told.
    let said = Program::serve(&database);
    assert_eq!(me(&said, &token).await.status, 401);
    assert!(said.rest().iter().all(|line| !line.contains("demo mode")));

    let demo = Program::of(&mut serving(&database, &["--demo"]));
    assert_eq!(login(&demo, password).await.status, 200, "in demo mode they are there again");
    me(&demo, &token).await.problem(401, "invalid-token");
    drop(demo);
    let app = TestApp::over(database, &[]).await;
    let entries = app.audit();
    let switched: Vec<_> =
        entries.iter().filter(|entry| entry.changed_members == ["/disabled"]).collect();
    assert_eq!(switched.len(), 2 * Role::ALL.len(), "off and on again: {switched:?}");
    assert!(switched.iter().all(|entry| entry.action == "users.edit" && entry.reason.is_some()));
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
    app.look();
    assert_eq!(app.client.json(item).await["title"], title, "what was restored shows");
    assert!(app.client.head().await >= head, "the sequence never goes back");
}
