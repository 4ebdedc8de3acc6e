//! The reply clock of a stored submission: setting it going again after the author was awaited.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::app::acting::Circumstances;
use crate::domain::date::local_date;
use crate::domain::submission::clock::{self, Resumed};
use crate::store::submission::Submission;

/// The submission with its clock going again, if it stood still.
#[must_use]
pub fn resumed(
    submission: Submission,
    circumstances: &Circumstances,
    holidays: &BTreeSet<NaiveDate>,
) -> Submission {
    let Some(since) = submission.paused_since else { return submission };
    let (today, due_on) = (circumstances.today(), submission.reply_due_on);
    let received_on = local_date(submission.received_at, circumstances.zone);
    let Resumed { due_on, stood } = clock::resume(received_on, due_on, since, today, holidays);
    Submission {
        reply_due_on: due_on,
        paused_since: None,
        paused_days: submission.paused_days.saturating_add(stood),
        ..submission
    }
}
