//! What came of a submission, as the reply says it. It must not know the reply's text.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::word::{self, UnknownWord};

/// What came of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyOutcome {
    /// It is or will be done.
    Accepted,
    /// Some of it is or will be done.
    PartlyAccepted,
    /// It had been done, or decided, before.
    AlreadyDone,
    /// It cannot be done; the reply says why.
    NotFeasible,
    /// It is not for this government, or not for this plan.
    OutOfScope,
    /// There was nothing to do but to take note of it.
    Noted,
}

impl ReplyOutcome {
    /// All outcomes.
    pub const ALL: [Self; 6] = [
        Self::Accepted,
        Self::PartlyAccepted,
        Self::AlreadyDone,
        Self::NotFeasible,
        Self::OutOfScope,
        Self::Noted,
    ];

    /// The outcome's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::PartlyAccepted => "partly_accepted",
            Self::AlreadyDone => "already_done",
            Self::NotFeasible => "not_feasible",
            Self::OutOfScope => "out_of_scope",
            Self::Noted => "noted",
        }
    }
}

impl FromStr for ReplyOutcome {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("reply outcome", &Self::ALL, Self::as_str, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_has_one_word_in_text_and_in_json() {
        for outcome in ReplyOutcome::ALL {
            assert_eq!(outcome.as_str().parse(), Ok(outcome));
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.as_str());
        }
        assert!("rejected".parse::<ReplyOutcome>().is_err());
    }
}
