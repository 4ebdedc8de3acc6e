//! Restoring a backup of an embedded database beside a running server. The backup is copied into a database without a name,
//! which SQLite keeps in memory and in a file that has no name either: however this ends, no copy is left behind. The live
//! database is locked before it is read and replaced in the same transaction, so it is as it was, or restored.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::config::DatabaseUrl;
use crate::store::backup::{self, BackupError};
use crate::store::connection::{self, AnyConnection, Purpose};
use crate::store::dialect;
use crate::store::fault::Fault;
use crate::store::files;
use crate::store::migrate::{self, MigrateError};
use crate::store::restore::{self, CarriedOver, copying};

/// Why a backup was not restored.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The backup cannot be used, or the store failed.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// Nobody can tell what the live database would have carried over.
    #[error(
        "{0} cannot be read ({1}), so nothing of it can be carried over; --without-carry-over sets it aside and restores all the same: what was erased since the backup may then return"
    )]
    Unreadable(String, String),
    /// The unreadable database cannot be set aside.
    #[error("cannot set {0} aside: {1}")]
    Aside(String, std::io::Error),
}

impl From<Fault> for RestoreError {
    fn from(fault: Fault) -> Self {
        let is_held = fault.to_string().contains("is locked");
        Self::Backup(if is_held { BackupError::Busy } else { fault.into() })
    }
}

impl From<MigrateError> for RestoreError {
    fn from(error: MigrateError) -> Self {
        Self::Backup(error.into())
    }
}

impl From<diesel::result::Error> for RestoreError {
    fn from(error: diesel::result::Error) -> Self {
        Fault::from(error).into()
    }
}

/// What a restore came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What was carried over; none when nothing could be, or was to be.
    pub carried_over: Option<CarriedOver>,
    /// Where the database is that could not be read.
    pub aside: Option<PathBuf>,
}

/// What is in the place of the database.
enum Live {
    /// Nothing yet.
    New,
    /// A database that can be read.
    Readable,
    /// Something that cannot be read, and why.
    Unreadable(String),
}

/// Replaces the content of the database with that of a backup, in one transaction that other processes see whole. Unless
/// `without_carry_over` says so, what must only go forward is carried over from the live database.
///
/// # Errors
/// As [`RestoreError`]; the database is then as it was.
pub fn restore(
    url: &DatabaseUrl,
    from: &Path,
    without_carry_over: bool,
    at: DateTime<Utc>,
    progress: impl Fn(u64, u64),
) -> Result<Restored, RestoreError> {
    let into = backup::embedded(url)?;
    backup::check(from)?;
    if backup::same_file(from, into) {
        return Err(BackupError::Itself(into.display().to_string()).into());
    }
    let mut found = look(url, into)?;
    if let Live::Unreadable(reason) = &found
        && !without_carry_over
    {
        return Err(RestoreError::Unreadable(into.display().to_string(), reason.clone()));
    }
    let mut staged = stage(from, &progress)?;
    let mut aside = None;
    if let Live::Unreadable(_) = found {
        aside = Some(set_aside(into, at)?);
        found = Live::New;
    }
    // A new database gets its tables here; a running server's has them.
    migrate::up(&mut migrate::open(url)?)?;
    let how = match found {
        Live::Readable if !without_carry_over => How::CarryOver,
        Live::Readable => How::GoOn,
        Live::New | Live::Unreadable(_) => How::Leap,
    };
    let carried_over = replace(&mut staged, url, into, how, at, &progress)?;
    drop(staged);
    // As far as readers allow; a running server does it again from time to time, and when it stops.
    dialect::empty_log(&mut migrate::open(url)?)?;
    Ok(Restored { carried_over, aside })
}

