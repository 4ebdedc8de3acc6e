//! Whether the public sees a submission, and why not. It must not know its state, of which this is independent.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::word::{self, UnknownWord};

/// Whether the public sees a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Not decided; the public does not see it.
    Pending,
    /// Everybody sees it, with personal data covered.
    Public,
    /// The public sees that it is hidden and why, not what it says.
    Hidden,
}

impl Visibility {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Public, Self::Hidden];

    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Public => "public",
            Self::Hidden => "hidden",
        }
    }
}

impl fmt::Display for Visibility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Visibility {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("visibility", &Self::ALL, Self::as_str, text)
    }
}

/// Why a submission is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HideReason {
    /// It tells of a person what the public must not know, and covering that is not enough.
    PersonalData,
    /// It insults or threatens.
    Abuse,
    /// It is about something else.
    OffTopic,
    /// Publishing it would break the law.
    Illegal,
    /// It advertises, or is one of many of the same.
    Spam,
    /// Its author asked for it.
    AuthorRequest,
}

impl HideReason {
    /// All reasons.
    pub const ALL: [Self; 6] = [
        Self::PersonalData,
        Self::Abuse,
        Self::OffTopic,
        Self::Illegal,
        Self::Spam,
        Self::AuthorRequest,
    ];

    /// The reason's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PersonalData => "personal_data",
            Self::Abuse => "abuse",
            Self::OffTopic => "off_topic",
            Self::Illegal => "illegal",
            Self::Spam => "spam",
            Self::AuthorRequest => "author_request",
        }
    }
}

impl FromStr for HideReason {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("reason code", &Self::ALL, Self::as_str, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_visibility_and_reason_has_one_word_in_text_and_in_json() {
        for visibility in Visibility::ALL {
            assert_eq!(visibility.as_str().parse(), Ok(visibility));
            assert_eq!(serde_json::to_value(visibility).unwrap(), visibility.as_str());
        }
        for reason in HideReason::ALL {
            assert_eq!(reason.as_str().parse(), Ok(reason));
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
        }
        assert!("private".parse::<Visibility>().is_err());
        assert!("rude".parse::<HideReason>().is_err());
    }
}
