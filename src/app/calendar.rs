//! Telling those who follow the changes that a new local day began: health, overdue and slip are computed from it.

use chrono::{DateTime, NaiveDate, Utc};

use crate::store::change::{ChangeKind, ChangeOp, NewChange};
use crate::store::{Database, Fault, Reading, Writing, calendar};

/// Tells of `today` unless it was told; of several nodes one tells. A new installation has nobody to tell: it only notes
/// the day. Says whether it was told now.
///
/// # Errors
/// As [`Fault`].
pub fn turn(database: &Database, today: NaiveDate, now: DateTime<Utc>) -> Result<bool, Fault> {
    let known =
        database.read_blocking(|reading: &mut Reading<'_>| calendar::day(reading.connection))?;
    if known.is_some_and(|known| known >= today) {
        return Ok(false);
    }
    database.write_blocking(now, move |writing: &mut Writing<'_>| {
        let known = calendar::day(writing.connection)?;
        let is_told = calendar::turn(writing.connection, today)? && known.is_some();
        if is_told {
            writing.changes.push(NewChange {
                kind: ChangeKind::Calendar,
                op: ChangeOp::Upsert,
                key: today.to_string(),
                version: 1,
                derived: true,
            });
        }
        Ok(is_told)
    })
}
