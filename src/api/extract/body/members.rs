//! Reading the members of a body, with every fault collected: a request with three faulty members is told of all three.

use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use serde_json::{Map, Value};
use utoipa::PartialSchema;

use crate::api::extract::body::schema;
use crate::api::extract::reader;
use crate::api::problem::{Fault, FaultCode, Problem, suggest};
use crate::domain::account::PersonName;
use crate::domain::code::{Code, CodeKind};
use crate::domain::language::{LanguageTag, Languages};
use crate::domain::text::{Localized, Multiline, TextFault, clean};

/// The members of an object, and the faults found so far.
#[derive(Debug)]
pub struct Members {
    object: Map<String, Value>,
    base: String,
    languages: Languages,
    pub(super) faults: Vec<Fault>,
}

impl Members {
    /// The members of `value` that `T` has. One that only `R` has is the service's own; another one is unknown.
    pub(super) fn new<T: PartialSchema, R: PartialSchema>(
        value: &Value,
        languages: &Languages,
    ) -> Self {
        let object = value.as_object().cloned().unwrap_or_default();
        let mut members =
            Self { object, base: String::new(), languages: languages.clone(), faults: Vec::new() };
        members.refuse_others(&schema::members::<T>(), &schema::members::<R>());
        members
    }

    fn refuse_others(&mut self, known: &[String], own: &[String]) {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let given: Vec<String> = self.object.keys().cloned().collect();
        for name in given.iter().filter(|name| !known.contains(&name.as_str())) {
            let pointer = self.place(name);
            self.refuse(if own.contains(name) {
                Fault::pointer(&pointer, FaultCode::ReadOnly)
            } else {
                let close = suggest(name, &known);
                Fault::pointer(&pointer, FaultCode::UnknownMember).suggesting(close)
            });
        }
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// 422 with every fault found.
    pub fn finish(self) -> Result<(), Problem> {
        if self.faults.is_empty() { Ok(()) } else { Err(Problem::validation(self.faults)) }
    }

    /// Ends the reading, with members that were required: they are there when there was no fault.
    ///
    /// # Errors
    /// 422 with every fault found.
    pub fn finish_with<T>(self, required: Option<T>) -> Result<T, Problem> {
        let faults = self.faults;
        required.filter(|_| faults.is_empty()).ok_or_else(|| Problem::validation(faults))
    }

    /// Adds a fault; the same one is not told twice.
    pub fn refuse(&mut self, fault: Fault) {
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// Adds a fault of a member.
    pub(super) fn refuse_member(&mut self, name: &str, code: FaultCode) {
        let pointer = self.place(name);
        self.refuse(Fault::pointer(&pointer, code));
    }

    /// Whether the body has the member.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.object.contains_key(name)
    }

    /// Refuses the members that `S` does not have.
    pub(super) fn refuse_unknown<S: PartialSchema>(&mut self) {
        self.refuse_others(&schema::members::<S>(), &[]);
    }

    /// The pointer to a member (RFC 6901 section 3).
    pub(super) fn place(&self, name: &str) -> String {
        format!("{}/{}", self.base, name.replace('~', "~0").replace('/', "~1"))
    }

    /// The member's value; none when it is missing.
    pub(super) fn value(&self, name: &str) -> Option<Value> {
        self.object.get(name).cloned()
    }

    /// A value that must be there, and not null.
    pub(super) fn required(&mut self, name: &str) -> Option<Value> {
        let value = self.value(name).filter(|value| !value.is_null());
        if value.is_none() {
            self.refuse_member(name, FaultCode::Required);
        }
        value
    }

    /// A value that may be missing or null.
    pub(super) fn optional(&self, name: &str) -> Option<Value> {
        self.value(name).filter(|value| !value.is_null())
    }

    /// A text exactly as it came: not cleaned, with so many characters. An empty text stands for a faulty one.
    pub fn verbatim(&mut self, name: &str, length: RangeInclusive<usize>) -> String {
        let Some(value) = self.required(name) else { return String::new() };
        let Some(text) = self.as_text(name, &value) else { return String::new() };
        let count = text.chars().count();
        if count < *length.start() {
            self.refuse_member(name, FaultCode::Empty);
        } else if count > *length.end() {
            let most = i64::try_from(*length.end()).unwrap_or(i64::MAX);
            let fault = Fault::pointer(&self.place(name), FaultCode::TooLong).at_most(most);
            self.refuse(fault);
        }
        text
    }

    /// A text that nobody is to see, exactly as it came.
    pub fn secret(&mut self, name: &str, length: RangeInclusive<usize>) -> SecretString {
        SecretString::from(self.verbatim(name, length))
    }

    /// One cleaned line of at most `most` characters.
    pub fn line(&mut self, name: &str, most: usize) -> Option<String> {
        let value = self.required(name)?;
        self.clean_text(name, &value, most, Multiline::No)
    }

    /// A cleaned text, which may be missing or null.
    pub fn optional_text(&mut self, name: &str, most: usize) -> Option<String> {
        let value = self.optional(name)?;
        self.clean_text(name, &value, most, Multiline::Yes)
    }

    pub(super) fn clean_text(
        &mut self,
        name: &str,
        value: &Value,
        most: usize,
        lines: Multiline,
    ) -> Option<String> {
        let text = self.as_text(name, value)?;
        match clean(&text, most, lines) {
            Ok(text) => Some(text),
            Err(fault) => {
                let pointer = self.place(name);
                self.refuse(text_fault(&pointer, fault));
                None
            }
        }
    }

    pub(super) fn as_text(&mut self, name: &str, value: &Value) -> Option<String> {
        let text = value.as_str().map(str::to_owned);
        if text.is_none() {
            self.refuse_member(name, FaultCode::NotAText);
        }
        text
    }

    /// The name of a person or a machine.
    pub fn person_name(&mut self, name: &str) -> Option<PersonName> {
        let value = self.required(name)?;
        self.as_person_name(name, &value)
    }

    pub(super) fn as_person_name(&mut self, name: &str, value: &Value) -> Option<PersonName> {
        let text = self.as_text(name, value)?;
        match PersonName::parse(&text) {
            Ok(parsed) => Some(parsed),
            Err(fault) => {
                let pointer = self.place(name);
                self.refuse(text_fault(&pointer, fault));
                None
            }
        }
    }

    /// A code.
    pub fn code<K: CodeKind>(&mut self, name: &str) -> Option<Code<K>> {
        let value = self.required(name)?;
        self.as_code(name, &value)
    }

    /// A code, which may be missing or null.
    pub fn optional_code<K: CodeKind>(&mut self, name: &str) -> Option<Code<K>> {
        let value = self.optional(name)?;
        self.as_code(name, &value)
    }

    pub(super) fn as_code<K: CodeKind>(&mut self, name: &str, value: &Value) -> Option<Code<K>> {
        let code = Code::parse(&self.as_text(name, value)?).ok();
        if code.is_none() {
            self.refuse_member(name, FaultCode::InvalidCode);
        }
        code
    }

    /// A word of a closed vocabulary.
    pub fn word<T: FromStr>(&mut self, name: &str, known: &[&str]) -> Option<T> {
        let value = self.required(name)?;
        let pointer = self.place(name);
        self.as_word(&pointer, &value, known)
    }

    /// At least one and at most `most` words of a closed vocabulary.
    pub fn words<T: FromStr>(&mut self, name: &str, most: usize, known: &[&str]) -> Option<Vec<T>> {
        let value = self.required(name)?;
        let elements = self.as_list(name, &value, most)?;
        if elements.is_empty() {
            self.refuse_member(name, FaultCode::Empty);
        }
        let base = self.place(name);
        // Every element is read before the list is given up: all faults are told at once.
        let words: Vec<Option<T>> = elements
            .iter()
            .enumerate()
            .map(|(index, element)| self.as_word(&format!("{base}/{index}"), element, known))
            .collect();
        words.into_iter().collect()
    }

    pub(super) fn as_word<T: FromStr>(
        &mut self,
        pointer: &str,
        value: &Value,
        known: &[&str],
    ) -> Option<T> {
        let Some(text) = value.as_str() else {
            self.refuse(Fault::pointer(pointer, FaultCode::NotAText));
            return None;
        };
        let word = known.contains(&text).then(|| text.parse().ok()).flatten();
        if word.is_none() {
            let fault = Fault::pointer(pointer, FaultCode::UnknownValue);
            self.refuse(fault.suggesting(suggest(text, known)).allowing(known));
        }
        word
    }

    /// An instant (RFC 3339), which may be missing or null.
    pub fn optional_instant(&mut self, name: &str) -> Option<DateTime<Utc>> {
        let value = self.optional(name)?;
        let text = self.as_text(name, &value)?;
        let instant = reader::instant(&text);
        if instant.is_none() {
            self.refuse_member(name, FaultCode::NotAnInstant);
        }
        instant
    }

    /// A text in several languages, each of at most `most` characters.
    pub fn localized(&mut self, name: &str, most: usize, lines: Multiline) -> Option<Localized> {
        let value = self.required(name)?;
        let texts = self.languages_of(name, &value)?;
        let mut members = self.inner(name, texts.clone());
        let cleaned: Vec<(LanguageTag, Option<String>)> = texts
            .iter()
            .filter_map(|(tag, value)| {
                let language = members.language(tag)?;
                let text = if value.is_null() {
                    members.refuse_member(tag, FaultCode::NotNull);
                    None
                } else {
                    members.clean_text(tag, value, most, lines)
                };
                Some((language, text))
            })
            .collect();
        self.faults.append(&mut members.faults);
        if texts.is_empty() {
            self.refuse_member(name, FaultCode::Empty);
        }
        cleaned.into_iter().map(|(tag, text)| text.map(|text| (tag, text))).collect()
    }

    pub(super) fn languages_of(&mut self, name: &str, value: &Value) -> Option<Map<String, Value>> {
        let texts = value.as_object().cloned();
        if texts.is_none() {
            self.refuse_member(name, FaultCode::NotAnObject);
        }
        texts
    }

    /// A configured language by its tag, as it is written in answers.
    pub(super) fn language(&mut self, tag: &str) -> Option<LanguageTag> {
        let offered: Vec<String> =
            self.languages.iter().map(|(_, tag)| tag.as_str().to_owned()).collect();
        if offered.iter().any(|offered| offered == tag) {
            return LanguageTag::parse(tag).ok();
        }
        let offered: Vec<&str> = offered.iter().map(String::as_str).collect();
        let fault = Fault::pointer(&self.place(tag), FaultCode::UnknownLanguage);
        self.refuse(fault.suggesting(suggest(tag, &offered)).allowing(&offered));
        None
    }

    pub(super) fn inner(&self, name: &str, object: Map<String, Value>) -> Self {
        Self {
            object,
            base: self.place(name),
            languages: self.languages.clone(),
            faults: Vec::new(),
        }
    }

    pub(super) fn take_faults(&mut self, inner: Self) {
        inner.faults.into_iter().for_each(|fault| self.refuse(fault));
    }

    /// A list of objects that are each as `S` says, when the member is there: `read` reads one, at its own place.
    pub fn objects<S: PartialSchema, T>(
        &mut self,
        name: &str,
        most: usize,
        mut read: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let value = self.value(name)?;
        if value.is_null() {
            self.refuse_member(name, FaultCode::NotNull);
            return None;
        }
        let elements = self.as_list(name, &value, most)?;
        let known = schema::members::<S>();
        let base = self.place(name);
        let mut all = Vec::new();
        for (index, element) in elements.iter().enumerate() {
            let pointer = format!("{base}/{index}");
            let Some(object) = element.as_object() else {
                self.refuse(Fault::pointer(&pointer, FaultCode::NotAnObject));
                continue;
            };
            let mut inner = self.inner(name, object.clone());
            inner.base = pointer;
            inner.refuse_others(&known, &[]);
            all.push(read(&mut inner));
            self.take_faults(inner);
        }
        all.into_iter().collect()
    }

    pub(super) fn as_list(&mut self, name: &str, value: &Value, most: usize) -> Option<Vec<Value>> {
        let Some(elements) = value.as_array() else {
            self.refuse_member(name, FaultCode::NotAList);
            return None;
        };
        if elements.len() > most {
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            let fault = Fault::pointer(&self.place(name), FaultCode::TooMany).at_most(most);
            self.refuse(fault);
            return None;
        }
        Some(elements.clone())
    }
}

fn text_fault(pointer: &str, fault: TextFault) -> Fault {
    match fault {
        TextFault::Empty => Fault::pointer(pointer, FaultCode::Empty),
        TextFault::TooLong { max, .. } => {
            let most = i64::try_from(max).unwrap_or(i64::MAX);
            Fault::pointer(pointer, FaultCode::TooLong).at_most(most)
        }
        _ => Fault::pointer(pointer, FaultCode::InvalidText),
    }
}
