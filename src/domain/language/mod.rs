//! Languages: their tags, the configured list with its fallbacks, and the choice of one for a request.
//! It must not know a request, nor any text in a language.

mod lookup;
mod tag;

use thiserror::Error;

pub use tag::{LanguageTag, NotALanguageTag};

/// The most languages an installation can have.
pub const MAX_LANGUAGES: usize = 16;

/// The place of a language in the configured list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LanguageIndex(u8);

impl LanguageIndex {
    /// The place as a number from 0, for an array that has one entry per language.
    #[must_use]
    pub fn as_usize(self) -> usize {
        usize::from(self.0)
    }
}

/// Why a list of languages cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LanguagesFault {
    /// There is no language.
    #[error("at least one language is needed")]
    Empty,
    /// There are more than [`MAX_LANGUAGES`].
    #[error("at most {MAX_LANGUAGES} languages can be configured")]
    TooMany,
    /// A language is named twice.
    #[error("the language {0} is named twice")]
    Repeated(LanguageTag),
}

/// The languages of an installation, in order: the first is served when a request asks for none of them.
///
/// An index is meant for the list that gave it; another list answers with its first language where it has no such place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Languages {
    first: LanguageTag,
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    tag: LanguageTag,
    chain: Vec<LanguageIndex>,
}

impl Default for Languages {
    /// English, traditional Chinese, simplified Chinese.
    fn default() -> Self {
        Self::of_distinct(
            LanguageTag::EN,
            vec![LanguageTag::EN, LanguageTag::ZH_HANT, LanguageTag::ZH_HANS],
        )
    }
}

impl Languages {
    /// The languages of this list, in its order.
    ///
    /// # Errors
    /// [`LanguagesFault`] when the list is empty, too long or names a language twice.
    pub fn new(tags: Vec<LanguageTag>) -> Result<Self, LanguagesFault> {
        if tags.len() > MAX_LANGUAGES {
            return Err(LanguagesFault::TooMany);
        }
        let mut seen = std::collections::BTreeSet::new();
        if let Some(repeated) = tags.iter().find(|tag| !seen.insert(*tag)) {
            return Err(LanguagesFault::Repeated(repeated.clone()));
        }
        let first = tags.first().cloned().ok_or(LanguagesFault::Empty)?;
        Ok(Self::of_distinct(first, tags))
    }

    fn of_distinct(first: LanguageTag, tags: Vec<LanguageTag>) -> Self {
        let place = |wanted: &LanguageTag| {
            (0..)
                .map(LanguageIndex)
                .zip(&tags)
                .find_map(|(index, tag)| (tag == wanted).then_some(index))
        };
        let last_resort = place(&LanguageTag::EN).unwrap_or(LanguageIndex(0));
        let traditional = place(&LanguageTag::ZH_HANT);
        let entries = (0..)
            .map(LanguageIndex)
            .zip(tags)
            .map(|(index, tag)| {
                let related = traditional.filter(|_| tag == LanguageTag::ZH_HANS);
                let mut chain = Vec::with_capacity(3);
                for next in [Some(index), related, Some(last_resort)].into_iter().flatten() {
                    if !chain.contains(&next) {
                        chain.push(next);
                    }
                }
                Entry { tag, chain }
            })
            .collect();
        Self { first, entries }
    }

    /// All languages with their places, in order.
    pub fn iter(&self) -> impl Iterator<Item = (LanguageIndex, &LanguageTag)> {
        (0..).map(LanguageIndex).zip(self.entries.iter().map(|entry| &entry.tag))
    }

    /// The place of a language, `None` when it is not configured.
    #[must_use]
    pub fn index_of(&self, tag: &LanguageTag) -> Option<LanguageIndex> {
        self.iter().find_map(|(index, own)| (own == tag).then_some(index))
    }

    /// The language at a place.
    #[must_use]
    pub fn get(&self, index: LanguageIndex) -> &LanguageTag {
        self.entries.get(index.as_usize()).map_or(&self.first, |entry| &entry.tag)
    }

