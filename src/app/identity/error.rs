//! Why an identity was not accepted. What a client is told of it is decided above, and is less than what is known here.

use std::time::Duration;

use crate::app::error::AppError;
use crate::authn::password::PasswordFault;
use crate::bounded::Busy;
use crate::store::{Fault, StoreError};

/// A refusal or a failure of a use case of identity.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// Address and password do not belong together, or there is no such account, or it is disabled: nobody is told which.
    #[error("the credentials are not valid")]
    InvalidCredentials,
    /// The token was not issued here, has expired, or was withdrawn.
    #[error("the token is not valid")]
    InvalidToken,
    /// The access token is older than the account's last change of credentials.
    #[error("the token is stale")]
    StaleToken,
    /// Too many attempts; when to come back.
    #[error("too many attempts")]
    TooManyAttempts(Duration),
    /// The password in use was not given.
    #[error("the current password is not right")]
    WrongPassword,
    /// The new password may not be used.
    #[error("the new password is refused")]
    Password {
        /// The member it came in.
        pointer: &'static str,
        /// Why.
        fault: PasswordFault,
    },
    /// The one-time link was used, has expired, or never was.
    #[error("the one-time link is no longer valid")]
    Gone,
    /// What else can go wrong in a use case.
    #[error(transparent)]
    App(#[from] AppError),
}

impl IdentityError {
    /// No thread was free to hash.
    pub(super) fn busy(busy: Busy) -> Self {
        AppError::from(match busy {
            Busy::Saturated => Fault::Unavailable("every hashing thread is busy".into()),
            Busy::GivenUp(error) => Fault::Broken(error),
        })
        .into()
    }
}

impl From<Fault> for IdentityError {
    fn from(fault: Fault) -> Self {
        Self::App(fault.into())
    }
}

impl StoreError for IdentityError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::App(error) => error.fault(),
            _ => None,
        }
    }
}
