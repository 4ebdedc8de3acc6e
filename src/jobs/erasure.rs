//! Erasing personal data whose time is over, and what only had to be remembered for a while beside it.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

use crate::app::erasure;
use crate::clock::Clock;
use crate::jobs::run::{Runs, failed};
use crate::store::Database;
use crate::ticker::Ticker;

/// The time between two looks.
const INTERVAL: Duration = Duration::from_mins(10);

/// Starts the job.
pub(super) fn start(
    kept: TimeDelta,
    database: Database,
    clock: Arc<dyn Clock>,
    runs: &Runs,
) -> std::io::Result<Ticker> {
    let turn = move || {
        let now = clock.now();
        let contacts = erasure::erase_contacts(&database, kept, now);
        let tidied = erasure::tidy(&database, now);
        // Authors erase at any time; the log holds what they erased until it is emptied.
        let emptied = database.empty_log();
        // Each was tried, whatever became of the others.
        let erased = contacts.map_err(failed("contact details could not be erased"))?;
        if erased > 0 {
            tracing::info!(erased, "contact details were erased");
        }
        tidied.map_err(failed("spent challenges and sent letters could not be forgotten"))?;
        if !emptied.map_err(failed("the log could not be emptied"))? {
            tracing::debug!("the log is read; it is emptied another time");
        }
        Ok(())
    };
    runs.start("erasure", INTERVAL, turn)
}
