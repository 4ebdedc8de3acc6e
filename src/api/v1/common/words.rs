//! The closed vocabularies of the domain as the API spells them. Each is matched exhaustively, so that a new state
//! of the domain cannot be left out of the document.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain;

/// Where an initiative stands.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lifecycle {
    /// Promised, not yet begun.
    Planned,
    /// Being worked on.
    InProgress,
    /// Without an end by nature, so without a percentage.
    Ongoing,
    /// Some of its stages are complete.
    CompletedInStages,
    /// Complete.
    Completed,
    /// Stopped for now.
    OnHold,
    /// Given up.
    Cancelled,
    /// Continued as another initiative.
    Superseded,
}

impl From<domain::lifecycle::Lifecycle> for Lifecycle {
    fn from(lifecycle: domain::lifecycle::Lifecycle) -> Self {
        use domain::lifecycle::Lifecycle as From;
        match lifecycle {
            From::Planned => Self::Planned,
            From::InProgress => Self::InProgress,
            From::Ongoing => Self::Ongoing,
            From::CompletedInStages => Self::CompletedInStages,
            From::Completed => Self::Completed,
            From::OnHold => Self::OnHold,
            From::Cancelled => Self::Cancelled,
            From::Superseded => Self::Superseded,
        }
    }
}

/// How an initiative fares today, computed: the first rule that applies decides.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// Complete, given up, continued elsewhere or on hold.
    NotApplicable,
    /// A milestone is overdue.
    Delayed,
    /// It has no milestone and was never reported on.
    Unknown,
    /// Its last report is older than its department promised.
    Stale,
    /// An open milestone is due within 30 days and less than half complete.
    AtRisk,
    /// None of the above.
    OnTrack,
}

impl From<domain::health::Health> for Health {
    fn from(health: domain::health::Health) -> Self {
        use domain::health::Health as From;
        match health {
            From::NotApplicable => Self::NotApplicable,
            From::Delayed => Self::Delayed,
            From::Unknown => Self::Unknown,
            From::Stale => Self::Stale,
            From::AtRisk => Self::AtRisk,
            From::OnTrack => Self::OnTrack,
        }
    }
}

/// How exactly a date is known. A date stands for its whole period.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// To the day.
    Day,
    /// To the month.
    Month,
    /// To the quarter.
    Quarter,
    /// To the year.
    Year,
}

impl From<domain::date::Precision> for Precision {
    fn from(precision: domain::date::Precision) -> Self {
        use domain::date::Precision as From;
        match precision {
            From::Day => Self::Day,
            From::Month => Self::Month,
            From::Quarter => Self::Quarter,
            From::Year => Self::Year,
        }
    }
}

/// Where a milestone stands.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MilestoneStatus {
    /// Promised, not yet begun.
    Scheduled,
    /// Being worked on.
    InProgress,
    /// Met.
    Met,
    /// Met in part.
    PartiallyMet,
    /// Not met.
    NotMet,
    /// Given up.
    Cancelled,
}

impl From<domain::milestone::MilestoneStatus> for MilestoneStatus {
    fn from(status: domain::milestone::MilestoneStatus) -> Self {
        use domain::milestone::MilestoneStatus as From;
        match status {
            From::Scheduled => Self::Scheduled,
            From::InProgress => Self::InProgress,
            From::Met => Self::Met,
            From::PartiallyMet => Self::PartiallyMet,
            From::NotMet => Self::NotMet,
            From::Cancelled => Self::Cancelled,
        }
    }
}

/// How progress was computed.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProgressMethod {
    /// The weighted mean of the milestones' completion.
    WeightedMilestones,
    /// There is no milestone: no value.
    NoMilestones,
    /// The initiative has no end by nature: no value.
    NotApplicable,
    /// The initiative is complete: 100.
    Lifecycle,
}

impl From<domain::progress::ProgressMethod> for ProgressMethod {
    fn from(method: domain::progress::ProgressMethod) -> Self {
        use domain::progress::ProgressMethod as From;
        match method {
            From::WeightedMilestones => Self::WeightedMilestones,
            From::NoMilestones => Self::NoMilestones,
            From::NotApplicable => Self::NotApplicable,
            From::Lifecycle => Self::Lifecycle,
        }
    }
}

