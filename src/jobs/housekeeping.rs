//! Letting go of what says nothing any more: expired answers, sessions and links, and counters at rest. A little at a
//! time, so that nobody waits for it.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

use crate::app::housekeeping;
use crate::clock::Clock;
use crate::jobs::run::{Runs, failed};
use crate::store::Database;
use crate::ticker::Ticker;

/// The time between two looks.
const INTERVAL: Duration = Duration::from_mins(10);

/// Sessions and links are kept for a while after their end, for whoever wants to know what happened.
const KEPT: TimeDelta = TimeDelta::days(30);

/// Starts the job.
pub(super) fn start(
    database: Database,
    clock: Arc<dyn Clock>,
    runs: &Runs,
) -> std::io::Result<Ticker> {
    let turn = move || {
        let now = clock.now();
        let deleted = housekeeping::tidy(&database, now, now - KEPT)
            .map_err(failed("expired rows could not be deleted"))?;
        if deleted > 0 {
            tracing::info!(deleted, "expired rows were deleted");
        }
        Ok(())
    };
    runs.start("housekeeping", INTERVAL, turn)
}