/// What to do with what the live database knows.
#[derive(Clone, Copy)]
enum How {
    CarryOver,
    GoOn,
    Leap,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Looks at what is in the place of the database, without changing it.
fn look(url: &DatabaseUrl, path: &Path) -> Result<Live, RestoreError> {
    if std::fs::metadata(path).map_or(true, |found| found.len() == 0) {
        // SQLite deletes a log beside an empty file, and there may be something in it.
        let log = files::log_of(path);
        return Ok(if log.exists() {
            Live::Unreadable(format!("{} is there without it", log.display()))
        } else {
            Live::New
        });
    }
    match whole(url) {
        Ok(found) => Ok(found),
        Err(fault) if is_damage(&fault.to_string()) => Ok(Live::Unreadable(fault.to_string())),
        Err(fault) => Err(fault.into()),
    }
}

fn whole(url: &DatabaseUrl) -> Result<Live, Fault> {
    let mut live = connection::open(url, Purpose::Migrate)?;
    let check = "SELECT quick_check AS line FROM pragma_quick_check LIMIT 1";
    let Line { line: verdict } = diesel::sql_query(check).get_result(&mut live)?;
    if verdict != "ok" {
        return Ok(Live::Unreadable(verdict));
    }
    let tables = "SELECT name AS line FROM sqlite_master WHERE type = 'table'";
    let tables: Vec<Line> = diesel::sql_query(tables).load(&mut live)?;
    if tables.is_empty() {
        return Ok(Live::New);
    }
    if !tables.iter().any(|table| table.line == "change_head") {
        return Ok(Live::Unreadable("it is a database of another program".to_owned()));
    }
    let status = migrate::status(&mut live).map_err(|error| Fault::corrupt("migrations", error))?;
    Ok(match status.unknown.first() {
        None => Live::Readable,
        Some(newer) => {
            Live::Unreadable(format!("it is newer than this binary: it has migration {newer}"))
        }
    })
}

/// Whether the file itself is at fault, and not somebody who holds it or a disk that is away.
fn is_damage(message: &str) -> bool {
    ["malformed", "not a database"].iter().any(|damage| message.contains(damage))
}

/// Moves what cannot be read out of the way, with its log; gives its new name. A server that has it open goes on with it.
fn set_aside(path: &Path, at: DateTime<Utc>) -> Result<PathBuf, RestoreError> {
    let with = |path: &Path, end: &str| {
        let mut name = OsString::from(path);
        name.push(end);
        PathBuf::from(name)
    };
    let aside = with(path, &format!(".unreadable-{}", at.format("%Y%m%dT%H%M%SZ")));
    // The database first: a log without it is not opened by anybody.
    for end in ["", "-wal", "-shm"] {
        let from = with(path, end);
        if from.exists() {
            std::fs::rename(&from, with(&aside, end))
                .map_err(|error| RestoreError::Aside(from.display().to_string(), error))?;
        }
    }
    Ok(aside)
}

/// Copies the backup into a database without a name, and brings that to this binary's schema.
fn stage(from: &Path, progress: &impl Fn(u64, u64)) -> Result<AnyConnection, RestoreError> {
    let mut staged = connection::open_unnamed()?;
    attach(&mut staged, from, "backup")?;
    staged.batch_execute("BEGIN")?;
    copying::define(&mut staged, "backup", "table")?;
    let tables = copying::tables(&mut staged, "backup")?;
    let total: u64 = tables.iter().map(|table| table.rows).sum();
    let mut done = 0;
    for table in &tables {
        copying::copy(&mut staged, table, "backup", "main")?;
        done += table.rows;
        // The way back is as long.
        progress(done, total * 2);
    }
    copying::define(&mut staged, "backup", "index")?;
    staged.batch_execute("COMMIT; DETACH DATABASE backup")?;
    migrate::up(&mut staged)?;
    Ok(staged)
}

/// Locks the live database, carries over from it, and replaces its rows by those that were staged.
fn replace(
    staged: &mut AnyConnection,
    url: &DatabaseUrl,
    into: &Path,
    how: How,
    at: DateTime<Utc>,
    progress: &impl Fn(u64, u64),
) -> Result<Option<CarriedOver>, RestoreError> {
    attach(staged, into, "live")?;
    staged.batch_execute("PRAGMA live.secure_delete = ON; PRAGMA live.synchronous = FULL")?;
    let AnyConnection::Sqlite(own) = &mut *staged else {
        return Err(BackupError::NotEmbedded.into());
    };
    // Locks both: nobody writes to the live database between its being read and its being replaced.
    AnsiTransactionManager::begin_transaction_sql(own, "BEGIN IMMEDIATE")?;
    let carried_over = match how {
        How::Leap => restore::leap(staged, 0, at).map(|()| None)?,
        How::CarryOver | How::GoOn => {
            let mut live = connection::open(url, Purpose::Read)?;
            live.batch_execute("BEGIN")?;
            match how {
                How::CarryOver => restore::carry_over(&mut live, staged, at).map(Some)?,
                _ => restore::go_on(&mut live, staged, at).map(|()| None)?,
            }
        }
    };
    copying::check_references(staged, "main")?;
    let tables = copying::tables(staged, "main")?;
    let total: u64 = tables.iter().map(|table| table.rows).sum();
    let mut done = 0;
    for table in &tables {
        copying::clear(staged, table, "live")?;
        copying::copy(staged, table, "main", "live")?;
        done += table.rows;
        progress(total + done, total * 2);
    }
    <AnyConnection as diesel::Connection>::TransactionManager::commit_transaction(staged)?;
    Ok(carried_over)
}

fn attach(connection: &mut AnyConnection, path: &Path, name: &str) -> Result<(), RestoreError> {
    // A name that is absolute is never taken for a URI.
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    diesel::sql_query(format!("ATTACH DATABASE $1 AS {name}"))
        .bind::<Text, _>(path.to_string_lossy())
        .execute(connection)?;
    Ok(())
}
