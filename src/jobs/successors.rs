//! Forgetting what spent refresh tokens brought, soon after it may no longer be asked for again.

use std::sync::Arc;
use std::time::Duration;

use crate::app::housekeeping;
use crate::clock::Clock;
use crate::jobs::run::{Runs, failed};
use crate::store::Database;
use crate::ticker::Ticker;

/// The time between two looks: short beside the seconds for which it is kept.
const INTERVAL: Duration = Duration::from_secs(2);

/// Starts the job.
pub(super) fn start(
    database: Database,
    clock: Arc<dyn Clock>,
    runs: &Runs,
) -> std::io::Result<Ticker> {
    let turn = move || {
        housekeeping::forget_successors(&database, clock.now())
            .map(drop)
            .map_err(failed("the successors of spent refresh tokens could not be forgotten"))
    };
    runs.start("successors", INTERVAL, turn)
}
