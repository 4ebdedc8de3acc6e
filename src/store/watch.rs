//! Seeing what other processes commit, and whether the database can be used: a thread with a connection of its own asks the
//! change sequence four times a second and tells the feed, so that nothing older than a second is served for want of notice.
//! No request waits for this connection, and it waits for none of theirs. It reads no resource.

use std::fmt;
use std::time::{Duration, Instant};

use diesel::r2d2::ManageConnection;

use crate::store::change::{self, ChangeKind};
use crate::store::condition::Readiness;
use crate::store::connection::AnyConnection;
use crate::store::database::{Database, Reading, read_with};
use crate::store::fault::Fault;
use crate::store::feed::Feed;
use crate::store::migrate;
use crate::store::pool::Manager;
use crate::ticker::{Pace, Ticker};

/// The time between two looks.
const INTERVAL: Duration = Duration::from_millis(250);

// What is promised to readers: a second, with time to spare for a look that takes long.
const _: () = assert!(INTERVAL.as_millis() <= 500);

/// What the ticker of the watch is named.
pub const NAME: &str = "change-watch";

/// Starts watching; it ends when the ticker is dropped. The first look is over when this returns: what is read from then on
/// is watched, so it is called before anything is served.
///
/// # Errors
/// [`Fault::Unavailable`] when the machine refuses another thread.
pub fn start(database: Database, pace: Pace) -> Result<Ticker, Fault> {
    let mut known = Readiness::Ready;
    let mut look = move || {
        // What it found is in the condition, beside what others have found.
        drop(database.look());
        let found = database.condition().readiness();
        if found != known {
            report(&found);
            known = found;
        }
    };
    look();
    Ticker::start(NAME, INTERVAL, pace, look).map_err(|error| Fault::Unavailable(error.to_string()))
}

/// Each condition is told when it begins, not as long as it lasts.
fn report(readiness: &Readiness) {
    match readiness {
        Readiness::Ready => tracing::info!("the database can be used again"),
        Readiness::ReadOnly(reason) => {
            tracing::error!(%reason, "the database can be read but not written");
        }
        Readiness::Unusable(reason) => tracing::error!(%reason, "the database cannot be used"),
    }
}

/// Tells the feed of everything that was committed, by whomever, before this reading began. Whoever shows changes to
/// anybody calls it first: what a change names must not be answered from what was prepared before it.
///
/// # Errors
/// As [`Fault`].
pub fn catch_up(reading: &mut Reading<'_>, feed: &Feed) -> Result<(), Fault> {
    let head = reading.head;
    let kinds = match feed.known() {
        // Which kinds the changes so far were of would take reading them all: whatever was read before is old.
        None => ChangeKind::ALL.to_vec(),
        Some(known) if head.seq > known => change::kinds_after(reading.connection, known)?,
        Some(_) => Vec::new(),
    };
    feed.complete(head, kinds);
    Ok(())
}

/// Looks with a connection that is reserved for it.
pub(super) struct Looker {
    manager: Manager,
    connection: Option<AnyConnection>,
    looked_at: Option<Instant>,
}

impl fmt::Debug for Looker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Looker").finish_non_exhaustive()
    }
}

impl Looker {
    /// Its connection is made at the first look.
    pub(super) fn new(manager: Manager) -> Self {
        Self { manager, connection: None, looked_at: None }
    }

    /// Whether it began its last look after that.
    pub(super) fn has_looked_since(&self, asked: Instant) -> bool {
        self.looked_at.is_some_and(|looked_at| looked_at >= asked)
    }

    /// Tells the feed what was committed, and gives whether the tables are those of this binary. A connection that has
    /// failed is not used again.
    pub(super) fn look(&mut self, feed: &Feed) -> Result<bool, Fault> {
        self.looked_at = Some(Instant::now());
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.manager.connect()?,
        };
        let is_current = read_with(&mut connection, |reading| {
            catch_up(reading, feed)?;
            migrate::is_current(reading.connection)
        })?;
        self.connection = Some(connection);
        Ok(is_current)
    }
}
