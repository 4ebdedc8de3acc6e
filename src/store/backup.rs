//! Copying an embedded database to a file while it is in use. A server's database has its own tools; `docs/operations.md`
//! names them. The way back is `restore`'s.

#![expect(clippy::disallowed_methods, reason = "the one home of copying SQLite files page by page")]

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use rusqlite::backup::{Backup, Progress, StepResult};
use rusqlite::{Connection, OpenFlags, params};

use crate::config::DatabaseUrl;
use crate::store::fault::Fault;
use crate::store::migrate::MigrateError;

/// How long to wait for others to let go of the database.
const PATIENCE: Duration = Duration::from_secs(5);

/// Pages copied between two looks at other users of the database.
const PAGES_PER_STEP: i32 = 256;

/// Why a copy was not made.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The target cannot be made.
    #[error("cannot write {0}: {1}")]
    Target(String, std::io::Error),
    /// Only an embedded database is copied by this program.
    #[error(
        "backup and restore are for SQLite; for PostgreSQL use pg_dump and pg_restore (see docs/operations.md)"
    )]
    NotEmbedded,
    /// Others hold the database for too long.
    #[error("the database is held by others for too long; try again")]
    Busy,
    /// A database cannot be restored from itself.
    #[error("{0} is the database itself, not a backup of it")]
    Itself(String),
    /// The target exists already.
    #[error("{0} exists already; name a new file")]
    Exists(String),
    /// The file is not a backup of this program's database.
    #[error("{0} is not a whole smartcity database: {1}")]
    NotABackup(String, String),
    /// The schema of the backup cannot be used.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// SQLite failed.
    #[error("the copy failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Fault),
}

/// Copies the database to a new file, whole and consistent, while others use it.
///
/// # Errors
/// As [`BackupError`]; a half-made file is removed.
pub fn backup(
    url: &DatabaseUrl,
    to: &Path,
    progress: impl Fn(u64, u64),
) -> Result<(), BackupError> {
    let from = embedded(url)?;
    if to.exists() {
        return Err(BackupError::Exists(to.display().to_string()));
    }
    let source = open_existing(from)?;
    // One snapshot for the whole copy: else each write of others would start it again.
    source.execute_batch("BEGIN; SELECT count(*) FROM change_head;")?;
    private_file(to)?;
    let copied = copy(&source, to, progress).and_then(|()| {
        // A file that is kept and carried about should be one file, readable where nothing can be written.
        Connection::open(to)?.pragma_update(None, "journal_mode", "DELETE")?;
        check(to)
    });
    if copied.is_err() {
        drop(std::fs::remove_file(to));
    }
    copied
}

/// Makes a new file that its owner alone can read: a copy of the database is as private as the database.
fn private_file(path: &Path) -> Result<(), BackupError> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    made.map(drop).map_err(|error| BackupError::Target(path.display().to_string(), error))
}

fn open_existing(path: &Path) -> Result<Connection, BackupError> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(PATIENCE)?;
    Ok(connection)
}

pub(super) fn same_file(one: &Path, other: &Path) -> bool {
    one.canonicalize().ok().zip(other.canonicalize().ok()).is_some_and(|(one, other)| one == other)
}

pub(super) fn embedded(url: &DatabaseUrl) -> Result<&Path, BackupError> {
    match url {
        DatabaseUrl::Sqlite(path) => Ok(path),
        DatabaseUrl::Postgres(_) => Err(BackupError::NotEmbedded),
    }
}

fn copy(source: &Connection, to: &Path, progress: impl Fn(u64, u64)) -> Result<(), BackupError> {
    let mut target = Connection::open(to)?;
    target.busy_timeout(PATIENCE)?;
    run(&Backup::new(source, &mut target)?, progress)
}

fn run(backup: &Backup<'_, '_>, progress: impl Fn(u64, u64)) -> Result<(), BackupError> {
    loop {
        let done = step(backup, PAGES_PER_STEP)?;
        let Progress { remaining, pagecount } = backup.progress();
        let total = u64::try_from(pagecount).unwrap_or(0);
        progress(total.saturating_sub(u64::try_from(remaining).unwrap_or(0)), total);
        if done {
            return Ok(());
        }
    }
}

/// Copies some pages; with none it only locks the target. Says whether that was all.
fn step(backup: &Backup<'_, '_>, pages: i32) -> Result<bool, BackupError> {
    const TRIES: u32 = 250;
    const PAUSE: Duration = Duration::from_millis(20);
    for _ in 0..TRIES {
        match backup.step(pages)? {
            StepResult::Done => return Ok(true),
            StepResult::More => return Ok(false),
            _ => std::thread::sleep(PAUSE),
        }
    }
    Err(BackupError::Busy)
}

/// Makes sure that a file is a whole database of ours.
pub(super) fn check(path: &Path) -> Result<(), BackupError> {
    let name = path.display().to_string();
    let not_ours = |reason: String| BackupError::NotABackup(name.clone(), reason);
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
        .map_err(|error| not_ours(error.to_string()))?;
    let verdict: String = connection
        .query_row("PRAGMA integrity_check(1)", params![], |row| row.get(0))
        .map_err(|error| not_ours(error.to_string()))?;
    if verdict != "ok" {
        return Err(not_ours(verdict));
    }
    connection
        .query_row("SELECT seq FROM change_head", params![], |row| row.get::<_, i64>(0))
        .map(drop)
        .map_err(|error| not_ours(error.to_string()))
}
