//! Behind a pooler that gives every transaction another session: the server works when it is told, and says what to set
//! when it is not.

use std::sync::Arc;
use std::thread;

use chrono::DateTime;
use smartcity::config::{DatabaseUrl, PoolSettings};
use smartcity::store::change::{self, ChangeKind, ChangeOp, NewChange};
use smartcity::store::{Database, Fault, Reading, Writing, migrate};

use crate::support::engine::Engine;
use crate::support::pgbouncer::Pooler;
use crate::support::{http, program, rows};

const WRITERS: i64 = 8;
const WRITES: i64 = 25;

fn open(url: &DatabaseUrl, prepared_statements: bool) -> Database {
    let pool = PoolSettings { connections: 8, acquire_timeout_ms: 60_000, prepared_statements };
    Database::open(url, &pool).unwrap()
}

fn write(database: &Database, nth: i64) -> Result<(), Fault> {
    let at = DateTime::from_timestamp(1_800_000_000 + nth, 0).unwrap();
    database.write_blocking(at, move |writing: &mut Writing<'_>| {
        writing.changes.push(NewChange {
            kind: ChangeKind::Initiative,
            op: ChangeOp::Upsert,
            key: "tolls".to_owned(),
            version: nth,
            derived: false,
        });
        Ok(())
    })
}

#[test]
fn many_readers_and_writers_share_two_sessions_without_an_error() {
    let database = Engine::Postgres.empty();
    let pooler = Pooler::before(database.address(), database.folder(), 2);
    let url: DatabaseUrl = pooler.address().parse().unwrap();
    migrate::up(&mut migrate::open(&url).unwrap()).unwrap();
    let handle = Arc::new(open(&url, false));
    handle.check_sessions().unwrap();
    let workers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let handle = Arc::clone(&handle);
            thread::spawn(move || {
                for nth in 0..WRITES {
                    write(&handle, writer * WRITES + nth).unwrap();
                    let read =
                        |reading: &mut Reading<'_>| change::list(reading.connection, nth, &[], 20);
                    handle.read_blocking(read).unwrap();
                }
            })
        })
        .collect();
    for worker in workers {
        worker.join().unwrap();
    }
    let head =
        handle.read_blocking(|reading: &mut Reading<'_>| Ok::<_, Fault>(reading.head.seq)).unwrap();
    assert_eq!(head, WRITERS * WRITES);
}

#[test]
fn every_transaction_has_its_limits_whichever_session_it_runs_in() {
    let database = Engine::Postgres.migrated();
    let pooler = Pooler::before(database.address(), database.folder(), 2);
    let handle = open(&pooler.address().parse().unwrap(), false);
    let setting = |name: &'static str| {
        let sql = format!("SELECT current_setting('{name}') AS line");
        let read = |reading: &mut Reading<'_>| Ok::<_, Fault>(rows::line(reading.connection, &sql));
        handle.read_blocking(read).unwrap()
    };
    for _ in 0..3 {
        assert_eq!(setting("statement_timeout"), "30s");
        assert_eq!(setting("idle_in_transaction_session_timeout"), "1min");
        assert_eq!(setting("transaction_isolation"), "repeatable read");
        assert_eq!(setting("transaction_read_only"), "on");
        assert_eq!(setting("TimeZone"), "UTC");
        assert_eq!(setting("application_name"), "smartcity");
    }
}

#[test]
fn a_server_that_is_not_told_of_the_pooler_does_not_start_and_says_what_to_set() {
    let database = Engine::Postgres.migrated();
    let pooler = Pooler::before(database.address(), database.folder(), 2);
    let serve = || {
        let mut command = program::on(&database, &["serve", "--listen", "127.0.0.1:0"]);
        command.env("DATABASE_URL", pooler.address());
        command
    };
    let said = program::end_soon(&mut serve()).refused();
    assert!(said.contains("pool.prepared_statements = false"), "{said}");
    let mut told = serve();
    told.env("SMARTCITY_POOL_PREPARED_STATEMENTS", "false");
    let server = program::Server::of(&mut told);
    for path in ["/readyz", "/api/v1/initiatives", "/api/v1/statistics"] {
        assert_eq!(http::get(server.address(), path).status, 200, "{path}");
    }
}
