//! Letting go of old changes, when the configuration says how long they are kept.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Days, Utc};

use crate::app::change;
use crate::clock::Clock;
use crate::store::Database;
use crate::ticker::Ticker;

/// The time between two looks.
const INTERVAL: Duration = Duration::from_hours(1);

/// Starts the job.
pub(super) fn start(
    days: u32,
    database: Database,
    clock: Arc<dyn Clock>,
) -> std::io::Result<Ticker> {
    let tick = move || {
        let now = clock.now();
        let oldest =
            now.checked_sub_days(Days::new(days.into())).unwrap_or(DateTime::<Utc>::MIN_UTC);
        match change::forget_before(&database, oldest, now) {
            Ok(0) => {}
            Ok(forgotten) => tracing::info!(forgotten, "old changes were let go"),
            Err(error) => tracing::warn!(%error, "old changes could not be let go"),
        }
    };
    Ticker::start("retention", INTERVAL, tick)
}
