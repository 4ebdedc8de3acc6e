//! Writes that go wrong: they collide, panic, or find the database locked. Each fails or succeeds alone.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;

use chrono::{DateTime, Utc};
use diesel::Connection as _;
use diesel::connection::{InstrumentationEvent, SimpleConnection};
use rstest::rstest;
use smartcity::store::change::{self, ChangeKind, ChangeOp, NewChange};
use smartcity::store::limit::{self, Share};
use smartcity::store::{Database, Fault, Reading, Writing, login};

use crate::support::engine::Engine;
use crate::support::rows;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn new() -> NewChange {
    NewChange {
        kind: ChangeKind::Initiative,
        op: ChangeOp::Upsert,
        key: "tolls".to_owned(),
        version: 1,
        derived: false,
    }
}

/// Writes one change.
fn write(database: &Database) -> Result<(), Fault> {
    database.write_blocking(now(), |writing: &mut Writing<'_>| {
        writing.changes.push(new());
        Ok(())
    })
}

fn newest(database: &Database) -> i64 {
    database.read_blocking(|reading: &mut Reading<'_>| Ok::<_, Fault>(reading.head.seq)).unwrap()
}

#[test]
fn of_two_writes_that_wait_for_each_other_one_is_tried_again_and_both_succeed() {
    let database = Engine::Postgres.migrated();
    let attempts = Arc::new(AtomicUsize::new(0));
    let both_hold_one = Arc::new(Barrier::new(2));
    let orders = [[1, 2], [2, 1]].map(|[first, second]| {
        let handle = database.open(2);
        let (attempts, both_hold_one) = (Arc::clone(&attempts), Arc::clone(&both_hold_one));
        thread::spawn(move || {
            let own = AtomicUsize::new(0);
            handle.write_blocking(now(), move |writing: &mut Writing<'_>| {
                attempts.fetch_add(1, Ordering::AcqRel);
                writing.changes.push(new());
                let lock = |key: i32| format!("SELECT pg_advisory_xact_lock({key})");
                writing.connection.batch_execute(&lock(first))?;
                if own.fetch_add(1, Ordering::AcqRel) == 0 {
                    both_hold_one.wait();
                }
                writing.connection.batch_execute(&lock(second))?;
                Ok::<_, Fault>(())
            })
        })
    });
    for order in orders {
        order.join().unwrap().unwrap();
    }
    assert_eq!(attempts.load(Ordering::Acquire), 3, "one of the two was tried again");
    assert_eq!(newest(&database.open(1)), 2, "and each is stored once");
}

#[test]
fn a_write_that_cannot_be_serialised_is_tried_again_but_not_for_ever() {
    let database = Engine::Postgres.migrated();
    let handle = database.open(2);
    for (collisions, succeeds) in [(1, true), (3, true), (1000, false)] {
        let before = newest(&handle);
        let attempts = AtomicUsize::new(0);
        let written = handle.write_blocking(now(), move |writing: &mut Writing<'_>| {
            writing.changes.push(new());
            if attempts.fetch_add(1, Ordering::AcqRel) < collisions {
                let collide =
                    "DO $$ BEGIN RAISE EXCEPTION 'collided' USING ERRCODE = '40001'; END $$";
                writing.connection.batch_execute(collide)?;
            }
            Ok::<_, Fault>(())
        });
        assert_eq!(written.is_ok(), succeeds, "{collisions}: {written:?}");
        assert_eq!(newest(&handle), before + i64::from(succeeds));
    }
    write(&handle).unwrap();
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_write_that_panics_leaves_nothing_and_later_ones_succeed(#[case] engine: Engine) {
    let database = engine.migrated();
    let handle = database.open(1);
    write(&handle).unwrap();
    for round in 0..3 {
        let written = handle.write_blocking(now(), |writing: &mut Writing<'_>| {
            writing.changes.push(new());
            writing.connection.batch_execute("UPDATE change_head SET seq = 1000")?;
            assert!(writing.changes.is_empty(), "this write is to panic");
            Ok::<_, Fault>(())
        });
        assert!(matches!(written, Err(Fault::Broken(_))), "{written:?}");
        assert_eq!(newest(&handle), 1 + round, "nothing of it is stored");
        write(&handle).unwrap();
        assert_eq!(newest(&handle), 2 + round);
    }
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn many_changes_are_numbered_in_their_order_by_few_statements(#[case] engine: Engine) {
    const MANY: usize = 1_203;
    let database = engine.migrated();
    let mut connection = database.connect();
    let sent = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&sent);
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event
            && query.to_string().trim_start().starts_with("INSERT")
        {
            counter.fetch_add(1, Ordering::AcqRel);
        }
    });
    let nth = |number: usize| NewChange { key: format!("key-{number}"), ..new() };
    let many: Vec<NewChange> = (0..MANY).map(nth).collect();
    let appended = change::append(&mut connection, &many, now()).unwrap().unwrap();
    assert_eq!(usize::try_from(appended.last).unwrap(), MANY);
    assert!((1..=3).contains(&sent.load(Ordering::Acquire)), "{sent:?} statements");
    let stored = change::list(&mut connection, 0, &[], 2_000).unwrap();
    assert_eq!(stored.len(), MANY);
    for ((seq, change), new) in (1..).zip(&stored).zip(&many) {
        assert_eq!((change.seq, &change.key), (seq, &new.key));
    }
    assert_eq!(change::append(&mut connection, &[], now()).unwrap(), None);
}

