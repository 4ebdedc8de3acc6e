//! The reply clock: by which day a submission is to be answered. It must not know which days are holidays or what day
//! today is; both are handed in, and so are dates in place of instants: the local ones, of [`crate::domain::date::local_date`].
//!
//! The rule, from which every stored day is computed anew when something of it changes: the days that count are the working days after the day of receipt on which the clock never stood still. A
//! working day is neither a Saturday, a Sunday nor a holiday. The clock stands still from the day on which the author is
//! asked to the day on which the author answers; neither of the two counts, nor does any day between them. The reply is due
//! on the day that is the last of the standard's days to count, up to its end.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

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

/// A time in which the clock stands still: from the day of the question to that of the answer, both included.
pub type Pause = RangeInclusive<NaiveDate>;

/// The day by which a submission received on `received_on` is to be answered.
///
/// Never before the day after receipt, and never on a weekend, a holiday or a day of a pause; where the calendar ends, its
/// last day. A pause that began when the day had passed does not move it: what was late stays late.
#[must_use]
pub fn reply_due_on(
    received_on: NaiveDate,
    standard: ReplyStandard,
    pauses: &[Pause],
    holidays: &BTreeSet<NaiveDate>,
) -> NaiveDate {
    let mut day = received_on;
    let mut left = standard.get();
    while left > 0 {
        let Some(next) = day.succ_opt() else { return day };
        day = next;
        let counts =
            is_working_day(day, holidays) && !pauses.iter().any(|pause| pause.contains(&day));
        left -= u8::from(counts);
    }
    day
}

/// On how many working days after receipt the clock stood still. The pauses come in their order; a day on which one ended
/// and the next began counts once.
#[must_use]
pub fn paused_days(
    received_on: NaiveDate,
    pauses: &[Pause],
    holidays: &BTreeSet<NaiveDate>,
) -> i32 {
    let mut counted_to = received_on;
    let mut days = 0;
    for pause in pauses {
        let before = pause.start().pred_opt().unwrap_or(*pause.start()).max(counted_to);
        days += working_days(before, *pause.end(), holidays);
        counted_to = counted_to.max(*pause.end());
    }
    i32::try_from(days).unwrap_or(i32::MAX)
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

/// The last day of which it is known whether it is a holiday: governments announce the holidays of whole years. None without
/// any holiday.
#[must_use]
pub fn calendar_end(holidays: &BTreeSet<NaiveDate>) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(holidays.last()?.year(), 12, 31)
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
