//! Looking how far the calendar of public holidays reaches, and warning of its end: at the start, once a local day, and when
//! it comes up in between.

use std::sync::Arc;
use std::time::Duration;

use chrono_tz::Tz;

use crate::app::holidays::HolidayWatch;
use crate::clock::Clock;
use crate::domain::date::local_date;
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
) -> std::io::Result<Ticker> {
    let mut warned_on = None;
    let mut tick = move || {
        let now = clock.now();
        let warning = match watch.look(&database, zone, now) {
            Ok(reach) => reach.warning(),
            Err(error) => {
                tracing::debug!(%error, "the calendar of holidays could not be looked up");
                return;
            }
        };
        let Some(warning) = warning else {
            warned_on = None;
            return;
        };
        let today = Some(local_date(now, zone));
        if warned_on != today {
            warned_on = today;
            tracing::warn!(code = warning.code, "{}", warning.message);
        }
    };
    tick();
    Ticker::start("holidays", INTERVAL, tick)
}
