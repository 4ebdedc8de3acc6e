//! The closed vocabularies of submissions as the API spells them, each matched exhaustively.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::submission as domain;

/// What a submission is, in its author's own judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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

impl From<domain::SubmissionKind> for SubmissionKind {
    fn from(word: domain::SubmissionKind) -> Self {
        use domain::SubmissionKind as From;
        match word {
            From::View => Self::View,
            From::Suggestion => Self::Suggestion,
            From::Question => Self::Question,
            From::Problem => Self::Problem,
            From::Praise => Self::Praise,
        }
    }
}

/// Where a submission is on its way to an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SubmissionState {
    /// It arrived; nobody has looked at it.
    Received,
    /// A moderator has looked at it.
    Triaged,
    /// A department is to answer it.
    Assigned,
    /// Its author was asked something; the clock stands still.
    AwaitingCitizen,
    /// Answered.
    Answered,
    /// It will not be answered.
    Declined,
    /// Another submission says the same and is answered in its place.
    Duplicate,
    /// Its author took it back.
    Withdrawn,
}

impl From<domain::SubmissionState> for SubmissionState {
    fn from(word: domain::SubmissionState) -> Self {
        use domain::SubmissionState as From;
        match word {
            From::Received => Self::Received,
            From::Triaged => Self::Triaged,
            From::Assigned => Self::Assigned,
            From::AwaitingCitizen => Self::AwaitingCitizen,
            From::Answered => Self::Answered,
            From::Declined => Self::Declined,
            From::Duplicate => Self::Duplicate,
            From::Withdrawn => Self::Withdrawn,
        }
    }
}

/// Whether the public sees a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Not decided; nobody but staff and its author sees it.
    Pending,
    /// Everybody sees it.
    Public,
    /// Nobody but staff and its author sees what it says.
    Hidden,
}

impl From<domain::Visibility> for Visibility {
    fn from(word: domain::Visibility) -> Self {
        use domain::Visibility as From;
        match word {
            From::Pending => Self::Pending,
            From::Public => Self::Public,
            From::Hidden => Self::Hidden,
        }
    }
}

/// Why a submission is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HideReason {
    /// It tells of a person what the public must not know.
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

impl From<domain::HideReason> for HideReason {
    fn from(word: domain::HideReason) -> Self {
        use domain::HideReason as From;
        match word {
            From::PersonalData => Self::PersonalData,
            From::Abuse => Self::Abuse,
            From::OffTopic => Self::OffTopic,
            From::Illegal => Self::Illegal,
            From::Spam => Self::Spam,
            From::AuthorRequest => Self::AuthorRequest,
        }
    }
}

/// What came of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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

impl From<domain::ReplyOutcome> for ReplyOutcome {
    fn from(word: domain::ReplyOutcome) -> Self {
        use domain::ReplyOutcome as From;
        match word {
            From::Accepted => Self::Accepted,
            From::PartlyAccepted => Self::PartlyAccepted,
            From::AlreadyDone => Self::AlreadyDone,
            From::NotFeasible => Self::NotFeasible,
            From::OutOfScope => Self::OutOfScope,
            From::Noted => Self::Noted,
        }
    }
}

/// What kind of thing was changed because of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InfluenceKind {
    /// The initiative itself.
    Initiative,
    /// One of its milestones.
    Milestone,
}

impl From<domain::InfluenceKind> for InfluenceKind {
    fn from(word: domain::InfluenceKind) -> Self {
        use domain::InfluenceKind as From;
        match word {
            From::Initiative => Self::Initiative,
            From::Milestone => Self::Milestone,
        }
    }
}