/// A counter that says nothing any more may be deleted between its making and its being held.
#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_counter_that_is_gone_before_it_is_held_is_a_collision_and_no_defect(#[case] engine: Engine) {
    let database = engine.migrated();
    let mut connection = database.connect();
    for table in ["rate_buckets", "login_failures"] {
        let vanishing = match engine {
            Engine::Sqlite => format!(
                "CREATE TRIGGER vanish_{table} AFTER INSERT ON {table} \
                 BEGIN DELETE FROM {table}; END"
            ),
            Engine::Postgres => format!(
                "CREATE FUNCTION vanish_{table}() RETURNS trigger LANGUAGE plpgsql \
                 AS $$ BEGIN DELETE FROM {table}; RETURN NULL; END $$; \
                 CREATE TRIGGER vanish AFTER INSERT ON {table} \
                 FOR EACH ROW EXECUTE FUNCTION vanish_{table}()"
            ),
        };
        rows::run(&mut connection, &vanishing);
    }
    let handle = database.open(2);
    let taken = handle.write_blocking(now(), |writing: &mut Writing<'_>| {
        let share = Share { subject: "somebody".to_owned(), per_minute: 30 };
        limit::take(writing.connection, "login", &[share], now())
    });
    assert!(matches!(taken, Err(Fault::Collision(_))), "{taken:?}");
    let held = handle.write_blocking(now(), |writing: &mut Writing<'_>| {
        login::hold(writing.connection, "somebody", now())
    });
    assert!(matches!(held, Err(Fault::Collision(_))), "{held:?}");
}

mod long {
    //! A lock that is held for longer than a write waits.

    use std::time::Instant;

    use super::{newest, write};
    use crate::support::engine::Engine;
    use crate::support::rows;

    #[test]
    fn a_write_that_finds_the_database_locked_says_so_and_the_next_one_succeeds() {
        let database = Engine::Sqlite.migrated();
        let handle = database.open(2);
        write(&handle).unwrap();
        let mut other = database.connect();
        rows::run(&mut other, "BEGIN IMMEDIATE");
        let asked = Instant::now();
        let refused = write(&handle).unwrap_err().to_string();
        assert!(refused.contains("not available") && refused.contains("locked"), "{refused}");
        assert!(!refused.contains("the writer has stopped"), "{refused}");
        assert!(asked.elapsed().as_secs() >= 4, "it waited first: {:?}", asked.elapsed());
        rows::run(&mut other, "ROLLBACK");
        write(&handle).unwrap();
        assert_eq!(newest(&handle), 2);
    }
}
