//! Writing down that this process serves the database: other processes see that somebody does, and the condition of the
//! store shows whether anything can be written at all.

use std::sync::Arc;
use std::time::Duration;

use crate::app::node::{self, NodeId};
use crate::clock::Clock;
use crate::jobs::run::{Runs, failed};
use crate::store::Database;
use crate::ticker::Ticker;

/// The time between two words: several fit into the time after which a silent node counts as gone.
const INTERVAL: Duration = Duration::from_secs(2);

/// With less room than this the next larger write may fail half way.
const ROOM: u64 = 16 * 1024 * 1024;

/// Writes it down now and starts the job.
pub(super) fn start(
    id: NodeId,
    database: Database,
    clock: Arc<dyn Clock>,
    runs: &Runs,
) -> std::io::Result<Ticker> {
    let turn = move || {
        let written = node::seen(&database, &id, clock.now());
        let failure = written.as_ref().err().map(ToString::to_string);
        database.condition().wrote(failure.or_else(|| lack_of_room(&database)));
        written.map_err(failed("that this process serves could not be written down"))
    };
    // Whether it could be written shows in the condition; the job tries again.
    drop(turn());
    runs.start("node", INTERVAL, turn)
}

/// What is wrong with the disk of an embedded database, if it has no room for much more.
fn lack_of_room(database: &Database) -> Option<String> {
    match database.files()?.free_space() {
        Ok(free) if free < ROOM => Some(format!("less than {ROOM} bytes are left on the disk")),
        Ok(_) => None,
        Err(error) => Some(format!("the disk's free space cannot be told: {error}")),
    }
}
