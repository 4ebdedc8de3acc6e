//! Letting go of old changes: the point below which they are gone only rises, and everything above it stays.

use chrono::{DateTime, Utc};
use rstest::rstest;
use smartcity::app::change::forget_before;
use smartcity::store::change::{self, ChangeKind, ChangeOp, Head, NewChange};
use smartcity::store::feed::Topics;
use smartcity::store::{Database, Fault, Reading, Writing};

use crate::support::engine::Engine;
use crate::support::rows;

fn day(nth: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000 + nth * 86_400, 0).unwrap()
}

/// Writes one change a day, from day 1 on, so that its number is its day.
fn write(database: &Database, days: i64) {
    for nth in 1..=days {
        let written = database.write_blocking(day(nth), move |writing: &mut Writing<'_>| {
            writing.changes.push(NewChange {
                kind: ChangeKind::Initiative,
                op: ChangeOp::Upsert,
                key: "tolls".to_owned(),
                version: nth,
                derived: false,
            });
            Ok::<_, Fault>(())
        });
        written.unwrap();
    }
}

/// Where the sequence stands, and the numbers that are kept.
fn kept(database: &Database) -> (Head, Vec<i64>) {
    database
        .read_blocking(|reading: &mut Reading<'_>| {
            let kept = change::list(reading.connection, 0, &[], 100)?;
            let numbers = kept.iter().map(|change| change.seq).collect();
            Ok::<_, Fault>((reading.head, numbers))
        })
        .unwrap()
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn an_older_call_after_a_newer_one_brings_nothing_back(#[case] engine: Engine) {
    let database = engine.migrated();
    let (one, other) = (database.open(2), database.open(2));
    write(&one, 8);
    assert_eq!(forget_before(&one, day(6), day(9)).unwrap(), 5);
    let expected = (Head { seq: 8, floor: 5 }, vec![6, 7, 8]);
    assert_eq!(kept(&other), expected);
    for oldest in [0, 3, 6] {
        assert_eq!(forget_before(&other, day(oldest), day(9)).unwrap(), 0);
        assert_eq!(kept(&one), expected, "after a call for day {oldest}");
    }
    let read_before = Head { seq: 8, floor: 4 };
    assert!(!other.feed().is_current(Topics::ALL, read_before), "it knows of the newer call");
    assert_eq!(forget_before(&other, day(20), day(20)).unwrap(), 3);
    let none = (Head { seq: 8, floor: 8 }, Vec::new());
    assert_eq!(kept(&one), none);
    assert_eq!(forget_before(&one, day(1), day(20)).unwrap(), 0);
    assert_eq!(kept(&other), none);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn what_an_interrupted_call_left_behind_goes_with_the_next_one(#[case] engine: Engine) {
    let database = engine.migrated();
    let handle = database.open(2);
    write(&handle, 8);
    rows::run(&mut database.connect(), "UPDATE change_head SET floor = 5");
    assert_eq!(forget_before(&handle, day(2), day(9)).unwrap(), 5);
    assert_eq!(kept(&handle), (Head { seq: 8, floor: 5 }, vec![6, 7, 8]));
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn old_changes_are_deleted_in_batches_up_to_the_floor_and_not_beyond(#[case] engine: Engine) {
    let database = engine.migrated();
    let handle = database.open(2);
    write(&handle, 9);
    for expected in [3, 3, 1, 0] {
        let deleted = handle.write_blocking(day(9), |writing: &mut Writing<'_>| {
            change::delete_forgotten(writing.connection, 7, 3)
        });
        assert_eq!(deleted.unwrap(), expected);
    }
    assert_eq!(kept(&handle).1, [8, 9]);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn more_changes_than_one_batch_holds_are_all_forgotten(#[case] engine: Engine) {
    let database = engine.migrated();
    let handle = database.open(2);
    write(&handle, 2);
    let mut connection = database.connect();
    rows::run(
        &mut connection,
        "INSERT INTO changes (seq, kind, op, key, version, derived, at)
         WITH RECURSIVE n (n) AS (SELECT 3 UNION ALL SELECT n + 1 FROM n WHERE n < 25000)
         SELECT n, c.kind, c.op, c.key, 1, c.derived, c.at FROM n, changes AS c WHERE c.seq = 1;
         UPDATE change_head SET seq = 25000;",
    );
    let young = handle.write_blocking(day(30), |writing: &mut Writing<'_>| {
        writing.changes.push(NewChange {
            kind: ChangeKind::Milestone,
            op: ChangeOp::Delete,
            key: "young".to_owned(),
            version: 1,
            derived: false,
        });
        Ok::<_, Fault>(())
    });
    young.unwrap();
    assert_eq!(forget_before(&handle, day(20), day(30)).unwrap(), 25_000);
    assert_eq!(kept(&handle), (Head { seq: 25_001, floor: 25_000 }, vec![25_001]));
}
