//! Bringing a database to the schema that this binary knows, and refusing one that is newer.

use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::config::DatabaseUrl;
use crate::store::connection::{self, AnyConnection, Purpose};
use crate::store::dialect;
use crate::store::fault::Fault;
use crate::store::transaction;
use crate::store::{node, row_counts};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Where a database stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Migrations by name, oldest first, each with whether it is applied.
    pub known: Vec<(String, bool)>,
    /// Versions that are applied but that this binary does not know.
    pub unknown: Vec<String>,
}

impl Status {
    /// Whether everything this binary knows is applied.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.unknown.is_empty() && self.known.iter().all(|(_, applied)| *applied)
    }
}

/// Why a migration was not run.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database was migrated by a newer binary.
    #[error(
        "the database is newer than this binary: it has migration {0}, which this binary does not know; run a newer smartcity"
    )]
    Newer(String),
    /// A migration failed; it was rolled back.
    #[error("a migration failed and was rolled back: {0}")]
    Failed(String),
    /// A server uses the database.
    #[error(
        "a server uses this database (it was seen {0} s ago): stop it first; one that was killed counts for {n} s",
        n = node::SILENCE.num_seconds()
    )]
    Served(i64),
    /// Whoever was asked did not want rows to be dropped.
    #[error("nothing was reverted: `--yes` drops the rows without asking")]
    Declined,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Fault),
}

/// Opens a connection for migrating.
///
/// # Errors
/// [`Fault::Unavailable`] when the database does not answer.
pub fn open(url: &DatabaseUrl) -> Result<AnyConnection, Fault> {
    connection::open(url, Purpose::Migrate)
}

/// Opens a connection for looking at a database as it is: nothing is made and nothing is written.
///
/// # Errors
/// [`Fault::Unavailable`] when the database does not answer.
pub fn open_unchanged(url: &DatabaseUrl) -> Result<AnyConnection, Fault> {
    connection::open_unchanged(url)
}

/// Where the database stands, by reading alone; none when nothing was ever applied to it.
///
/// # Errors
/// As [`MigrateError`].
pub fn look(connection: &mut AnyConnection) -> Result<Option<Status>, MigrateError> {
    if !dialect::has_migrations(connection)? {
        return Ok(None);
    }
    let applied: Vec<Applied> =
        diesel::sql_query("SELECT version FROM __diesel_schema_migrations ORDER BY version")
            .load(connection)
            .map_err(Fault::from)?;
    let applied: Vec<String> = applied.into_iter().map(|applied| applied.version).collect();
    let known = match connection {
        AnyConnection::Sqlite(_) => names::<diesel::sqlite::Sqlite>(&SQLITE)?,
        AnyConnection::Postgres(_) => names::<diesel::pg::Pg>(&POSTGRES)?,
    };
    Ok(Some(compared(known, &applied)))
}

/// Where the database stands.
///
/// # Errors
/// As [`MigrateError`].
pub fn status(connection: &mut AnyConnection) -> Result<Status, MigrateError> {
    let (known, applied) = match connection {
        AnyConnection::Sqlite(connection) => {
            (names::<diesel::sqlite::Sqlite>(&SQLITE)?, applied(connection)?)
        }
        AnyConnection::Postgres(connection) => {
            (names::<diesel::pg::Pg>(&POSTGRES)?, applied(connection)?)
        }
    };
    Ok(compared(known, &applied))
}

/// What this binary knows beside what is applied.
fn compared(known: Vec<(String, String)>, applied: &[String]) -> Status {
    let unknown = applied
        .iter()
        .filter(|version| !known.iter().any(|(known, _)| known == *version))
        .cloned()
        .collect();
    let known = known
        .into_iter()
        .map(|(version, name)| {
            let is_applied = applied.contains(&version);
            (name, is_applied)
        })
        .collect();
    Status { known, unknown }
}

/// Whether the tables are those of this binary. Only reads, so that it works in any transaction.
///
/// # Errors
/// As [`Fault`].
pub fn is_current(connection: &mut AnyConnection) -> Result<bool, Fault> {
    let applied: Vec<Applied> =
        diesel::sql_query("SELECT version FROM __diesel_schema_migrations").load(connection)?;
    let known = match connection {
        AnyConnection::Sqlite(_) => names::<diesel::sqlite::Sqlite>(&SQLITE),
        AnyConnection::Postgres(_) => names::<diesel::pg::Pg>(&POSTGRES),
    };
    let known = known.map_err(|error| Fault::corrupt("migrations", error))?;
    let is_applied = |version: &String| applied.iter().any(|applied| applied.version == *version);
    Ok(applied.len() == known.len() && known.iter().all(|(version, _)| is_applied(version)))
}

/// A row of the table in which the applied migrations are remembered.
#[derive(QueryableByName)]
struct Applied {
    #[diesel(sql_type = Text)]
    version: String,
}

