//! Reading the embedded database through from time to time, so that damage is found before somebody is answered from it.

use std::time::{Duration, Instant};

use crate::store::{Database, integrity};
use crate::ticker::Ticker;

/// How often it is asked whether it is time.
const TICK: Duration = Duration::from_secs(1);

/// The shortest time between two readings.
const PAUSE: Duration = Duration::from_secs(10);

/// A large database is read less often: so many times as long as it takes lie between two readings.
const SHARE: u32 = 100;

/// Starts the job. A database server sees to its own files.
pub(super) fn start(database: Database) -> std::io::Result<Ticker> {
    let mut due = Instant::now();
    let tick = move || {
        let started = Instant::now();
        if started < due {
            return;
        }
        // A file that cannot be opened is seen by the watch.
        if let Some(Ok(damage)) = database.files().map(integrity::examine) {
            database.condition().examined(damage);
        }
        let ended = Instant::now();
        due = ended + PAUSE.max((ended - started).saturating_mul(SHARE));
    };
    Ticker::start("integrity", TICK, tick)
}
