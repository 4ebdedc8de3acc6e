//! How much waits to be done: what operators watch.

use chrono::{DateTime, NaiveDate, Utc};

use crate::store::{Fault, Reading, outbox, submission};

/// What waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backlog {
    /// Letters that are not sent yet.
    pub letters: i64,
    /// When the oldest of them was written.
    pub oldest_letter_at: Option<DateTime<Utc>>,
    /// Submissions whose reply is late.
    pub overdue_replies: i64,
}

/// Looks at what waits on the local day `today`.
///
/// # Errors
/// As [`Fault`].
pub fn look(reading: &mut Reading<'_>, today: NaiveDate) -> Result<Backlog, Fault> {
    let (letters, oldest_letter_at) = outbox::unsent(reading.connection)?;
    let overdue_replies = submission::count_overdue(reading.connection, today)?;
    Ok(Backlog { letters, oldest_letter_at, overdue_replies })
}
