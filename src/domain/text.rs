//! Human text: what is accepted of it, and text in several languages with the choice of one.
//! It must not know which resource a text belongs to, nor how a fault is shown.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::characters::{is_direction, is_line_separator, shows_nothing};
use super::language::{LanguageIndex, LanguageTag, Languages};

/// Why a text is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TextFault {
    /// There is nothing in it that is seen.
    #[error("must not be empty")]
    Empty,
    /// It is longer than its place allows.
    #[error("has {actual} characters, at most {max} are allowed")]
    TooLong {
        /// The greatest number of characters.
        max: usize,
        /// How many there are, after trimming.
        actual: usize,
    },
    /// It has a control character that does not show.
    #[error("has the control character U+{:04X}", u32::from(*.0))]
    Control(char),
    /// It has a character that ends a line and is no line feed.
    #[error("has the line-separating character U+{:04X}", u32::from(*.0))]
    LineSeparator(char),
    /// It has a character that changes the direction of the text around it.
    #[error("has the direction-changing character U+{:04X}", u32::from(*.0))]
    Direction(char),
}

/// Whether a text may have several lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Multiline {
    /// Line feeds and tabs are allowed.
    Yes,
    /// One line only.
    No,
}

/// The text as it is kept: Unicode NFC, trimmed, line ends as single line feeds.
///
/// # Errors
/// [`TextFault`] when nothing that is seen is left, more than `max_chars` characters are, or a control, line-separating or
/// direction-changing character is in it.
pub fn clean(text: &str, max_chars: usize, multiline: Multiline) -> Result<String, TextFault> {
    let lines = match multiline {
        Multiline::Yes if text.contains('\r') => Cow::Owned(text.replace("\r\n", "\n")),
        _ => Cow::Borrowed(text),
    };
    let trimmed = lines.trim();
    if is_blank(trimmed) {
        return Err(TextFault::Empty);
    }
    for c in trimmed.chars() {
        if is_direction(c) {
            return Err(TextFault::Direction(c));
        }
        if is_line_separator(c) {
            return Err(TextFault::LineSeparator(c));
        }
        if c.is_control() && !(multiline == Multiline::Yes && matches!(c, '\n' | '\t')) {
            return Err(TextFault::Control(c));
        }
    }
    let normal = if is_nfc(trimmed) { trimmed.to_owned() } else { trimmed.nfc().collect() };
    match normal.chars().count() {
        actual if actual > max_chars => Err(TextFault::TooLong { max: max_chars, actual }),
        _ => Ok(normal),
    }
}

/// Whether nothing in a text is seen: only white space, format characters, variation selectors, tags, fillers, and marks that
/// stand on nothing.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars().all(shows_nothing)
}

/// A text in one or more languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Localized(BTreeMap<LanguageTag, String>);

/// What was found of a [`Localized`] text for a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picked<'a> {
    /// The text.
    pub text: &'a str,
    /// The language it is in, which is another than asked for when it was a fallback.
    pub served: LanguageIndex,
}

