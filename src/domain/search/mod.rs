//! The terms by which a text is found: words, and overlapping pairs of Chinese characters.
//! It must not know where terms are stored or how hits are ranked; both databases hold the terms made here.
//!
//! | file | holds |
//! | --- | --- |
//! | `fold` | what readers do not tell apart made the same |
//! | `variants` | Chinese characters and the one that stands for each |

mod fold;
mod variants;

use std::collections::HashSet;

use unicode_normalization::char::is_combining_mark;

pub use fold::fold;

/// Which folding and cutting the terms are made by. Another one needs another number: stored terms then follow.
pub const FOLDING: i32 = 1;

/// The greatest length of a term, in characters; a longer one is cut.
pub const MAX_TERM: usize = 64;

/// The most terms that one text is found by: the first ones. Two thousand Chinese characters stay below whatever they say, and
/// so do five thousand of real sentences, in any language.
pub const MAX_TERMS: usize = 4_000;

/// The most terms that one query asks for: the first ones.
pub const MAX_QUERY_TERMS: usize = 32;

/// The terms of a text that is to be found. A run of Chinese characters gives each character and each pair of neighbours.
#[must_use]
pub fn terms(text: &str) -> Vec<String> {
    collect(text, Singles::Always, MAX_TERMS)
}

/// The terms a query asks for, all of which a text must have. A run of two or more Chinese characters gives its pairs only.
#[must_use]
pub fn query_terms(text: &str) -> Vec<String> {
    collect(text, Singles::WhenAlone, MAX_QUERY_TERMS)
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

fn collect(text: &str, singles: Singles, most: usize) -> Vec<String> {
    let folded: Vec<char> = fold(text).chars().collect();
    let mut found = Found::of_at_most(most);
    for run in folded.chunk_by(|before, after| joins(*before, *after)) {
        if found.is_full() {
            break;
        }
        match run.first().map_or(Class::Gap, |first| class(*first)) {
            Class::Gap => {}
            Class::Word => found.add(run),
            Class::Ideograph => {
                // Character by character: where the terms end, the text before is found by all of its own.
                for (at, _) in run.iter().enumerate() {
                    if singles == Singles::Always || run.len() == 1 {
                        found.add_some(run.get(at..=at));
                    }
                    found.add_some(run.get(at..at + 2));
                }
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

/// Terms in the order they are first seen, each once, and no more than there may be.
struct Found {
    terms: Vec<String>,
    seen: HashSet<String>,
    most: usize,
}

impl Found {
    fn of_at_most(most: usize) -> Self {
        Self { terms: Vec::new(), seen: HashSet::new(), most }
    }

    const fn is_full(&self) -> bool {
        self.terms.len() >= self.most
    }

    fn add_some(&mut self, characters: Option<&[char]>) {
        if let Some(characters) = characters {
            self.add(characters);
        }
    }

    fn add(&mut self, characters: &[char]) {
        if self.is_full() {
            return;
        }
        let term: String = characters.iter().take(MAX_TERM).collect();
        if self.seen.insert(term.clone()) {
            self.terms.push(term);
        }
    }
}

#[cfg(test)]
mod tests;
