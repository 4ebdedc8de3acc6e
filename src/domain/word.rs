//! Finding the member of a closed vocabulary that a word names, and the fault when none does.
//! It must not know any particular vocabulary, nor how a fault is shown to a client.

use thiserror::Error;

/// A word that is not a member of the vocabulary it was read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a known {vocabulary}")]
pub struct UnknownWord {
    /// What the word should have been, for a sentence: `lifecycle`, `precision` …
    pub vocabulary: &'static str,
}

/// The member of `all` whose word is exactly `text`.
///
/// # Errors
/// [`UnknownWord`] naming the vocabulary when no member has that word.
pub(crate) fn find<T: Copy>(
    vocabulary: &'static str,
    all: &[T],
    word: fn(T) -> &'static str,
    text: &str,
) -> Result<T, UnknownWord> {
    all.iter().copied().find(|member| word(*member) == text).ok_or(UnknownWord { vocabulary })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(member: bool) -> &'static str {
        if member { "yes" } else { "no" }
    }

    #[test]
    fn a_word_finds_its_member() {
        assert_eq!(find("answer", &[true, false], word, "no"), Ok(false));
    }

    #[test]
    fn another_word_or_case_is_refused_by_the_name_of_the_vocabulary() {
        for text in ["", "No", "maybe"] {
            let fault = find("answer", &[true, false], word, text).unwrap_err();
            assert_eq!(fault.to_string(), "not a known answer");
        }
    }
}