impl Localized {
    /// The text in `asked`, else in the first language of its fallback chain that has it, else in the first configured one that has it.
    #[must_use]
    pub fn pick(&self, asked: LanguageIndex, languages: &Languages) -> Option<Picked<'_>> {
        languages
            .chain(asked)
            .chain(languages.iter().map(|(index, _)| index))
            .find_map(|served| self.get(languages.get(served)).map(|text| Picked { text, served }))
    }

    /// The text in exactly this language.
    #[must_use]
    pub fn get(&self, tag: &LanguageTag) -> Option<&str> {
        self.0.get(tag).map(String::as_str)
    }

    /// All texts, in the order of their tags.
    pub fn iter(&self) -> impl Iterator<Item = (&LanguageTag, &str)> {
        self.0.iter().map(|(tag, text)| (tag, text.as_str()))
    }

    /// Whether there is no text in any language.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(LanguageTag, String)> for Localized {
    fn from_iter<I: IntoIterator<Item = (LanguageTag, String)>>(texts: I) -> Self {
        Self(texts.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(text: &str) -> Result<String, TextFault> {
        clean(text, 10, Multiline::No)
    }

    #[test]
    fn a_text_is_trimmed_and_composed() {
        assert_eq!(line(" \u{3000}Cafe\u{301}\n").unwrap(), "Café");
    }

    #[test]
    fn the_length_is_counted_in_characters_after_composing() {
        assert_eq!(line("智慧城市智慧城市智慧").unwrap().chars().count(), 10);
        assert!(line(&"e\u{301}".repeat(10)).is_ok());
        assert_eq!(line(&"a".repeat(11)), Err(TextFault::TooLong { max: 10, actual: 11 }));
    }

    #[test]
    fn a_text_in_which_nothing_is_seen_is_empty() {
        for text in [
            "",
            " \t\n\u{2003}",
            "\u{200B}",
            "\u{FEFF} \u{2060}\u{AD}",
            "\u{202E}",
            "\u{FE0F}\u{E0100}\u{180B}",
            "\u{E0001}\u{E0041}\u{E007F}",
            "\u{301}",
            "\u{20DD} \u{93F}",
            "\u{115F}",
            "\u{1160}",
            "\u{2800}\u{2800}",
            "\u{3164}",
            "\u{FFA0}",
            " \u{2028}",
        ] {
            assert_eq!(line(text), Err(TextFault::Empty), "{text:?}");
            assert_eq!(clean(text, 10, Multiline::Yes), Err(TextFault::Empty), "{text:?}");
        }
    }

    #[test]
    fn what_is_not_seen_may_stand_beside_what_is() {
        for text in ["❤\u{FE0F}", "👩\u{200D}🚒", "a\u{AD}b", "1\u{FE0F}\u{20E3}", ".", "क\u{93F}"]
        {
            assert_eq!(line(text).as_deref(), Ok(text), "{text:?}");
        }
    }

    #[test]
    fn line_separators_are_refused_also_where_lines_may_be_several() {
        for c in ['\u{2028}', '\u{2029}'] {
            let text = format!("a{c}b");
            assert_eq!(line(&text), Err(TextFault::LineSeparator(c)));
            assert_eq!(clean(&text, 10, Multiline::Yes), Err(TextFault::LineSeparator(c)));
        }
        for c in ['\u{85}', '\u{B}', '\u{C}', '\u{1C}'] {
            let text = format!("a{c}b");
            assert_eq!(line(&text), Err(TextFault::Control(c)));
            assert_eq!(clean(&text, 10, Multiline::Yes), Err(TextFault::Control(c)));
        }
        assert_eq!(line("a\tb"), Err(TextFault::Control('\t')));
    }

    #[test]
    fn control_characters_are_refused_and_line_feeds_only_in_one_line() {
        assert_eq!(line("a\nb"), Err(TextFault::Control('\n')));
        assert_eq!(line("a\u{0}b"), Err(TextFault::Control('\0')));
        assert_eq!(clean("a\r\n\tb", 10, Multiline::Yes).unwrap(), "a\n\tb");
        assert_eq!(clean("a\rb", 10, Multiline::Yes), Err(TextFault::Control('\r')));
        assert_eq!(line("a\u{85}b").unwrap_err().to_string(), "has the control character U+0085");
    }

    #[test]
    fn characters_that_change_the_direction_are_refused() {
        for c in ['\u{202A}', '\u{202E}', '\u{2066}', '\u{2069}'] {
            assert_eq!(line(&format!("a{c}b")), Err(TextFault::Direction(c)));
        }
    }

    fn text(entries: &[(LanguageTag, &str)]) -> Localized {
        entries.iter().map(|(tag, text)| (tag.clone(), (*text).to_owned())).collect()
    }

    #[test]
    fn the_asked_language_is_picked_when_there_is_one() {
        let languages = Languages::default();
        let title = text(&[(LanguageTag::EN, "City"), (LanguageTag::ZH_HANT, "城市")]);
        let hant = languages.index_of(&LanguageTag::ZH_HANT).unwrap();
        assert_eq!(title.pick(hant, &languages), Some(Picked { text: "城市", served: hant }));
    }

    #[test]
    fn a_missing_language_falls_back_along_its_chain() {
        let languages = Languages::default();
        let hans = languages.index_of(&LanguageTag::ZH_HANS).unwrap();
        let both = text(&[(LanguageTag::EN, "City"), (LanguageTag::ZH_HANT, "城市")]);
        assert_eq!(both.pick(hans, &languages).unwrap().text, "城市");
        let one = text(&[(LanguageTag::EN, "City")]);
        assert_eq!(one.pick(hans, &languages).unwrap().served, languages.default_index());
    }

    #[test]
    fn any_configured_language_is_better_than_none() {
        let languages = Languages::default();
        let title = text(&[(LanguageTag::ZH_HANS, "城市")]);
        assert_eq!(title.pick(languages.default_index(), &languages).unwrap().text, "城市");
        assert_eq!(Localized::default().pick(languages.default_index(), &languages), None);
    }

    #[test]
    fn a_localized_text_is_a_plain_map_in_json() {
        let title: Localized = serde_json::from_str(r#"{"zh-hant":"城市","en":"City"}"#).unwrap();
        assert_eq!(serde_json::to_string(&title).unwrap(), r#"{"en":"City","zh-Hant":"城市"}"#);
        assert!(serde_json::from_str::<Localized>(r#"{"?":"x"}"#).is_err());
        assert!(!title.is_empty());
        assert_eq!(title.iter().count(), 2);
    }

    proptest! {
        #[test]
        fn what_is_clean_is_seen(raw in any::<String>()) {
            if let Ok(text) = clean(&raw, 1000, Multiline::Yes) {
                prop_assert!(!is_blank(&text));
            }
        }

        #[test]
        fn cleaning_a_clean_text_changes_nothing(raw in any::<String>()) {
            if let Ok(once) = clean(&raw, 1000, Multiline::Yes) {
                prop_assert_eq!(clean(&once, 1000, Multiline::Yes), Ok(once.clone()));
                prop_assert_eq!(once.trim(), once.as_str());
            }
        }
    }
}
