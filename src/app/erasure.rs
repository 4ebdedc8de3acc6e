//! Erasing personal data whose time is over.

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::notice::COUNTED_FOR;
use crate::store::audit::{self, AuditAction, AuditOutcome, NewAuditEntry};
use crate::store::submission::contact;
use crate::store::{Database, Fault, Writing, challenge, outbox, recipient};

/// How many rows of each kind go in one transaction.
const BATCH: i64 = 500;

/// Erases the contact details of submissions that were closed for longer than `kept`, a batch at a time, each with an audit
/// entry that says how many there were; gives the sum. An entry is in the transaction of what it tells of, so none is
/// erased without one.
///
/// # Errors
/// As [`Fault`]; what was erased before stays so.
pub fn erase_contacts(
    database: &Database,
    kept: TimeDelta,
    now: DateTime<Utc>,
) -> Result<usize, Fault> {
    let closed_before = now.checked_sub_signed(kept).unwrap_or(DateTime::<Utc>::MIN_UTC);
    let mut all = 0;
    loop {
        let erased = database.write_blocking(now, move |writing: &mut Writing<'_>| {
            let erased = contact::forget_closed(writing.connection, closed_before, BATCH)?;
            if erased > 0 {
                audit::append(writing.connection, &told(erased, now))?;
            }
            Ok::<_, Fault>(erased)
        })?;
        if erased == 0 {
            return Ok(all);
        }
        all += erased;
    }
}

/// How long it is kept that a letter was written. It was sent or given up by then; where nobody sends letters any more, what
/// waits goes too.
const LETTERS_KEPT: TimeDelta = TimeDelta::days(30);

/// So far the clock of another node may be behind: a challenge that has expired here may still be accepted there.
const SKEW: TimeDelta = TimeDelta::hours(1);

/// Forgets the challenges that were solved and would not be accepted any more anyway, that letters were sent, and to which
/// mailboxes, unless their owners have refused letters. None of it tells of anybody, so it leaves no audit entry.
///
/// # Errors
/// As [`Fault`]; what was forgotten before stays so.
pub fn tidy(database: &Database, now: DateTime<Utc>) -> Result<usize, Fault> {
    let mut all = 0;
    loop {
        let forgotten = database.write_blocking(now, move |writing: &mut Writing<'_>| {
            let challenges = challenge::forget_expired(writing.connection, now - SKEW, BATCH)?;
            let letters = outbox::forget_written(writing.connection, now - LETTERS_KEPT, BATCH)?;
            let mailboxes = recipient::forget(writing.connection, now - COUNTED_FOR, now, BATCH)?;
            Ok::<_, Fault>(challenges + letters + mailboxes)
        })?;
        if forgotten == 0 {
            return Ok(all);
        }
        all += forgotten;
    }
}

fn told(erased: usize, at: DateTime<Utc>) -> NewAuditEntry {
    NewAuditEntry {
        at,
        target_kind: "submission_contact".to_owned(),
        reason: Some(format!("{erased} kept for as long as configured")),
        ..NewAuditEntry::new(AuditAction::ContactsErased, AuditOutcome::Done)
    }
}
