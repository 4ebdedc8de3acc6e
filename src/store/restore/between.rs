//! Carrying over between two databases of a server, after the server's own tools have restored one of them.

use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::config::DatabaseUrl;
use crate::store::connection::{self, AnyConnection, Purpose};
use crate::store::dialect;
use crate::store::fault::Fault;
use crate::store::migrate::{self, MigrateError};
use crate::store::restore::{self, CarriedOver};
use crate::store::{node, transaction};

/// Why nothing was carried over.
#[derive(Debug, thiserror::Error)]
pub enum BetweenError {
    /// An embedded database is restored by this program itself.
    #[error("carry-over is for PostgreSQL; with SQLite, `restore` carries over by itself")]
    Embedded,
    /// Both addresses lead to one database.
    #[error("both addresses name the same database")]
    Same,
    /// A server still writes to the live one.
    #[error(
        "a server uses the database to carry over from (it was seen {0} s ago): stop all of them first"
    )]
    Served(i64),
    /// The tables differ.
    #[error(
        "the tables of the database to carry over from are not those of this binary; run `smartcity migrate up` on it with this binary, or carry over with the binary that it was served with"
    )]
    Differ,
    /// The restored database cannot be brought to this binary's schema.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Fault),
}

/// Carries over from the database `live` into the one `restored` what must only go forward, in one transaction.
///
/// # Errors
/// As [`BetweenError`]; both databases are then as they were.
pub fn carry_over_from(
    live: &DatabaseUrl,
    restored: &DatabaseUrl,
    at: DateTime<Utc>,
) -> Result<CarriedOver, BetweenError> {
    let mut live = open(live)?;
    let mut restored = open(restored)?;
    if identity(&mut live)? == identity(&mut restored)? {
        return Err(BetweenError::Same);
    }
    if !migrate::is_current(&mut live).unwrap_or(false) {
        return Err(BetweenError::Differ);
    }
    migrate::up(&mut restored)?;
    // What the restored one lists was there when it was backed up.
    if let Some(node) = node::serving(&mut live)?.into_iter().next() {
        return Err(BetweenError::Served(node.silent_s));
    }
    live.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").map_err(Fault::from)?;
    in_one(&mut restored, |restored| restore::carry_over(&mut live, restored, at))
}

/// Carries nothing over, because the live database is gone; the numbers of the restored one go on far behind its own.
///
/// # Errors
/// As [`BetweenError`].
pub fn go_on_without(restored: &DatabaseUrl, at: DateTime<Utc>) -> Result<(), BetweenError> {
    let mut restored = open(restored)?;
    migrate::up(&mut restored)?;
    in_one(&mut restored, |restored| restore::leap(restored, 0, at))
}

fn open(url: &DatabaseUrl) -> Result<AnyConnection, BetweenError> {
    match url {
        DatabaseUrl::Sqlite(_) => Err(BetweenError::Embedded),
        DatabaseUrl::Postgres(_) => Ok(connection::open(url, Purpose::Migrate)?),
    }
}

/// Does `work` in one transaction of its own, in which nobody loads or migrates.
fn in_one<T>(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, Fault>,
) -> Result<T, BetweenError> {
    transaction::begin(connection, Purpose::Migrate)?;
    let done = dialect::lock_out_other_writers(connection).and_then(|()| work(connection));
    if done.is_ok() {
        transaction::commit(connection)?;
    } else {
        // It fails with a connection that is lost, and the transaction with it.
        drop(transaction::rollback(connection));
    }
    Ok(done?)
}

/// What tells one database of one running server from every other; an address does not, for one database has many.
#[derive(QueryableByName, PartialEq, Eq)]
struct Identity {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    started_at: String,
}

fn identity(connection: &mut AnyConnection) -> Result<Identity, Fault> {
    let identity = "SELECT CAST(current_database() AS TEXT) AS name, \
                    CAST(pg_postmaster_start_time() AT TIME ZONE 'UTC' AS TEXT) AS started_at";
    Ok(diesel::sql_query(identity).get_result(connection)?)
}
