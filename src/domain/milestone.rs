//! The rules of one milestone: its states and their moves, when it is overdue, how far its date slipped, how complete it counts.
//! It must not know how milestones are stored or written, nor what day today is.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::date::VagueDate;
use super::lifecycle::Lifecycle;
use super::word::{self, UnknownWord};

/// Where a milestone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MilestoneStatus {
    /// Promised, not begun.
    Scheduled,
    /// Work is under way.
    InProgress,
    /// Reached.
    Met,
    /// Reached in part; the completion says how far.
    PartiallyMet,
    /// Not reached.
    NotMet,
    /// Given up; it counts for nothing.
    Cancelled,
}

impl MilestoneStatus {
    /// All states, in the order in which they are told.
    pub const ALL: [Self; 6] = [
        Self::Scheduled,
        Self::InProgress,
        Self::Met,
        Self::PartiallyMet,
        Self::NotMet,
        Self::Cancelled,
    ];

    /// The state's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::InProgress => "in_progress",
            Self::Met => "met",
            Self::PartiallyMet => "partially_met",
            Self::NotMet => "not_met",
            Self::Cancelled => "cancelled",
        }
    }

    /// The states that may follow this one.
    #[must_use]
    pub const fn allowed(self) -> &'static [Self] {
        match self {
            Self::Scheduled => {
                &[Self::InProgress, Self::Met, Self::PartiallyMet, Self::NotMet, Self::Cancelled]
            }
            Self::InProgress => &[Self::Met, Self::PartiallyMet, Self::NotMet, Self::Cancelled],
            Self::PartiallyMet => &[Self::Met, Self::NotMet],
            Self::NotMet | Self::Met => &[Self::InProgress],
            Self::Cancelled => &[],
        }
    }

    /// Whether the promise is still to be kept: scheduled or in progress.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Scheduled | Self::InProgress)
    }
}

impl fmt::Display for MilestoneStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for MilestoneStatus {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("milestone status", &Self::ALL, Self::as_str, text)
    }
}

/// Why a due date was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RebaselineReason {
    /// What is to be delivered changed.
    ScopeChange,
    /// Tendering or contracts.
    Procurement,
    /// A law was needed or changed.
    Legislation,
    /// Money.
    Funding,
    /// Something else had to come first.
    Dependency,
    /// An event outside anyone's hands.
    ExternalEvent,
    /// The date had been recorded wrongly.
    Correction,
    /// None of the others; the text says.
    Other,
}

impl RebaselineReason {
    /// All reasons.
    pub const ALL: [Self; 8] = [
        Self::ScopeChange,
        Self::Procurement,
        Self::Legislation,
        Self::Funding,
        Self::Dependency,
        Self::ExternalEvent,
        Self::Correction,
        Self::Other,
    ];

    /// The reason's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ScopeChange => "scope_change",
            Self::Procurement => "procurement",
            Self::Legislation => "legislation",
            Self::Funding => "funding",
            Self::Dependency => "dependency",
            Self::ExternalEvent => "external_event",
            Self::Correction => "correction",
            Self::Other => "other",
        }
    }
}

impl FromStr for RebaselineReason {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("reason code", &Self::ALL, Self::as_str, text)
    }
}

/// A number outside the range of its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("must be a whole number from {min} to {max}")]
pub struct OutOfRange {
    /// The smallest number allowed.
    pub min: u8,
    /// The greatest number allowed.
    pub max: u8,
}

/// A whole percentage, 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "u8")]
pub struct Percent(u8);

impl Percent {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// All.
    pub const FULL: Self = Self(100);

    /// The number.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }

    /// Whether it is less than 50.
    #[must_use]
    pub const fn is_below_half(self) -> bool {
        self.0 < 50
    }
}

impl TryFrom<i64> for Percent {
    type Error = OutOfRange;
    fn try_from(number: i64) -> Result<Self, OutOfRange> {
        within(number, 0, 100).map(Self)
    }
}

impl From<Percent> for u8 {
    fn from(percent: Percent) -> Self {
        percent.0
    }
}

/// How much a milestone counts within its initiative, 1 to 100; 1 when nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "u8")]
pub struct Weight(u8);

impl Weight {
    /// The number.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl Default for Weight {
    fn default() -> Self {
        Self(1)
    }
}

impl TryFrom<i64> for Weight {
    type Error = OutOfRange;
    fn try_from(number: i64) -> Result<Self, OutOfRange> {
        within(number, 1, 100).map(Self)
    }
}

impl From<Weight> for u8 {
    fn from(weight: Weight) -> Self {
        weight.0
    }
}

fn within(number: i64, min: u8, max: u8) -> Result<u8, OutOfRange> {
    u8::try_from(number)
        .ok()
        .filter(|number| (min..=max).contains(number))
        .ok_or(OutOfRange { min, max })
}

/// Whether a milestone is overdue: open, its last due day before today, and its initiative running.
#[must_use]
pub fn is_overdue(
    status: MilestoneStatus,
    due_on: Option<NaiveDate>,
    lifecycle: Lifecycle,
    today: NaiveDate,
) -> bool {
    status.is_open() && lifecycle.accepts_overdue() && due_on.is_some_and(|due| due < today)
}

/// How complete a milestone counts, given what its department states.
#[must_use]
pub const fn effective_completion(status: MilestoneStatus, stated: Option<Percent>) -> Percent {
    match (status, stated) {
        (MilestoneStatus::Met, _) => Percent::FULL,
        (MilestoneStatus::PartiallyMet | MilestoneStatus::InProgress, Some(stated)) => stated,
        _ => Percent::ZERO,
    }
}

/// What the slip of a milestone depends on, besides today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlipInput {
    /// The milestone's state.
    pub status: MilestoneStatus,
    /// The first due date it ever had.
    pub original: Option<VagueDate>,
    /// Its present due date.
    pub due: Option<VagueDate>,
    /// When it was met.
    pub met: Option<VagueDate>,
}

/// The days by which a milestone slipped against its original date, negative when early, 0 when the periods overlap.
///
/// Compared are periods, at their nearest edges. `None` when it was cancelled, never had a date or was met on an unknown date.
#[must_use]
pub fn slip_days(input: SlipInput, today: NaiveDate) -> Option<i64> {
    let original = input.original?;
    let other = match input.status {
        MilestoneStatus::Cancelled => return None,
        MilestoneStatus::Met => input.met?,
        MilestoneStatus::Scheduled
        | MilestoneStatus::InProgress
        | MilestoneStatus::PartiallyMet
        | MilestoneStatus::NotMet => {
            let due = input.due?;
            if due.last_day() < today { VagueDate::day(today) } else { due }
        }
    };
    Some(days_between(original, other))
}

fn days_between(original: VagueDate, other: VagueDate) -> i64 {
    let late = other.first_day().signed_duration_since(original.last_day()).num_days();
    let early = other.last_day().signed_duration_since(original.first_day()).num_days();
    // At most one of them is beyond its edge.
    late.max(0) + early.min(0)
}

#[cfg(test)]
#[path = "milestone_tests.rs"]
mod tests;
