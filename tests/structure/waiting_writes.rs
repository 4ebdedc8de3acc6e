//! Writes that wait their turn: without a thread each where the database is embedded, never more than were agreed, and
//! whether somebody still waits for them or not.

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use smartcity::config::PoolSettings;
use smartcity::store::change::{ChangeKind, ChangeOp, NewChange};
use smartcity::store::{Database, Fault, Reading, Writing};
use tokio::runtime::{Builder, Runtime};

use crate::support::engine::{Engine, TestDatabase};

/// So many writes may be with the one that writes for all, or wait for it there.
const PLACES: usize = 128;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

/// The embedded database, whose writes wait so long for a place.
fn opened(patience_ms: u64) -> (TestDatabase, Database) {
    let kept = Engine::Sqlite.migrated();
    let settings =
        PoolSettings { connections: 2, acquire_timeout_ms: patience_ms, prepared_statements: true };
    let database = Database::open(&kept.url(), &settings).unwrap();
    (kept, database)
}

/// One thread for all futures, and one for whatever blocks.
fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().max_blocking_threads(1).build().unwrap()
}

fn change(writing: &mut Writing<'_>) {
    writing.changes.push(NewChange {
        kind: ChangeKind::Initiative,
        op: ChangeOp::Upsert,
        key: "tolls".to_owned(),
        version: 1,
        derived: false,
    });
}

async fn write(database: &Database) -> Result<(), Fault> {
    let changed = |writing: &mut Writing<'_>| {
        change(writing);
        Ok(())
    };
    database.write(now(), changed).await
}

fn newest(database: &Database) -> i64 {
    database.read_blocking(|reading: &mut Reading<'_>| Ok::<_, Fault>(reading.head.seq)).unwrap()
}

/// A write that says when it has begun and goes on when it is told to.
struct Held {
    begun: Receiver<()>,
    go_on: Sender<()>,
}

impl Held {
    /// Gives it to the database, on a task of its own.
    fn begin(database: &Database) -> (Self, tokio::task::JoinHandle<Result<(), Fault>>) {
        let (begins, begun) = mpsc::channel();
        let (go_on, told) = mpsc::channel::<()>();
        let told = Arc::new(Mutex::new(told));
        let database = database.clone();
        let write = move |writing: &mut Writing<'_>| {
            begins.send(()).unwrap();
            told.lock().unwrap().recv().unwrap();
            change(writing);
            Ok::<_, Fault>(())
        };
        let task = tokio::spawn(async move { database.write(now(), write).await });
        (Self { begun, go_on }, task)
    }

    /// Lets the other tasks run until it has begun.
    async fn has_begun(&self) {
        let asked = Instant::now();
        while self.begun.try_recv().is_err() {
            assert!(asked.elapsed().as_secs() < 20, "it does not begin");
            tokio::task::yield_now().await;
        }
    }
}

#[test]
fn no_thread_waits_for_a_write_to_the_embedded_database() {
    let (_kept, database) = opened(60_000);
    let runtime = runtime();
    let (free, taken) = mpsc::channel::<()>();
    // The only thread that may block is taken for as long as this goes on.
    let blocking = runtime.spawn_blocking(move || taken.recv());
    let written = runtime.block_on(async {
        let writes = join_all((0..50).map(|_| write(&database)));
        tokio::time::timeout(Duration::from_secs(20), writes).await
    });
    drop(free);
    assert!(runtime.block_on(blocking).unwrap().is_err());
    for written in written.expect("they wait for a thread") {
        written.unwrap();
    }
    assert_eq!(newest(&database), 50);
}

#[test]
fn more_writes_than_there_are_places_are_turned_away_in_time_and_the_others_are_done() {
    let (_kept, database) = opened(200);
    runtime().block_on(async {
        let (held, first) = Held::begin(&database);
        held.has_begun().await;
        let waiting: Vec<_> = (1..PLACES)
            .map(|_| {
                let database = database.clone();
                tokio::spawn(async move { write(&database).await })
            })
            .collect();
        // A task that has run once has its place: each turn lets dozens run.
        for _ in 0..PLACES {
            tokio::task::yield_now().await;
        }
        let asked = Instant::now();
        for refused in join_all((0..20).map(|_| write(&database))).await {
            assert!(matches!(refused, Err(Fault::Unavailable(_))), "{refused:?}");
        }
        let waited = asked.elapsed();
        assert!(waited >= Duration::from_millis(150), "they waited for a place: {waited:?}");
        assert!(waited < Duration::from_secs(10), "but not for ever: {waited:?}");
        held.go_on.send(()).unwrap();
        first.await.unwrap().unwrap();
        for done in join_all(waiting).await {
            done.unwrap().unwrap();
        }
        write(&database).await.unwrap();
    });
    assert_eq!(newest(&database), i64::try_from(PLACES).unwrap() + 1);
}

#[test]
fn a_write_stands_when_whoever_asked_for_it_has_gone() {
    let (_kept, database) = opened(60_000);
    runtime().block_on(async {
        let (held, asking) = Held::begin(&database);
        held.has_begun().await;
        asking.abort();
        assert!(asking.await.unwrap_err().is_cancelled());
        held.go_on.send(()).unwrap();
        write(&database).await.unwrap();
    });
    assert_eq!(newest(&database), 2, "both are stored");
}

#[test]
fn a_write_that_panics_gives_its_place_back() {
    let (_kept, database) = opened(200);
    runtime().block_on(async {
        for round in 0..=PLACES {
            let panics = |writing: &mut Writing<'_>| {
                assert!(!writing.changes.is_empty(), "this write is to panic");
                Ok::<_, Fault>(())
            };
            let failed = database.write(now(), panics).await;
            assert!(matches!(failed, Err(Fault::Broken(_))), "{round}: {failed:?}");
        }
        write(&database).await.unwrap();
    });
    assert_eq!(newest(&database), 1);
}
