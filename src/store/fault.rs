//! What can go wrong below the use cases. Holds no message meant for a client: internal texts go to the log alone.

use diesel::result::{ConnectionError, DatabaseErrorKind, Error as DieselError};

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database does not answer, or every connection is busy; trying again later may succeed.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// Two writers collided; the transaction may be tried again at once.
    #[error("the transaction collided with another one: {0}")]
    Collision(String),
    /// A stored value cannot be read, or a statement is wrong: a defect.
    #[error("the store is broken: {0}")]
    Broken(String),
}

impl Fault {
    /// A stored value that breaks its own rule.
    pub fn corrupt(what: &str, error: impl std::fmt::Display) -> Self {
        Self::Broken(format!("{what}: {error}"))
    }

    /// Passes when exactly one row was updated: another number means that somebody else was there in the meantime.
    ///
    /// # Errors
    /// [`Fault::Collision`].
    pub(super) fn unless_one(updated: usize) -> Result<(), Self> {
        if updated == 1 {
            Ok(())
        } else {
            Err(Self::Collision("the row has another version now".to_owned()))
        }
    }
}

/// Tells a collision of transactions, which may be tried again, from every other failure.
pub trait Collides {
    /// Whether the transaction collided with another one.
    fn collides(&self) -> bool;
}

impl Collides for Fault {
    fn collides(&self) -> bool {
        matches!(self, Self::Collision(_))
    }
}

impl From<ConnectionError> for Fault {
    fn from(error: ConnectionError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<DieselError> for Fault {
    fn from(error: DieselError) -> Self {
        match &error {
            // What is unique was looked up before it was stored: somebody else has made the same in the meantime. Tried
            // again, the transaction finds it.
            DieselError::DatabaseError(
                DatabaseErrorKind::SerializationFailure | DatabaseErrorKind::UniqueViolation,
                _,
            ) => Self::Collision(error.to_string()),
            DieselError::DatabaseError(_, information)
                if information.message().contains("deadlock detected") =>
            {
                Self::Collision(error.to_string())
            }
            DieselError::DatabaseError(
                DatabaseErrorKind::ClosedConnection
                | DatabaseErrorKind::UnableToSendCommand
                | DatabaseErrorKind::ReadOnlyTransaction,
                _,
            )
            | DieselError::BrokenTransactionManager => Self::Unavailable(error.to_string()),
            DieselError::DatabaseError(_, information) if is_passing(information.message()) => {
                Self::Unavailable(error.to_string())
            }
            _ => Self::Broken(error.to_string()),
        }
    }
}

/// Conditions that diesel reports without a kind of their own: a server that is starting, stopping, busy or has cut the
/// line, and a file that is locked or has no room. Connections ask for messages in English.
fn is_passing(message: &str) -> bool {
    const PASSING: [&str; 14] = [
        "terminating connection",
        "server closed the connection",
        "no connection to the server",
        "the database system is",
        "connection to server",
        "could not receive data",
        "SSL connection has been closed",
        "canceling statement due to",
        "too many clients",
        "remaining connection slots",
        "database is locked",
        "database table is locked",
        "database or disk is full",
        "disk I/O error",
    ];
    PASSING.iter().any(|passing| message.contains(passing))
}
