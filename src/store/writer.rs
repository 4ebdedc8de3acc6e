//! SQLite's single writer: one thread owns the connection and gathers waiting writes into one transaction, so that
//! many writers share one flush to disk. A write is acknowledged only when it is on disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use chrono::{DateTime, Utc};
use diesel::Connection as _;
use diesel::connection::{TransactionManager, TransactionManagerStatus};
use tokio::sync::oneshot;

use crate::bounded::Place;
use crate::config::DatabaseUrl;
use crate::sampled;
use crate::store::change::Appended;
use crate::store::connection::{self, AnyConnection, Purpose};
use crate::store::database::{Writing, run_write};
use crate::store::fault::Fault;
use crate::store::feed::Feed;
use crate::store::files::OpenedFiles;
use crate::store::transaction;

/// Runs inside the open transaction, or is told that there is none; gives what is to be told once its fate is known.
type Job = Box<dyn FnOnce(Result<&mut AnyConnection, Fault>) -> Done + Send>;

/// What a job leaves behind: its changes, and whom to tell of the commit.
struct Done {
    appended: Option<Appended>,
    /// Why the transaction of the whole group is lost, if it is.
    lost: Option<Fault>,
    tell: Box<dyn FnOnce(Result<(), Fault>) + Send>,
}

/// The sending side of the writer thread. The thread ends when the last sender is dropped.
#[derive(Debug)]
pub struct SqliteWriter {
    jobs: Sender<Job>,
}

impl SqliteWriter {
    /// The most writes that share one transaction.
    pub const GROUP: usize = 128;

    /// Starts the thread that owns the writing connection to the database at `path`; gives its files too, as they were opened.
    ///
    /// # Errors
    /// [`Fault::Unavailable`] when the file cannot be opened or the machine refuses another thread.
    pub fn start(path: &Path, feed: Arc<Feed>) -> Result<(Self, Arc<OpenedFiles>), Fault> {
        let url = DatabaseUrl::Sqlite(path.to_owned());
        let connection = connection::open(&url, Purpose::Write)?;
        let files = Arc::new(OpenedFiles::of(path)?);
        let opened = Arc::clone(&files);
        let (jobs, waiting) = channel();
        thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || serve(&opened, connection, &waiting, &feed))
            .map_err(|error| Fault::Unavailable(error.to_string()))?;
        Ok((Self { jobs }, files))
    }

    /// Hands a write to the thread and waits, on the calling thread, until it is on disk.
    ///
    /// # Errors
    /// Whatever `write` fails with (nothing of it is kept), or a [`Fault`] of the commit.
    pub fn run<T, E, F>(&self, at: DateTime<Utc>, write: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
        F: Fn(&mut Writing<'_>) -> Result<T, E> + Send + 'static,
    {
        let (answer, answered) = channel();
        self.hand_over(at, write, move |outcome| drop(answer.send(outcome)))?;
        answered.recv().map_err(|_| given_up())?
    }

    /// As [`Self::run`], without a thread that waits. The `place` is kept until the fate of the write is known, so that no
    /// more writes are with the thread than have places. Whoever does not wait to the end leaves the write to itself: it
    /// stands or falls all the same.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub async fn run_soon<T, E, F>(&self, place: Place, at: DateTime<Utc>, write: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
        F: Fn(&mut Writing<'_>) -> Result<T, E> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        self.hand_over(at, write, move |outcome| {
            drop(place);
            drop(answer.send(outcome));
        })?;
        answered.await.map_err(|_| given_up())?
    }

    /// Hands a write to the thread, which tells `answer` what came of it; of one that panics it only drops `answer`.
    fn hand_over<T, E, F>(
        &self,
        at: DateTime<Utc>,
        write: F,
        answer: impl FnOnce(Result<T, E>) + Send + 'static,
    ) -> Result<(), E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
        F: Fn(&mut Writing<'_>) -> Result<T, E> + Send + 'static,
    {
        let job: Job = Box::new(move |connection| {
            let result = match connection {
                Ok(connection) => connection.transaction(|connection| {
                    run_write(connection, at, &write).map_err(Failure::Refused)
                }),
                Err(fault) => Err(Failure::Store(fault)),
            };
            let (result, appended, lost) = match result {
                Ok((value, appended)) => (Ok(value), appended, None),
                Err(Failure::Refused(error)) => (Err(error), None, None),
                Err(Failure::Store(fault)) => (Err(fault.clone().into()), None, Some(fault)),
            };
            let tell = Box::new(move |committed: Result<(), Fault>| {
                // The caller may have gone; its write stands all the same.
                answer(result.and_then(|value| committed.map(|()| value).map_err(E::from)));
            });
            Done { appended, lost, tell }
        });
        self.jobs.send(job).map_err(|_| given_up())
    }
}

