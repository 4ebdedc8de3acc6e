//! Computing the days on which replies are due anew after the database was restored under a running server. A server that
//! starts does it by itself.

use std::sync::Arc;
use std::time::Duration;

use chrono_tz::Tz;

use crate::app::submission::due::set_missing_standard;
use crate::clock::Clock;
use crate::domain::submission::clock::ReplyStandard;
use crate::jobs::run::{Runs, failed};
use crate::store::Database;
use crate::ticker::Ticker;

/// The time between two looks: until then nothing new is taken in.
const INTERVAL: Duration = Duration::from_secs(1);

/// Starts the job.
pub(super) fn start(
    standard: ReplyStandard,
    zone: Tz,
    database: Database,
    clock: Arc<dyn Clock>,
    runs: &Runs,
) -> std::io::Result<Ticker> {
    let turn = move || {
        set_missing_standard(&database, standard, zone, clock.now())
            .map(drop)
            .map_err(failed("reply dates could not be computed anew"))
    };
    runs.start("reply_dates", INTERVAL, turn)
}
