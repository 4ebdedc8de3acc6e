//! Copying a database out and back beside a writer that never rests, and whom the copies belong to.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use chrono::DateTime;
use smartcity::app::AppError;
use smartcity::app::change::{ChangesRequest, From, list};
use smartcity::config::DatabaseUrl;
use smartcity::store::change::{self, ChangeKind, ChangeOp, Head, NewChange};
use smartcity::store::{Database, Fault, Reading, Writing, backup, migrate, restore};

use crate::support::engine::{Engine, TestDatabase};
use crate::support::program::{end_soon, on, run};
use crate::support::rows;
use crate::support::wait::until;

/// Writes one change; gives its number.
fn write(database: &Database) -> Result<i64, Fault> {
    let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    database.write_blocking(at, |writing: &mut Writing<'_>| {
        writing.changes.push(NewChange {
            kind: ChangeKind::Initiative,
            op: ChangeOp::Upsert,
            key: "tolls".to_owned(),
            version: 1,
            derived: false,
        });
        Ok(change::head(writing.connection)?.seq + 1)
    })
}

fn head(database: &Database) -> Head {
    database.read_blocking(|reading: &mut Reading<'_>| Ok::<_, Fault>(reading.head)).unwrap()
}

/// Makes the database so large that it is copied in many steps.
fn fill(database: &TestDatabase) {
    rows::run(
        &mut database.connect(),
        "PRAGMA synchronous = OFF;
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 4000)
         INSERT INTO departments (code, version, name, kind, note, created_at, updated_at)
         SELECT 'D' || n, 1, '{\"en\":\"D\"}', 'bureau', hex(randomblob(1900)), '2026-01-01 00:00:00',
                '2026-01-01 00:00:00' FROM n;",
    );
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_database_made_by_a_restore_belongs_to_its_owner_alone() {
    let database = Engine::Sqlite.migrated();
    let saved = database.folder().join("saved.db");
    run(&database, &["backup", saved.to_str().unwrap()]).succeeded();
    std::fs::set_permissions(&saved, std::fs::Permissions::from_mode(0o644)).unwrap();
    let elsewhere = Engine::Sqlite.empty();
    run(&elsewhere, &["restore", saved.to_str().unwrap()]).succeeded();
    assert_eq!(mode(&elsewhere.folder().join("smartcity.db")), 0o600);
}

#[test]
fn a_restore_beside_a_busy_writer_never_lets_the_sequence_fall_back() {
    let database = Engine::Sqlite.migrated();
    fill(&database);
    let handle = database.open(2);
    let saved = database.folder().join("saved.db");
    backup::backup(&database.url(), &saved, |_, _| {}).unwrap();
    let writing = AtomicBool::new(true);
    let written = AtomicUsize::new(0);
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let busy = database.open(1);
            let mut numbers = Vec::new();
            while writing.load(Ordering::Acquire) {
                numbers.extend(write(&busy));
                written.store(numbers.len(), Ordering::Release);
                thread::sleep(Duration::from_millis(1));
            }
            numbers
        });
        for _ in 0..5 {
            let more = written.load(Ordering::Acquire) + 5;
            until("more is written", || written.load(Ordering::Acquire) >= more);
            let before = head(&handle);
            let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
            restore::restore(&database.url(), &saved, false, at, |_, _| {}).unwrap();
            let after = head(&handle);
            assert!(after.seq >= after.floor && after.floor > before.seq, "{before:?} {after:?}");
            let request =
                ChangesRequest { from: From::After(before.seq), kinds: Vec::new(), limit: 10 };
            let feed = Arc::clone(handle.feed());
            let gone = handle.read_blocking(move |reading| list(reading, &feed, &request));
            assert!(matches!(gone, Err(AppError::ExpiredCursor)), "{gone:?}");
        }
        writing.store(false, Ordering::Release);
        let numbers = writer.join().unwrap();
        assert!(numbers.len() > 20, "it did write: {}", numbers.len());
        for pair in numbers.windows(2) {
            assert!(pair[0] < pair[1], "a number was given twice: {pair:?}");
        }
        assert!(head(&handle).seq >= *numbers.last().unwrap());
    });
}

#[test]
fn a_backup_ends_beside_a_writer_that_commits_every_few_milliseconds() {
    let database = Engine::Sqlite.migrated();
    fill(&database);
    let target = database.folder().join("copy.db");
    let writing = AtomicBool::new(true);
    let committed = AtomicUsize::new(0);
    let ended = thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut connection = database.connect();
            rows::run(&mut connection, "PRAGMA synchronous = OFF");
            while writing.load(Ordering::Acquire) {
                rows::run(
                    &mut connection,
                    "UPDATE departments SET version = version + 1 WHERE code IN ('D1', 'D4000')",
                );
                committed.fetch_add(1, Ordering::AcqRel);
                thread::sleep(Duration::from_millis(1));
            }
        });
        until("it commits", || committed.load(Ordering::Acquire) > 0);
        let mut command = on(&database, &["backup", target.to_str().unwrap()]);
        let ended =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| end_soon(&mut command)));
        writing.store(false, Ordering::Release);
        writer.join().unwrap();
        assert!(committed.load(Ordering::Acquire) > 20);
        ended
    });
    ended.expect("it ends").succeeded();

    let bytes = std::fs::read(&target).unwrap();
    assert_eq!(bytes[18..20], [1, 1], "the journal mode is delete: one file is the whole backup");
    assert_eq!(mode(&target), 0o600);
    let mut copied = migrate::open(&DatabaseUrl::Sqlite(target)).unwrap();
    let verdict = "SELECT integrity_check AS line FROM pragma_integrity_check";
    assert_eq!(rows::line(&mut copied, verdict), "ok");
    let versions = "SELECT CAST(version AS TEXT) AS line FROM departments \
                    WHERE code IN ('D1', 'D4000')";
    let versions = rows::lines(&mut copied, versions);
    assert_eq!(versions[0], versions[1], "one transaction is in it whole or not at all");
    assert_eq!(rows::count(&mut copied, "departments", ""), 4000);
}

#[test]
fn a_missing_database_is_not_backed_up_and_leaves_no_file_behind() {
    let database = Engine::Sqlite.empty();
    run(&database, &["backup", database.folder().join("copy.db").to_str().unwrap()]).refused();
    for name in ["copy.db", "smartcity.db"] {
        assert!(!database.folder().join(name).exists(), "{name} was made");
    }
}

#[test]
fn a_database_is_not_restored_from_itself_under_any_name() {
    let database = Engine::Sqlite.migrated();
    symlink("smartcity.db", database.folder().join("link.db")).unwrap();
    let before = rows::contents(&mut database.connect());
    for name in ["smartcity.db", "./smartcity.db", "link.db"] {
        let refused = run(&database, &["restore", name]).refused();
        assert!(refused.contains("itself"), "{refused}");
        assert_eq!(rows::contents(&mut database.connect()), before, "{name}");
    }
}