/// Applies what is missing; gives the names of what it applied. Safe when several nodes start at once.
///
/// # Errors
/// As [`MigrateError`].
pub fn up(connection: &mut AnyConnection) -> Result<Vec<String>, MigrateError> {
    // The usual case takes no lock and writes nothing. A database without any table has no answer: it is not current.
    if is_current(connection).unwrap_or(false) {
        return Ok(Vec::new());
    }
    locked(connection, up_locked)
}

/// Does the work while no other process migrates: all of it, or nothing. Each migration's own transaction is a savepoint.
fn locked<T>(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, MigrateError>,
) -> Result<T, MigrateError> {
    transaction::begin(connection, Purpose::Migrate)?;
    let result = dialect::lock_out_other_migrations(connection)
        .map_err(Into::into)
        .and_then(|()| work(connection));
    if result.is_ok() {
        transaction::commit(connection)?;
    } else {
        // It fails with a connection that is lost, and the transaction with it.
        drop(transaction::rollback(connection));
    }
    result
}

fn up_locked(connection: &mut AnyConnection) -> Result<Vec<String>, MigrateError> {
    let status = status(connection)?;
    if let Some(newer) = status.unknown.first() {
        return Err(MigrateError::Newer(newer.clone()));
    }
    let before: Vec<String> = missing(&status);
    match connection {
        AnyConnection::Sqlite(connection) => {
            connection.run_pending_migrations(SQLITE).map_err(failed)?;
        }
        AnyConnection::Postgres(connection) => {
            connection.run_pending_migrations(POSTGRES).map_err(failed)?;
        }
    }
    Ok(before)
}

/// What a migration takes with it when it is reverted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The migration's version.
    pub version: String,
    /// The tables that would lose rows, and how many.
    pub rows: Vec<(String, i64)>,
}

/// Takes back the newest applied migration, unless a server uses the database; gives its version, or none when nothing is
/// applied. When rows would be lost, `confirm` is asked first; while it thinks, nobody else gets at the tables.
///
/// # Errors
/// [`MigrateError::Served`], [`MigrateError::Declined`]; as [`MigrateError`]. Nothing was changed then.
pub fn down(
    connection: &mut AnyConnection,
    confirm: impl FnOnce(&Loss) -> bool,
) -> Result<Option<String>, MigrateError> {
    locked(connection, |connection| down_locked(connection, confirm))
}

fn down_locked(
    connection: &mut AnyConnection,
    confirm: impl FnOnce(&Loss) -> bool,
) -> Result<Option<String>, MigrateError> {
    let status = status(connection)?;
    if let Some(newer) = status.unknown.first() {
        return Err(MigrateError::Newer(newer.clone()));
    }
    if status.known.iter().all(|(_, applied)| !applied) {
        return Ok(None);
    }
    // A binary that has the table lists itself in it; older ones are not seen.
    if status.known.iter().any(|(name, applied)| *applied && name.ends_with("_create_nodes"))
        && let Some(node) = node::serving(connection)?.into_iter().next()
    {
        return Err(MigrateError::Served(node.silent_s));
    }
    let before = row_counts::of_all(connection)?;
    let reverted = match connection {
        AnyConnection::Sqlite(connection) => {
            connection.revert_last_migration(SQLITE).map_err(failed)?
        }
        AnyConnection::Postgres(connection) => {
            connection.revert_last_migration(POSTGRES).map_err(failed)?
        }
    };
    let rows = row_counts::lost(&before, &row_counts::of_all(connection)?);
    let loss = Loss { version: reverted.to_string(), rows };
    if !loss.rows.is_empty() && !confirm(&loss) {
        return Err(MigrateError::Declined);
    }
    Ok(Some(loss.version))
}

fn missing(status: &Status) -> Vec<String> {
    status.known.iter().filter(|(_, applied)| !applied).map(|(name, _)| name.clone()).collect()
}

fn names<DB: diesel::backend::Backend>(
    migrations: &EmbeddedMigrations,
) -> Result<Vec<(String, String)>, MigrateError>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    let all: Vec<Box<dyn Migration<DB>>> = migrations.migrations().map_err(failed)?;
    let mut names: Vec<(String, String)> = all
        .iter()
        .map(|migration| (migration.name().version().to_string(), migration.name().to_string()))
        .collect();
    names.sort();
    Ok(names)
}

fn applied<DB, C>(connection: &mut C) -> Result<Vec<String>, MigrateError>
where
    DB: diesel::backend::Backend,
    C: MigrationHarness<DB>,
{
    let versions = connection.applied_migrations().map_err(failed)?;
    Ok(versions.iter().map(MigrationVersion::to_string).collect())
}

fn failed(error: impl std::fmt::Display) -> MigrateError {
    MigrateError::Failed(error.to_string())
}
