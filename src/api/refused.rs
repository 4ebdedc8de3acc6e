//! What the refusals and failures of use cases mean to a client, decided in one place; failures are logged here, sampled.

use std::time::Duration;

use crate::api::problem::{Fault as MemberProblem, FaultCode, Problem};
use crate::app::identity::IdentityError;
use crate::app::{AppError, MemberFault, MemberFaultKind};
use crate::authn::password::{LENGTH, PasswordFault};
use crate::sampled;
use crate::store::Fault;

/// The problem that a use case's refusal or failure stands for.
#[must_use]
pub fn problem_of(error: &AppError, request_id: &str) -> Problem {
    match error {
        AppError::NotFound | AppError::Hidden(_) => Problem::not_found(),
        AppError::Gone => Problem::gone(),
        AppError::ExpiredCursor => Problem::expired_cursor(),
        AppError::ForeignCursor => Problem::invalid_cursor(),
        AppError::Unauthenticated => Problem::invalid_token(),
        AppError::Refused(refusal) => Problem::forbidden(refusal.rule),
        AppError::Stale(stale) => Problem::stale_version(
            stale.current_version,
            stale.changed.clone(),
            stale.overlapping.clone(),
        ),
        AppError::Invalid(faults) => Problem::validation(faults.iter().map(fault_of).collect()),
        AppError::Conflict(conflict) => Problem::conflict(*conflict),
        AppError::IllegalMove(illegal) => Problem::illegal_move(illegal),
        AppError::KeyReused => Problem::idempotency_key_reused(),
        AppError::Defect(_) => {
            if let Some(left_out) = sampled::DEFECT.happened() {
                tracing::error!(request_id, %error, left_out, "a use case failed");
            }
            Problem::internal()
        }
        AppError::Store(Fault::Unavailable(_) | Fault::Collision(_) | Fault::Taken(_)) => {
            if let Some(left_out) = sampled::UNAVAILABLE.happened() {
                tracing::warn!(request_id, %error, left_out, "the database was not available");
            }
            Problem::unavailable(1)
        }
        AppError::Store(Fault::Invariant(_) | Fault::Damaged(_) | Fault::Broken(_)) => {
            if let Some(left_out) = sampled::STORE_FAILED.happened() {
                tracing::error!(request_id, %error, left_out, "the store failed");
            }
            Problem::internal()
        }
    }
}

/// The fault of a member as it is told.
#[must_use]
pub fn fault_of(fault: &MemberFault) -> MemberProblem {
    let problem = MemberProblem::pointer(&fault.pointer, code(fault.kind));
    match fault.kind {
        MemberFaultKind::NotInForce(version) => problem.allowing(&[&version.to_string()]),
        _ => problem,
    }
}

fn code(kind: MemberFaultKind) -> FaultCode {
    match kind {
        MemberFaultKind::UnknownReference => FaultCode::UnknownReference,
        MemberFaultKind::Required => FaultCode::Required,
        MemberFaultKind::Conflicting => FaultCode::Conflicting,
        MemberFaultKind::InFuture => FaultCode::InFuture,
        MemberFaultKind::Unchanged => FaultCode::Unchanged,
        MemberFaultKind::NotInForce(_) => FaultCode::UnknownValue,
        MemberFaultKind::ChallengeUnsolved => FaultCode::ChallengeUnsolved,
        MemberFaultKind::ChallengeExpired => FaultCode::ChallengeExpired,
        MemberFaultKind::ChallengeTooEasy => FaultCode::ChallengeTooEasy,
        MemberFaultKind::ChallengeSpent => FaultCode::ChallengeSpent,
    }
}

/// The problem that a refusal or failure of identity stands for. A client learns less of it than the log.
#[must_use]
pub fn problem_of_identity(error: &IdentityError, request_id: &str) -> Problem {
    match error {
        IdentityError::InvalidCredentials => Problem::invalid_credentials(),
        IdentityError::InvalidToken => Problem::invalid_token(),
        IdentityError::StaleToken => Problem::token_stale(),
        IdentityError::TooManyAttempts(wait) => Problem::rate_limited(seconds_of(*wait)),
        IdentityError::WrongPassword => Problem::validation(vec![MemberProblem::pointer(
            "/current_password",
            FaultCode::WrongPassword,
        )]),
        IdentityError::Password { pointer, fault } => {
            Problem::validation(vec![password(pointer, *fault)])
        }
        IdentityError::Gone => Problem::link_gone(),
        IdentityError::App(error) => problem_of(error, request_id),
    }
}

/// Whole seconds, rounded up: coming back when told must succeed.
#[must_use]
pub fn seconds_of(wait: Duration) -> u32 {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    u32::try_from(seconds).unwrap_or(u32::MAX).max(1)
}

fn password(pointer: &str, fault: PasswordFault) -> MemberProblem {
    match fault {
        PasswordFault::TooShort => {
            MemberProblem::pointer(pointer, FaultCode::TooShort).at_least(*LENGTH.start())
        }
        PasswordFault::TooLong => {
            MemberProblem::pointer(pointer, FaultCode::TooLong).at_most(*LENGTH.end())
        }
        PasswordFault::Common => MemberProblem::pointer(pointer, FaultCode::WeakPassword),
    }
}
