//! Keys that two writers may choose at the same time. PostgreSQL lets each of them look before either has committed, and
//! then refuses the later one; SQLite's writers come one after the other, so that there a key which is taken although it
//! was looked for is a broken invariant.

use diesel::Connection as _;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;

/// Stores a row at a savepoint, so that the transaction goes on when its key is taken; gives how many rows were stored.
///
/// # Errors
/// [`Fault::Taken`] when another row has the key under that constraint; as [`Fault`].
pub(super) fn store(
    connection: &mut AnyConnection,
    constraint: &'static str,
    statement: impl FnOnce(&mut AnyConnection) -> Result<usize, DieselError>,
) -> Result<usize, Fault> {
    connection.transaction(statement).map_err(|error| taken(error, constraint))
}

/// What the error of a statement means that may violate that constraint because of somebody else.
pub(super) fn taken(error: DieselError, constraint: &'static str) -> Fault {
    match &error {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, information)
            if information.constraint_name() == Some(constraint) =>
        {
            Fault::Taken(constraint)
        }
        _ => error.into(),
    }
}
