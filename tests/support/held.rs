//! A lock that somebody else holds.

use diesel::Connection as _;
use diesel::connection::SimpleConnection;

use super::Engine::{self, Postgres, Sqlite};
use super::engine::{TestDatabase, connect};

/// Keeps everybody from signing in by what they would write, until it is dropped; whoever only reads is not kept.
pub enum Held {
    /// Holds the lock of the file.
    Sqlite(diesel::SqliteConnection),
    /// Holds the table that signing in writes to first.
    Postgres(diesel::PgConnection),
}

impl Held {
    #[expect(
        clippy::disallowed_methods,
        reason = "a lock beside the server, which it must not know"
    )]
    /// Takes the lock.
    pub fn over(database: &TestDatabase, engine: Engine) -> Self {
        match engine {
            Sqlite => {
                let path = database.url.trim_start_matches("sqlite:");
                let mut connection = diesel::SqliteConnection::establish(path).unwrap();
                connection.batch_execute("BEGIN IMMEDIATE").unwrap();
                Self::Sqlite(connection)
            }
            Postgres => {
                let mut connection = connect(&database.url);
                let lock = "BEGIN; LOCK TABLE login_failures IN EXCLUSIVE MODE";
                connection.batch_execute(lock).unwrap();
                Self::Postgres(connection)
            }
        }
    }

    /// Lets go of it.
    pub fn end(self) {
        match self {
            Self::Sqlite(mut connection) => connection.batch_execute("ROLLBACK").unwrap(),
            Self::Postgres(mut connection) => connection.batch_execute("ROLLBACK").unwrap(),
        }
    }
}
