//! Why a use case was refused or failed. Each way out is named; what it means to a client is decided above.

use crate::store::{Collides, Fault};

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
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Fault),
}

impl Collides for AppError {
    fn collides(&self) -> bool {
        matches!(self, Self::Store(fault) if fault.collides())
    }
}
