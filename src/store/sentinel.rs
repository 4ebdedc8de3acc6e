//! The far values that the generated sort columns hold where a row has no value, so that it sorts last in either
//! direction. The migrations hold the same constants.

use chrono::NaiveDate;

use crate::store::page::Direction;

/// Stands for a missing date.
#[must_use]
pub fn date(direction: Direction) -> NaiveDate {
    let (year, month, day) = match direction {
        Direction::Ascending => (9999, 12, 31),
        Direction::Descending => (1, 1, 1),
    };
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// Stands for a missing fraction; real ones lie between 0 and 100.
#[must_use]
pub const fn real(direction: Direction) -> f64 {
    match direction {
        Direction::Ascending => 1000.0,
        Direction::Descending => -1000.0,
    }
}
