//! Letting go of old changes, when the configuration says how long they are kept.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Days, Utc};

use crate::app::change;
use crate::clock::Clock;
use crate::jobs::run::{Runs, failed};
use crate::store::Database;
use crate::ticker::Ticker;

/// The time between two looks.
const INTERVAL: Duration = Duration::from_hours(1);

/// Starts the job.
pub(super) fn start(
    days: u32,
    database: Database,
    clock: Arc<dyn Clock>,
    runs: &Runs,
) -> std::io::Result<Ticker> {
    let turn = move || {
        let now = clock.now();
        let oldest =
            now.checked_sub_days(Days::new(days.into())).unwrap_or(DateTime::<Utc>::MIN_UTC);
        let forgotten = change::forget_before(&database, oldest, now)
            .map_err(failed("old changes could not be let go"))?;
        if forgotten > 0 {
            tracing::info!(forgotten, "old changes were let go");
        }
        Ok(())
    };
    runs.start("retention", INTERVAL, turn)
}
