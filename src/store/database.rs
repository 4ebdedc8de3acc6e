//! The handle that everything above uses: snapshot reads on a bounded pool, and writes that append their changes
//! as they commit. Knows how transactions run; knows no table but the change sequence.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use diesel::r2d2::Pool;
use prometheus::IntCounter;
use prometheus::core::Collector;

use crate::bounded::{Bounded, Busy};
use crate::config::{DatabaseUrl, PoolSettings};
use crate::store::change::{self, Head, NewChange};
use crate::store::condition::Condition;
use crate::store::connection::{AnyConnection, Purpose};
use crate::store::dialect;
use crate::store::fault::{Fault, StoreError};
use crate::store::feed::Feed;
use crate::store::files::OpenedFiles;
use crate::store::interruption::explained;
use crate::store::pool::{self, Manager};
use crate::store::transaction;
use crate::store::watch::Looker;
use crate::store::writer::SqliteWriter;

/// How often a PostgreSQL transaction that collided is tried again before it is given up.
const ATTEMPTS: usize = 5;

/// How long whoever asks waits for a look at the database.
const LOOK_PATIENCE: Duration = Duration::from_secs(2);

/// A snapshot being read: everything seen through it belongs to one point of the change sequence.
pub struct Reading<'a> {
    /// The connection, inside its transaction.
    pub connection: &'a mut AnyConnection,
    /// The newest change that the snapshot holds.
    pub head: Head,
}

/// A transaction being written; its changes are numbered and stored as it commits.
pub struct Writing<'a> {
    /// The connection, inside its transaction.
    pub connection: &'a mut AnyConnection,
    /// What the transaction has changed so far, in order.
    pub changes: Vec<NewChange>,
}

/// A handle to the configured database; clones share it.
#[derive(Clone, Debug)]
pub struct Database {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    readers: Pool<Manager>,
    reading: Bounded,
    writing: Bounded,
    writer: Writer,
    feed: Arc<Feed>,
    reads: IntCounter,
    /// The files of an embedded database.
    files: Option<Arc<OpenedFiles>>,
    looker: Mutex<Looker>,
    /// One look at a time, on a thread that no request waits for; whoever waits meanwhile shares the next one.
    looking: Bounded,
    condition: Condition,
}

#[derive(Debug)]
enum Writer {
    Sqlite(SqliteWriter),
    Postgres(Pool<Manager>),
}

impl Database {
    /// Opens the database. Connections are made when first needed, so that a server can start while its
    /// database is still starting.
    ///
    /// # Errors
    /// [`Fault::Unavailable`] when an embedded database cannot be opened.
    pub fn open(url: &DatabaseUrl, settings: &PoolSettings) -> Result<Self, Fault> {
        let acquire_timeout = Duration::from_millis(settings.acquire_timeout_ms);
        let feed = Arc::new(Feed::default());
        // One more than requests may take: what the server does by itself never waits for them.
        let size = settings.connections.saturating_add(1);
        let (writer, files) = match url {
            DatabaseUrl::Sqlite(path) => {
                let (writer, files) = SqliteWriter::start(path, Arc::clone(&feed))?;
                (Some(writer), Some(files))
            }
            DatabaseUrl::Postgres(_) => (None, None),
        };
        let manager = |purpose| Manager {
            url: url.clone(),
            purpose,
            files: files.clone(),
            prepared_statements: settings.prepared_statements,
        };
        let start = |purpose| pool::start(manager(purpose), size, acquire_timeout);
        let writer = writer.map_or_else(|| Writer::Postgres(start(Purpose::Write)), Writer::Sqlite);
        let connections = usize::try_from(settings.connections).unwrap_or(1);
        let writers = match &writer {
            Writer::Sqlite(_) => SqliteWriter::GROUP,
            Writer::Postgres(_) => connections,
        };
        Ok(Self {
            inner: Arc::new(Inner {
                readers: start(Purpose::Read),
                reading: Bounded::new("read", connections, acquire_timeout).map_err(unmeasured)?,
                writing: Bounded::new("write", writers, acquire_timeout).map_err(unmeasured)?,
                writer,
                feed,
                reads: IntCounter::new(
                    "smartcity_database_reads_total",
                    "Snapshot reads of the database",
                )
                .map_err(unmeasured)?,
                looker: Mutex::new(Looker::new(manager(Purpose::Read))),
                looking: Bounded::new("look", 1, LOOK_PATIENCE).map_err(unmeasured)?,
                files,
                condition: Condition::new().map_err(unmeasured)?,
            }),
        })
    }

