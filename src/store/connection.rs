//! Opening a connection of either engine. Knows pragmas and session settings; knows no table.

#![expect(clippy::disallowed_methods, reason = "the one home of opening connections")]

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use diesel::connection::{CacheSize, SimpleConnection};
use diesel::{Connection as _, ConnectionError, PgConnection, SqliteConnection};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

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

/// Opens a connection for looking at a database as it is: no file is made, and nothing is written through it.
///
/// # Errors
/// [`Fault::Unavailable`] when there is no such file or the server does not answer.
pub fn open_unchanged(url: &DatabaseUrl) -> Result<AnyConnection, Fault> {
    match url {
        DatabaseUrl::Sqlite(path) => {
            // A plain path would make the file; an address says that it has to be there.
            let path = utf8_percent_encode(&path.to_string_lossy(), UNPLAIN).to_string();
            let mut connection = SqliteConnection::establish(&format!("file:{path}?mode=rw"))?;
            connection.batch_execute("PRAGMA busy_timeout = 5000; PRAGMA query_only = ON;")?;
            Ok(AnyConnection::Sqlite(connection))
        }
        DatabaseUrl::Postgres(url) => {
            open_postgres(url, Purpose::Read).map(AnyConnection::Postgres)
        }
    }
}

/// Signs that mean something in the address of a file.
const UNPLAIN: &AsciiSet = &CONTROLS.add(b'%').add(b'?').add(b'#');

fn open_sqlite(path: &Path, purpose: Purpose) -> Result<SqliteConnection, Fault> {
    match purpose {
        Purpose::Migrate => create(path)?,
        // A database that is gone is not silently begun anew.
        Purpose::Read | Purpose::Write if !path.exists() => {
            return Err(Fault::Unavailable(format!("{} is missing", path.display())));
        }
        Purpose::Read | Purpose::Write => {}
    }
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
    // The first read makes the log, which whoever opens the database takes note of.
    connection.batch_execute("SELECT count(*) FROM sqlite_master;")?;
    if purpose == Purpose::Read {
        connection.batch_execute("PRAGMA query_only = ON;")?;
    }
    Ok(connection)
}

/// Makes the file of a new database, its owner's alone; what SQLite puts beside it takes after it. One that is there is not
/// touched: closing any descriptor of it would take all locks of this process off it
/// (<https://www.sqlite.org/howtocorrupt.html> section 2.2).
fn create(path: &Path) -> Result<(), Fault> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(Fault::Unavailable(format!("cannot make {}: {error}", path.display()))),
    }
}

/// Opens a database without a name, which is gone with the connection. SQLite puts what does not fit into memory into a file
/// that it unlinks as it opens it, in `SQLITE_TMPDIR`, `TMPDIR` or `/var/tmp`.
///
/// # Errors
/// [`Fault::Unavailable`] when SQLite cannot open it.
pub fn open_unnamed() -> Result<AnyConnection, Fault> {
    let mut connection = SqliteConnection::establish("")?;
    // References are checked once, when all rows are there.
    connection.batch_execute(
        "PRAGMA busy_timeout = 5000;
         PRAGMA foreign_keys = OFF;
         PRAGMA secure_delete = ON;
         PRAGMA trusted_schema = OFF;",
    )?;
    Ok(AnyConnection::Sqlite(connection))
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
    } else if text.contains("SSL support is not compiled in") {
        "its address asks for TLS (sslmode), and this program was built without TLS to PostgreSQL: build it with \
         `--features postgres-tls`"
            .to_owned()
    } else {
        "the database's address is not well formed".to_owned()
    })
}
