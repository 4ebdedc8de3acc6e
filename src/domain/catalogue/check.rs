//! The checks of single members: texts, codes, references and dates, each fault kept with its place.
//! It must not know the kinds of record.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde_json::Value;

use super::file::{DateParts, Texts};
use super::read::{RecordFault, escaped, read};
use crate::domain::code::{Code, CodeKind};
use crate::domain::date::{DateFault, VagueDate};
use crate::domain::language::{LanguageTag, Languages};
use crate::domain::text::{Localized, Multiline, clean};

/// Which day of a vague period stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// The first, for a start.
    First,
    /// The last, for an end or a promise.
    Last,
}

/// Checks members one by one and keeps what is wrong. A check whose member is absent gives nothing and finds no fault.
pub(super) struct Checker<'a> {
    pub(super) faults: Vec<RecordFault>,
    languages: &'a Languages,
}

impl<'a> Checker<'a> {
    pub(super) const fn new(languages: &'a Languages) -> Self {
        Self { faults: Vec::new(), languages }
    }

    pub(super) fn fault(&mut self, pointer: &str, message: impl std::fmt::Display) {
        self.faults.push(RecordFault::new(pointer, message));
    }

    /// What `result` holds, or its fault kept.
    fn keep<T, E: std::fmt::Display>(&mut self, pointer: &str, result: Result<T, E>) -> Option<T> {
        result.map_err(|fault| self.fault(pointer, fault)).ok()
    }

    /// A text of one line.
    pub(super) fn line(&mut self, pointer: &str, text: Option<&str>, max: usize) -> Option<String> {
        self.keep(pointer, clean(text?, max, Multiline::No))
    }

    /// A text that may have several lines.
    pub(super) fn lines(
        &mut self,
        pointer: &str,
        text: Option<&str>,
        max: usize,
    ) -> Option<String> {
        self.keep(pointer, clean(text?, max, Multiline::Yes))
    }

