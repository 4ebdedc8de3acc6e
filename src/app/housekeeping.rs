//! Letting go of rows that say nothing any more. Nothing of it was decided by anybody, so it leaves no audit entry.

use chrono::{DateTime, Utc};

use crate::authn::{delay, rotation};
use crate::store::{Database, Fault, Writing, idempotency, invitation, limit, login, session};

/// How many rows of each kind go in one transaction.
const BATCH: i64 = 500;

/// Forgets what spent refresh tokens brought once they may no longer come again: nothing that a token opens is kept for
/// longer. Gives how many there were.
///
/// # Errors
/// As [`Fault`].
pub fn forget_successors(database: &Database, now: DateTime<Utc>) -> Result<usize, Fault> {
    let end = now - rotation::grace();
    database.write_blocking(now, move |writing: &mut Writing<'_>| {
        session::forget_successors_before(writing.connection, end)
    })
}

/// Deletes expired rows; sessions and links only when they expired before `ended`. Gives how many there were.
///
/// # Errors
/// As [`Fault`]; what was deleted before stays so.
pub fn tidy(database: &Database, now: DateTime<Utc>, ended: DateTime<Utc>) -> Result<usize, Fault> {
    let mut all = 0;
    loop {
        let deleted = database.write_blocking(now, move |writing: &mut Writing<'_>| {
            let connection = &mut *writing.connection;
            let answers = idempotency::delete_expired(connection, now, BATCH)?;
            let sessions = session::delete_expired(connection, ended, BATCH)?;
            let links = invitation::delete_expired(connection, ended, BATCH)?;
            let buckets = limit::delete_idle(connection, now, BATCH)?;
            let (forgotten, unknown) = (delay::forgotten_before(now), delay::unknown_before(now));
            let attempts = login::delete_idle(connection, forgotten, unknown, BATCH)?;
            Ok::<_, Fault>(answers + sessions + links + buckets + attempts)
        })?;
        if deleted == 0 {
            return Ok(all);
        }
        all += deleted;
    }
}
