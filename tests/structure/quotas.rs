//! What all nodes count together: shares of a bucket, and what a clock that goes back makes of them.

use chrono::{DateTime, TimeDelta, Utc};
use rstest::rstest;
use smartcity::store::limit::{self, Share, Taken};
use smartcity::store::{Database, Fault, Reading, Writing};

use crate::support::engine::Engine;
use crate::support::rows;

fn now() -> DateTime<Utc> {
    "2026-11-25T04:00:00Z".parse().unwrap()
}

fn share(subject: &str, per_minute: u32) -> Share {
    Share { subject: subject.to_owned(), per_minute }
}

fn look(database: &Database, shares: &[Share], at: DateTime<Utc>) -> Taken {
    let look = |reading: &mut Reading<'_>| limit::look(reading.connection, "login", shares, at);
    database.read_blocking::<_, Fault, _>(look).unwrap()
}

fn take(database: &Database, shares: &[Share], at: DateTime<Utc>) -> Taken {
    let shares = shares.to_vec();
    let take =
        move |writing: &mut Writing<'_>| limit::take(writing.connection, "login", &shares, at);
    database.write_blocking::<_, Fault, _>(at, take).unwrap()
}

const fn left(remaining: u32) -> Taken {
    Taken::Admitted { remaining }
}

fn wait(seconds: u64) -> Taken {
    Taken::Refused { wait: std::time::Duration::from_secs(seconds) }
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn all_shares_must_admit_and_none_loses_what_another_refuses(#[case] engine: Engine) {
    let kept = engine.migrated();
    let database = kept.open(2);
    let (own, other) = ([share("own", 2), share("net", 3)], [share("other", 2), share("net", 3)]);
    assert_eq!(take(&database, &own, now()), left(1));
    assert_eq!(take(&database, &own, now()), left(0));
    // Its own share is used up; the network's keeps the one that is left.
    assert_eq!(take(&database, &own, now()), wait(30));
    assert_eq!(take(&database, &other, now()), left(0));
    assert_eq!(take(&database, &other, now()), wait(20));
    // Of its own share one was left, and is still.
    assert_eq!(look(&database, &other[..1], now()), left(0));
    let later = now() + TimeDelta::seconds(20);
    assert_eq!(take(&database, &other, later), left(0));
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn looking_says_what_taking_would_and_changes_nothing(#[case] engine: Engine) {
    let kept = engine.migrated();
    let (database, mut connection) = (kept.open(2), kept.connect());
    let shares = [share("own", 2), share("net", 8)];
    for _ in 0..4 {
        let before = rows::contents(&mut connection);
        let looked = look(&database, &shares, now());
        assert_eq!(look(&database, &shares, now()), looked);
        assert_eq!(rows::contents(&mut connection), before);
        assert_eq!(take(&database, &shares, now()), looked);
    }
    assert_eq!(look(&database, &shares, now()), wait(30));
    assert_eq!(look(&database, &[share("nobody", 5)], now()), left(4));
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn nobody_waits_longer_than_for_one_request_when_the_clock_goes_back(#[case] engine: Engine) {
    let kept = engine.migrated();
    let database = kept.open(2);
    let shares = [share("own", 3), share("net", 12)];
    for _ in 0..3 {
        take(&database, &shares, now());
    }
    for back in [TimeDelta::days(1), TimeDelta::days(2), TimeDelta::days(400)] {
        let at = now() - back;
        // What another clock wrote leaves one request; from then on the quota holds as ever.
        assert_eq!(look(&database, &shares, at), left(0));
        assert_eq!(take(&database, &shares, at), left(0));
        assert_eq!(look(&database, &shares, at), wait(20));
        assert_eq!(take(&database, &shares, at), wait(20));
        assert_eq!(take(&database, &shares, at + TimeDelta::seconds(19)), wait(1));
        assert_eq!(take(&database, &shares, at + TimeDelta::seconds(20)), left(0));
    }
}
