//! The reply clock: by which day a submission is to be answered. It must not know which days are holidays or what day
//! today is; both are handed in, and so are dates in place of instants: the local ones, of [`crate::domain::date::local_date`].
//!
//! The rule: the days that count are the working days after the day of receipt on which the clock never stood still. A
//! working day is neither a Saturday, a Sunday nor a holiday. The clock stands still from the day on which the author is
//! asked to the day on which the author answers; neither of the two counts, nor does any day between them. The reply is due
//! on the day that is the last of the standard's days to count, up to its end.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::SubmissionState;
use crate::domain::milestone::OutOfRange;

/// Within how many working days a department replies, 1 to 250 (about a year).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "u8")]
pub struct ReplyStandard(u8);

impl ReplyStandard {
    /// The smallest number of days.
    pub const MIN: u8 = 1;
    /// The greatest number of days.
    pub const MAX: u8 = 250;

    /// The number of days.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<i64> for ReplyStandard {
    type Error = OutOfRange;
    fn try_from(days: i64) -> Result<Self, OutOfRange> {
        u8::try_from(days)
            .ok()
            .filter(|days| (Self::MIN..=Self::MAX).contains(days))
            .map(Self)
            .ok_or(OutOfRange { min: Self::MIN, max: Self::MAX })
    }
}

impl From<ReplyStandard> for u8 {
    fn from(standard: ReplyStandard) -> Self {
        standard.0
    }
}

/// The day by which a submission received on `received_on` is to be answered, when the clock stood still on `paused_days`
/// working days since.
///
/// Never before the day after receipt, and never on a weekend or a holiday; where the calendar ends, its last day.
#[must_use]
pub fn reply_due_on(
    received_on: NaiveDate,
    standard: ReplyStandard,
    paused_days: i32,
    holidays: &BTreeSet<NaiveDate>,
) -> NaiveDate {
    let days = i64::from(standard.get()).saturating_add(i64::from(paused_days));
    nth_working_day(received_on, days, holidays)
}

/// What setting the clock going again comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resumed {
    /// The day by which the submission is to be answered now.
    pub due_on: NaiveDate,
    /// On how many working days the clock stood still.
    pub stood: i32,
}

/// Sets a clock going again on `today` that stood still since `since`: the working days that were left when it was stopped
/// are left again, from tomorrow on. The day of receipt counts neither way, and one that was late stays late.
#[must_use]
pub fn resume(
    received_on: NaiveDate,
    due_on: NaiveDate,
    since: NaiveDate,
    today: NaiveDate,
    holidays: &BTreeSet<NaiveDate>,
) -> Resumed {
    let before = since.pred_opt().unwrap_or(since).max(received_on);
    let stood = i32::try_from(working_days(before, today, holidays)).unwrap_or(i32::MAX);
    let left = working_days(before, due_on, holidays);
    let due_on = if left > 0 { nth_working_day(today, left, holidays) } else { due_on };
    Resumed { due_on, stood }
}

/// The working day that is the `nth` after a day; where the calendar ends, its last day.
fn nth_working_day(after: NaiveDate, nth: i64, holidays: &BTreeSet<NaiveDate>) -> NaiveDate {
    let mut day = after;
    let mut left = nth;
    while left > 0 {
        let Some(next) = day.succ_opt() else { return day };
        day = next;
        left -= i64::from(is_working_day(day, holidays));
    }
    day
}

/// Whether the reply to a submission is late: its day has passed and the clock runs. While the author is awaited nothing
/// is late; the answer sets the clock going, and with it what was late before.
#[must_use]
pub fn is_overdue(due_on: NaiveDate, today: NaiveDate, state: SubmissionState) -> bool {
    state.clock_runs() && due_on < today
}

/// Whether offices are open on a day.
#[must_use]
pub fn is_working_day(day: NaiveDate, holidays: &BTreeSet<NaiveDate>) -> bool {
    !is_weekend(day) && !holidays.contains(&day)
}

/// How many working days there are after `after`, up to and including `until`; none when `until` is not later.
#[must_use]
pub fn working_days(after: NaiveDate, until: NaiveDate, holidays: &BTreeSet<NaiveDate>) -> i64 {
    let Some(first) = after.succ_opt().filter(|first| *first <= until) else { return 0 };
    let off = holidays.range(first..=until).filter(|day| !is_weekend(**day)).count();
    weekdays_to(until) - weekdays_to(after) - i64::try_from(off).unwrap_or(i64::MAX)
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The Mondays to Fridays up to and including a day, from the first Monday of the common era, which was its first day.
fn weekdays_to(day: NaiveDate) -> i64 {
    let days = i64::from(day.num_days_from_ce());
    days.div_euclid(7) * 5 + days.rem_euclid(7).min(5)
}

#[cfg(test)]
#[path = "clock_tests.rs"]
mod tests;
