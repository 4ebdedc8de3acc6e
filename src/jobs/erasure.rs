//! Erasing personal data whose time is over, and what only had to be remembered for a while beside it.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

use crate::app::erasure;
use crate::clock::Clock;
use crate::store::Database;
use crate::ticker::Ticker;

/// The time between two looks.
const INTERVAL: Duration = Duration::from_mins(10);

/// Starts the job.
pub(super) fn start(
    kept: TimeDelta,
    database: Database,
    clock: Arc<dyn Clock>,
) -> std::io::Result<Ticker> {
    let tick = move || {
        let now = clock.now();
        match erasure::erase_contacts(&database, kept, now) {
            Ok(0) => {}
            Ok(erased) => tracing::info!(erased, "contact details were erased"),
            Err(error) => tracing::warn!(%error, "contact details could not be erased"),
        }
        if let Err(error) = erasure::tidy(&database, now) {
            tracing::warn!(%error, "spent challenges and sent letters could not be forgotten");
        }
        // Authors erase at any time; the log holds what they erased until it is emptied.
        match database.empty_log() {
            Ok(true) => {}
            Ok(false) => tracing::debug!("the log is read; it is emptied another time"),
            Err(error) => tracing::warn!(%error, "the log could not be emptied"),
        }
    };
    Ticker::start("erasure", INTERVAL, tick)
}
