//! Reading the embedded database through from time to time, so that damage is found before somebody is answered from it.

use std::time::{Duration, Instant};

use crate::jobs::run::{Runs, failed};
use crate::store::{Database, integrity};
use crate::ticker::Ticker;

/// How often it is asked whether it is time; the first reading is that long after the start.
const TICK: Duration = Duration::from_secs(5);

/// The shortest time between two readings.
const PAUSE: Duration = Duration::from_secs(10);

/// A large database is read less often: so many times as long as it takes lie between two readings.
const SHARE: u32 = 100;

/// Starts the job. A database server sees to its own files.
pub(super) fn start(database: Database, runs: &Runs) -> std::io::Result<Ticker> {
    let mut due = Instant::now();
    let turn = move || {
        let started = Instant::now();
        let Some(files) = database.files().filter(|_| started >= due) else { return Ok(()) };
        let damage =
            integrity::examine(files).map_err(failed("the database could not be read through"))?;
        database.condition().examined(damage);
        let ended = Instant::now();
        due = ended + PAUSE.max((ended - started).saturating_mul(SHARE));
        Ok(())
    };
    runs.start("integrity", TICK, turn)
}
