//! Pools of connections: what makes one, when one is broken, and taking one out.

use std::sync::Arc;
use std::time::Duration;

use diesel::Connection as _;
use diesel::connection::{CacheSize, SimpleConnection, TransactionManager};
use diesel::r2d2::{HandleError, ManageConnection, Pool, PooledConnection};

use crate::config::DatabaseUrl;
use crate::sampled;
use crate::store::connection::{self, AnyConnection, Purpose};
use crate::store::fault::Fault;
use crate::store::files::OpenedFiles;

/// Opens connections for the pool and tells when one is broken.
#[derive(Debug)]
pub(super) struct Manager {
    /// Where to.
    pub url: DatabaseUrl,
    /// What for.
    pub purpose: Purpose,
    /// The files of an embedded database, which no connection may miss.
    pub files: Option<Arc<OpenedFiles>>,
    /// Whether the server keeps what was prepared.
    pub prepared_statements: bool,
}

impl ManageConnection for Manager {
    type Connection = AnyConnection;
    type Error = Fault;

    fn connect(&self) -> Result<AnyConnection, Fault> {
        let mut connection = match &self.files {
            Some(files) => files.connect(self.purpose)?,
            None => connection::open(&self.url, self.purpose)?,
        };
        if let AnyConnection::Postgres(connection) = &mut connection
            && !self.prepared_statements
        {
            connection.set_prepared_statement_cache_size(CacheSize::Disabled);
        }
        Ok(connection)
    }

    fn is_valid(&self, connection: &mut AnyConnection) -> Result<(), Fault> {
        // An embedded database is never lost on the way; a server may be.
        if let AnyConnection::Postgres(connection) = connection {
            connection.batch_execute("SELECT 1")?;
        }
        Ok(())
    }

    fn has_broken(&self, connection: &mut AnyConnection) -> bool {
        <AnyConnection as diesel::Connection>::TransactionManager::is_broken_transaction_manager(
            connection,
        )
    }
}

/// Tells of connections that could not be made: the pool tries again and again.
#[derive(Debug)]
struct Unconnected;

impl HandleError<Fault> for Unconnected {
    fn handle_error(&self, error: Fault) {
        if let Some(left_out) = sampled::CONNECTING.happened() {
            tracing::warn!(%error, left_out, "a connection to the database failed");
        }
    }
}

/// A pool of at most `size` connections, each made when it is first needed; whoever takes one waits `patience` for it.
#[expect(clippy::disallowed_methods, reason = "the one home of the pools")]
pub(super) fn start(manager: Manager, size: u32, patience: Duration) -> Pool<Manager> {
    Pool::builder()
        .max_size(size)
        .min_idle(Some(0))
        .connection_timeout(patience)
        .test_on_check_out(true)
        .error_handler(Box::new(Unconnected))
        .build_unchecked(manager)
}

/// Takes a connection out, waiting for one that is free.
///
/// # Errors
/// [`Fault::Unavailable`] when none becomes free in time or the database does not answer.
#[expect(clippy::disallowed_methods, reason = "the one home of taking a connection")]
pub(super) fn take(pool: &Pool<Manager>) -> Result<PooledConnection<Manager>, Fault> {
    pool.get().map_err(|error| Fault::Unavailable(error.to_string()))
}