    /// What is counted and measured of the use of the database, for Prometheus.
    #[must_use]
    pub fn collectors(&self) -> Vec<Box<dyn Collector>> {
        let mut all = self.inner.reading.collectors();
        all.extend(self.inner.writing.collectors());
        all.extend(self.inner.looking.collectors());
        all.push(Box::new(self.inner.reads.clone()));
        all.push(self.inner.condition.collector());
        all
    }

    /// The newest committed changes that this process knows of.
    #[must_use]
    pub fn feed(&self) -> &Arc<Feed> {
        &self.inner.feed
    }

    /// Makes sure that what is prepared in one session is not met in another, where the settings let statements be
    /// prepared.
    ///
    /// # Errors
    /// [`Fault::Broken`] when the address leads to a pooler that gives every transaction another session; as [`Fault`].
    pub fn check_sessions(&self) -> Result<(), Fault> {
        let (mut one, mut other) =
            (pool::take(&self.inner.readers)?, pool::take(&self.inner.readers)?);
        // A pooler hands the session that was freed last to whoever comes next, with what was prepared in it.
        change::head(&mut one)?;
        change::head(&mut other)?;
        Ok(())
    }

    /// How many snapshots this process has read for requests.
    #[must_use]
    pub fn reads(&self) -> &IntCounter {
        &self.inner.reads
    }

    /// What the store can do, as it was last found.
    #[must_use]
    pub fn condition(&self) -> &Condition {
        &self.inner.condition
    }

    /// The files of an embedded database; none with a database server.
    #[must_use]
    pub fn files(&self) -> Option<&OpenedFiles> {
        self.inner.files.as_deref()
    }

    /// Looks, on a connection that nothing else uses, what other processes have committed and whether the database answers,
    /// has this binary's tables and is still the file that was opened; gives whether the tables are those. The condition
    /// takes note of it.
    ///
    /// # Errors
    /// As [`Fault`].
    pub fn look(&self) -> Result<bool, Fault> {
        self.look_with(&mut self.looker())
    }

    /// As [`Self::look`], unless somebody has begun to look since `asked`: what they found is as good.
    fn look_since(&self, asked: Instant) {
        let mut looker = self.looker();
        if !looker.has_looked_since(asked) {
            // What it found is in the condition.
            drop(self.look_with(&mut looker));
        }
    }

    fn looker(&self) -> MutexGuard<'_, Looker> {
        self.inner.looker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look_with(&self, looker: &mut Looker) -> Result<bool, Fault> {
        let is_whole = self.inner.files.as_ref().map_or(Ok(()), |files| files.check());
        let look = is_whole.and_then(|()| looker.look(&self.inner.feed));
        self.inner.condition.looked(&look);
        look
    }

    /// As [`Self::look`], off the request threads and never for long: a database that keeps silent is one that does not
    /// answer.
    pub async fn look_soon(&self) {
        let (database, asked) = (self.clone(), Instant::now());
        let looking = self.inner.looking.run(move || database.look_since(asked));
        if !matches!(tokio::time::timeout(LOOK_PATIENCE, looking).await, Ok(Ok(()))) {
            self.inner.condition.looked(&Err(Fault::Unavailable("no answer in time".into())));
        }
    }

