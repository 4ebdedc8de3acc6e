//! Many writers and a reader that keeps up with them: the change sequence has no gap, no reader overtakes a writer,
//! and what was refused leaves no trace.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use chrono::DateTime;
use rstest::rstest;
use smartcity::store::change::{self, Change, ChangeKind, ChangeOp, Head, NewChange};
use smartcity::store::feed::Topics;
use smartcity::store::{Database, Fault, Reading, Writing, watch};
use smartcity::ticker::{Pace, Ticker};

use crate::support::engine::Engine;
use crate::support::rows;

const WRITERS: i64 = 32;
const WRITES: i64 = 12;

/// How many changes the `nth` write of a writer appends.
fn changes_of(nth: i64) -> i64 {
    1 + nth % 3
}

/// Every fifth write is refused after it has put down its changes.
fn is_refused(nth: i64) -> bool {
    nth % 5 == 4
}

/// A writer's number decides the kind of what it changes.
fn kind_of(writer: i64) -> ChangeKind {
    ChangeKind::ALL[usize::try_from(writer).unwrap() % ChangeKind::ALL.len()]
}

fn write(database: &Database, writer: i64, nth: i64) -> Result<(), Fault> {
    let at = DateTime::from_timestamp(1_800_000_000 + nth, 0).unwrap();
    database.write_blocking(at, move |writing: &mut Writing<'_>| {
        for part in 0..changes_of(nth) {
            writing.changes.push(NewChange {
                kind: kind_of(writer),
                op: ChangeOp::Upsert,
                key: format!("writer-{writer}"),
                version: nth * 10 + part,
                derived: part > 0,
            });
        }
        // Writers that began early and end late are those that a careless reader overtakes.
        if (writer + nth) % 7 == 0 {
            thread::sleep(Duration::from_millis(3));
        }
        if is_refused(nth) { Err(Fault::Broken("refused".to_owned())) } else { Ok(()) }
    })
}

/// Reads what came after `after`, in small pages, and makes sure that each follows the one before.
fn follow(database: &Database, seen: &mut Vec<Change>) -> Head {
    loop {
        let after = i64::try_from(seen.len()).unwrap();
        let (head, more) = database
            .read_blocking(|reading: &mut Reading<'_>| {
                let head = reading.head;
                Ok::<_, Fault>((head, change::list(reading.connection, after, &[], 17)?))
            })
            .unwrap();
        for (expected, change) in (after + 1..).zip(&more) {
            assert_eq!(change.seq, expected, "a gap, or a number seen too late");
            assert!(change.seq <= head.seq, "the head lies behind what is listed");
        }
        if more.is_empty() {
            assert_eq!(head.seq, after, "the head promises changes that are not there");
            return head;
        }
        seen.extend(more);
    }
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_reader_beside_thirty_two_writers_sees_every_change_once_and_in_order(#[case] engine: Engine) {
    let database = engine.migrated();
    // Two handles are two processes as far as the database can tell.
    let handles = [database.open(8), database.open(8)];
    let start = Arc::new(Barrier::new(usize::try_from(WRITERS).unwrap()));
    let writing = Arc::new(AtomicBool::new(true));
    let reader = {
        let (database, writing) = (handles[0].clone(), Arc::clone(&writing));
        thread::spawn(move || {
            let (mut seen, mut looks) = (Vec::new(), 0);
            while writing.load(Ordering::Acquire) {
                follow(&database, &mut seen);
                looks += 1;
            }
            follow(&database, &mut seen);
            (seen, looks)
        })
    };
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let database = handles[usize::from(writer % 2 == 1)].clone();
            let start = Arc::clone(&start);
            thread::spawn(move || {
                start.wait();
                for nth in 0..WRITES {
                    let written = write(&database, writer, nth);
                    assert_eq!(written.is_err(), is_refused(nth), "{written:?}");
                }
            })
        })
        .collect();
    let ended: Vec<_> = writers.into_iter().map(thread::JoinHandle::join).collect();
    writing.store(false, Ordering::Release);
    let (seen, looks) = reader.join().unwrap();
    assert!(ended.iter().all(Result::is_ok), "a writer failed");
    assert!(looks > 3, "the reader did look while others wrote");

    let per_writer: i64 = (0..WRITES).filter(|nth| !is_refused(*nth)).map(changes_of).sum();
    assert_eq!(seen.len(), usize::try_from(per_writer * WRITERS).unwrap());
    assert_each_writer_in_order(&seen, usize::try_from(per_writer).unwrap());
    for handle in &handles {
        let mut again = Vec::new();
        let head = follow(handle, &mut again);
        assert_eq!(head, Head { seq: per_writer * WRITERS, floor: 0 });
        assert_eq!(again, seen, "both handles end at the same sequence");
        assert!(handle.feed().is_current(Topics::ALL, head), "it knows of more than there is");
    }
    let knows =
        |handle: &Database| !handle.feed().is_current(Topics::ALL, at(per_writer * WRITERS - 1));
    assert!(handles.iter().any(knows), "whoever wrote last knows of it without asking");
}

