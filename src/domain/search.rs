//! The terms by which a text is found: words, and overlapping pairs of Chinese characters.
//! It must not know where terms are stored or how hits are ranked; both databases hold the terms made here.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The greatest length of a term, in characters; a longer one is cut.
pub const MAX_TERM: usize = 64;

/// The terms of a text that is to be found. A run of Chinese characters gives each character and each pair of neighbours.
#[must_use]
pub fn terms(text: &str) -> Vec<String> {
    collect(text, Singles::Always)
}

/// The terms a query asks for, all of which a text must have. A run of two or more Chinese characters gives its pairs only.
#[must_use]
pub fn query_terms(text: &str) -> Vec<String> {
    collect(text, Singles::WhenAlone)
}

/// When a single Chinese character is a term of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Singles {
    Always,
    WhenAlone,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Ideograph,
    Gap,
}

fn collect(text: &str, singles: Singles) -> Vec<String> {
    let folded: Vec<char> = text.nfkc().collect::<String>().to_lowercase().chars().collect();
    let mut found = Found::default();
    for run in folded.chunk_by(|before, after| joins(*before, *after)) {
        match run.first().map_or(Class::Gap, |first| class(*first)) {
            Class::Gap => {}
            Class::Word => found.add(run),
            Class::Ideograph => {
                if singles == Singles::Always || run.len() == 1 {
                    run.chunks(1).for_each(|single| found.add(single));
                }
                run.windows(2).for_each(|pair| found.add(pair));
            }
        }
    }
    found.terms
}

/// Whether two neighbours are of one run.
fn joins(before: char, after: char) -> bool {
    class(before) == class(after)
}

fn class(c: char) -> Class {
    if is_ideograph(c) {
        Class::Ideograph
    } else if c.is_alphanumeric() || is_combining_mark(c) {
        Class::Word
    } else {
        Class::Gap
    }
}

/// Whether a character belongs to a script written without spaces between words: Han, kana, bopomofo and, for its pairs, Hangul.
const fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{312F}'
        | '\u{31A0}'..='\u{31BF}'
        | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7AF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFD}')
}

/// Terms in the order they are first seen, each once.
#[derive(Default)]
struct Found {
    terms: Vec<String>,
    seen: HashSet<String>,
}

impl Found {
    fn add(&mut self, characters: &[char]) {
        let term: String = characters.iter().take(MAX_TERM).collect();
        if self.seen.insert(term.clone()) {
            self.terms.push(term);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_folded_and_kept_once_in_order() {
        assert_eq!(
            terms("Smart City: the smart CITY's Plan-2"),
            ["smart", "city", "the", "s", "plan", "2"]
        );
    }

    #[test]
    fn compatibility_forms_are_the_same_word() {
        assert_eq!(terms("５Ｇ ﬁbre Café Cafe\u{301}"), ["5g", "fibre", "café"]);
    }

    #[test]
    fn a_chinese_text_gives_its_characters_and_pairs() {
        assert_eq!(terms("智慧城"), ["智", "慧", "城", "智慧", "慧城"]);
        assert_eq!(terms("5G網絡"), ["5g", "網", "絡", "網絡"]);
    }

    #[test]
    fn a_chinese_query_asks_for_pairs_and_for_a_lone_character() {
        assert_eq!(query_terms("智慧城"), ["智慧", "慧城"]);
        assert_eq!(query_terms("智"), ["智"]);
        assert_eq!(query_terms("智 5G"), ["智", "5g"]);
    }

    #[test]
    fn wildcards_and_punctuation_are_no_terms() {
        assert!(query_terms("%_*' -- \u{3000}。").is_empty());
        assert!(terms("").is_empty());
    }

    #[test]
    fn a_long_word_is_cut_in_text_and_query_alike() {
        let word = "é".repeat(100);
        assert_eq!(terms(&word), ["é".repeat(64)]);
        assert_eq!(query_terms(&word), terms(&word));
    }

    proptest! {
        #[test]
        fn a_text_has_every_term_of_a_query_for_itself(text in any::<String>()) {
            let has = terms(&text);
            prop_assert!(query_terms(&text).iter().all(|term| has.contains(term)));
        }

        #[test]
        fn a_chinese_text_is_found_by_each_of_its_parts(
            text in "[一-龥]{1,12}", from in 0_usize..12, length in 1_usize..6,
        ) {
            let part: String = text.chars().skip(from).take(length).collect();
            let has = terms(&text);
            prop_assert!(query_terms(&part).iter().all(|term| has.contains(term)));
        }

        #[test]
        fn terms_are_short_distinct_and_not_empty(text in any::<String>()) {
            let all = terms(&text);
            prop_assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
            prop_assert!(all.iter().all(|term| (1..=MAX_TERM).contains(&term.chars().count())));
        }
    }
}