fn given_up<E: From<Fault>>() -> E {
    E::from(Fault::Broken("the write was given up".into()))
}

enum Failure<E> {
    Refused(E),
    Store(Fault),
}

impl<E> From<diesel::result::Error> for Failure<E> {
    fn from(error: diesel::result::Error) -> Self {
        // A full disk makes SQLite roll back everything by itself: then there is no savepoint left to go back to.
        Self::Store(Fault::Unavailable(format!("the transaction was lost: {error}")))
    }
}

fn serve(files: &OpenedFiles, mut connection: AnyConnection, waiting: &Receiver<Job>, feed: &Feed) {
    while let Ok(first) = waiting.recv() {
        // Who is waiting now shares a transaction; who comes while it is written waits for the next one.
        let jobs: Vec<Job> = std::iter::once(first)
            .chain(waiting.try_iter().take(SqliteWriter::GROUP - 1))
            .collect();
        let (done, committed) = write_group(&mut connection, files, jobs);
        if let Err(fault) = &committed {
            if let Some(left_out) = sampled::WRITING.happened() {
                tracing::error!(error = %fault, left_out, "a group of writes was not committed");
            }
            // Whatever state the connection is in, the next group starts with a fresh one.
            match files.connect(Purpose::Write) {
                Ok(fresh) => connection = fresh,
                Err(fault) => {
                    if let Some(left_out) = sampled::CONNECTING.happened() {
                        tracing::error!(error = %fault, left_out, "the writer cannot open the database");
                    }
                }
            }
        }
        let committed = committed.map_err(|fault| as_told(fault, done.len()));
        for Done { appended, lost: _, tell } in done {
            if let (Ok(()), Some(appended)) = (&committed, appended) {
                feed.advance(&appended);
            }
            tell(committed.clone());
        }
    }
}

/// What the writes of a group are told of a commit that failed. Which of several is at fault cannot be said: they may come
/// again, and whichever is then alone learns the reason.
fn as_told(fault: Fault, writes: usize) -> Fault {
    match fault {
        Fault::Invariant(_) if writes > 1 => Fault::Unavailable(fault.to_string()),
        fault => fault,
    }
}

/// Writes a group in one transaction: all of its jobs, but for those that were refused, or none.
fn write_group(
    connection: &mut AnyConnection,
    files: &OpenedFiles,
    jobs: Vec<Job>,
) -> (Vec<Done>, Result<(), Fault>) {
    let mut state = files.check().and_then(|()| transaction::begin(connection, Purpose::Write));
    let mut done = Vec::new();
    for job in jobs {
        if let Err(fault) = &state {
            done.push(job(Err(fault.clone())));
            continue;
        }
        // A job that panics tells nobody; its caller learns of it as the answer's sender is gone.
        match catch_unwind(AssertUnwindSafe(|| job(Ok(&mut *connection)))) {
            Ok(job) => {
                // The next one would run outside of any transaction.
                if let Some(fault) = &job.lost {
                    state = Err(fault.clone());
                }
                done.push(job);
            }
            Err(_panic) => state = leave_savepoints(connection),
        }
        let status = Manager::transaction_manager_status_mut(connection);
        if matches!(status, TransactionManagerStatus::InError) {
            state = Err(Fault::Unavailable("the transaction was lost".into()));
        }
    }
    let committed = state.and_then(|()| transaction::commit(connection));
    // What went into files that have lost their names meanwhile is not acknowledged: nobody will find it again.
    let committed = committed.and_then(|()| files.check());
    if committed.is_err() {
        drop(transaction::rollback(connection));
    }
    (done, committed)
}

/// Takes back what a job that panicked has left half done; the group's transaction goes on.
fn leave_savepoints(connection: &mut AnyConnection) -> Result<(), Fault> {
    const GROUP_DEPTH: u32 = 1;
    while Manager::transaction_manager_status_mut(connection)
        .transaction_depth()?
        .is_some_and(|depth| depth.get() > GROUP_DEPTH)
    {
        Manager::rollback_transaction(connection)?;
    }
    Ok(())
}

type Manager = <AnyConnection as diesel::Connection>::TransactionManager;
