//! What goes wrong in the database is told as what it is: what passes by itself, and what does not.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection;
use rstest::rstest;
use smartcity::store::change::{ChangeKind, ChangeOp, NewChange};
use smartcity::store::{Database, Fault, Reading, Writing};

use crate::support::engine::Engine;
use crate::support::rows;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

/// What a write comes to that sends these statements, and how often it was tried.
fn write(database: &Database, statements: &'static [&'static str]) -> (Result<(), Fault>, usize) {
    let attempts = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&attempts);
    let written = database.write_blocking(now(), move |writing: &mut Writing<'_>| {
        counted.fetch_add(1, Ordering::AcqRel);
        writing.changes.push(NewChange {
            kind: ChangeKind::Initiative,
            op: ChangeOp::Upsert,
            key: "tolls".to_owned(),
            version: 1,
            derived: false,
        });
        for statement in statements {
            writing.connection.batch_execute(statement)?;
        }
        Ok::<_, Fault>(())
    });
    (written, attempts.load(Ordering::Acquire))
}

/// Statements that a server does not let come to their end.
const INTERRUPTED: [&[&str]; 2] = [
    &["SET LOCAL statement_timeout = 20", "SELECT pg_sleep(60)"],
    &["SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(60)"],
];

#[test]
fn a_statement_that_the_server_interrupts_may_be_tried_later_and_a_wrong_one_may_not() {
    let database = Engine::Postgres.migrated();
    let handle = database.open(2);
    for statements in INTERRUPTED {
        let (written, attempts) = write(&handle, statements);
        assert!(matches!(written, Err(Fault::Unavailable(_))), "{written:?}");
        assert_eq!(attempts, 1, "who waited so long does not wait again");
        let read = handle.read_blocking(|reading: &mut Reading<'_>| {
            for statement in statements {
                reading.connection.batch_execute(statement)?;
            }
            Ok::<_, Fault>(())
        });
        assert!(matches!(read, Err(Fault::Unavailable(_))), "{read:?}");
    }
    for wrong in [&["SELECT 1 / 0"], &["SELECT nothing"], &["DELETE FROM pg_authid"]] {
        let (written, attempts) = write(&handle, wrong);
        assert!(matches!(written, Err(Fault::Broken(_))), "{written:?}");
        assert_eq!(attempts, 1);
    }
    assert!(write(&handle, &[]).0.is_ok());
}

#[test]
fn a_session_that_the_server_ends_and_a_server_that_takes_no_writes_may_answer_later() {
    let database = Engine::Postgres.migrated();
    let handle = database.open(2);
    let cases: [&[&str]; 2] = [
        &["SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(60)"],
        &["SET TRANSACTION READ ONLY", "UPDATE change_head SET seq = 7"],
    ];
    for statements in cases {
        let (written, attempts) = write(&handle, statements);
        assert!(matches!(written, Err(Fault::Unavailable(_))), "{written:?}");
        assert_eq!(attempts, 1);
    }
    assert!(write(&handle, &[]).0.is_ok());
}

/// As a restore by hand leaves it that forgot where the sequence stood.
#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_broken_invariant_is_told_once_and_names_what_is_broken(#[case] engine: Engine) {
    let database = engine.migrated();
    let handle = database.open(2);
    rows::run(
        &mut database.connect(),
        "INSERT INTO changes (seq, kind, op, key, version, derived, at) \
         VALUES (1, 'initiative', 'upsert', 'tolls', 1, 1 = 2, '2026-11-24 04:00:00')",
    );
    let (written, attempts) = write(&handle, &[]);
    assert!(matches!(written, Err(Fault::Invariant(_))), "{written:?}");
    assert!(written.unwrap_err().to_string().contains("changes"));
    assert_eq!(attempts, 1);
    rows::run(&mut database.connect(), "UPDATE change_head SET seq = 1");
    assert!(write(&handle, &[]).0.is_ok());
}

/// A reference that is looked at when the transaction commits.
#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_reference_to_nothing_is_found_at_the_commit_and_is_a_broken_invariant(#[case] engine: Engine) {
    let database = engine.migrated();
    let handle = database.open(2);
    let (written, _) = write(
        &handle,
        &[
            "INSERT INTO departments (code, version, name, kind, bureau_code, created_at, updated_at) \
           VALUES ('TD', 1, '{}', 'department', 'nobody', '2026-11-24 04:00:00', '2026-11-24 04:00:00')",
        ],
    );
    assert!(matches!(written, Err(Fault::Invariant(_))), "{written:?}");
    assert!(write(&handle, &[]).0.is_ok(), "the next one is not concerned");
}