    /// The language served when a request asks for none of the list: the first.
    #[must_use]
    #[expect(
        clippy::unused_self,
        reason = "that the first is the default belongs to a list, not to the type"
    )]
    pub const fn default_index(&self) -> LanguageIndex {
        LanguageIndex(0)
    }

    /// The fallback of last resort, which every required text must have: English, or the first language where English is not configured.
    #[must_use]
    pub fn last_resort(&self) -> LanguageIndex {
        self.index_of(&LanguageTag::EN).unwrap_or(self.default_index())
    }

    /// The languages to try for a text, best first, the asked one at the head: simplified Chinese falls back to traditional, and every chain has the last resort.
    pub fn chain(&self, index: LanguageIndex) -> impl Iterator<Item = LanguageIndex> {
        self.entries.get(index.as_usize()).into_iter().flat_map(|entry| entry.chain.iter().copied())
    }

    /// The language that a parameter names: a configured tag in any case, nothing else.
    #[must_use]
    pub fn resolve_exact(&self, text: &str) -> Option<LanguageIndex> {
        self.iter()
            .find_map(|(index, tag)| tag.as_str().eq_ignore_ascii_case(text).then_some(index))
    }

    /// The language for an `Accept-Language` header (RFC 9110 section 12.5.4) by lookup (RFC 4647 section 3.4).
    ///
    /// Chinese as used in a region counts as its script. A language with weight 0 is not served unless all are so marked.
    #[must_use]
    pub fn lookup(&self, accept_language: &str) -> LanguageIndex {
        lookup::lookup(self, accept_language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tag(text: &str) -> LanguageTag {
        LanguageTag::parse(text).unwrap()
    }

    fn list(tags: &[&str]) -> Languages {
        Languages::new(tags.iter().map(|text| tag(text)).collect()).unwrap()
    }

    fn chain(languages: &Languages, text: &str) -> Vec<String> {
        let index = languages.index_of(&tag(text)).unwrap();
        languages.chain(index).map(|next| languages.get(next).to_string()).collect()
    }

    #[test]
    fn the_default_is_english_and_both_chinese_scripts() {
        let languages = Languages::default();
        let tags: Vec<_> = languages.iter().map(|(_, tag)| tag.as_str()).collect();
        assert_eq!(tags, ["en", "zh-Hant", "zh-Hans"]);
        assert_eq!(languages, list(&["en", "zh-Hant", "zh-Hans"]));
    }

    #[test]
    fn simplified_chinese_falls_back_to_traditional_and_all_to_english() {
        let languages = Languages::default();
        assert_eq!(chain(&languages, "zh-Hans"), ["zh-Hans", "zh-Hant", "en"]);
        assert_eq!(chain(&languages, "zh-Hant"), ["zh-Hant", "en"]);
        assert_eq!(chain(&languages, "en"), ["en"]);
    }

    #[test]
    fn english_is_the_last_resort_wherever_it_stands() {
        let languages = list(&["pt", "zh-Hans", "en"]);
        assert_eq!(chain(&languages, "pt"), ["pt", "en"]);
        assert_eq!(chain(&languages, "zh-Hans"), ["zh-Hans", "en"]);
        assert_eq!(languages.get(languages.default_index()).as_str(), "pt");
    }

    #[test]
    fn without_english_the_first_language_is_the_last_resort() {
        let languages = list(&["pt", "zh-Hant"]);
        assert_eq!(chain(&languages, "zh-Hant"), ["zh-Hant", "pt"]);
        assert_eq!(languages.last_resort(), languages.default_index());
    }

    #[test]
    fn a_list_that_cannot_be_used_is_refused() {
        assert_eq!(Languages::new(vec![]), Err(LanguagesFault::Empty));
        assert_eq!(
            Languages::new(vec![tag("en"), tag("EN")]),
            Err(LanguagesFault::Repeated(LanguageTag::EN))
        );
        let many = (0..17).map(|n| tag(&format!("a{}", char::from(b'a' + n)))).collect();
        assert_eq!(Languages::new(many), Err(LanguagesFault::TooMany));
    }

    #[test]
    fn a_parameter_names_a_configured_tag_in_any_case_and_nothing_else() {
        let languages = Languages::default();
        assert_eq!(languages.resolve_exact("ZH-hant"), languages.index_of(&LanguageTag::ZH_HANT));
        for text in ["zh", "zh-HK", "", "en-GB", " en", "*"] {
            assert_eq!(languages.resolve_exact(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_foreign_index_answers_with_the_first_language() {
        let (_, last) = (Languages::default(), LanguageIndex(9));
        assert_eq!(Languages::default().get(last), &LanguageTag::EN);
        assert_eq!(Languages::default().chain(last).count(), 0);
    }

    proptest! {
        #[test]
        fn every_chain_starts_with_its_language_and_has_the_last_resort(
            tags in proptest::sample::subsequence(vec!["en", "zh-Hant", "zh-Hans", "pt", "fr-CA"], 1..=5)
                .prop_shuffle(),
        ) {
            let languages = list(&tags);
            for (index, _) in languages.iter() {
                let chain: Vec<_> = languages.chain(index).collect();
                prop_assert_eq!(chain.first(), Some(&index));
                prop_assert!(chain.contains(&languages.last_resort()));
            }
        }
    }
}