    /// Reads in one snapshot, off the request threads.
    ///
    /// # Errors
    /// [`Fault::Unavailable`] when no connection is free in time or the database does not answer; whatever `read` fails with.
    pub async fn read<T, E, F>(&self, read: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: StoreError + Send + 'static,
        F: FnOnce(&mut Reading<'_>) -> Result<T, E> + Send + 'static,
    {
        let database = self.clone();
        let reading = move || {
            database.inner.reads.inc();
            database.read_blocking(read)
        };
        self.inner.reading.run(reading).await.map_err(busy)?
    }

    /// Reads in one snapshot on the calling thread.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_blocking<T, E, F>(&self, read: F) -> Result<T, E>
    where
        E: StoreError,
        F: FnOnce(&mut Reading<'_>) -> Result<T, E>,
    {
        read_with(&mut *pool::take(&self.inner.readers)?, read)
    }

    /// Empties the log of an embedded database into its file, where what is deleted is overwritten: what was erased is then
    /// in neither. Gives whether that was done, or had to be left for another time because somebody reads.
    ///
    /// # Errors
    /// [`Fault::Unavailable`] when no connection is free in time.
    pub fn empty_log(&self) -> Result<bool, Fault> {
        dialect::empty_log(&mut *pool::take(&self.inner.readers)?)
    }

    /// Writes in one transaction, off the request threads: as [`Self::write_blocking`]. With an embedded database no thread
    /// waits but the one that writes for all.
    ///
    /// # Errors
    /// [`Fault::Unavailable`] when too many writes wait already; as [`Self::write_blocking`].
    pub async fn write<T, E, F>(&self, at: DateTime<Utc>, write: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: StoreError + Send + 'static,
        F: Fn(&mut Writing<'_>) -> Result<T, E> + Send + 'static,
    {
        match &self.inner.writer {
            Writer::Sqlite(writer) => {
                let place = self.inner.writing.place().await.map_err(busy)?;
                writer.run_soon(place, at, write).await
            }
            Writer::Postgres(_) => {
                let database = self.clone();
                let writing = move || database.write_blocking(at, write);
                self.inner.writing.run(writing).await.map_err(busy)?
            }
        }
    }

    /// Writes in one transaction on the calling thread: all of it, with its changes, or nothing.
    /// When it returns `Ok` the transaction is on disk and known to this process's readers.
    ///
    /// # Errors
    /// As [`Fault`]; whatever `write` fails with.
    pub fn write_blocking<T, E, F>(&self, at: DateTime<Utc>, write: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: StoreError + Send + 'static,
        F: Fn(&mut Writing<'_>) -> Result<T, E> + Send + 'static,
    {
        match &self.inner.writer {
            Writer::Sqlite(writer) => writer.run(at, write),
            Writer::Postgres(pool) => write_postgres(pool, &self.inner.feed, at, write),
        }
    }
}

fn unmeasured(error: prometheus::Error) -> Fault {
    Fault::corrupt("metric", error)
}

fn busy(busy: Busy) -> Fault {
    match busy {
        Busy::Saturated => Fault::Unavailable("every connection is busy".into()),
        Busy::GivenUp(error) => Fault::Broken(error),
    }
}

/// Reads in one snapshot of that connection.
///
/// # Errors
/// As [`Database::read_blocking`].
pub(super) fn read_with<T, E, F>(connection: &mut AnyConnection, read: F) -> Result<T, E>
where
    E: StoreError,
    F: FnOnce(&mut Reading<'_>) -> Result<T, E>,
{
    transaction::begin(connection, Purpose::Read)?;
    let result = change::head(connection)
        .map_err(E::from)
        .and_then(|head| read(&mut Reading { connection, head }));
    // Nothing was written: ending by rollback is as good as by commit and works after a failed statement too.
    let ended = transaction::rollback(connection);
    let value = result.map_err(|error| explained(connection, error))?;
    ended?;
    Ok(value)
}

/// Runs a write and stores its changes, inside the transaction that is open.
///
/// # Errors
/// Whatever the write or the store fails with; the transaction must then be rolled back.
pub(super) fn run_write<T, E: From<Fault>>(
    connection: &mut AnyConnection,
    at: DateTime<Utc>,
    write: &impl Fn(&mut Writing<'_>) -> Result<T, E>,
) -> Result<(T, Option<change::Appended>), E> {
    let mut writing = Writing { connection, changes: Vec::new() };
    let value = write(&mut writing)?;
    let changes = std::mem::take(&mut writing.changes);
    let appended = change::append(connection, &changes, at)?;
    Ok((value, appended))
}

fn write_postgres<T, E: StoreError>(
    pool: &Pool<Manager>,
    feed: &Feed,
    at: DateTime<Utc>,
    write: impl Fn(&mut Writing<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let mut attempt = 1;
    loop {
        let mut connection = pool::take(pool)?;
        // A connection that a panic leaves in a transaction is not given out again: the pool closes it.
        let result = catch_unwind(AssertUnwindSafe(|| write_once(&mut connection, at, &write)))
            .unwrap_or_else(|_panic| Err(Fault::Broken("the write was given up".into()).into()));
        match result {
            Ok((value, appended)) => {
                if let Some(appended) = appended {
                    feed.advance(&appended);
                }
                return Ok(value);
            }
            Err(error) if attempt < ATTEMPTS && error.fault().is_some_and(Fault::collides) => {
                attempt += 1;
            }
            Err(error) => return Err(explained(&mut connection, error)),
        }
    }
}

/// One attempt, in one transaction.
fn write_once<T, E: From<Fault>>(
    connection: &mut AnyConnection,
    at: DateTime<Utc>,
    write: &impl Fn(&mut Writing<'_>) -> Result<T, E>,
) -> Result<(T, Option<change::Appended>), E> {
    transaction::begin(connection, Purpose::Write)?;
    let result = run_write(connection, at, write);
    if result.is_ok() {
        transaction::commit(connection)?;
    } else {
        // It fails with a connection that is lost, which the pool then closes.
        drop(transaction::rollback(connection));
    }
    result
}