/// What backs an initiative.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// A source was found and read.
    Retrieved,
    /// Generally known; no source was read.
    GeneralKnowledge,
    /// Entered by the government's own staff.
    Stated,
}

impl From<domain::provenance::Evidence> for Evidence {
    fn from(evidence: domain::provenance::Evidence) -> Self {
        use domain::provenance::Evidence as From;
        match evidence {
            From::Retrieved => Self::Retrieved,
            From::GeneralKnowledge => Self::GeneralKnowledge,
            From::Stated => Self::Stated,
        }
    }
}

/// What backs an initiative's place in the blueprint editions.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BlueprintEvidence {
    /// A source was found and read.
    Retrieved,
    /// Generally known; no source was read.
    GeneralKnowledge,
    /// Not certain, so no edition is listed.
    Uncertain,
    /// As far as known it is not an item of any edition.
    NotABlueprintItem,
    /// Entered by the government's own staff.
    Stated,
}

impl From<domain::provenance::BlueprintEvidence> for BlueprintEvidence {
    fn from(evidence: domain::provenance::BlueprintEvidence) -> Self {
        use domain::provenance::BlueprintEvidence as From;
        match evidence {
            From::Retrieved => Self::Retrieved,
            From::GeneralKnowledge => Self::GeneralKnowledge,
            From::Uncertain => Self::Uncertain,
            From::NotABlueprintItem => Self::NotABlueprintItem,
            From::Stated => Self::Stated,
        }
    }
}

/// How far a milestone was verified.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verification {
    /// A source was found and read.
    Retrieved,
    /// The target or announcement was found; the outcome or the exact day was not.
    Partial,
    /// Generally known; no source was read.
    GeneralKnowledge,
}

impl From<domain::provenance::Verification> for Verification {
    fn from(verification: domain::provenance::Verification) -> Self {
        use domain::provenance::Verification as From;
        match verification {
            From::Retrieved => Self::Retrieved,
            From::Partial => Self::Partial,
            From::GeneralKnowledge => Self::GeneralKnowledge,
        }
    }
}

/// Whose hand something was.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
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

impl From<domain::history::Origin> for Origin {
    fn from(origin: domain::history::Origin) -> Self {
        use domain::history::Origin as From;
        match origin {
            From::Catalogue => Self::Catalogue,
            From::Department => Self::Department,
            From::Administrator => Self::Administrator,
            From::Citizen => Self::Citizen,
        }
    }
}

/// Why a due date was changed.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
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

impl From<domain::milestone::RebaselineReason> for RebaselineReason {
    fn from(reason: domain::milestone::RebaselineReason) -> Self {
        use domain::milestone::RebaselineReason as From;
        match reason {
            From::ScopeChange => Self::ScopeChange,
            From::Procurement => Self::Procurement,
            From::Legislation => Self::Legislation,
            From::Funding => Self::Funding,
            From::Dependency => Self::Dependency,
            From::ExternalEvent => Self::ExternalEvent,
            From::Correction => Self::Correction,
            From::Other => Self::Other,
        }
    }
}

/// What happened to something.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = HistoryEvent)]
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

impl From<domain::history::Event> for Event {
    fn from(event: domain::history::Event) -> Self {
        use domain::history::Event as From;
        match event {
            From::Loaded => Self::Loaded,
            From::Created => Self::Created,
            From::Edited => Self::Edited,
            From::Transitioned => Self::Transitioned,
            From::Rebaselined => Self::Rebaselined,
            From::Published => Self::Published,
            From::Confirmed => Self::Confirmed,
            From::Deleted => Self::Deleted,
            From::Restored => Self::Restored,
        }
    }
}

/// Whether the public sees a progress update.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UpdateState {
    /// Only its department sees it.
    Draft,
    /// Everybody sees it.
    Published,
}

impl From<domain::update::UpdateState> for UpdateState {
    fn from(state: domain::update::UpdateState) -> Self {
        use domain::update::UpdateState as From;
        match state {
            From::Draft => Self::Draft,
            From::Published => Self::Published,
        }
    }
}
