//! What a merge patch says of one member (RFC 7396): nothing, that it goes, or what it is from now on. The three are kept
//! apart by type. It must not know where a patch comes from.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::date::{Edge, Precision, VagueDate};
use super::language::LanguageTag;
use super::text::Localized;

/// What a patch says of a member.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// It is not named: it stays.
    #[default]
    Absent,
    /// It is null: it goes.
    Null,
    /// It is this from now on.
    Value(T),
}

impl<T> Patch<T> {
    /// Whether the patch names the member.
    pub const fn is_named(&self) -> bool {
        !matches!(self, Self::Absent)
    }

    /// The member from now on.
    pub fn apply(self, stored: Option<T>) -> Option<T> {
        match self {
            Self::Absent => stored,
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// The same of another type; a value that has none there counts as not named.
    pub fn and_then<U>(self, map: impl FnOnce(T) -> Option<U>) -> Patch<U> {
        match self {
            Self::Absent => Patch::Absent,
            Self::Null => Patch::Null,
            Self::Value(value) => map(value).map_or(Patch::Absent, Patch::Value),
        }
    }

    /// The same of another type.
    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Self::Absent => Patch::Absent,
            Self::Null => Patch::Null,
            Self::Value(value) => Patch::Value(map(value)),
        }
    }
}

/// What a patch says of a date that may be vague: a day and how exactly it is known, each by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DatePatch {
    /// Any day of the period.
    pub on: Patch<NaiveDate>,
    /// How long the period is; null for a day.
    pub precision: Patch<Precision>,
}

/// A precision was named for a date that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no date that this precision could be of")]
pub struct NoDate;

impl DatePatch {
    /// Whether the patch names any of the two.
    #[must_use]
    pub const fn is_named(&self) -> bool {
        self.on.is_named() || self.precision.is_named()
    }

    /// The date from now on, standing at that edge of its period. A day without a precision keeps the one that is stored;
    /// with none stored it is a day.
    ///
    /// # Errors
    /// [`NoDate`].
    pub fn apply(self, stored: Option<VagueDate>, edge: Edge) -> Result<Option<VagueDate>, NoDate> {
        if !self.is_named() {
            return Ok(stored);
        }
        let Some(on) = self.on.apply(stored.map(|date| date.on)) else {
            return if matches!(self.precision, Patch::Value(_)) { Err(NoDate) } else { Ok(None) };
        };
        let precision = self.precision.apply(stored.map(|date| date.precision));
        let precision = precision.unwrap_or(Precision::Day);
        Ok(Some(VagueDate { on, precision }.at(edge)))
    }
}

/// What a patch says of a text in several languages: each language by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LocalizedPatch(BTreeMap<LanguageTag, Option<String>>);

impl LocalizedPatch {
    /// The texts from now on; a language without one here stays as it is.
    #[must_use]
    pub fn apply(&self, stored: &Localized) -> Localized {
        let mut texts: BTreeMap<LanguageTag, String> =
            stored.iter().map(|(tag, text)| (tag.clone(), text.to_owned())).collect();
        for (tag, text) in &self.0 {
            match text {
                Some(text) => drop(texts.insert(tag.clone(), text.clone())),
                None => drop(texts.remove(tag)),
            }
        }
        texts.into_iter().collect()
    }
}

impl FromIterator<(LanguageTag, Option<String>)> for LocalizedPatch {
    fn from_iter<I: IntoIterator<Item = (LanguageTag, Option<String>)>>(texts: I) -> Self {
        Self(texts.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_null_and_a_value_are_three_things() {
        assert_eq!(Patch::<u8>::Absent.apply(Some(1)), Some(1));
        assert_eq!(Patch::<u8>::Null.apply(Some(1)), None);
        assert_eq!(Patch::Value(2).apply(Some(1)), Some(2));
        assert_eq!(Patch::Value(2).apply(None), Some(2));
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[expect(clippy::unnecessary_wraps, reason = "a stored date may be missing")]
    fn stored(on: &str, precision: Precision) -> Option<VagueDate> {
        Some(VagueDate { on: day(on), precision })
    }

    #[test]
    fn a_day_without_a_precision_keeps_the_one_there_is() {
        let patch = DatePatch { on: Patch::Value(day("2027-10-05")), precision: Patch::Absent };
        let quarter = stored("2026-06-30", Precision::Quarter);
        assert_eq!(patch.apply(quarter, Edge::Last), Ok(stored("2027-12-31", Precision::Quarter)));
        assert_eq!(patch.apply(quarter, Edge::First), Ok(stored("2027-10-01", Precision::Quarter)));
        assert_eq!(patch.apply(None, Edge::Last), Ok(stored("2027-10-05", Precision::Day)));
    }

    #[test]
    fn a_precision_without_a_day_is_of_the_date_there_is() {
        let patch = |precision| DatePatch { on: Patch::Absent, precision };
        let month = patch(Patch::Value(Precision::Month));
        let end = stored("2027-02-07", Precision::Day);
        assert_eq!(month.apply(end, Edge::Last), Ok(stored("2027-02-28", Precision::Month)));
        assert_eq!(month.apply(end, Edge::First), Ok(stored("2027-02-01", Precision::Month)));
        assert_eq!(month.apply(None, Edge::Last), Err(NoDate));
        let year = stored("2027-12-31", Precision::Year);
        let exact = patch(Patch::Null);
        assert_eq!(exact.apply(year, Edge::Last), Ok(stored("2027-12-31", Precision::Day)));
        assert_eq!(exact.apply(None, Edge::Last), Ok(None));
    }

    #[test]
    fn a_date_that_is_null_takes_its_precision_along() {
        let patch = |precision| DatePatch { on: Patch::Null, precision };
        let year = stored("2027-12-31", Precision::Year);
        assert_eq!(patch(Patch::Absent).apply(year, Edge::Last), Ok(None));
        assert_eq!(patch(Patch::Null).apply(year, Edge::Last), Ok(None));
        let month = Patch::Value(Precision::Month);
        assert_eq!(patch(month).apply(year, Edge::Last), Err(NoDate));
    }

    #[test]
    fn a_date_of_which_nothing_is_said_stays_as_it_is() {
        // Even one that does not stand at the edge of its period.
        let odd = stored("2027-02-07", Precision::Month);
        assert_eq!(DatePatch::default().apply(odd, Edge::Last), Ok(odd));
    }

    #[test]
    fn a_language_changes_goes_or_stays_by_itself() {
        let stored: Localized = [
            (LanguageTag::EN, "Tolling".to_owned()),
            (LanguageTag::ZH_HANT, "收費".to_owned()),
            (LanguageTag::ZH_HANS, "收费".to_owned()),
        ]
        .into_iter()
        .collect();
        let patch: LocalizedPatch =
            [(LanguageTag::EN, Some("Free-flow tolling".to_owned())), (LanguageTag::ZH_HANS, None)]
                .into_iter()
                .collect();
        let next = patch.apply(&stored);
        assert_eq!(next.get(&LanguageTag::EN), Some("Free-flow tolling"));
        assert_eq!(next.get(&LanguageTag::ZH_HANT), Some("收費"));
        assert_eq!(next.get(&LanguageTag::ZH_HANS), None);
    }
}
