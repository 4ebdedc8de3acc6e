//! `migrate down`: not under a running server, and not without asking when rows would be lost.

use std::io::Write;
use std::process::Stdio;

use rstest::rstest;
use smartcity::store::migrate;

use crate::support::engine::{Engine, TestDatabase};
use crate::support::program::{Server, end_soon, on, run};
use crate::support::rows;

fn is_current(database: &TestDatabase) -> bool {
    migrate::status(&mut database.connect()).unwrap().is_current()
}

/// `migrate down` with that typed into it: whether it reverted something, and all that it said.
fn answered(database: &TestDatabase, answer: &str) -> (bool, String) {
    let mut down = on(database, &["migrate", "down"]);
    down.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = down.spawn().unwrap();
    child.stdin.take().unwrap().write_all(answer.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    (output.status.success(), said)
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn nothing_is_reverted_while_a_server_uses_the_database(#[case] engine: Engine) {
    let database = engine.empty();
    let server = Server::start(&database);
    let sentence = end_soon(&mut on(&database, &["migrate", "down", "--yes"])).refused();
    assert!(sentence.contains("a server uses this database"), "{sentence}");
    assert!(is_current(&database));
    // One that was killed cannot say that it is gone: it counts until it has not been seen for a while.
    drop(server);
    let sentence = run(&database, &["migrate", "down", "--yes"]).refused();
    assert!(sentence.contains("15 s"), "{sentence}");
    rows::run(&mut database.connect(), "UPDATE nodes SET seen_at = '2026-11-24 04:00:00'");
    run(&database, &["migrate", "down", "--yes"]).succeeded();
    assert!(!is_current(&database));
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn rows_are_dropped_only_when_somebody_says_so(#[case] engine: Engine) {
    let database = engine.migrated();
    let planted =
        "INSERT INTO used_challenges (signature, expires_at) VALUES ('-', '2026-11-24 04:00:00')";
    rows::run(&mut database.connect(), planted);
    // What holds nothing is reverted without a question.
    let mut asked = String::new();
    while asked.is_empty() {
        let (is_done, said) = answered(&database, "no\n");
        if !is_done {
            asked = said;
        }
    }
    assert!(asked.contains("drops rows for good: 1 in used_challenges"), "{asked}");
    assert!(asked.contains("nothing was reverted"), "{asked}");
    let tables = rows::tables(&mut database.connect());
    let (is_done, said) = answered(&database, "");
    assert!(!is_done && said.contains("--yes"), "{said}");
    assert_eq!(rows::tables(&mut database.connect()), tables, "nothing was reverted");
    let (is_done, said) = answered(&database, "yes\n");
    assert!(is_done && said.contains("reverted "), "{said}");
    assert!(rows::tables(&mut database.connect()).len() < tables.len());
    // The way back is complete.
    run(&database, &["migrate", "up"]).succeeded();
    assert!(is_current(&database));
    assert_eq!(rows::count(&mut database.connect(), "used_challenges", ""), 0);
}
