//! What was changed because of a submission ("you said, we did"). It must not know whether that version exists.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::code::InitiativeCode;
use crate::domain::word::{self, UnknownWord};

/// What kind of thing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InfluenceKind {
    /// The initiative itself.
    Initiative,
    /// One of its milestones.
    Milestone,
}

impl InfluenceKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Initiative, Self::Milestone];

    /// The kind's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Initiative => "initiative",
            Self::Milestone => "milestone",
        }
    }
}

impl FromStr for InfluenceKind {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("kind of influence", &Self::ALL, Self::as_str, text)
    }
}

/// One change that a submission led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Influence {
    /// The initiative that was changed, or whose milestone was.
    pub initiative_code: InitiativeCode,
    /// What was changed.
    pub kind: InfluenceKind,
    /// The initiative's code or the milestone's id.
    pub key: String,
    /// The version that the change made.
    pub version: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_are_read_as_they_are_written() {
        for kind in InfluenceKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }
}
