//! How a version of something public came about: what happened, and whose hand it was. It must not know who may do what.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::word::{self, UnknownWord};

/// What happened to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// The catalogue file said so.
    Loaded,
    /// It was made.
    Created,
    /// Some of its members were changed.
    Edited,
    /// Its state was moved.
    Transitioned,
    /// Its due date was changed.
    Rebaselined,
    /// It was made public.
    Published,
    /// It was said to be still as published.
    Confirmed,
    /// It was taken away.
    Deleted,
    /// A restore brought it back to what it was.
    Restored,
}

impl Event {
    /// All events.
    pub const ALL: [Self; 9] = [
        Self::Loaded,
        Self::Created,
        Self::Edited,
        Self::Transitioned,
        Self::Rebaselined,
        Self::Published,
        Self::Confirmed,
        Self::Deleted,
        Self::Restored,
    ];

    /// The event's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Loaded => "loaded",
            Self::Created => "created",
            Self::Edited => "edited",
            Self::Transitioned => "transitioned",
            Self::Rebaselined => "rebaselined",
            Self::Published => "published",
            Self::Confirmed => "confirmed",
            Self::Deleted => "deleted",
            Self::Restored => "restored",
        }
    }
}

impl FromStr for Event {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("event", &Self::ALL, Self::as_str, text)
    }
}

/// A kind of thing that the history of an initiative tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HistoryKind {
    /// The initiative itself.
    Initiative,
    /// A milestone of it.
    Milestone,
    /// A published progress update on it.
    Update,
    /// A confirmation of it.
    Confirmation,
}

impl HistoryKind {
    /// All kinds.
    pub const ALL: [Self; 4] =
        [Self::Initiative, Self::Milestone, Self::Update, Self::Confirmation];

    /// The kind's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Initiative => "initiative",
            Self::Milestone => "milestone",
            Self::Update => "update",
            Self::Confirmation => "confirmation",
        }
    }
}

impl FromStr for HistoryKind {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("kind of history", &Self::ALL, Self::as_str, text)
    }
}

/// Whose hand it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The catalogue file's.
    Catalogue,
    /// A department's own.
    Department,
    /// An administrator's, in the name of the department.
    Administrator,
    /// Its author's, who has no account.
    Citizen,
}

impl Origin {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::Catalogue, Self::Department, Self::Administrator, Self::Citizen];

    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Catalogue => "catalogue",
            Self::Department => "department",
            Self::Administrator => "administrator",
            Self::Citizen => "citizen",
        }
    }
}

impl FromStr for Origin {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("origin", &Self::ALL, Self::as_str, text)
    }
}

/// A member that was changed, from what to what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedMember {
    /// Which one, as a JSON pointer (RFC 6901).
    pub member: String,
    /// What it was.
    pub old: Value,
    /// What it is.
    pub new: Value,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_as_it_is_written() {
        for event in Event::ALL {
            assert_eq!(event.as_str().parse(), Ok(event));
        }
        for kind in HistoryKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        for origin in Origin::ALL {
            assert_eq!(origin.as_str().parse(), Ok(origin));
        }
        assert!("Loaded".parse::<Event>().is_err());
    }
}
