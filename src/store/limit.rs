//! Requests that all nodes count together, by bucket. Whoever is counted appears as a MAC.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;

use crate::store::column::instant;
use crate::store::connection::AnyConnection;
use crate::store::dialect;
use crate::store::fault::Fault;
use crate::store::schema::rate_buckets;

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

/// Deletes at most `limit` buckets that are full again; gives how many there were.
///
/// # Errors
/// As [`Fault`].
pub fn delete_idle(
    connection: &mut AnyConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<usize, Fault> {
    let subjects: Vec<String> = rate_buckets::table
        .select(rate_buckets::subject)
        .filter(rate_buckets::next_free_at.lt(instant(now)))
        .order_by(rate_buckets::next_free_at.asc())
        .limit(limit)
        .load(connection)?;
    let idle = rate_buckets::table
        .filter(rate_buckets::subject.eq_any(&subjects))
        .filter(rate_buckets::next_free_at.lt(instant(now)));
    Ok(diesel::delete(idle).execute(connection)?)
}
