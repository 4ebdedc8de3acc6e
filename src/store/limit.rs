//! What all nodes count together: requests of a bucket, and failed attempts to sign in. Whoever is counted appears as a MAC.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;

use crate::store::column::{instant, integer};
use crate::store::connection::AnyConnection;
use crate::store::dialect;
use crate::store::fault::Fault;
use crate::store::schema::{login_failures, rate_buckets};

/// What taking a request from a bucket came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It may be made.
    Admitted {
        /// How many more may be made at once.
        remaining: u32,
    },
    /// It may not.
    Refused {
        /// When to come back.
        wait: Duration,
    },
}

/// Failed attempts of one subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: u32,
    /// The last of them.
    pub last_failed_at: DateTime<Utc>,
}

/// Takes one request from a bucket of `per_minute` requests, which may all come at once and are then given back evenly
/// (generic cell rate algorithm).
///
/// # Errors
/// As [`Fault`].
pub fn take(
    connection: &mut AnyConnection,
    bucket: &str,
    subject: &str,
    per_minute: u32,
    now: DateTime<Utc>,
) -> Result<Taken, Fault> {
    // Whoever comes first makes the row; from then on its lock orders everybody.
    dialect::insert_rate_bucket(connection, bucket, subject, instant(now))?;
    let row = rate_buckets::table
        .filter(rate_buckets::bucket.eq(bucket))
        .filter(rate_buckets::subject.eq(subject));
    let next_free_at: Option<NaiveDateTime> = diesel::update(row)
        .set(rate_buckets::next_free_at.eq(rate_buckets::next_free_at))
        .returning(rate_buckets::next_free_at)
        .get_result(connection)
        .optional()?;
    // A bucket at rest may be deleted at any time until it is locked.
    let gone = || Fault::Collision("the bucket was deleted".to_owned());
    let next_free_at = next_free_at.ok_or_else(gone)?;
    let step = TimeDelta::microseconds(60_000_000 / i64::from(per_minute.max(1)));
    let window = step * i32::try_from(per_minute).unwrap_or(i32::MAX);
    let next = next_free_at.and_utc().max(now) + step;
    if next - now > window {
        let wait = (next - now - window).to_std().unwrap_or_default();
        return Ok(Taken::Refused { wait });
    }
    diesel::update(row).set(rate_buckets::next_free_at.eq(instant(next))).execute(connection)?;
    let left = (window - (next - now)).num_microseconds().unwrap_or(0);
    let each = step.num_microseconds().unwrap_or(1).max(1);
    Ok(Taken::Admitted { remaining: u32::try_from(left / each).unwrap_or(0) })
}

/// The failed attempts of a subject.
///
/// # Errors
/// As [`Fault`].
pub fn failures(connection: &mut AnyConnection, subject: &str) -> Result<Option<Failures>, Fault> {
    let row: Option<(i32, NaiveDateTime)> = login_failures::table
        .select((login_failures::failures, login_failures::last_failed_at))
        .filter(login_failures::subject.eq(subject))
        .first(connection)
        .optional()?;
    Ok(row.map(|(count, last)| Failures {
        count: u32::try_from(count).unwrap_or(0),
        last_failed_at: last.and_utc(),
    }))
}

/// Makes sure that a subject has a row, and holds it until the transaction ends: attempts of one subject are counted one
/// after the other.
///
/// # Errors
/// As [`Fault`].
pub fn lock_failures(
    connection: &mut AnyConnection,
    subject: &str,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    dialect::insert_login_failure(connection, subject, instant(now))?;
    let held = diesel::update(login_failures::table.filter(login_failures::subject.eq(subject)))
        .set(login_failures::failures.eq(login_failures::failures))
        .execute(connection)?;
    // A counter at rest may be deleted at any time until it is locked.
    Fault::unless_one(held)
}

/// Counts a failed attempt of a subject; those before `forgotten` count no longer.
///
/// # Errors
/// As [`Fault`].
pub fn add_failure(
    connection: &mut AnyConnection,
    subject: &str,
    now: DateTime<Utc>,
    forgotten: DateTime<Utc>,
) -> Result<(), Fault> {
    let known = failures(connection, subject)?.filter(|known| known.last_failed_at > forgotten);
    let count = known.map_or(0, |known| known.count).saturating_add(1);
    diesel::update(login_failures::table.filter(login_failures::subject.eq(subject)))
        .set((
            login_failures::failures.eq(integer("failures", count)?),
            login_failures::last_failed_at.eq(instant(now)),
        ))
        .execute(connection)?;
    Ok(())
}

/// Forgets the failed attempts of a subject.
///
/// # Errors
/// As [`Fault`].
pub fn forgive_failures(connection: &mut AnyConnection, subject: &str) -> Result<(), Fault> {
    diesel::delete(login_failures::table.filter(login_failures::subject.eq(subject)))
        .execute(connection)?;
    Ok(())
}

/// Takes back one failed attempt of a subject.
///
/// # Errors
/// As [`Fault`].
pub fn take_back_failure(connection: &mut AnyConnection, subject: &str) -> Result<(), Fault> {
    let counted = login_failures::table
        .filter(login_failures::subject.eq(subject))
        .filter(login_failures::failures.gt(0));
    diesel::update(counted)
        .set(login_failures::failures.eq(login_failures::failures - 1))
        .execute(connection)?;
    Ok(())
}

/// Deletes at most `limit` counters of each kind that say nothing any more; gives how many there were.
///
/// # Errors
/// As [`Fault`].
pub fn delete_idle(
    connection: &mut AnyConnection,
    now: DateTime<Utc>,
    forgotten: DateTime<Utc>,
    limit: i64,
) -> Result<usize, Fault> {
    let subjects: Vec<String> = login_failures::table
        .select(login_failures::subject)
        .filter(login_failures::last_failed_at.lt(instant(forgotten)))
        .order_by(login_failures::last_failed_at.asc())
        .limit(limit)
        .load(connection)?;
    let forgotten = login_failures::table.filter(login_failures::subject.eq_any(&subjects));
    let failures = diesel::delete(forgotten).execute(connection)?;
    let subjects: Vec<String> = rate_buckets::table
        .select(rate_buckets::subject)
        .filter(rate_buckets::next_free_at.lt(instant(now)))
        .order_by(rate_buckets::next_free_at.asc())
        .limit(limit)
        .load(connection)?;
    let idle = rate_buckets::table
        .filter(rate_buckets::subject.eq_any(&subjects))
        .filter(rate_buckets::next_free_at.lt(instant(now)));
    Ok(failures + diesel::delete(idle).execute(connection)?)
}
