//! Reading parameter values, with every fault collected: a request with three faulty parameters is told of all three.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::api::extract::Call;
use crate::api::problem::{Fault, FaultCode, Problem};
use crate::domain::code::{Code, CodeKind};
use crate::domain::language::{LanguageIndex, LanguageTag};
use crate::store::page::{Direction, SortBy};

/// Page sizes.
const LIMITS: std::ops::RangeInclusive<i64> = 1..=100;
const DEFAULT_LIMIT: u8 = 25;

/// How a date is written, character by character.
const DATE_SHAPE: &str = "YYYY-MM-DD";

/// The most values in one comma-separated parameter.
const MOST_VALUES: usize = 100;

/// Reads values and keeps their faults.
#[derive(Debug)]
pub struct Reader {
    faults: Vec<Fault>,
}

impl Reader {
    /// A reader that knows of these faults already.
    #[must_use]
    pub fn new(faults: Vec<Fault>) -> Self {
        Self { faults }
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// 400 with every fault found.
    pub fn finish(self) -> Result<(), Problem> {
        if self.faults.is_empty() { Ok(()) } else { Err(Problem::invalid_parameters(self.faults)) }
    }

    /// Adds a fault; the same one is not told twice.
    pub fn refuse(&mut self, fault: Fault) {
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// The page size.
    pub fn limit(&mut self, value: Option<&str>) -> u8 {
        let Some(value) = value else { return DEFAULT_LIMIT };
        let (low, high) = (*LIMITS.start(), *LIMITS.end());
        let digits = value.strip_prefix('-').unwrap_or(value);
        let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let fault = match value.parse::<i64>() {
            Ok(limit) if is_whole && LIMITS.contains(&limit) => {
                return u8::try_from(limit).unwrap_or(DEFAULT_LIMIT);
            }
            _ if !is_whole => Fault::parameter("limit", FaultCode::NotANumber).whole(),
            Ok(limit) if limit < low => Fault::parameter("limit", FaultCode::TooSmall),
            Err(_) if value.starts_with('-') => Fault::parameter("limit", FaultCode::TooSmall),
            // Also what is too large for the machine.
            Ok(_) | Err(_) => Fault::parameter("limit", FaultCode::TooLarge),
        };
        self.refuse(fault.within(low, high));
        DEFAULT_LIMIT
    }

    /// The language of the answer: the parameter's, else the header's.
    pub fn language(&mut self, call: &Call, value: Option<&str>) -> LanguageIndex {
        let Some(value) = value else { return call.negotiated_language() };
        let languages = &call.state().languages;
        languages.resolve_exact(value).unwrap_or_else(|| {
            let offered: Vec<&str> = languages.iter().map(|(_, tag)| tag.as_str()).collect();
            self.refuse(Fault::none_of("lang", FaultCode::UnknownLanguage, value, &offered));
            languages.default_index()
        })
    }

    /// A yes or no.
    pub fn boolean(&mut self, name: &str, value: Option<&str>) -> Option<bool> {
        match value? {
            "true" => Some(true),
            "false" => Some(false),
            _ => {
                self.refuse(
                    Fault::parameter(name, FaultCode::NotABoolean).allowing(&["true", "false"]),
                );
                None
            }
        }
    }

    /// A calendar date.
    pub fn date(&mut self, name: &str, value: Option<&str>) -> Option<NaiveDate> {
        let date = calendar_day(value?);
        if date.is_none() {
            self.refuse(Fault::parameter(name, FaultCode::NotADate));
        }
        date
    }

    /// An instant (RFC 3339).
    pub fn instant(&mut self, name: &str, value: Option<&str>) -> Option<DateTime<Utc>> {
        // The `+` of an offset that was not percent-encoded has arrived as a space.
        let instant = instant(&value?.replace(' ', "+"));
        if instant.is_none() {
            self.refuse(Fault::parameter(name, FaultCode::NotAnInstant));
        }
        instant
    }

    /// A per cent value, 0 to 100.
    pub fn percent(&mut self, name: &str, value: Option<&str>) -> Option<f64> {
        let value = value?;
        let fault = match value.parse::<f64>() {
            Ok(number) if (0.0..=100.0).contains(&number) => return Some(number),
            Ok(number) if number < 0.0 => Fault::parameter(name, FaultCode::TooSmall),
            Ok(number) if number > 100.0 => Fault::parameter(name, FaultCode::TooLarge),
            _ => Fault::parameter(name, FaultCode::NotANumber),
        };
        self.refuse(fault.within(0, 100));
        None
    }

    /// Comma-separated codes. A well-formed code that names nothing matches nothing.
    pub fn codes<K: CodeKind>(&mut self, name: &str, value: Option<&str>) -> Vec<Code<K>> {
        self.each(name, value, |reader, text| {
            let code = Code::parse(text).ok();
            if code.is_none() {
                reader.refuse(Fault::parameter(name, FaultCode::InvalidCode));
            }
            code
        })
    }

    /// One code.
    pub fn code<K: CodeKind>(&mut self, name: &str, value: Option<&str>) -> Option<Code<K>> {
        let code = Code::parse(value?).ok();
        if code.is_none() {
            self.refuse(Fault::parameter(name, FaultCode::InvalidCode));
        }
        code
    }

    /// Comma-separated language tags. One that nothing is written in matches nothing.
    pub fn language_tags(&mut self, name: &str, value: Option<&str>) -> Vec<LanguageTag> {
        self.each(name, value, |reader, text| {
            let tag = LanguageTag::parse(text).ok();
            if tag.is_none() {
                reader.refuse(Fault::parameter(name, FaultCode::InvalidLanguage));
            }
            tag
        })
    }

    /// Comma-separated words of a closed vocabulary.
    pub fn words<T: FromStr>(&mut self, name: &str, value: Option<&str>, known: &[&str]) -> Vec<T> {
        self.choices(name, value, known, FaultCode::UnknownValue)
    }

    /// Comma-separated names of what else is to be given.
    pub fn include<T: FromStr>(&mut self, value: Option<&str>, known: &[&str]) -> Vec<T> {
        self.choices("include", value, known, FaultCode::UnsupportedInclude)
    }

    fn choices<T: FromStr>(
        &mut self,
        name: &str,
        value: Option<&str>,
        known: &[&str],
        code: FaultCode,
    ) -> Vec<T> {
        self.each(name, value, |reader, text| {
            let word = text.parse().ok();
            if word.is_none() {
                reader.refuse(Fault::none_of(name, code, text, known));
            }
            word
        })
    }

    /// A sort: documented keys, each at most once, `-` for descending. The unique key completes the order.
    pub fn sort<K: Copy + PartialEq>(
        &mut self,
        value: Option<&str>,
        known: &[(&str, K)],
        default: &[K],
        unique: K,
    ) -> Vec<SortBy<K>> {
        let mut order: Vec<SortBy<K>> = Vec::new();
        let Some(value) = value else {
            return default
                .iter()
                .map(|key| SortBy { key: *key, direction: Direction::Ascending })
                .collect();
        };
        if value.is_empty() {
            self.refuse(Fault::parameter("sort", FaultCode::Empty));
            return order;
        }
        for text in value.split(',') {
            let (direction, text) = match text.strip_prefix('-') {
                Some(text) => (Direction::Descending, text),
                None => (Direction::Ascending, text),
            };
            match known.iter().find(|(name, _)| *name == text) {
                Some((_, key)) if order.iter().any(|sort| sort.key == *key) => {
                    self.refuse(Fault::parameter("sort", FaultCode::Conflicting));
                }
                Some((_, key)) => order.push(SortBy { key: *key, direction }),
                None => {
                    let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
                    let fault = Fault::none_of("sort", FaultCode::UnsupportedSort, text, &names);
                    self.refuse(fault);
                }
            }
        }
        if !order.iter().any(|sort| sort.key == unique) {
            order.push(SortBy { key: unique, direction: Direction::Ascending });
        }
        order
    }

    fn each<T>(
        &mut self,
        name: &str,
        value: Option<&str>,
        mut read: impl FnMut(&mut Self, &str) -> Option<T>,
    ) -> Vec<T> {
        let Some(value) = value else { return Vec::new() };
        if value.is_empty() {
            self.refuse(Fault::parameter(name, FaultCode::Empty));
            return Vec::new();
        }
        if value.split(',').count() > MOST_VALUES {
            let most = i64::try_from(MOST_VALUES).unwrap_or(i64::MAX);
            self.refuse(Fault::parameter(name, FaultCode::TooLarge).at_most(most));
            return Vec::new();
        }
        // The order and repetition of alternatives mean nothing, so they make no other list either.
        let mut texts: Vec<&str> = value.split(',').collect();
        texts.sort_unstable();
        texts.dedup();
        texts.into_iter().filter_map(|text| read(self, text)).collect()
    }
}

/// A day written as `YYYY-MM-DD` and in no other way: chrono reads more, such as signs, single digits and years of any
/// length. Parameters and bodies are read alike.
pub(super) fn calendar_day(text: &str) -> Option<NaiveDate> {
    let is_plain = text.len() == DATE_SHAPE.len()
        && text
            .bytes()
            .zip(DATE_SHAPE.bytes())
            .all(|(byte, shape)| if shape == b'-' { byte == b'-' } else { byte.is_ascii_digit() });
    text.parse().ok().filter(|_| is_plain)
}

/// An instant (RFC 3339) as it can be stored. Parameters and bodies are read alike.
pub(super) fn instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|instant| storable(instant.to_utc()))
}

