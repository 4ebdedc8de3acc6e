//! Telling that the local day has turned, soon after midnight.

use std::sync::Arc;
use std::time::Duration;

use chrono_tz::Tz;

use crate::app::calendar;
use crate::clock::Clock;
use crate::domain::date::local_date;
use crate::jobs::run::{Runs, failed};
use crate::store::Database;
use crate::ticker::Ticker;

/// The time between two looks at the clock.
const INTERVAL: Duration = Duration::from_millis(500);

/// Starts the job.
pub(super) fn start(
    zone: Tz,
    database: Database,
    clock: Arc<dyn Clock>,
    runs: &Runs,
) -> std::io::Result<Ticker> {
    let mut told = None;
    let turn = move || {
        let now = clock.now();
        let today = local_date(now, zone);
        // The database is asked only when the day differs from the one that this node has seen told.
        if told == Some(today) {
            return Ok(());
        }
        let is_told_here = calendar::turn(&database, today, now)
            .map_err(failed("the new local day could not be told"))?;
        told = Some(today);
        if is_told_here {
            tracing::info!(%today, "a new local day began");
        }
        Ok(())
    };
    runs.start("calendar", INTERVAL, turn)
}
