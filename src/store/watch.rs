//! Seeing what other processes commit: a thread asks the change sequence four times a second and tells the feed,
//! so that nothing older than a second is served for want of notice. It reads no resource.

use std::sync::Arc;
use std::time::Duration;

use crate::store::change::{self, ChangeKind};
use crate::store::database::{Database, Reading};
use crate::store::fault::Fault;
use crate::store::feed::Feed;
use crate::ticker::Ticker;

/// The time between two looks.
const INTERVAL: Duration = Duration::from_millis(250);

/// Starts watching; it ends when the ticker is dropped. The first look is over when this returns: what is read from then on
/// is watched, so it is called before anything is served.
///
/// # Errors
/// [`Fault::Unavailable`] when the machine refuses another thread.
pub fn start(database: Database) -> Result<Ticker, Fault> {
    let mut looker = Looker { database, reachable: true };
    looker.look();
    Ticker::start("change-watch", INTERVAL, move || looker.look())
        .map_err(|error| Fault::Unavailable(error.to_string()))
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

struct Looker {
    database: Database,
    reachable: bool,
}

impl Looker {
    /// Looks once. A database that does not answer is reported when it goes and when it is back, not in between.
    fn look(&mut self) {
        match self.catch_up() {
            Ok(()) if !self.reachable => {
                self.reachable = true;
                tracing::info!("the database answers again");
            }
            Err(fault) if self.reachable => {
                self.reachable = false;
                tracing::warn!(error = %fault, "the database does not answer");
            }
            Ok(()) | Err(_) => {}
        }
    }

    fn catch_up(&self) -> Result<(), Fault> {
        let feed = Arc::clone(self.database.feed());
        self.database.read_blocking(move |reading: &mut Reading<'_>| catch_up(reading, &feed))
    }
}
