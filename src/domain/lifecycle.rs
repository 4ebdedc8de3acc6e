//! The life of an initiative: its states and the moves between them.
//! It must not know who may make a move, nor how one is recorded.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::word::{self, UnknownWord};

/// Where an initiative is in its life, as its department states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lifecycle {
    /// Announced, not begun.
    Planned,
    /// Work is under way.
    InProgress,
    /// It runs, and by its nature has no end, so it has no percentage.
    Ongoing,
    /// Some of its stages are complete, others under way.
    CompletedInStages,
    /// Done.
    Completed,
    /// Stopped for now, without a new date.
    OnHold,
    /// Given up.
    Cancelled,
    /// Another initiative has taken its place.
    Superseded,
}

impl Lifecycle {
    /// All states, in the order in which they are told.
    pub const ALL: [Self; 8] = [
        Self::Planned,
        Self::InProgress,
        Self::Ongoing,
        Self::CompletedInStages,
        Self::Completed,
        Self::OnHold,
        Self::Cancelled,
        Self::Superseded,
    ];

    /// The state's word, in files, parameters and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::InProgress => "in_progress",
            Self::Ongoing => "ongoing",
            Self::CompletedInStages => "completed_in_stages",
            Self::Completed => "completed",
            Self::OnHold => "on_hold",
            Self::Cancelled => "cancelled",
            Self::Superseded => "superseded",
        }
    }

    /// The states that may follow this one. Reopening is not among them, see [`Self::reopens_to`].
    #[must_use]
    pub const fn allowed(self) -> &'static [Self] {
        match self {
            Self::Planned => {
                &[Self::InProgress, Self::Ongoing, Self::OnHold, Self::Cancelled, Self::Superseded]
            }
            Self::InProgress => &[
                Self::CompletedInStages,
                Self::Completed,
                Self::Ongoing,
                Self::OnHold,
                Self::Cancelled,
                Self::Superseded,
            ],
            Self::CompletedInStages | Self::Ongoing => {
                &[Self::Completed, Self::OnHold, Self::Cancelled, Self::Superseded]
            }
            Self::OnHold => {
                &[Self::Planned, Self::InProgress, Self::Ongoing, Self::Cancelled, Self::Superseded]
            }
            Self::Completed => &[Self::Superseded],
            Self::Cancelled | Self::Superseded => &[],
        }
    }

    /// The state to which an administrator, with a reason, may reopen this one; `None` where there is nothing to reopen.
    #[must_use]
    pub const fn reopens_to(self) -> Option<Self> {
        match self {
            Self::Completed | Self::Cancelled | Self::Superseded => Some(Self::InProgress),
            _ => None,
        }
    }

    /// Whether a milestone of an initiative in this state can be overdue.
    #[must_use]
    pub const fn accepts_overdue(self) -> bool {
        matches!(self, Self::Planned | Self::InProgress | Self::Ongoing | Self::CompletedInStages)
    }
}

impl fmt::Display for Lifecycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Lifecycle {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("lifecycle", &Self::ALL, Self::as_str, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_one_word_in_text_and_in_json() {
        for state in Lifecycle::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
        assert!("Planned".parse::<Lifecycle>().is_err());
    }

    #[test]
    fn the_allowed_moves_are_those_of_the_rule() {
        use Lifecycle::{
            Cancelled, Completed, CompletedInStages, InProgress, OnHold, Ongoing, Planned,
            Superseded,
        };
        let rule: [(Lifecycle, &[Lifecycle]); 8] = [
            (Planned, &[InProgress, Ongoing, OnHold, Cancelled, Superseded]),
            (InProgress, &[CompletedInStages, Completed, Ongoing, OnHold, Cancelled, Superseded]),
            (CompletedInStages, &[Completed, OnHold, Cancelled, Superseded]),
            (Ongoing, &[Completed, OnHold, Cancelled, Superseded]),
            (OnHold, &[Planned, InProgress, Ongoing, Cancelled, Superseded]),
            (Completed, &[Superseded]),
            (Cancelled, &[]),
            (Superseded, &[]),
        ];
        for (from, to) in rule {
            assert_eq!(from.allowed(), to, "{from}");
        }
    }

    #[test]
    fn no_state_follows_itself() {
        for state in Lifecycle::ALL {
            assert!(!state.allowed().contains(&state), "{state}");
        }
    }

    #[test]
    fn a_closed_initiative_reopens_to_in_progress() {
        for state in Lifecycle::ALL {
            let closed = matches!(
                state,
                Lifecycle::Completed | Lifecycle::Cancelled | Lifecycle::Superseded
            );
            assert_eq!(state.reopens_to().is_some(), closed, "{state}");
            assert!(state.reopens_to().is_none_or(|to| to == Lifecycle::InProgress));
        }
    }

    #[test]
    fn only_a_running_initiative_can_have_an_overdue_milestone() {
        let running: Vec<_> =
            Lifecycle::ALL.into_iter().filter(|state| state.accepts_overdue()).collect();
        assert_eq!(
            running,
            [
                Lifecycle::Planned,
                Lifecycle::InProgress,
                Lifecycle::Ongoing,
                Lifecycle::CompletedInStages
            ]
        );
    }
}
