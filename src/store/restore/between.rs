//! Carrying over between two databases of a server, after the server's own tools have restored one of them.

use chrono::{DateTime, Utc};
use diesel::connection::{SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::config::DatabaseUrl;
use crate::store::connection::{self, AnyConnection, Purpose};
use crate::store::dialect;
use crate::store::fault::Fault;
use crate::store::migrate::{self, MigrateError};
use crate::store::restore::{self, CarriedOver};

/// Why nothing was carried over.
#[derive(Debug, thiserror::Error)]
pub enum BetweenError {
    /// An embedded database is restored by this program itself.
    #[error("carry-over is for PostgreSQL; with SQLite, `restore` carries over by itself")]
    Embedded,
    /// Both addresses lead to one database.
    #[error("both addresses name the same database, or another carry-over is at work between them")]
    Same,
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
    if !(is_only_one(&mut live)? && is_only_one(&mut restored)?) {
        return Err(BetweenError::Same);
    }
    if !migrate::is_current(&mut live).unwrap_or(false) {
        return Err(BetweenError::Differ);
    }
    migrate::up(&mut restored)?;
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
    in_one(&mut restored, |restored| restore::leap(restored, at))
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
    type Manager = <AnyConnection as diesel::Connection>::TransactionManager;
    Manager::begin_transaction(connection).map_err(Fault::from)?;
    dialect::lock_out_other_writers(connection)?;
    let done = work(connection)?;
    Manager::commit_transaction(connection).map_err(Fault::from)?;
    Ok(done)
}

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = Bool)]
    held: bool,
}

/// Whether this connection alone holds a lock that there is once in each database. An address tells nothing: one database has
/// many.
fn is_only_one(connection: &mut AnyConnection) -> Result<bool, Fault> {
    let lock = "SELECT pg_try_advisory_lock(7310582165) AS held";
    let Held { held } = diesel::sql_query(lock).get_result(connection)?;
    Ok(held)
}
