//! How a transaction begins and ends. Whatever a transaction needs of its session it says itself: behind a pooler the
//! next one may run in another session.

use diesel::connection::{AnsiTransactionManager, TransactionManager};

use crate::store::connection::{AnyConnection, Purpose};
use crate::store::fault::Fault;

type Manager = <AnyConnection as diesel::Connection>::TransactionManager;

/// Begins a transaction. SQLite's writers take the write lock at once, so that a transaction never fails half way because
/// another process writes.
///
/// # Errors
/// As [`Fault`].
pub(super) fn begin(connection: &mut AnyConnection, purpose: Purpose) -> Result<(), Fault> {
    match connection {
        AnyConnection::Sqlite(connection) => {
            let begin = match purpose {
                Purpose::Read => "BEGIN DEFERRED",
                Purpose::Write | Purpose::Migrate => "BEGIN IMMEDIATE",
            };
            Ok(AnsiTransactionManager::begin_transaction_sql(connection, begin)?)
        }
        AnyConnection::Postgres(connection) => {
            Ok(AnsiTransactionManager::begin_transaction_sql(connection, &on_postgres(purpose))?)
        }
    }
}

/// One message to the server, whatever it holds. Stored instants carry no zone and are UTC; a stuck statement or a client
/// that went must not hold a connection for ever, but for a migration, which takes as long as it needs.
fn on_postgres(purpose: Purpose) -> String {
    let mode = match purpose {
        Purpose::Read => "REPEATABLE READ READ ONLY",
        Purpose::Write | Purpose::Migrate => "READ COMMITTED READ WRITE",
    };
    let (statement, idle) = match purpose {
        Purpose::Read | Purpose::Write => ("30s", "60s"),
        Purpose::Migrate => ("0", "0"),
    };
    // The one limit covers waiting for locks too.
    format!(
        "BEGIN ISOLATION LEVEL {mode}; \
         SET LOCAL TIME ZONE 'UTC'; \
         SET LOCAL statement_timeout = '{statement}'; \
         SET LOCAL lock_timeout = 0; \
         SET LOCAL idle_in_transaction_session_timeout = '{idle}'"
    )
}

/// Commits.
///
/// # Errors
/// As [`Fault`]; nothing is kept.
pub(super) fn commit(connection: &mut AnyConnection) -> Result<(), Fault> {
    Ok(Manager::commit_transaction(connection)?)
}

/// Takes everything back.
///
/// # Errors
/// As [`Fault`]: the connection is lost, and the transaction with it.
pub(super) fn rollback(connection: &mut AnyConnection) -> Result<(), Fault> {
    Ok(Manager::rollback_transaction(connection)?)
}