    /// A text in languages, one of which must be the fallback of last resort.
    pub(super) fn localized(
        &mut self,
        pointer: &str,
        texts: Option<&Texts>,
        max: usize,
        multiline: Multiline,
    ) -> Option<Localized> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        for (name, text) in texts? {
            let place = format!("{pointer}/{}", escaped(name));
            let tag = self.keep(&place, LanguageTag::parse(name));
            let text = self.keep(&place, clean(text, max, multiline));
            if let (Some(tag), Some(text)) = (tag, text) {
                if seen.insert(tag.clone()) {
                    found.push((tag, text));
                } else {
                    self.fault(&place, format_args!("the language {tag} is there twice"));
                }
            }
        }
        let needed = self.languages.get(self.languages.last_resort()).clone();
        // A faulty text in that language has its own fault already.
        if !texts?.keys().any(|name| name.eq_ignore_ascii_case(needed.as_str())) {
            self.fault(
                pointer,
                format_args!("has no text in {needed}, the language of last resort"),
            );
        }
        Some(found.into_iter().collect())
    }

    /// A well-formed code.
    pub(super) fn code<K: CodeKind>(
        &mut self,
        pointer: &str,
        code: Option<&str>,
    ) -> Option<Code<K>> {
        self.keep(pointer, Code::parse(code?))
    }

    /// A code that is one of `known`.
    pub(super) fn reference<K: CodeKind>(
        &mut self,
        pointer: &str,
        code: Option<&str>,
        known: &BTreeSet<Code<K>>,
    ) -> Option<Code<K>> {
        let code = self.code::<K>(pointer, code)?;
        if known.contains(&code) {
            return Some(code);
        }
        self.fault(pointer, format_args!("no record has the {} {code}", K::NAME));
        None
    }

    /// Distinct codes, each judged by `one`.
    fn distinct<K: CodeKind>(
        &mut self,
        pointer: &str,
        codes: Option<&[String]>,
        one: impl Fn(&mut Self, &str, &str) -> Option<Code<K>>,
    ) -> Vec<Code<K>> {
        let mut found = Vec::new();
        for (number, text) in codes.unwrap_or_default().iter().enumerate() {
            let place = format!("{pointer}/{number}");
            let Some(code) = one(self, &place, text) else {
                continue;
            };
            if found.contains(&code) {
                self.fault(&place, format_args!("{code} is there twice"));
            } else {
                found.push(code);
            }
        }
        found
    }

    /// Distinct, well-formed codes.
    pub(super) fn codes<K: CodeKind>(
        &mut self,
        pointer: &str,
        codes: Option<&[String]>,
    ) -> Vec<Code<K>> {
        self.distinct(pointer, codes, |check, place, text| check.code(place, Some(text)))
    }

    /// Distinct codes, all of them of `known`.
    pub(super) fn references<K: CodeKind>(
        &mut self,
        pointer: &str,
        codes: Option<&[String]>,
        known: &BTreeSet<Code<K>>,
    ) -> Vec<Code<K>> {
        self.distinct(pointer, codes, |check, place, text| {
            check.reference(place, Some(text), known)
        })
    }

    /// A date known to the day.
    pub(super) fn day(&mut self, pointer: &str, text: Option<&str>) -> Option<NaiveDate> {
        self.keep(pointer, day(text?).ok_or("is not a date of the form YYYY-MM-DD"))
    }

    /// A date that may be vague: `YYYY`, `YYYY-MM-DD`, or a year with perhaps a month or quarter.
    pub(super) fn date(
        &mut self,
        pointer: &str,
        value: Option<&Value>,
        edge: Edge,
    ) -> Option<VagueDate> {
        let (year, month, quarter, day) = match value? {
            Value::Null => return None,
            Value::String(text) => {
                let parts = parts(text).ok_or("is not a date of the form YYYY or YYYY-MM-DD");
                let (year, month, day) = self.keep(pointer, parts)?;
                (year, month, None, day)
            }
            object => {
                let parts: DateParts = read(object, pointer, &mut self.faults)?;
                (parts.year?, parts.month, parts.quarter, None)
            }
        };
        let date: Result<_, DateFault> = match edge {
            Edge::First => VagueDate::starting(year, month, quarter, day),
            Edge::Last => VagueDate::ending(year, month, quarter, day),
        };
        self.keep(pointer, date)
    }
}

/// Reads `YYYY-MM-DD` and nothing else: the library's own reader would accept `2024-1-5` as well.
fn day(text: &str) -> Option<NaiveDate> {
    let is_full = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    text.parse::<NaiveDate>().ok().filter(|day| is_full && day.year() >= 1000)
}

