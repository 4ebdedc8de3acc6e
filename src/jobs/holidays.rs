//! Looking how far the calendar of public holidays reaches, and warning of its end: at the start, once a local day, and when
//! it comes up in between.

use std::sync::Arc;
use std::time::Duration;

use chrono_tz::Tz;

use crate::app::holidays::HolidayWatch;
use crate::clock::Clock;
use crate::domain::date::local_date;
use crate::jobs::run::{Runs, failed};
use crate::store::Database;
use crate::ticker::Ticker;

/// The time between two looks: holidays are loaded by another process.
const INTERVAL: Duration = Duration::from_secs(5);

/// Starts the job; the first look is over when this returns.
pub(super) fn start(
    watch: HolidayWatch,
    zone: Tz,
    database: Database,
    clock: Arc<dyn Clock>,
    runs: &Runs,
) -> std::io::Result<Ticker> {
    let mut warned_on = None;
    let mut turn = move || {
        let now = clock.now();
        let reach = watch
            .look(&database, zone, now)
            .map_err(failed("the calendar of holidays could not be looked up"))?;
        let Some(warning) = reach.warning() else {
            warned_on = None;
            return Ok(());
        };
        let today = Some(local_date(now, zone));
        if warned_on != today {
            warned_on = today;
            tracing::warn!(code = warning.code, "{}", warning.message);
        }
        Ok(())
    };
    // What fails now is told when the job fails.
    drop(turn());
    runs.start("holidays", INTERVAL, turn)
}
