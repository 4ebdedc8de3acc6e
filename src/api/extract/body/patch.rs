//! Reading the members of a merge patch: missing, null and a value are three things.

use chrono::NaiveDate;
use serde_json::Value;

use crate::api::extract::Members;
use crate::api::problem::{Fault, FaultCode};
use crate::domain::account::{EmailAddress, PersonName};
use crate::domain::code::{Code, CodeKind};
use crate::domain::date::{Precision, VagueDate};
use crate::domain::language::LanguageTag;
use crate::domain::patch::{DatePatch, LocalizedPatch, Patch};
use crate::domain::submission::clock::ReplyStandard;
use crate::domain::text::Multiline;

/// Makes a vague date of a day and a precision.
pub type MakeDate = fn(NaiveDate, Precision) -> Option<VagueDate>;

/// The member that says how exactly the date in the member `name` is known.
pub(super) fn precision_of(name: &str) -> String {
    format!("{name}_precision")
}

impl Members {
    /// A value that may be left out but not be null.
    pub(super) fn named(&mut self, name: &str) -> Option<Value> {
        let value = self.value(name)?;
        if value.is_null() {
            self.refuse_member(name, FaultCode::NotNull);
            return None;
        }
        Some(value)
    }

    /// What the patch says of a member that may be null.
    fn patched<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Self, &Value) -> Option<T>,
    ) -> Patch<T> {
        match self.value(name) {
            None => Patch::Absent,
            Some(Value::Null) => Patch::Null,
            // A faulty value is told; what stands here then is never used.
            Some(value) => read(self, &value).map_or(Patch::Absent, Patch::Value),
        }
    }

    /// An email address, if it is to be another.
    pub fn patched_email(&mut self, name: &str) -> Option<EmailAddress> {
        let value = self.named(name)?;
        self.as_email(name, &value)
    }

    /// A name, if it is to be another.
    pub fn patched_person_name(&mut self, name: &str) -> Option<PersonName> {
        let value = self.named(name)?;
        self.as_person_name(name, &value)
    }

    /// A yes or no, if it is to be another.
    pub fn patched_boolean(&mut self, name: &str) -> Option<bool> {
        let value = self.named(name)?;
        let known = value.as_bool();
        if known.is_none() {
            self.refuse_member(name, FaultCode::NotABoolean);
        }
        known
    }

    /// One line that may not be null, if it is to be another.
    pub fn changed_line(&mut self, name: &str, most: usize) -> Option<String> {
        let value = self.named(name)?;
        self.clean_text(name, &value, most, Multiline::No)
    }

    /// A text that may be null.
    pub fn patched_text(&mut self, name: &str, most: usize) -> Patch<String> {
        self.patched(name, |members, value| members.clean_text(name, value, most, Multiline::Yes))
    }

    /// A code that may be null.
    pub fn patched_code<K: CodeKind>(&mut self, name: &str) -> Patch<Code<K>> {
        self.patched(name, |members, value| members.as_code(name, value))
    }

    /// A code that may not be null, if it is to be another.
    pub fn changed_code<K: CodeKind>(&mut self, name: &str) -> Option<Code<K>> {
        let value = self.named(name)?;
        self.as_code(name, &value)
    }

    /// All codes of a list, each once, if they are to be others.
    pub fn changed_codes<K: CodeKind>(&mut self, name: &str, most: usize) -> Option<Vec<Code<K>>> {
        let value = self.named(name)?;
        let elements = self.as_list(name, &value, most)?;
        let mut codes: Vec<Code<K>> = Vec::new();
        for (index, element) in elements.iter().enumerate() {
            let pointer = format!("/{name}/{index}");
            let code = element.as_str().and_then(|text| Code::parse(text).ok());
            let Some(code) = code else {
                let kind =
                    if element.is_string() { FaultCode::InvalidCode } else { FaultCode::NotAText };
                self.refuse(Fault::pointer(&pointer, kind));
                continue;
            };
            if codes.contains(&code) {
                self.refuse(Fault::pointer(&pointer, FaultCode::Duplicate));
            }
            codes.push(code);
        }
        Some(codes)
    }

    /// A whole number that may be null.
    pub fn patched_whole(&mut self, name: &str, low: u16, high: u16) -> Patch<u16> {
        self.patched(name, |members, value| members.as_whole(name, value, low, high))
    }

    /// A number of working days within which a department replies, which may be null.
    pub fn patched_reply_days(&mut self, name: &str) -> Patch<ReplyStandard> {
        self.patched(name, |members, value| members.as_reply_days(name, value))
    }

    /// A number from 0 to 100 that may not be null, if it is to be another.
    pub fn changed_percent(&mut self, name: &str) -> Option<f64> {
        let value = self.named(name)?;
        let number = value.as_f64().filter(|number| (0.0..=100.0).contains(number));
        if number.is_none() {
            let code = match value.as_f64() {
                Some(number) if number < 0.0 => FaultCode::TooSmall,
                Some(_) => FaultCode::TooLarge,
                None => FaultCode::NotANumber,
            };
            let pointer = self.place(name);
            self.refuse(Fault::pointer(&pointer, code).within(0, 100));
        }
        number
    }

    /// A date and its precision, which stand in two members: each stays, goes or changes by itself.
    pub fn patched_date(&mut self, name: &str) -> DatePatch {
        let on = self.patched(name, |members, value| {
            let day = members.as_day(name, value)?;
            let is_of_four_digits = VagueDate::of(day, Precision::Day).is_ok();
            if !is_of_four_digits {
                members.refuse_member(name, FaultCode::NotADate);
            }
            is_of_four_digits.then_some(day)
        });
        let precision = self.patched(&precision_of(name), |members, value| {
            let pointer = members.place(&precision_of(name));
            members.as_word(&pointer, value, &Precision::ALL.map(Precision::as_str))
        });
        DatePatch { on, precision }
    }

    /// A text in several languages: each language stays, goes or changes by itself.
    pub fn patched_localized(
        &mut self,
        name: &str,
        most: usize,
        lines: Multiline,
    ) -> Option<LocalizedPatch> {
        let value = self.named(name)?;
        let texts = self.languages_of(name, &value)?;
        let mut inner = self.inner(name, texts.clone());
        // Every language is read before the text is given up: all faults are told at once.
        let patch: Vec<Option<(LanguageTag, Option<String>)>> = texts
            .iter()
            .map(|(tag, value)| {
                let language = inner.language(tag)?;
                match value {
                    Value::Null => Some((language, None)),
                    value => Some((language, Some(inner.clean_text(tag, value, most, lines)?))),
                }
            })
            .collect();
        self.take_faults(inner);
        patch.into_iter().collect()
    }

    /// An object that may be null: `read` reads its members, at their own place.
    pub fn patched_object<S: utoipa::PartialSchema, T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Patch<T> {
        self.patched(name, |members, value| {
            let object = members.languages_of(name, value)?;
            let mut inner = members.inner(name, object);
            inner.refuse_unknown::<S>();
            let read = read(&mut inner);
            members.take_faults(inner);
            read
        })
    }
}
