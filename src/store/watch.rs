//! Seeing what other processes commit: a thread asks the change sequence four times a second and tells the feed,
//! so that nothing older than a second is served for want of notice. It reads no resource.

use std::sync::Arc;
use std::time::Duration;

use crate::store::change::{self, Appended, ChangeKind};
use crate::store::database::{Database, Reading};
use crate::store::fault::Fault;
use crate::ticker::Ticker;

/// The time between two looks.
const INTERVAL: Duration = Duration::from_millis(250);

/// Starts watching; it ends when the ticker is dropped. The first look is over when this returns: what is read from then on
/// is watched, so it is called before anything is served.
///
/// # Errors
/// [`Fault::Unavailable`] when the machine refuses another thread.
pub fn start(database: Database) -> Result<Ticker, Fault> {
    let mut looker = Looker { database, seen: None, reachable: true };
    looker.look();
    Ticker::start("change-watch", INTERVAL, move || looker.look())
        .map_err(|error| Fault::Unavailable(error.to_string()))
}

struct Looker {
    database: Database,
    /// Looked up to here; none before the database has answered once. Not the feed's head: a commit of this process moves
    /// that past commits of others.
    seen: Option<i64>,
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

    fn catch_up(&mut self) -> Result<(), Fault> {
        let feed = Arc::clone(self.database.feed());
        let seen = self.seen;
        let (head, kinds) = self.database.read_blocking(|reading: &mut Reading<'_>| {
            let head = reading.head;
            let kinds = match seen {
                // Which kinds the changes so far were of would take reading them all: whatever was read before is old.
                None => ChangeKind::ALL.to_vec(),
                Some(seen) if head.seq > seen => change::kinds_after(reading.connection, seen)?,
                Some(_) => Vec::new(),
            };
            Ok::<_, Fault>((head, kinds))
        })?;
        feed.raise_floor(head.floor);
        feed.advance(&Appended { last: head.seq, kinds });
        self.seen = Some(head.seq);
        Ok(())
    }
}
