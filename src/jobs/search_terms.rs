//! Making stored search terms anew after an upgrade that folds text otherwise, or after the database was restored under a
//! running server.

use std::sync::Arc;
use std::time::Duration;

use crate::app::search_terms::{Followed, follow};
use crate::clock::Clock;
use crate::jobs::run::{Runs, failed};
use crate::store::Database;
use crate::ticker::Ticker;

/// The time between two looks: others write between the steps of one turn and the next.
const INTERVAL: Duration = Duration::from_secs(1);

/// So many steps are one turn: a server that stops waits for no more than that.
const STEPS: usize = 5;

/// Starts the job.
pub(super) fn start(
    database: Database,
    clock: Arc<dyn Clock>,
    runs: &Runs,
) -> std::io::Result<Ticker> {
    let turn = move || {
        for _ in 0..STEPS {
            let followed = follow(&database, clock.now())
                .map_err(failed("search terms could not be made anew"))?;
            if followed == Followed::Wholly {
                break;
            }
        }
        Ok(())
    };
    runs.start("search_terms", INTERVAL, turn)
}
