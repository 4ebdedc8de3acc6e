//! Why a use case was refused or failed. Each way out is named; what it means to a client is decided above.

use crate::authz::Refusal;
use crate::domain::lifecycle::Lifecycle;
use crate::domain::milestone::MilestoneStatus;
use crate::domain::submission::SubmissionState;
use crate::store::{Fault, StoreError};

/// A refusal or a failure of a use case.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The thing does not exist.
    #[error("there is no such thing")]
    NotFound,
    /// The changes that the cursor asks for are no longer kept.
    #[error("the changes after this cursor are no longer kept")]
    ExpiredCursor,
    /// The cursor lies beyond the newest change: it was not made here.
    #[error("the cursor was not made by this installation")]
    ForeignCursor,
    /// Whoever asks is no longer known: the account was closed or its key withdrawn since the request came.
    #[error("the actor is no longer known")]
    Unauthenticated,
    /// A rule of the policy refuses it.
    #[error("refused by the rule {}", .0.rule.id())]
    Refused(Refusal),
    /// A rule of the policy refuses it, and that there is such a thing is not to be told.
    #[error("refused by the rule {}, in secret", .0.rule.id())]
    Hidden(Refusal),
    /// The thing changed since the version that the client knows.
    #[error("the thing has version {} now", .0.current_version)]
    Stale(Stale),
    /// Members of the request do not fit what is stored.
    #[error("{} members do not fit what is stored", .0.len())]
    Invalid(Vec<MemberFault>),
    /// What is stored does not allow it.
    #[error("conflict: {0:?}")]
    Conflict(Conflict),
    /// The state that the thing is in does not allow the move.
    #[error("a move that the state does not allow: {0:?}")]
    IllegalMove(IllegalMove),
    /// The thing was taken away.
    #[error("the thing was taken away")]
    Gone,
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// A defect of this program.
    #[error("defect: {0}")]
    Defect(&'static str),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Fault),
}

impl AppError {
    /// Whether it says what is stored at present.
    #[must_use]
    pub const fn tells_what_is_stored(&self) -> bool {
        match self {
            Self::NotFound
            | Self::Stale(_)
            | Self::Invalid(_)
            | Self::Conflict(_)
            | Self::IllegalMove(_)
            | Self::Gone => true,
            Self::ExpiredCursor
            | Self::ForeignCursor
            | Self::Unauthenticated
            | Self::Refused(_)
            | Self::Hidden(_)
            | Self::KeyReused
            | Self::Defect(_)
            | Self::Store(_) => false,
        }
    }
}

/// What happened to a thing since the version that the client knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// The version it has now.
    pub current_version: i64,
    /// The members that others have changed since, as JSON pointers; none when that version never was.
    pub changed: Vec<String>,
    /// Those of them that the client was about to change too.
    pub overlapping: Vec<String>,
}

/// A member of a request that does not fit what is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberFault {
    /// Where it is, as a JSON pointer.
    pub pointer: String,
    /// What is wrong with it.
    pub kind: MemberFaultKind,
}

/// How a member does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberFaultKind {
    /// It names something that does not exist.
    UnknownReference,
    /// It must not be missing here.
    Required,
    /// It cannot stand beside another one.
    Conflicting,
    /// It speaks of a day that has not come yet.
    InFuture,
    /// It is so already.
    Unchanged,
    /// It names another version than the one in force, which is this.
    NotInForce(i32),
    /// It is no solved challenge of this installation.
    ChallengeUnsolved,
    /// It is a challenge that was solved too late.
    ChallengeExpired,
    /// It is a challenge that asked for less work than is due now.
    ChallengeTooEasy,
    /// It is a challenge that was used already.
    ChallengeSpent,
}

/// A move that the state of a thing does not allow, and those that it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IllegalMove {
    /// What is wrong.
    pub why: Conflict,
    /// The states that may follow.
    pub allowed: Vec<&'static str>,
}

impl IllegalMove {
    /// An initiative in this state cannot be moved there.
    #[must_use]
    pub fn of_initiative(from: Lifecycle) -> Self {
        let allowed = from.allowed().iter().copied().chain(from.reopens_to());
        Self { why: Conflict::StateDoesNotAllow, allowed: allowed.map(Lifecycle::as_str).collect() }
    }

    /// Staff cannot move a submission in this state there.
    #[must_use]
    pub fn by_staff(from: SubmissionState) -> Self {
        let allowed = from.allowed_to_staff().iter().map(|state| state.as_str()).collect();
        Self { why: Conflict::StateDoesNotAllow, allowed }
    }

    /// A submission in this state cannot be moved there.
    #[must_use]
    pub fn of_submission(from: SubmissionState) -> Self {
        Self {
            why: Conflict::StateDoesNotAllow,
            allowed: from.allowed().iter().map(|state| state.as_str()).collect(),
        }
    }

    /// A milestone in this status cannot be moved there.
    #[must_use]
    pub fn of_milestone(from: MilestoneStatus) -> Self {
        Self {
            why: Conflict::StateDoesNotAllow,
            allowed: from.allowed().iter().map(|status| status.as_str()).collect(),
        }
    }
}

/// Why what is stored does not allow something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// Nobody would be left who can administer the installation.
    LastAdministrator,
    /// Another account has this email address.
    EmailTaken,
    /// Another one has this name.
    NameTaken,
    /// Another one has this code.
    CodeTaken,
    /// The key was revoked already.
    AlreadyRevoked,
    /// The account is disabled.
    AccountDisabled,
    /// The state of the thing does not allow the move.
    StateDoesNotAllow,
    /// What was reported on, or is older than a day, stays on record.
    OnRecord,
    /// The update is public already.
    AlreadyPublished,
    /// The promise was kept or given up: its date no longer moves.
    DateIsSettled,
    /// The initiative has as many milestones as one may have.
    TooManyMilestones,
    /// As much as can be was written about it already.
    EnoughMessages,
    /// The author of the submission does not let it be published, or took it back.
    NotToBePublished,
}

impl Conflict {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::LastAdministrator,
        Self::EmailTaken,
        Self::NameTaken,
        Self::CodeTaken,
        Self::AlreadyRevoked,
        Self::AccountDisabled,
        Self::StateDoesNotAllow,
        Self::OnRecord,
        Self::AlreadyPublished,
        Self::DateIsSettled,
        Self::TooManyMilestones,
        Self::EnoughMessages,
        Self::NotToBePublished,
    ];
}

impl AppError {
    /// What a failure to store means where a key that is taken has a meaning of its own: somebody else has taken it since
    /// it was looked for.
    #[must_use]
    pub fn where_taken(fault: Fault, conflict: Conflict) -> Self {
        match fault {
            Fault::Taken(_) => Self::Conflict(conflict),
            fault => Self::Store(fault),
        }
    }

    /// A member that names something that does not exist.
    #[must_use]
    pub fn unknown_reference(pointer: &str) -> Self {
        let kind = MemberFaultKind::UnknownReference;
        Self::Invalid(vec![MemberFault { pointer: pointer.to_owned(), kind }])
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl StoreError for AppError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Store(fault) => Some(fault),
            _ => None,
        }
    }
}
