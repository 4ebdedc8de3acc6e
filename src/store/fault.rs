//! What can go wrong below the use cases. Holds no message meant for a client: internal texts go to the log alone.

use diesel::result::DatabaseErrorKind as Kind;
use diesel::result::{ConnectionError, DatabaseErrorInformation, Error as DieselError};

/// A failure of the store.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Fault {
    /// The database does not answer, has no room or no time: trying again later may succeed.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// Two transactions were in each other's way; this one may be tried again at once.
    #[error("the transaction collided with another one: {0}")]
    Collision(String),
    /// Another row has the key, made by somebody else since it was looked for. Tried again, the transaction finds it.
    #[error("the key was taken in the meantime: {0}")]
    Taken(&'static str),
    /// What must always hold of the rows does not: a defect, or somebody else's hand. Names the constraint.
    #[error("an invariant of the stored rows is broken: {0}")]
    Invariant(String),
    /// The files of the database are damaged: it must be repaired or restored.
    #[error("the database is damaged: {0}")]
    Damaged(String),
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

    /// Whether the transaction met another one and may be tried again at once.
    #[must_use]
    pub fn collides(&self) -> bool {
        matches!(self, Self::Collision(_) | Self::Taken(_))
    }
}

/// An error of a use case, behind which there may be a failure of the store.
pub trait StoreError: From<Fault> {
    /// The failure of the store that it is, if it is one.
    fn fault(&self) -> Option<&Fault>;
}

impl StoreError for Fault {
    fn fault(&self) -> Option<&Fault> {
        Some(self)
    }
}

impl From<ConnectionError> for Fault {
    fn from(error: ConnectionError) -> Self {
        match error {
            ConnectionError::CouldntSetupConfiguration(error) => error.into(),
            error => Self::Unavailable(error.to_string()),
        }
    }
}

impl From<DieselError> for Fault {
    fn from(error: DieselError) -> Self {
        let text = error.to_string();
        match error {
            DieselError::DatabaseError(kind, information) => {
                of_kind(kind, information.as_ref(), &text).unwrap_or_else(|| {
                    of_sqlite(&text)
                        .or_else(|| of_postgres(information.as_ref()))
                        .unwrap_or(Self::Broken(text))
                })
            }
            DieselError::BrokenTransactionManager => Self::Unavailable(text),
            // That the transaction could not be rolled back either says no more than why it had to be.
            DieselError::RollbackErrorOnCommit { commit_error, .. } => (*commit_error).into(),
            _ => Self::Broken(text),
        }
    }
}

/// What diesel has told apart by the database's own code.
fn of_kind(kind: Kind, information: &dyn DatabaseErrorInformation, text: &str) -> Option<Fault> {
    Some(match kind {
        Kind::SerializationFailure => Fault::Collision(text.to_owned()),
        // A server whose part is taken over by another one refuses writes for a while.
        Kind::ClosedConnection | Kind::UnableToSendCommand | Kind::ReadOnlyTransaction => {
            Fault::Unavailable(text.to_owned())
        }
        Kind::UniqueViolation
        | Kind::ForeignKeyViolation
        | Kind::NotNullViolation
        | Kind::CheckViolation
        | Kind::ExclusionViolation
        | Kind::RestrictViolation => Fault::Invariant(violated(information)),
        _ => return None,
    })
}

/// Names what was violated, in words that are the same in every language of the server where it gives them, and never
/// the values of the row, which may be somebody's.
fn violated(information: &dyn DatabaseErrorInformation) -> String {
    let table = information.table_name().unwrap_or_default();
    match (information.constraint_name(), information.column_name()) {
        (Some(constraint), _) => format!("{constraint} of {table}"),
        (None, Some(column)) => format!("{table}.{column} must not be null"),
        // SQLite says it in one sentence.
        (None, None) => information.message().to_owned(),
    }
}

/// SQLite has one text for each of its codes, in one language.
fn of_sqlite(text: &str) -> Option<Fault> {
    const PASSING: [&str; 7] = [
        "database is locked",
        "database table is locked",
        "locking protocol",
        "database or disk is full",
        "disk I/O error",
        "unable to open database file",
        "out of memory",
    ];
    const DAMAGED: [&str; 2] = ["database disk image is malformed", "file is not a database"];
    if DAMAGED.iter().any(|damaged| text.starts_with(damaged)) {
        return Some(Fault::Damaged(text.to_owned()));
    }
    PASSING
        .iter()
        .any(|passing| text.starts_with(passing))
        .then(|| Fault::Unavailable(text.to_owned()))
}

/// What PostgreSQL reports under codes that diesel does not pass on. Its sentences are in the server's language, which
/// its superuser alone may choose; what is looked at here is in none.
fn of_postgres(information: &dyn DatabaseErrorInformation) -> Option<Fault> {
    let text = information.message();
    if text.contains("__diesel_stmt_") {
        return Some(Fault::Broken(format!("{POOLER} ({text})")));
    }
    // A deadlock is told with who waits for which lock, a line for each of them.
    if information
        .details()
        .is_some_and(|details| details.contains('\n') && details.contains("Lock"))
    {
        return Some(Fault::Collision(text.to_owned()));
    }
    // Files and relations by number are named when the disk is in the way: no room, which comes with a hint or concerns
    // files of the moment, or content that is not as it was written.
    let names_a_file = ["base/", "global/", "pg_tblspc/", "pg_wal/", "pg_toast"];
    if names_a_file.iter().any(|file| text.contains(file)) {
        let no_room = information.hint().is_some() || text.contains("pgsql_tmp");
        let told = text.to_owned();
        return Some(if no_room { Fault::Unavailable(told) } else { Fault::Damaged(told) });
    }
    None
}

/// What is wrong when a prepared statement is not where it was prepared.
const POOLER: &str = "database_url leads to a pooler that gives every transaction another session, where prepared \
                      statements are lost; set pool.prepared_statements = false";

#[cfg(test)]
#[path = "fault_tests.rs"]
mod tests;
