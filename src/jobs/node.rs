//! Writing down that this process serves the database: other processes see that somebody does, and the condition of the
//! store shows whether anything can be written at all.

use std::sync::Arc;
use std::time::Duration;

use crate::app::node::{self, NodeId};
use crate::clock::Clock;
use crate::store::{Database, Fault};
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
) -> std::io::Result<Ticker> {
    let tick = move || {
        let written = node::seen(&database, &id, clock.now());
        database.condition().wrote(failure(&database, written));
    };
    tick();
    Ticker::start("node", INTERVAL, tick)
}

fn failure(database: &Database, written: Result<(), Fault>) -> Option<String> {
    if let Err(fault) = written {
        return Some(fault.to_string());
    }
    match database.files()?.free_space() {
        Ok(free) if free < ROOM => Some(format!("only {free} bytes are left on the disk")),
        Ok(_) => None,
        Err(error) => Some(format!("the disk's free space cannot be told: {error}")),
    }
}