/// The earliest storable instant that is not before `instant`: instants are stored to the microsecond, and both
/// databases order the years 1 to 9999 alike.
fn storable(instant: DateTime<Utc>) -> DateTime<Utc> {
    let step = TimeDelta::microseconds(1);
    let finer = i64::from(instant.timestamp_subsec_nanos() % 1000);
    let rounded = if finer > 0 { instant + step - TimeDelta::nanoseconds(finer) } else { instant };
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    let first = day(1, 1, 1).and_time(chrono::NaiveTime::MIN).and_utc();
    let last =
        day(9999, 12, 31).and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::days(1) - step;
    rounded.clamp(first, last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_one_shape() {
        assert!(calendar_day("2024-02-29").is_some());
        for text in [
            "+2024-1-01",
            "2024-1-001",
            "-024-01-01",
            "24-01-01",
            "2024-02-30",
            "2024/02/29",
            " 2024-2-29",
            "2024-02-29T00:00:00Z",
            "",
        ] {
            assert_eq!(calendar_day(text), None, "{text}");
        }
    }

    #[test]
    fn an_instant_is_rounded_up_to_what_can_be_stored() {
        let utc = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let same = "2027-11-24T08:00:00.123456+08:00";
        assert_eq!(instant(same), Some(utc("2027-11-24T00:00:00.123456Z")));
        let finer = "2027-11-24T00:00:00.1234561Z";
        assert_eq!(instant(finer), Some(utc("2027-11-24T00:00:00.123457Z")));
        let far = "2345-01-01T00:00:00.0000009Z";
        assert_eq!(instant(far), Some(utc("2345-01-01T00:00:00.000001Z")));
        assert_eq!(instant("0000-01-01T00:00:00Z"), Some(utc("0001-01-01T00:00:00Z")));
        assert_eq!(instant("2027-11-24"), None);
    }
}
