//! Calendar dates that may be vague, and the local calendar of a time zone.
//! It must not know what a date is a promise of, nor what day today is.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::word::{self, UnknownWord};

/// How exactly a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// To the day.
    Day,
    /// To the month.
    Month,
    /// To the quarter of a calendar year.
    Quarter,
    /// To the calendar year.
    Year,
}

impl Precision {
    /// All precisions, finest first.
    pub const ALL: [Self; 4] = [Self::Day, Self::Month, Self::Quarter, Self::Year];

    /// The precision's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

impl fmt::Display for Precision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Precision {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("precision", &Self::ALL, Self::as_str, text)
    }
}

/// Why the parts of a date make no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DateFault {
    /// The year is not one of four digits.
    #[error("the year is not between 1000 and 9998")]
    NoSuchYear,
    /// The month is not one of the twelve.
    #[error("the month is not between 1 and 12")]
    NoSuchMonth,
    /// The quarter is not one of the four.
    #[error("the quarter is not between 1 and 4")]
    NoSuchQuarter,
    /// The month has no such day.
    #[error("the month has no such day")]
    NoSuchDay,
    /// A quarter beside a month or day, or a day without its month.
    #[error("a date has a quarter, or a month and perhaps a day, or neither")]
    Conflicting,
}

/// The day of a period that stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// The first one, for a start.
    First,
    /// The last one, for an end or a promise.
    Last,
}

/// A calendar date known to a precision: one day of its period, the last one for an end or promise, the first one for a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct VagueDate {
    /// The day that stands for the period.
    pub on: NaiveDate,
    /// How long the period is.
    pub precision: Precision,
}

impl VagueDate {
    /// A promise or an end: stands on the last day of the period that the parts name.
    ///
    /// # Errors
    /// [`DateFault`] when the parts name no period.
    pub fn ending(
        year: i32,
        month: Option<u32>,
        quarter: Option<u32>,
        day: Option<u32>,
    ) -> Result<Self, DateFault> {
        let date = Self::of_parts(year, month, quarter, day)?;
        Ok(Self { on: date.last_day(), ..date })
    }

    /// A start: stands on the first day of the period that the parts name.
    ///
    /// # Errors
    /// [`DateFault`] when the parts name no period.
    pub fn starting(
        year: i32,
        month: Option<u32>,
        quarter: Option<u32>,
        day: Option<u32>,
    ) -> Result<Self, DateFault> {
        Self::of_parts(year, month, quarter, day)
    }

    /// The single day `on`.
    #[must_use]
    pub const fn day(on: NaiveDate) -> Self {
        Self { on, precision: Precision::Day }
    }

    /// The first day of the period.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        period(self.on, self.precision).0
    }

    /// The last day of the period.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        period(self.on, self.precision).1
    }

    /// The same period, standing on its first or its last day.
    #[must_use]
    pub fn at(self, edge: Edge) -> Self {
        let on = match edge {
            Edge::First => self.first_day(),
            Edge::Last => self.last_day(),
        };
        Self { on, ..self }
    }

    /// The date `on`, known to a precision.
    ///
    /// # Errors
    /// [`DateFault::NoSuchYear`] when the year is not one of four digits.
    pub fn of(on: NaiveDate, precision: Precision) -> Result<Self, DateFault> {
        if (1000..=9998).contains(&on.year()) {
            Ok(Self { on, precision })
        } else {
            Err(DateFault::NoSuchYear)
        }
    }

    fn of_parts(
        year: i32,
        month: Option<u32>,
        quarter: Option<u32>,
        day: Option<u32>,
    ) -> Result<Self, DateFault> {
        if !(1000..=9998).contains(&year) {
            return Err(DateFault::NoSuchYear);
        }
        let (month, day, precision) = match (month, quarter, day) {
            (None, None, None) => (1, 1, Precision::Year),
            (None, Some(quarter @ 1..=4), None) => (quarter * 3 - 2, 1, Precision::Quarter),
            (None, Some(_), None) => return Err(DateFault::NoSuchQuarter),
            (Some(month @ 1..=12), None, None) => (month, 1, Precision::Month),
            (Some(month @ 1..=12), None, Some(day)) => (month, day, Precision::Day),
            (Some(_), None, _) => return Err(DateFault::NoSuchMonth),
            (_, Some(_), _) | (None, None, Some(_)) => return Err(DateFault::Conflicting),
        };
        let on = NaiveDate::from_ymd_opt(year, month, day).ok_or(DateFault::NoSuchDay)?;
        Ok(Self { on, precision })
    }
}

/// The first and the last day of the period of length `precision` in which `on` lies.
#[must_use]
pub fn period(on: NaiveDate, precision: Precision) -> (NaiveDate, NaiveDate) {
    let (months_into, length) = match precision {
        Precision::Day => return (on, on),
        Precision::Month => (0, 1),
        Precision::Quarter => (on.month0() % 3, 3),
        Precision::Year => (on.month0(), 12),
    };
    // The fallbacks are for the ends of the calendar, a quarter of a million years away.
    let first = on
        .with_day(1)
        .and_then(|day| day.checked_sub_months(Months::new(months_into)))
        .unwrap_or(NaiveDate::MIN);
    let last = first
        .checked_add_months(Months::new(length))
        .and_then(|day| day.checked_sub_days(Days::new(1)))
        .unwrap_or(NaiveDate::MAX);
    (first, last)
}

