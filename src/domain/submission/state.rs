//! The states of a submission and the moves between them. It must not know who makes a move, nor how one is recorded.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::word::{self, UnknownWord};

/// Where a submission is on its way to an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubmissionState {
    /// It arrived; nobody has looked at it.
    Received,
    /// A moderator has looked at it.
    Triaged,
    /// A department is to answer it. Giving it to another department is no move.
    Assigned,
    /// The department has asked its author something.
    AwaitingCitizen,
    /// Answered.
    Answered,
    /// It will not be answered; the reason was given.
    Declined,
    /// Another submission says the same and is answered in its place.
    Duplicate,
    /// Its author took it back.
    Withdrawn,
}

impl SubmissionState {
    /// All states, in the order in which they are told.
    pub const ALL: [Self; 8] = [
        Self::Received,
        Self::Triaged,
        Self::Assigned,
        Self::AwaitingCitizen,
        Self::Answered,
        Self::Declined,
        Self::Duplicate,
        Self::Withdrawn,
    ];

    /// The state's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Triaged => "triaged",
            Self::Assigned => "assigned",
            Self::AwaitingCitizen => "awaiting_citizen",
            Self::Answered => "answered",
            Self::Declined => "declined",
            Self::Duplicate => "duplicate",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The states that may follow this one, whoever makes the move.
    ///
    /// Nothing leaves `received` unseen, and only a department answers, so an answer follows on an assignment. Moderators
    /// decline, and link duplicates, without troubling a department.
    #[must_use]
    pub const fn allowed(self) -> &'static [Self] {
        // Withdrawing comes last: `allowed_to_staff` leaves it out by its place.
        match self {
            Self::Received => &[Self::Triaged, Self::Withdrawn],
            Self::Triaged => &[Self::Assigned, Self::Declined, Self::Duplicate, Self::Withdrawn],
            Self::Assigned => &[
                Self::AwaitingCitizen,
                Self::Answered,
                Self::Declined,
                Self::Duplicate,
                Self::Withdrawn,
            ],
            Self::AwaitingCitizen => {
                &[Self::Assigned, Self::Answered, Self::Declined, Self::Duplicate, Self::Withdrawn]
            }
            Self::Answered | Self::Declined | Self::Duplicate | Self::Withdrawn => &[],
        }
    }

    /// The same without withdrawing, which is its author's alone.
    #[must_use]
    pub const fn allowed_to_staff(self) -> &'static [Self] {
        match self.allowed() {
            [staffs @ .., Self::Withdrawn] => staffs,
            all => all,
        }
    }

    /// Whether something is still to be done: not answered, declined, linked as a duplicate or withdrawn.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Received | Self::Triaged | Self::Assigned | Self::AwaitingCitizen => true,
            Self::Answered | Self::Declined | Self::Duplicate | Self::Withdrawn => false,
        }
    }

    /// Whether it has come to its end, from which nothing leads back.
    #[must_use]
    pub const fn is_closed(self) -> bool {
        !self.is_open()
    }

    /// Whether the reply clock runs. While the author is awaited it pauses; at the end it has stopped.
    #[must_use]
    pub const fn clock_runs(self) -> bool {
        self.is_open() && !matches!(self, Self::AwaitingCitizen)
    }
}

impl fmt::Display for SubmissionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for SubmissionState {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("submission state", &Self::ALL, Self::as_str, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SubmissionState::{
        Answered, Assigned, AwaitingCitizen, Declined, Duplicate, Received, Triaged, Withdrawn,
    };

    #[test]
    fn every_state_has_one_word_in_text_and_in_json() {
        for state in SubmissionState::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
            assert_eq!(state.to_string(), state.as_str());
        }
        let fault = "Received".parse::<SubmissionState>().unwrap_err();
        assert_eq!(fault.to_string(), "not a known submission state");
    }

    #[test]
    fn the_allowed_moves_are_those_of_the_rule() {
        let rule: [(SubmissionState, &[SubmissionState]); 8] = [
            (Received, &[Triaged]),
            (Triaged, &[Assigned, Declined, Duplicate]),
            (Assigned, &[AwaitingCitizen, Answered, Declined, Duplicate]),
            (AwaitingCitizen, &[Assigned, Answered, Declined, Duplicate]),
            (Answered, &[]),
            (Declined, &[]),
            (Duplicate, &[]),
            (Withdrawn, &[]),
        ];
        for (from, to) in rule {
            assert_eq!(from.allowed_to_staff(), to, "{from}");
        }
    }

    #[test]
    fn the_author_may_withdraw_as_long_as_it_is_open_and_staff_never_may() {
        for state in SubmissionState::ALL {
            assert_eq!(state.allowed().contains(&Withdrawn), state.is_open(), "{state}");
            assert!(!state.allowed_to_staff().contains(&Withdrawn), "{state}");
        }
    }

    #[test]
    fn a_state_is_closed_when_nothing_follows_it() {
        for state in SubmissionState::ALL {
            assert_eq!(state.is_closed(), state.allowed().is_empty(), "{state}");
            assert_ne!(state.is_closed(), state.is_open(), "{state}");
            assert!(!state.allowed().contains(&state), "{state}");
        }
    }

    #[test]
    fn every_state_can_be_reached_and_every_open_one_can_be_answered() {
        for state in SubmissionState::ALL {
            assert!(reachable(Received).contains(&state), "{state}");
            assert_eq!(reachable(state).contains(&Answered), state.is_open() || state == Answered);
        }
    }

    #[test]
    fn the_clock_pauses_only_while_the_author_is_awaited() {
        let runs: Vec<_> = SubmissionState::ALL.into_iter().filter(|s| s.clock_runs()).collect();
        assert_eq!(runs, [Received, Triaged, Assigned]);
    }

    fn reachable(from: SubmissionState) -> Vec<SubmissionState> {
        let mut found = vec![from];
        for at in 0.. {
            let Some(state) = found.get(at).copied() else { break };
            let new = state.allowed().iter().filter(|next| !found.contains(next));
            found.extend(new.copied().collect::<Vec<_>>());
        }
        found
    }
}
