//! What the server does by itself, without a request.

mod backlog;
mod calendar;
mod erasure;
mod housekeeping;
mod integrity;
mod keys;
mod log;
mod node;
mod outbox;
mod retention;
mod run;
mod successors;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::contact_keys::ContactKeys;
use crate::app::identity::Identity;
use crate::app::node::NodeId;
use crate::clock::Clock;
use crate::config::{DatabaseUrl, Settings};
use crate::mail::Postman;
use crate::store::Database;
use crate::ticker::Ticker;

pub use run::Runs;

/// Starts the jobs; they end when the list is dropped.
///
/// # Errors
/// When the machine refuses a thread.
pub fn start(
    settings: &Settings,
    database: &Database,
    clock: &Arc<dyn Clock>,
    identity: &Identity,
    contact_keys: &Arc<ContactKeys>,
    postman: Option<Postman>,
    node_id: &NodeId,
    runs: &Runs,
) -> std::io::Result<Vec<Ticker>> {
    let retention = settings
        .changes
        .retention_days
        .map(|days| retention::start(days, database.clone(), Arc::clone(clock), runs));
    let outbox = postman.map(|postman| {
        outbox::start(postman, Arc::clone(contact_keys), database.clone(), Arc::clone(clock), runs)
    });
    let log = match &settings.database {
        DatabaseUrl::Sqlite(path) => Some(log_of(path)),
        DatabaseUrl::Postgres(_) => None,
    };
    let zone = settings.locale.time_zone;
    let contacts_kept = settings.privacy.contact_retention();
    let others = [
        backlog::start(zone, log, database.clone(), Arc::clone(clock), runs),
        calendar::start(zone, database.clone(), Arc::clone(clock), runs),
        erasure::start(contacts_kept, database.clone(), Arc::clone(clock), runs),
        housekeeping::start(database.clone(), Arc::clone(clock), runs),
        integrity::start(database.clone(), runs),
        keys::start(identity.clone(), Arc::clone(contact_keys), Arc::clone(clock), runs),
        log::start(runs),
        node::start(node_id.clone(), database.clone(), Arc::clone(clock), runs),
        successors::start(database.clone(), Arc::clone(clock), runs),
    ];
    retention.into_iter().chain(outbox).chain(others).collect()
}

/// The write-ahead log that SQLite keeps beside a database.
fn log_of(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}
