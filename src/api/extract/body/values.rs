//! Reading days, numbers, addresses and the like, which may be missing.

use std::str::FromStr;

use chrono::NaiveDate;
use serde_json::Value;

use crate::api::extract::Members;
use crate::api::extract::body::patch::{MakeDate, precision_of};
use crate::api::extract::reader;
use crate::api::problem::{Fault, FaultCode};
use crate::domain::date::{Precision, VagueDate};
use crate::domain::evidence::{LONGEST_URL, is_sha256, is_web_address};
use crate::domain::patch::{DatePatch, Patch};
use crate::domain::submission::clock::ReplyStandard;
use crate::domain::text::{Localized, Multiline, clean};

impl Members {
    /// Refuses a member that is missing or null.
    pub fn require(&mut self, name: &str) {
        self.required(name);
    }

    /// Whether a member is there and null.
    #[must_use]
    pub fn is_null(&self, name: &str) -> bool {
        self.value(name).is_some_and(|value| value.is_null())
    }

    /// A cleaned text of several lines.
    pub fn text(&mut self, name: &str, most: usize) -> Option<String> {
        let value = self.required(name)?;
        self.clean_text(name, &value, most, Multiline::Yes)
    }

    /// A calendar day, which may be missing or null.
    pub fn optional_day(&mut self, name: &str) -> Option<NaiveDate> {
        let value = self.optional(name)?;
        self.as_day(name, &value)
    }

    /// A calendar day that may not be null, if it is to be another.
    pub fn changed_day(&mut self, name: &str) -> Option<NaiveDate> {
        let value = self.named(name)?;
        self.as_day(name, &value)
    }

    /// A date and its precision for something new, both of which may be missing or null: without a precision it is a day.
    pub fn optional_date(&mut self, name: &str, make: MakeDate) -> Option<VagueDate> {
        let DatePatch { on, precision } = self.patched_date(name);
        if self.optional(name).is_none() && matches!(precision, Patch::Value(_)) {
            self.refuse_member(&precision_of(name), FaultCode::Conflicting);
        }
        let on = on.apply(None)?;
        let date = make(on, precision.apply(None).unwrap_or(Precision::Day));
        if date.is_none() {
            self.refuse_member(name, FaultCode::NotADate);
        }
        date
    }

    pub(super) fn as_day(&mut self, name: &str, value: &Value) -> Option<NaiveDate> {
        let day = reader::calendar_day(&self.as_text(name, value)?)
            .filter(|day| VagueDate::of(*day, Precision::Day).is_ok());
        if day.is_none() {
            self.refuse_member(name, FaultCode::NotADate);
        }
        day
    }

    /// A whole number, which may be missing or null.
    pub fn optional_whole(&mut self, name: &str, low: u16, high: u16) -> Option<u16> {
        let value = self.optional(name)?;
        self.as_whole(name, &value, low, high)
    }

    /// A number of working days within which a department replies.
    pub fn optional_reply_days(&mut self, name: &str) -> Option<ReplyStandard> {
        let value = self.optional(name)?;
        self.as_reply_days(name, &value)
    }

    pub(super) fn as_reply_days(&mut self, name: &str, value: &Value) -> Option<ReplyStandard> {
        let (low, high) = (u16::from(ReplyStandard::MIN), u16::from(ReplyStandard::MAX));
        let days = self.as_whole(name, value, low, high)?;
        ReplyStandard::try_from(i64::from(days)).ok()
    }

    /// A whole number that may not be null, if it is to be another.
    pub fn changed_whole(&mut self, name: &str, low: u16, high: u16) -> Option<u16> {
        let value = self.named(name)?;
        self.as_whole(name, &value, low, high)
    }

    pub(super) fn as_whole(
        &mut self,
        name: &str,
        value: &Value,
        low: u16,
        high: u16,
    ) -> Option<u16> {
        let number = value.as_u64().and_then(|number| u16::try_from(number).ok());
        let within = number.filter(|number| (low..=high).contains(number));
        if within.is_none() {
            let code = match value.as_f64() {
                Some(number) if number.fract() != 0.0 => FaultCode::NotANumber,
                Some(number) if number < f64::from(low) => FaultCode::TooSmall,
                Some(_) => FaultCode::TooLarge,
                None => FaultCode::NotANumber,
            };
            let fault = Fault::pointer(&self.place(name), code);
            self.refuse(fault.whole().within(low.into(), high.into()));
        }
        within
    }

    /// A word of a closed vocabulary, which may be missing or null.
    pub fn optional_word<T: FromStr>(&mut self, name: &str, known: &[&str]) -> Option<T> {
        let value = self.optional(name)?;
        let pointer = self.place(name);
        self.as_word(&pointer, &value, known)
    }

    /// A text in several languages, which may be missing or null.
    pub fn optional_localized(
        &mut self,
        name: &str,
        most: usize,
        lines: Multiline,
    ) -> Option<Localized> {
        self.optional(name)?;
        self.localized(name, most, lines)
    }

    /// At most `most` cleaned lines, each of at most `each` characters; none when the member is missing.
    pub fn optional_lines(&mut self, name: &str, most: usize, each: usize) -> Vec<String> {
        let Some(value) = self.named(name) else { return Vec::new() };
        let elements = self.as_list(name, &value, most).unwrap_or_default();
        let mut inner = self.inner(name, serde_json::Map::new());
        let lines = elements
            .iter()
            .enumerate()
            .filter_map(|(at, line)| inner.clean_text(&at.to_string(), line, each, Multiline::No))
            .collect();
        self.take_faults(inner);
        lines
    }

    /// The address of a page.
    pub fn web_address(&mut self, name: &str) -> Option<String> {
        let value = self.required(name)?;
        let text = self.as_text(name, &value)?;
        // As it is kept: without control and direction-changing characters, and in one form.
        let is_clean = clean(&text, LONGEST_URL, Multiline::No).is_ok_and(|clean| clean == text);
        if is_clean && is_web_address(&text) {
            return Some(text);
        }
        let most = i64::try_from(LONGEST_URL).unwrap_or(i64::MAX);
        let fault = Fault::pointer(&self.place(name), FaultCode::InvalidUrl).at_most(most);
        self.refuse(fault);
        None
    }

    /// A SHA-256, which may be missing or null.
    pub fn optional_digest(&mut self, name: &str) -> Option<String> {
        let value = self.optional(name)?;
        let text = self.as_text(name, &value)?;
        if is_sha256(&text) {
            return Some(text);
        }
        self.refuse_member(name, FaultCode::InvalidDigest);
        None
    }
}
