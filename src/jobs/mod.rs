//! What the server does by itself, without a request.

mod calendar;
mod housekeeping;
mod keys;
mod retention;
mod successors;

use std::sync::Arc;

use crate::app::identity::Identity;
use crate::clock::Clock;
use crate::config::Settings;
use crate::store::Database;
use crate::ticker::Ticker;

/// Starts the jobs; they end when the list is dropped.
///
/// # Errors
/// When the machine refuses a thread.
pub fn start(
    settings: &Settings,
    database: &Database,
    clock: &Arc<dyn Clock>,
    identity: &Identity,
) -> std::io::Result<Vec<Ticker>> {
    let retention = settings
        .changes
        .retention_days
        .map(|days| retention::start(days, database.clone(), Arc::clone(clock)));
    let zone = settings.locale.time_zone;
    let others = [
        calendar::start(zone, database.clone(), Arc::clone(clock)),
        housekeeping::start(database.clone(), Arc::clone(clock)),
        keys::start(identity.clone(), Arc::clone(clock)),
        successors::start(database.clone(), Arc::clone(clock)),
    ];
    retention.into_iter().chain(others).collect()
}
