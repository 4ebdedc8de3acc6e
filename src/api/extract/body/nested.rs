//! Reading members that are objects, yes or no, whole numbers, languages, and texts of a least length.

use std::ops::RangeInclusive;

use serde_json::Value;
use utoipa::PartialSchema;

use crate::api::extract::Members;
use crate::api::problem::{Fault, FaultCode};
use crate::domain::account::PersonName;
use crate::domain::language::LanguageTag;

impl Members {
    /// An object that is as `S` says: `read` reads its members, at their own place.
    pub fn object<S: PartialSchema, T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        let value = self.required(name)?;
        self.as_object::<S, T>(name, &value, read)
    }

    /// The same, which may be missing or null.
    pub fn optional_object<S: PartialSchema, T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        let value = self.optional(name)?;
        self.as_object::<S, T>(name, &value, read)
    }

    fn as_object<S: PartialSchema, T>(
        &mut self,
        name: &str,
        value: &Value,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        let object = self.languages_of(name, value)?;
        let mut inner = self.inner(name, object);
        inner.refuse_unknown::<S>();
        let read = read(&mut inner);
        self.take_faults(inner);
        read
    }

    /// The name of a person, which may be missing or null.
    pub fn optional_person_name(&mut self, name: &str) -> Option<PersonName> {
        let value = self.optional(name)?;
        self.as_person_name(name, &value)
    }

    /// Whether a fault was found already.
    #[must_use]
    pub fn is_faulty(&self) -> bool {
        !self.faults.is_empty()
    }

    /// A yes or no.
    pub fn boolean(&mut self, name: &str) -> Option<bool> {
        let known = self.required(name)?.as_bool();
        if known.is_none() {
            self.refuse_member(name, FaultCode::NotABoolean);
        }
        known
    }

    /// A whole number.
    pub fn whole(&mut self, name: &str, low: u16, high: u16) -> Option<u16> {
        let value = self.required(name)?;
        self.as_whole(name, &value, low, high)
    }

    /// A language, which need not be one that the service speaks.
    pub fn language_tag(&mut self, name: &str) -> Option<LanguageTag> {
        let value = self.required(name)?;
        let tag = LanguageTag::parse(&self.as_text(name, &value)?).ok();
        if tag.is_none() {
            self.refuse_member(name, FaultCode::InvalidLanguage);
        }
        tag
    }

    /// A cleaned text of several lines with so many characters.
    pub fn text_within(&mut self, name: &str, length: RangeInclusive<usize>) -> Option<String> {
        let text = self.text(name, *length.end())?;
        if text.chars().count() >= *length.start() {
            return Some(text);
        }
        let least = i64::try_from(*length.start()).unwrap_or(0);
        let fault = Fault::pointer(&self.place(name), FaultCode::TooShort).at_least(least);
        self.refuse(fault);
        None
    }
}
