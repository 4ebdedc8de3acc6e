//! Opening a connection of either engine. Knows pragmas and session settings; knows no table.

#![expect(clippy::disallowed_methods, reason = "the one home of opening connections")]

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use diesel::connection::{CacheSize, SimpleConnection};
use diesel::{Connection as _, ConnectionError, PgConnection, SqliteConnection};

use crate::config::DatabaseUrl;
use crate::store::fault::Fault;

/// One connection to the configured database; every query is written once against it.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// The embedded database.
    Sqlite(SqliteConnection),
    /// The database server.
    Postgres(PgConnection),
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Snapshot reads; SQLite refuses writes on it.
    Read,
    /// The single writer (SQLite) or one of the pooled ones (PostgreSQL).
    Write,
    /// Migrating: statements and locks may take as long as they need.
    Migrate,
}

/// Opens a connection.
///
/// # Errors
/// [`Fault::Unavailable`] when the file cannot be opened or the server does not answer.
pub fn open(url: &DatabaseUrl, purpose: Purpose) -> Result<AnyConnection, Fault> {
    match url {
        DatabaseUrl::Sqlite(path) => open_sqlite(path, purpose).map(AnyConnection::Sqlite),
        DatabaseUrl::Postgres(url) => open_postgres(url, purpose).map(AnyConnection::Postgres),
    }
}

fn open_sqlite(path: &Path, purpose: Purpose) -> Result<SqliteConnection, Fault> {
    // A new database is its owner's alone; what SQLite puts beside it takes after it.
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
        .map_err(|error| Fault::Unavailable(format!("cannot open {}: {error}", path.display())))?;
    let mut connection = SqliteConnection::establish(&path.to_string_lossy())?;
    // The wait for a lock comes first: whatever follows may have to wait.
    connection.batch_execute("PRAGMA busy_timeout = 5000;")?;
    switch_to_wal(&mut connection)?;
    connection.batch_execute(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cache_size = -2000;",
    )?;
    if purpose == Purpose::Read {
        connection.batch_execute("PRAGMA query_only = ON;")?;
    }
    Ok(connection)
}

/// Turns the write-ahead log on. When several processes open a fresh file at once, each of them may hold what another
/// needs for the switch; SQLite then refuses without waiting, so the wait is here.
fn switch_to_wal(connection: &mut SqliteConnection) -> Result<(), Fault> {
    const STEP: Duration = Duration::from_millis(25);
    const STEPS: u32 = 200;
    let mut refused = 0;
    loop {
        match connection.batch_execute("PRAGMA journal_mode = WAL;") {
            Err(error) if refused < STEPS && error.to_string().contains("is locked") => {
                refused += 1;
                std::thread::sleep(STEP);
            }
            result => return Ok(result?),
        }
    }
}

/// What a session must be like, each of its transactions says itself when it begins.
fn open_postgres(url: &str, purpose: Purpose) -> Result<PgConnection, Fault> {
    let mut connection =
        PgConnection::establish(&completed(url)).map_err(|error| unreachable(&error))?;
    if purpose == Purpose::Migrate {
        // Nothing is asked twice, and behind a pooler nothing prepared may be left in a session for others to meet.
        connection.set_prepared_statement_cache_size(CacheSize::Disabled);
    }
    Ok(connection)
}

/// Who asks, and how long to wait for a server that has fallen silent, unless the address says so itself.
const PARAMETERS: [(&str, &str); 7] = [
    ("application_name", "smartcity"),
    ("connect_timeout", "5"),
    ("keepalives", "1"),
    ("keepalives_idle", "10"),
    ("keepalives_interval", "5"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "15000"),
];

fn completed(url: &str) -> String {
    let mut url = url.to_owned();
    for (name, value) in PARAMETERS {
        if !url.contains(&format!("{name}=")) {
            let separator = if url.contains('?') { '&' } else { '?' };
            url = format!("{url}{separator}{name}={value}");
        }
    }
    url
}

/// What may be told of a failed connection. The library repeats parts of an address that it cannot read, and one of
/// them may be the password: only what it says of a server that it has found is passed on.
fn unreachable(error: &ConnectionError) -> Fault {
    let text = error.to_string();
    Fault::Unavailable(if text.starts_with("connection to server") {
        text
    } else if text.contains("could not translate host name") {
        "the host name in the database's address is not known".to_owned()
    } else {
        "the database's address is not well formed".to_owned()
    })
}
