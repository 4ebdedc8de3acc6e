//! A server that is told to end does so in the time that is set, whatever hangs, and says what it has cut off.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use rstest::rstest;

use crate::mail::queue_receipt;
use crate::races::{beside, waiting};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::engine::{TestDatabase, connect};
use crate::support::program::{Program, serving};
use crate::support::{TestApp, eventually};

/// Far more than the second that the servers are given, and less than what hangs here would take by itself.
const PATIENCE: Duration = Duration::from_secs(8);

/// A server that is given so long to stop, and a request as long as it likes.
fn stopping_in(seconds: &str, database: &TestDatabase) -> Command {
    let mut command = serving(database, &[]);
    command.env("SMARTCITY_LIMITS_SHUTDOWN_TIMEOUT_S", seconds);
    command.env("SMARTCITY_LIMITS_REQUEST_TIMEOUT_MS", "600000");
    command.stderr(File::create(log_of(database)).unwrap());
    command
}

fn log_of(database: &TestDatabase) -> std::path::PathBuf {
    database.folder.path().join("stderr.log")
}

/// The lines of the log that say that something was cut off.
fn cut_off(database: &TestDatabase) -> Vec<String> {
    let log = std::fs::read_to_string(log_of(database)).unwrap();
    log.lines().filter(|line| line.contains("cut_off")).map(str::to_owned).collect()
}

/// A request whose body does not come.
fn hanging(program: &Program) -> TcpStream {
    let mut stream = TcpStream::connect(program.address).unwrap();
    let head = "POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                Content-Length: 100\r\nExpect: 100-continue\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    // The server has seen it when it asks for the body.
    stream.read_exact(&mut [0; 12]).unwrap();
    stream
}

#[rstest]
#[tokio::test]
async fn a_mail_server_that_never_answers_does_not_keep_the_process(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    queue_receipt(&app);
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("smtp://{}?tls=none", silent.local_addr().unwrap());
    let mut command = stopping_in("1", &app.database);
    command.env("SMARTCITY_MAIL_SMTP_URL", url);
    command.env("SMARTCITY_MAIL_FROM", "Smart City <noreply@city.example>");
    let mut program = Program::of(&mut command);
    let _conversation = silent.accept().unwrap();
    program.terminate();
    assert!(program.wait(PATIENCE).success());
    let told = cut_off(&app.database);
    assert!(told.len() == 1 && told[0].contains("job outbox"), "{told:?}");
}

#[rstest]
#[tokio::test]
async fn a_request_that_never_ends_does_not_keep_the_process(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let database = TestDatabase::loaded(engine);
    let mut program = Program::of(&mut stopping_in("1", &database));
    let _request = hanging(&program);
    program.terminate();
    assert!(program.wait(PATIENCE).success());
    let told = cut_off(&database);
    assert!(told.len() == 1 && told[0].contains("requests"), "{told:?}");
}

#[tokio::test]
async fn a_database_that_answers_nobody_does_not_keep_the_process() {
    let database = TestDatabase::loaded(Postgres);
    let mut program = Program::of(&mut stopping_in("1", &database));
    let mut locking = connect(&database.url);
    let lock = "BEGIN; LOCK TABLE initiatives, change_head, signing_keys IN ACCESS EXCLUSIVE MODE";
    locking.batch_execute(lock).unwrap();
    let mut request = TcpStream::connect(program.address).unwrap();
    request
        .write_all(b"GET /api/v1/initiatives?limit=7 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .unwrap();
    let (limit, mut observer) = (Duration::from_secs(20), beside(&database));
    eventually("the watch waits for the lock, and so does the request", limit, async || {
        waiting(&mut observer) >= 2
    })
    .await;
    program.terminate();
    assert!(program.wait(PATIENCE).success());
    let told = cut_off(&database);
    assert!(told.len() == 1 && told[0].contains("job change-watch"), "{told:?}");
}

#[tokio::test]
async fn a_second_signal_ends_the_process_at_once() {
    let database = TestDatabase::loaded(Sqlite);
    let mut program = Program::of(&mut stopping_in("600", &database));
    let _request = hanging(&program);
    program.terminate();
    // Signals of one kind that come together are one: the first has been heard once nobody is let in any more.
    let limit = Duration::from_secs(20);
    let is_closed = async || TcpStream::connect(program.address).is_err();
    eventually("the first signal is heard", limit, is_closed).await;
    program.terminate();
    assert!(program.wait(PATIENCE).success());
    let told = cut_off(&database);
    assert!(told.len() == 1 && told[0].contains("a second time"), "{told:?}");
}

#[tokio::test]
async fn after_a_clean_stop_the_log_of_the_database_is_empty() {
    let database = TestDatabase::loaded(Sqlite);
    let mut program = Program::of(&mut stopping_in("20", &database));
    let log = database.folder.path().join("smartcity.db-wal");
    assert!(std::fs::metadata(&log).unwrap().len() > 0, "the start has written");
    program.terminate();
    assert!(program.wait(Duration::from_secs(20)).success());
    assert_eq!(std::fs::metadata(&log).map_or(0, |log| log.len()), 0);
    assert_eq!(cut_off(&database), [""; 0]);
}