/// A writer's changes follow each other as it made them, and those of one write stand together.
fn assert_each_writer_in_order(seen: &[Change], per_writer: usize) {
    let mut by_writer: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in seen {
        by_writer.entry(&change.key).or_default().push(change);
    }
    assert_eq!(by_writer.len(), usize::try_from(WRITERS).unwrap());
    for (writer, changes) in by_writer {
        assert_eq!(changes.len(), per_writer, "{writer}");
        let distinct: HashSet<i64> = changes.iter().map(|change| change.version).collect();
        assert_eq!(distinct.len(), per_writer, "{writer} has a change twice");
        for pair in changes.windows(2) {
            assert!(pair[0].version < pair[1].version, "{writer} out of order");
            if pair[1].derived {
                assert_eq!(pair[0].seq + 1, pair[1].seq, "one write of {writer} was torn apart");
            }
        }
    }
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_snapshot_does_not_see_what_is_committed_while_it_reads(#[case] engine: Engine) {
    let database = engine.migrated();
    let handle = database.open(4);
    write(&handle, 1, 0).unwrap();
    let writer = handle.clone();
    handle
        .read_blocking(|reading: &mut Reading<'_>| {
            assert_eq!(reading.head.seq, 1);
            thread::spawn(move || write(&writer, 2, 0)).join().unwrap()?;
            assert_eq!(change::head(reading.connection)?.seq, 1);
            assert_eq!(change::list(reading.connection, 0, &[], 10)?.len(), 1);
            Ok::<_, Fault>(())
        })
        .unwrap();
    let head =
        handle.read_blocking(|reading: &mut Reading<'_>| Ok::<_, Fault>(reading.head)).unwrap();
    assert_eq!(head.seq, 2);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_write_that_is_acknowledged_is_known_to_the_readers_of_its_process_at_once(
    #[case] engine: Engine,
) {
    let database = engine.migrated();
    let handle = database.open(2);
    for nth in 0..4 {
        write(&handle, 3, nth).unwrap();
        let head =
            handle.read_blocking(|reading: &mut Reading<'_>| Ok::<_, Fault>(reading.head)).unwrap();
        assert!(handle.feed().is_current(Topics::ALL, head));
        assert!(!handle.feed().is_current(Topics::ALL, at(head.seq - 1)));
    }
}

/// Looks for what other processes have committed; says whether what was read before is out of date.
fn noticed(watch: &Ticker, database: &Database, kind: ChangeKind, before: i64) -> bool {
    assert!(watch.hand().turn());
    !database.feed().is_current(Topics::of(&[kind]), at(before))
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_commit_of_another_process_is_noticed_at_the_next_look(#[case] engine: Engine) {
    let database = engine.migrated();
    let (own, other) = (database.open(2), database.open(2));
    let watch = watch::start(own.clone(), Pace::ByHand).unwrap();
    write(&other, 1, 0).unwrap();
    assert!(noticed(&watch, &own, kind_of(1), 0));
    assert!(
        own.feed().is_current(Topics::of(&[kind_of(2)]), at(0)),
        "only its own kind is out of date"
    );
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_commit_of_another_process_is_noticed_even_when_this_one_commits_right_after_it(
    #[case] engine: Engine,
) {
    let database = engine.migrated();
    let (own, other) = (database.open(2), database.open(2));
    let watch = watch::start(own.clone(), Pace::ByHand).unwrap();
    for round in 0..4 {
        let before = round * 2;
        write(&other, 1, 0).unwrap();
        write(&own, 2, 0).unwrap();
        assert!(!own.feed().is_current(Topics::of(&[kind_of(2)]), at(before + 1)));
        assert!(
            noticed(&watch, &own, kind_of(1), before),
            "round {round}: answers about it would stay as they were"
        );
    }
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn what_was_committed_before_the_watch_began_is_not_looked_at_again(#[case] engine: Engine) {
    let database = engine.migrated();
    let (own, other) = (database.open(2), database.open(2));
    write(&other, 2, 0).unwrap();
    let watch = watch::start(own.clone(), Pace::ByHand).unwrap();
    // Between the beginning and the first turn.
    write(&other, 1, 0).unwrap();
    assert!(noticed(&watch, &own, kind_of(1), 1));
    assert!(
        own.feed().is_current(Topics::of(&[kind_of(2)]), at(1)),
        "what was there before is as it was"
    );
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_kind_of_a_newer_node_is_taken_for_every_kind(#[case] engine: Engine) {
    let database = engine.migrated();
    let own = database.open(2);
    let watch = watch::start(own.clone(), Pace::ByHand).unwrap();
    // As a node that knows of trams would write it.
    rows::run(
        &mut database.connect(),
        "BEGIN; \
         UPDATE change_head SET seq = 1; \
         INSERT INTO changes (seq, kind, op, key, version, derived, at) \
         VALUES (1, 'tram', 'upsert', 'route-120', 1, 1 = 2, '2026-11-24 04:00:00'); \
         COMMIT",
    );
    for kind in ChangeKind::ALL {
        assert!(noticed(&watch, &own, kind, 0), "{kind:?}");
    }
    write(&database.open(2), 1, 0).unwrap();
    assert!(noticed(&watch, &own, kind_of(1), 1), "the watch goes on");
}

/// A sequence that was never cut, read at that number.
fn at(seq: i64) -> Head {
    Head { seq, floor: 0 }
}
