//! Requests that all nodes count together, by bucket. Whoever is counted appears as a MAC.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;

use crate::authn::rotation::PUT_BACK;
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

/// Somebody's share of a bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Whose it is.
    pub subject: String,
    /// So many requests may all come at once; they are then given back evenly over a minute.
    pub per_minute: u32,
}

impl Share {
    /// How long it takes until one request is given back.
    fn step(&self) -> TimeDelta {
        TimeDelta::microseconds(60_000_000 / i64::from(self.per_minute.max(1)))
    }

    /// How long it takes until all of them are.
    fn window(&self) -> TimeDelta {
        self.step() * i32::try_from(self.per_minute).unwrap_or(i32::MAX)
    }

    /// What taking one request at `now` comes to, and when everything will have been given back after it (generic cell
    /// rate algorithm). `free_at` is when that was to be before.
    fn after_one(&self, free_at: DateTime<Utc>, now: DateTime<Utc>) -> (Taken, DateTime<Utc>) {
        let (step, window) = (self.step(), self.window());
        // No request of this clock's past leads further than one window ahead. What lies well beyond was written by a clock
        // that goes, or went, ahead of this one; it counts as a share of which one request is left.
        let is_put_back = free_at > now + window + PUT_BACK;
        let free_at = if is_put_back { now + window - step } else { free_at };
        let next = free_at.max(now) + step;
        if next - now > window {
            let wait = (next - now - window).to_std().unwrap_or_default();
            return (Taken::Refused { wait }, free_at);
        }
        let left = (window - (next - now)).num_microseconds().unwrap_or(0);
        let each = step.num_microseconds().unwrap_or(1).max(1);
        (Taken::Admitted { remaining: u32::try_from(left / each).unwrap_or(0) }, next)
    }
}

impl Taken {
    /// What follows from both: both must admit.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Refused { wait }, Self::Refused { wait: other }) => {
                Self::Refused { wait: wait.max(other) }
            }
            (refused @ Self::Refused { .. }, _) | (_, refused @ Self::Refused { .. }) => refused,
            (Self::Admitted { remaining }, Self::Admitted { remaining: other }) => {
                Self::Admitted { remaining: remaining.min(other) }
            }
        }
    }
}

/// What [`take`] would come to, looked up without holding or writing anything: whoever has nothing left is refused for the
/// price of a read.
///
/// # Errors
/// As [`Fault`].
pub fn look(
    connection: &mut AnyConnection,
    bucket: &str,
    shares: &[Share],
    now: DateTime<Utc>,
) -> Result<Taken, Fault> {
    let subjects = shares.iter().map(|share| &share.subject);
    let known: HashMap<String, NaiveDateTime> = rate_buckets::table
        .select((rate_buckets::subject, rate_buckets::next_free_at))
        .filter(rate_buckets::bucket.eq(bucket))
        .filter(rate_buckets::subject.eq_any(subjects))
        .load(connection)?
        .into_iter()
        .collect();
    let taken = shares.iter().map(|share| {
        let free_at = known.get(&share.subject).map_or(now, NaiveDateTime::and_utc);
        share.after_one(free_at, now).0
    });
    Ok(taken.fold(Taken::Admitted { remaining: u32::MAX }, Taken::and))
}

/// Takes one request from several shares of a bucket, or from none of them when one has nothing left. Everybody names theirs
/// in the same order, so that nobody waits for each other in a circle.
///
/// # Errors
/// As [`Fault`].
pub fn take(
    connection: &mut AnyConnection,
    bucket: &str,
    shares: &[Share],
    now: DateTime<Utc>,
) -> Result<Taken, Fault> {
    let mut taken = Taken::Admitted { remaining: u32::MAX };
    let mut after = Vec::with_capacity(shares.len());
    for share in shares {
        let free_at = lock(connection, bucket, &share.subject, now)?;
        let (one, next) = share.after_one(free_at, now);
        taken = taken.and(one);
        after.push(next);
    }
    if matches!(taken, Taken::Admitted { .. }) {
        for (share, next) in shares.iter().zip(after) {
            let row = rate_buckets::table
                .filter(rate_buckets::bucket.eq(bucket))
                .filter(rate_buckets::subject.eq(&share.subject));
            diesel::update(row)
                .set(rate_buckets::next_free_at.eq(instant(next)))
                .execute(connection)?;
        }
    }
    Ok(taken)
}

/// Holds a subject's row of a bucket until the transaction ends; gives when everything will have been given back.
fn lock(
    connection: &mut AnyConnection,
    bucket: &str,
    subject: &str,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, Fault> {
    // Whoever comes first makes the row; from then on its lock orders everybody.
    dialect::insert_rate_bucket(connection, bucket, subject, instant(now))?;
    let row = rate_buckets::table
        .filter(rate_buckets::bucket.eq(bucket))
        .filter(rate_buckets::subject.eq(subject));
    let free_at: Option<NaiveDateTime> = diesel::update(row)
        .set(rate_buckets::next_free_at.eq(rate_buckets::next_free_at))
        .returning(rate_buckets::next_free_at)
        .get_result(connection)
        .optional()?;
    // A bucket at rest may be deleted at any time until it is locked.
    let gone = || Fault::Collision("the bucket was deleted".to_owned());
    Ok(free_at.ok_or_else(gone)?.and_utc())
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
