//! The state of a progress update. It must not know who may read a draft.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::word::{self, UnknownWord};

/// Whether the public sees an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdateState {
    /// Only its department sees it.
    Draft,
    /// Everybody sees it.
    Published,
}

impl UpdateState {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Draft, Self::Published];

    /// The state's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
        }
    }
}

impl FromStr for UpdateState {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("update state", &Self::ALL, Self::as_str, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_states_are_read_as_they_are_written() {
        for state in UpdateState::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
    }
}