/// The calendar date in the zone at an instant.
#[must_use]
pub fn local_date(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// The first instant of a local day. Where clocks skip midnight it is the first instant after the gap; where they repeat it, the earlier one.
#[must_use]
pub fn start_of_local_day(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    // Zones have skipped up to a whole day, always by a multiple of a minute near midnight; quarters of an hour suffice.
    (0..=(26 * 4))
        .filter_map(|quarters| midnight.checked_add_signed(TimeDelta::minutes(quarters * 15)))
        .find_map(|local| zone.from_local_datetime(&local).earliest())
        .map_or_else(|| midnight.and_utc(), |start| start.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn every_precision_has_one_word_in_text_and_in_json() {
        for precision in Precision::ALL {
            assert_eq!(precision.as_str().parse(), Ok(precision));
            assert_eq!(serde_json::to_value(precision).unwrap(), precision.as_str());
        }
    }

    #[test]
    fn an_end_stands_on_the_last_day_of_its_period() {
        let end = |m, q, d| VagueDate::ending(2024, m, q, d).unwrap().on;
        assert_eq!(end(None, None, None), day("2024-12-31"));
        assert_eq!(end(None, Some(1), None), day("2024-03-31"));
        assert_eq!(end(Some(2), None, None), day("2024-02-29"));
        assert_eq!(end(Some(2), None, Some(7)), day("2024-02-07"));
    }

    #[test]
    fn a_start_stands_on_the_first_day_of_its_period() {
        let start = |m, q, d| VagueDate::starting(2023, m, q, d).unwrap().on;
        assert_eq!(start(None, None, None), day("2023-01-01"));
        assert_eq!(start(None, Some(4), None), day("2023-10-01"));
        assert_eq!(start(Some(2), None, None), day("2023-02-01"));
        assert_eq!(start(Some(2), None, Some(28)), day("2023-02-28"));
    }

    #[test]
    fn parts_that_make_no_date_are_refused_with_the_reason() {
        let fault = |y, m, q, d| VagueDate::ending(y, m, q, d).unwrap_err();
        assert_eq!(fault(999, None, None, None), DateFault::NoSuchYear);
        assert_eq!(fault(10_000, None, None, None), DateFault::NoSuchYear);
        assert_eq!(fault(2024, Some(0), None, None), DateFault::NoSuchMonth);
        assert_eq!(fault(2024, Some(13), None, Some(1)), DateFault::NoSuchMonth);
        assert_eq!(fault(2024, None, Some(5), None), DateFault::NoSuchQuarter);
        assert_eq!(fault(2023, Some(2), None, Some(29)), DateFault::NoSuchDay);
        assert_eq!(fault(2023, Some(2), Some(1), None), DateFault::Conflicting);
        assert_eq!(fault(2023, None, None, Some(1)), DateFault::Conflicting);
    }

    #[test]
    fn the_local_date_turns_at_local_midnight() {
        let zone = chrono_tz::Asia::Hong_Kong;
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(local_date(at("2026-11-22T15:59:59.999999Z"), zone), day("2026-11-22"));
        assert_eq!(local_date(at("2026-11-22T16:00:00Z"), zone), day("2026-11-23"));
        assert_eq!(start_of_local_day(day("2026-11-23"), zone), at("2026-11-22T16:00:00Z"));
    }

    #[test]
    fn a_day_whose_midnight_is_skipped_starts_after_the_gap() {
        // Clocks in São Paulo went from 00:00 to 01:00 on 4 November 2018.
        let start = start_of_local_day(day("2018-11-04"), chrono_tz::America::Sao_Paulo);
        assert_eq!(start, "2018-11-04T03:00:00Z".parse::<DateTime<Utc>>().unwrap());
        // Samoa had no 30 December 2011 at all.
        let start = start_of_local_day(day("2011-12-30"), chrono_tz::Pacific::Apia);
        assert_eq!(start, "2011-12-30T10:00:00Z".parse::<DateTime<Utc>>().unwrap());
    }

    #[test]
    fn a_day_whose_midnight_comes_twice_starts_at_the_first() {
        // Clocks in Havana went back from 01:00 to 00:00 on 3 November 2024.
        let start = start_of_local_day(day("2024-11-03"), chrono_tz::America::Havana);
        assert_eq!(start, "2024-11-03T04:00:00Z".parse::<DateTime<Utc>>().unwrap());
    }

    #[test]
    fn the_ends_of_the_calendar_do_not_panic() {
        for precision in Precision::ALL {
            let _ = period(NaiveDate::MIN, precision);
            let _ = period(NaiveDate::MAX, precision);
        }
        let _ = start_of_local_day(NaiveDate::MAX, chrono_tz::Asia::Hong_Kong);
        let _ = start_of_local_day(NaiveDate::MIN, chrono_tz::Asia::Hong_Kong);
    }

    proptest! {
        #[test]
        fn a_period_holds_its_day_and_is_the_same_from_each_of_its_days(
            days in 0_u64..400_000, at in 0_usize..4, other in 0_u64..366,
        ) {
            let on = day("1000-01-01") + Days::new(days);
            let precision = Precision::ALL[at];
            let (first, last) = period(on, precision);
            prop_assert!(first <= on && on <= last);
            let length = u64::try_from((last - first).num_days() + 1).unwrap();
            let same = first + Days::new(other % length);
            prop_assert_eq!(period(same, precision), (first, last));
            prop_assert_ne!(period(last + Days::new(1), precision), (first, last));
        }

        #[test]
        fn a_local_day_starts_on_that_day_and_not_before(days in 0_u64..30_000, at in 0_usize..4) {
            let zone = [chrono_tz::Asia::Hong_Kong, chrono_tz::America::New_York,
                chrono_tz::Europe::London, chrono_tz::Asia::Kathmandu][at];
            let on = day("1970-01-02") + Days::new(days);
            let start = start_of_local_day(on, zone);
            prop_assert_eq!(local_date(start, zone), on);
            prop_assert!(local_date(start - TimeDelta::microseconds(1), zone) < on);
        }
    }
}
