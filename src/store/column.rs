//! How typed values become columns that both databases share: instants as UTC timestamps, codes and JSON as text.
//! Knows no table.

use std::fmt::Display;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::date::{Precision, VagueDate};
use crate::store::fault::Fault;

/// The stored form of an instant.
#[must_use]
pub fn instant(instant: DateTime<Utc>) -> NaiveDateTime {
    instant.naive_utc()
}

/// Reads a stored code (an enumeration, a code or an id).
///
/// # Errors
/// [`Fault::Broken`] when the text is not a value of `T`.
pub fn parse<T>(what: &str, text: &str) -> Result<T, Fault>
where
    T: FromStr,
    T::Err: Display,
{
    text.parse().map_err(|error| Fault::corrupt(what, error))
}

/// Reads an optional stored code.
///
/// # Errors
/// As [`parse`].
pub fn parse_optional<T>(what: &str, text: Option<&str>) -> Result<Option<T>, Fault>
where
    T: FromStr,
    T::Err: Display,
{
    text.map(|text| parse(what, text)).transpose()
}

/// Writes a structured value as JSON text.
///
/// # Errors
/// [`Fault::Broken`] when the value cannot be JSON.
pub fn to_json<T: Serialize>(what: &str, value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| Fault::corrupt(what, error))
}

/// Reads a structured value from JSON text.
///
/// # Errors
/// [`Fault::Broken`] when the text is not a `T`.
pub fn from_json<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::corrupt(what, error))
}

/// Joins a date column and its precision column.
///
/// # Errors
/// [`Fault::Broken`] when the precision is unknown.
pub fn vague_date(
    what: &str,
    on: Option<NaiveDate>,
    precision: Option<&str>,
) -> Result<Option<VagueDate>, Fault> {
    let precision: Option<Precision> = parse_optional(what, precision)?;
    Ok(on.zip(precision).map(|(on, precision)| VagueDate { on, precision }))
}

/// The two columns of a vague date.
#[must_use]
pub fn date_columns(date: Option<VagueDate>) -> (Option<NaiveDate>, Option<String>) {
    date.map_or((None, None), |date| (Some(date.on), Some(date.precision.to_string())))
}

/// A whole number as its column type.
///
/// # Errors
/// [`Fault::Broken`] when the number does not fit.
pub fn integer<N>(what: &str, number: N) -> Result<i32, Fault>
where
    N: TryInto<i32>,
    N::Error: Display,
{
    number.try_into().map_err(|error| Fault::corrupt(what, error))
}
