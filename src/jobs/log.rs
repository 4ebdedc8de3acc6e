//! Telling of what is over: states whose lines are sampled get their last one here.

use std::time::Duration;

use crate::jobs::run::Runs;
use crate::sampled;
use crate::ticker::Ticker;

/// The time between two looks.
const INTERVAL: Duration = Duration::from_secs(5);

/// Starts the job.
pub(super) fn start(runs: &Runs) -> std::io::Result<Ticker> {
    runs.start("log", INTERVAL, || {
        for state in sampled::ALL {
            state.settle();
        }
        Ok(())
    })
}
