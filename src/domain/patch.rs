//! What a merge patch says of one member (RFC 7396): nothing, that it goes, or what it is from now on. The three are kept
//! apart by type. It must not know where a patch comes from.

use std::collections::BTreeMap;

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

    /// The same of another type.
    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Self::Absent => Patch::Absent,
            Self::Null => Patch::Null,
            Self::Value(value) => Patch::Value(map(value)),
        }
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
