//! The languages that problems are written in, and a sentence in all of them.
//! It knows language tags as text and must not know the configured languages or any one problem.

/// A language that every problem is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ProblemLanguage {
    /// English, and what every other language falls back to.
    #[default]
    En,
    /// Traditional Chinese as written in Hong Kong.
    ZhHant,
    /// Simplified Chinese.
    ZhHans,
}

impl ProblemLanguage {
    /// All languages, the fallback first.
    pub const ALL: [Self; 3] = [Self::En, Self::ZhHant, Self::ZhHans];

    /// The language for a BCP 47 tag, whatever its case: `zh-Hant`, `zh-HK`, `zh-TW` and `zh-MO`
    /// are traditional Chinese, any other `zh` is simplified, everything else is English.
    #[must_use]
    pub fn from_tag(tag: &str) -> Self {
        let mut subtags = tag.split('-');
        if !subtags.next().is_some_and(|first| first.eq_ignore_ascii_case("zh")) {
            return Self::En;
        }
        // A script settles it; a region counts only where no script is given.
        let mut traditional = false;
        for subtag in subtags {
            if subtag.eq_ignore_ascii_case("hans") {
                return Self::ZhHans;
            }
            traditional |=
                ["hant", "hk", "tw", "mo"].iter().any(|known| subtag.eq_ignore_ascii_case(known));
        }
        if traditional { Self::ZhHant } else { Self::ZhHans }
    }

    /// The tag for `Content-Language` and the `lang` attribute.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhHant => "zh-Hant",
            Self::ZhHans => "zh-Hans",
        }
    }

    /// What separates the members of an enumeration.
    pub(super) const fn separator(self) -> &'static str {
        match self {
            Self::En => ", ",
            Self::ZhHant | Self::ZhHans => "、",
        }
    }
}

/// One text in every language. Placeholders stand in braces: `{max}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Words {
    english: &'static str,
    traditional: &'static str,
    simplified: &'static str,
}

impl Words {
    pub(super) const fn new(
        english: &'static str,
        traditional: &'static str,
        simplified: &'static str,
    ) -> Self {
        Self { english, traditional, simplified }
    }

    pub(super) const fn text(self, language: ProblemLanguage) -> &'static str {
        match language {
            ProblemLanguage::En => self.english,
            ProblemLanguage::ZhHant => self.traditional,
            ProblemLanguage::ZhHans => self.simplified,
        }
    }

    /// The text with its placeholders filled in.
    pub(super) fn fill(self, language: ProblemLanguage, values: &[(&str, &str)]) -> String {
        values.iter().fold(self.text(language).to_owned(), |text, (placeholder, value)| {
            text.replace(placeholder, value)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_lead_to_the_language_their_readers_read() {
        let cases = [
            ("en", ProblemLanguage::En),
            ("en-GB", ProblemLanguage::En),
            ("fr", ProblemLanguage::En),
            ("", ProblemLanguage::En),
            ("zho", ProblemLanguage::En),
            ("zh", ProblemLanguage::ZhHans),
            ("zh-CN", ProblemLanguage::ZhHans),
            ("ZH-hk", ProblemLanguage::ZhHant),
            ("zh-Hant", ProblemLanguage::ZhHant),
            ("zh-Hant-TW", ProblemLanguage::ZhHant),
            ("zh-Hans-HK", ProblemLanguage::ZhHans),
        ];
        for (tag, expected) in cases {
            assert_eq!(ProblemLanguage::from_tag(tag), expected, "{tag}");
        }
    }

    #[test]
    fn every_language_is_found_by_its_own_tag() {
        for language in ProblemLanguage::ALL {
            assert_eq!(ProblemLanguage::from_tag(language.tag()), language);
        }
    }

    #[test]
    fn placeholders_are_filled_in_every_language() {
        let words = Words::new("at most {max}", "最多 {max}", "最多 {max}");
        assert_eq!(words.fill(ProblemLanguage::En, &[("{max}", "5")]), "at most 5");
        assert_eq!(words.fill(ProblemLanguage::ZhHant, &[("{max}", "5")]), "最多 5");
    }
}