/// The year, and the month and day if there are any, of `YYYY` or `YYYY-MM-DD`.
fn parts(text: &str) -> Option<(i32, Option<u32>, Option<u32>)> {
    if text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Some((text.parse().ok()?, None, None));
    }
    let day = day(text)?;
    Some((day.year(), Some(day.month()), Some(day.day())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::{Tag, TagKind};
    use serde_json::json;

    fn with<T>(act: impl FnOnce(&mut Checker<'_>) -> T) -> (T, Vec<String>) {
        let languages = Languages::default();
        let mut check = Checker::new(&languages);
        let result = act(&mut check);
        (result, check.faults.iter().map(ToString::to_string).collect())
    }

    fn date(value: &Value, edge: Edge) -> (Option<String>, Vec<String>) {
        let (date, faults) = with(|check| check.date("/d", Some(value), edge));
        (date.map(|date| format!("{} {}", date.on, date.precision)), faults)
    }

    #[test]
    fn every_form_of_a_date_is_read() {
        for (value, last) in [
            (json!("2024"), "2024-12-31 year"),
            (json!("2024-02-03"), "2024-02-03 day"),
            (json!({"year": 2024}), "2024-12-31 year"),
            (json!({"year": 2024, "month": 2}), "2024-02-29 month"),
            (json!({"year": 2024, "quarter": 2}), "2024-06-30 quarter"),
        ] {
            assert_eq!(date(&value, Edge::Last), (Some(last.to_owned()), vec![]));
        }
        assert_eq!(date(&json!("2024"), Edge::First).0.as_deref(), Some("2024-01-01 year"));
        assert_eq!(date(&Value::Null, Edge::First), (None, vec![]));
    }

    #[test]
    fn what_is_no_date_is_a_fault() {
        for value in [
            json!("24"),
            json!("2024-13-01"),
            json!("2024-2-1"),
            json!("2024-02-30"),
            json!("0024"),
            json!(2024),
            json!({"month": 2}),
            json!({"year": 2024, "month": 2, "quarter": 1}),
            json!({"year": 2024, "week": 2}),
            json!({"year": 2024, "month": "May"}),
        ] {
            assert!(!date(&value, Edge::Last).1.is_empty(), "{value}");
        }
    }

    #[test]
    fn a_text_needs_the_language_of_last_resort() {
        let texts = Texts::from([("zh-Hant".to_owned(), "城市".to_owned())]);
        let (_, faults) = with(|check| check.localized("/t", Some(&texts), 9, Multiline::No));
        assert_eq!(faults, ["/t: has no text in en, the language of last resort"]);
    }

    #[test]
    fn texts_of_languages_that_are_not_configured_are_kept() {
        let texts = Texts::from([("en".into(), "City".into()), ("pt-br".into(), "Cidade".into())]);
        let (text, faults) = with(|check| check.localized("/t", Some(&texts), 9, Multiline::No));
        assert_eq!(text.unwrap().iter().count(), 2);
        assert!(faults.is_empty());
    }

    #[test]
    fn a_faulty_text_is_named_by_its_language() {
        let texts = Texts::from([("en".into(), " ".into()), ("n/a".into(), "x".into())]);
        let (_, faults) = with(|check| check.localized("/t", Some(&texts), 9, Multiline::No));
        assert_eq!(
            faults,
            [
                "/t/en: must not be empty",
                "/t/n~1a: not a language tag such as en, zh-Hant or pt-BR"
            ]
        );
    }

    #[test]
    fn a_text_in_which_nothing_is_seen_and_a_line_separator_are_faults_in_a_file_too() {
        let unseen = "\u{3164}\u{200B}\u{301}";
        let texts = Texts::from([("en".into(), unseen.into()), ("fr".into(), "a\u{2028}b".into())]);
        let ((), faults) = with(|check| {
            check.localized("/t", Some(&texts), 9, Multiline::Yes);
            check.line("/s", Some(unseen), 9);
            check.lines("/n", Some("a\u{2029}b"), 9);
        });
        assert_eq!(
            faults,
            [
                "/t/en: must not be empty",
                "/t/fr: has the line-separating character U+2028",
                "/s: must not be empty",
                "/n: has the line-separating character U+2029",
            ]
        );
    }

    #[test]
    fn one_language_in_two_spellings_is_a_fault() {
        let texts = Texts::from([("EN".into(), "City".into()), ("en".into(), "City".into())]);
        let (_, faults) = with(|check| check.localized("/t", Some(&texts), 9, Multiline::No));
        assert_eq!(faults, ["/t/en: the language en is there twice"]);
    }

    #[test]
    fn codes_are_distinct_and_references_known() {
        let codes = ["a", "b", "a", "B"].map(str::to_owned);
        let known: BTreeSet<Tag> = BTreeSet::from([Tag::parse("a").unwrap()]);
        let (found, faults) = with(|check| check.references::<TagKind>("/c", Some(&codes), &known));
        assert_eq!(found.len(), 1);
        assert_eq!(faults.len(), 3, "{faults:#?}");
        assert_eq!(faults.first().unwrap(), "/c/1: no record has the tag b");
        assert_eq!(faults.get(1).unwrap(), "/c/2: a is there twice");
    }
}
