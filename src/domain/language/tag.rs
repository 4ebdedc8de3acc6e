//! One language tag in the canonical form of BCP 47.
//! It must not know which languages are configured, nor the registry of subtags.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// A text that is not a language tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a language tag such as en, zh-Hant or pt-BR")]
pub struct NotALanguageTag;

/// A language tag, well formed and in canonical case (RFC 5646 sections 2.1 and 2.1.1): `en`, `zh-Hant`, `pt-BR`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LanguageTag(Cow<'static, str>);

impl LanguageTag {
    /// English.
    pub const EN: Self = Self(Cow::Borrowed("en"));
    /// Chinese in the traditional script.
    pub const ZH_HANT: Self = Self(Cow::Borrowed("zh-Hant"));
    /// Chinese in the simplified script.
    pub const ZH_HANS: Self = Self(Cow::Borrowed("zh-Hans"));
    /// The greatest length in characters, which RFC 5646 section 4.4.1 says every reader must cope with.
    pub const MAX: usize = 35;

    /// Reads a tag in any case.
    ///
    /// # Errors
    /// [`NotALanguageTag`] when the text does not have the shape of a tag.
    pub fn parse(text: &str) -> Result<Self, NotALanguageTag> {
        // The tags of nearly every text, without an allocation.
        if let Some(known) =
            [Self::EN, Self::ZH_HANT, Self::ZH_HANS].into_iter().find(|known| known.0 == text)
        {
            return Ok(known);
        }
        canonical(text).map(Self::of_canonical).ok_or(NotALanguageTag)
    }

    fn of_canonical(text: String) -> Self {
        [Self::EN, Self::ZH_HANT, Self::ZH_HANS]
            .into_iter()
            .find(|known| known.0 == text)
            .unwrap_or(Self(Cow::Owned(text)))
    }

    /// The tag's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text in canonical case, `None` when it does not have the shape of a tag.
fn canonical(text: &str) -> Option<String> {
    if text.len() > LanguageTag::MAX {
        return None;
    }
    let mut subtags = text.split('-');
    let language = subtags.next()?;
    if !(2..=8).contains(&language.len()) || !language.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let mut tag = language.to_ascii_lowercase();
    let mut after_singleton = false;
    let mut private = false;
    let mut dangling = false;
    for subtag in subtags {
        if !(1..=8).contains(&subtag.len()) || !subtag.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        tag.push('-');
        // Scripts have a capital and regions are capitals, except in an extension.
        match subtag.len() {
            2 if !after_singleton => tag.push_str(&subtag.to_ascii_uppercase()),
            4 if !after_singleton => {
                let (head, tail) = subtag.split_at_checked(1)?;
                tag.push_str(&head.to_ascii_uppercase());
                tag.push_str(&tail.to_ascii_lowercase());
            }
            _ => tag.push_str(&subtag.to_ascii_lowercase()),
        }
        // A singleton announces something, except among private subtags, which may be single characters themselves.
        dangling = subtag.len() == 1 && !private;
        after_singleton |= dangling;
        private |= dangling && subtag.eq_ignore_ascii_case("x");
    }
    (!dangling).then_some(tag)
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for LanguageTag {
    type Err = NotALanguageTag;
    fn from_str(text: &str) -> Result<Self, NotALanguageTag> {
        Self::parse(text)
    }
}

impl Borrow<str> for LanguageTag {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Serialize for LanguageTag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for LanguageTag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_tag_is_brought_to_canonical_case() {
        for (text, tag) in [
            ("EN", "en"),
            ("zh-hANT", "zh-Hant"),
            ("zh-hant-hk", "zh-Hant-HK"),
            ("pt-br", "pt-BR"),
            ("es-419", "es-419"),
            ("sl-ROZAJ", "sl-rozaj"),
            ("en-a-BBBB-x-CC", "en-a-bbbb-x-cc"),
        ] {
            assert_eq!(LanguageTag::parse(text).unwrap().as_str(), tag);
        }
    }

    #[test]
    fn a_text_of_another_shape_is_no_tag() {
        for text in
            ["", "e", "*", "en_GB", "en-", "-en", "12", "en--gb", "englishes", "en-x", "中文"]
        {
            assert_eq!(LanguageTag::parse(text), Err(NotALanguageTag), "{text}");
        }
        assert!(LanguageTag::parse(&format!("en{}", "-abcdefgh".repeat(4))).is_err());
    }

    #[test]
    fn a_tag_is_a_checked_string_in_json() {
        assert_eq!(
            serde_json::from_str::<LanguageTag>("\"ZH-HANS\"").unwrap(),
            LanguageTag::ZH_HANS
        );
        assert_eq!(serde_json::to_string(&LanguageTag::EN).unwrap(), "\"en\"");
        assert!(serde_json::from_str::<LanguageTag>("\"?\"").is_err());
    }

    proptest! {
        #[test]
        fn reading_a_tag_again_changes_nothing(text in "[a-zA-Z]{2,3}(-[a-zA-Z]{4})?(-[a-zA-Z]{2})?(-x-[a-zA-Z0-9]{1,8})?") {
            let tag = LanguageTag::parse(&text).unwrap();
            prop_assert_eq!(LanguageTag::parse(tag.as_str()).unwrap(), tag.clone());
            prop_assert_eq!(LanguageTag::parse(&text.to_ascii_uppercase()).unwrap(), tag);
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in any::<String>()) {
            let _ = LanguageTag::parse(&text);
        }
    }
}
