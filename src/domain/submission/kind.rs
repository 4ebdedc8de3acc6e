//! What a submission is, in its author's own judgement. It must not know what follows from it.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::word::{self, UnknownWord};

/// What a submission is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubmissionKind {
    /// What somebody thinks.
    View,
    /// What somebody would have done.
    Suggestion,
    /// What somebody wants to know.
    Question,
    /// What does not work.
    Problem,
    /// What somebody likes.
    Praise,
}

impl SubmissionKind {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::View, Self::Suggestion, Self::Question, Self::Problem, Self::Praise];

    /// The kind's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Suggestion => "suggestion",
            Self::Question => "question",
            Self::Problem => "problem",
            Self::Praise => "praise",
        }
    }
}

impl FromStr for SubmissionKind {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("submission kind", &Self::ALL, Self::as_str, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_one_word_in_text_and_in_json() {
        for kind in SubmissionKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        assert!("complaint".parse::<SubmissionKind>().is_err());
    }
}
