//! Renewing the days on which replies are due: all of them however many there are, and none that comes in meanwhile is left
//! with what was before.

use std::collections::BTreeSet;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread;

use chrono::NaiveDate;
use chrono_tz::Asia::Hong_Kong;
use rstest::rstest;
use serde_json::{Value, json};
use smartcity::app::load::{LoadOptions, Progress, load_citizens};
use smartcity::app::submission::due::set_standard;
use smartcity::domain::catalogue::validate_citizens;
use smartcity::domain::date::local_date;
use smartcity::domain::ids::SubmissionId;
use smartcity::domain::language::Languages;
use smartcity::domain::submission::clock::{ReplyStandard, reply_due_on};
use smartcity::domain::submission::{Reference, SubmissionState, Visibility};
use smartcity::store::submission::{self, Submission};
use smartcity::store::{Database, Fault, Writing, holiday, reply_standard};
use uuid::Uuid;

use crate::submissions::{now, nth, read, with, write};
use crate::support::engine::Engine;
use crate::support::rows;
use crate::support::wait::until;

const MANY: u16 = 1_203;

fn standard(days: i64) -> ReplyStandard {
    days.try_into().unwrap()
}

/// The day on which a reply to what comes in now is due.
fn due(days: i64, holidays: &[&str]) -> NaiveDate {
    let holidays: BTreeSet<NaiveDate> = holidays.iter().map(|day| day.parse().unwrap()).collect();
    reply_due_on(local_date(now(), Hong_Kong), standard(days), &[], &holidays)
}

/// One of many that came in at once: every third is public, every tenth answered.
fn one(number: u16) -> Submission {
    let [high, low] = number.to_be_bytes();
    let is_answered = number.is_multiple_of(10);
    Submission {
        id: SubmissionId::from(Uuid::from_u128(0x9000 + u128::from(number))),
        reference: Reference::of_random([1, 0, 0, high, low]),
        state: if is_answered { SubmissionState::Answered } else { SubmissionState::Received },
        visibility: if number.is_multiple_of(3) { Visibility::Public } else { Visibility::Pending },
        received_at: now(),
        reply_due_on: due(10, &[]),
        ..nth(0)
    }
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn all_that_waits_gets_another_day_and_what_is_public_is_told(#[case] engine: Engine) {
    let (kept, database) = with(engine, 0);
    let renewed = |days| set_standard(&database, standard(days), Hong_Kong, now()).unwrap();
    write(&database, |connection| {
        (0..MANY).try_for_each(|number| submission::insert(connection, &one(number)))
    });
    assert_eq!(renewed(10), 0, "they have these days already");
    let waiting = (0..MANY).filter(|number| !number.is_multiple_of(10));
    assert_eq!(renewed(3), waiting.clone().count());
    let mut connection = kept.connect();
    let of = |day| format!("WHERE reply_due_on = '{day}'");
    let moved = rows::count(&mut connection, "submissions", &of(due(3, &[])));
    assert_eq!(usize::try_from(moved).unwrap(), waiting.clone().count());
    let told = "SELECT DISTINCT key AS line FROM changes WHERE derived AND kind = 'submission'";
    let public = waiting.filter(|number| number.is_multiple_of(3)).count();
    assert_eq!(rows::lines(&mut connection, told).len(), public);
    assert_eq!(usize::try_from(rows::count(&mut connection, "changes", "")).unwrap(), public);
    assert_eq!(renewed(3), 0);
}

fn file(holiday: &str) -> Value {
    json!({ "citizens": {
        "subjects": [],
        "notices": [],
        "holidays": [{ "day": holiday, "name": { "en": "A day off" } }],
    }})
}

fn load(database: &Database, file: &Value) {
    let options = LoadOptions { at: now(), zone: Hong_Kong, dry_run: false };
    let none: Progress = Arc::new(|_| {});
    let citizens = Arc::new(validate_citizens(file, &Languages::default()).unwrap());
    load_citizens(database, &citizens, options, &none).unwrap();
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn what_comes_in_while_holidays_are_loaded_follows_them_too(#[case] engine: Engine) {
    let (kept, database) = with(engine, 0);
    set_standard(&database, standard(10), Hong_Kong, now()).unwrap();
    let holiday = "2026-11-26";
    let (tell, begun) = channel();
    let (go_on, told) = channel::<()>();
    let told = Mutex::new(told);
    let intake = database.clone();
    let intake = thread::spawn(move || {
        let written: Result<(), Fault> =
            intake.write_blocking(now(), move |writing: &mut Writing<'_>| {
                // As taking something in does: what the day follows from is read, and time passes until it is stored.
                reply_standard::share(writing.connection)?;
                assert!(holiday::all(writing.connection)?.is_empty());
                tell.send(()).unwrap();
                told.lock().unwrap().recv().unwrap();
                submission::insert(writing.connection, &one(1))
            });
        written.unwrap();
    });
    begun.recv().unwrap();
    let other = kept.open(2);
    let loading = thread::spawn(move || load(&other, &file(holiday)));
    // The load comes as far as it can. With SQLite that is nowhere: it waits to begin.
    if engine == Engine::Postgres {
        let mut looking = kept.connect();
        let waiting = "SELECT count(*) AS number FROM pg_stat_activity \
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";
        until("the load waits for the intake", || rows::number(&mut looking, waiting) > 0);
    }
    go_on.send(()).unwrap();
    intake.join().unwrap();
    loading.join().unwrap();
    let found = read(&database, |connection| submission::find(connection, one(1).id)).unwrap();
    assert_ne!(due(10, &[]), due(10, &[holiday]));
    assert_eq!(found.reply_due_on, due(10, &[holiday]));
}
