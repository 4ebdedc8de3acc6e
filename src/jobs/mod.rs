//! What the server does by itself, without a request.

mod backlog;
mod calendar;
mod erasure;
mod holidays;
mod housekeeping;
mod integrity;
mod keys;
mod log;
mod node;
mod outbox;
mod reply_dates;
mod retention;
mod run;
mod search_terms;
mod successors;

use std::sync::Arc;

use crate::app::contact_keys::ContactKeys;
use crate::app::holidays::HolidayWatch;
use crate::app::identity::Identity;
use crate::app::node::NodeId;
use crate::app::notice::Recipients;
use crate::clock::Clock;
use crate::config::{DatabaseUrl, Settings};
use crate::mail::Postman;
use crate::store::{Database, files};
use crate::ticker::Ticker;

pub use run::Runs;

/// What jobs work with.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// How it is configured.
    pub settings: &'a Settings,
    /// The database.
    pub database: &'a Database,
    /// The time.
    pub clock: &'a Arc<dyn Clock>,
    /// Who somebody is.
    pub identity: &'a Identity,
    /// What contact details are sealed under.
    pub contact_keys: &'a Arc<ContactKeys>,
    /// Whom letters may go to.
    pub recipients: &'a Recipients,
    /// How far the calendar of public holidays reaches.
    pub holidays: &'a HolidayWatch,
    /// This process among those that serve the database.
    pub node: &'a NodeId,
    /// What is counted of the jobs.
    pub runs: &'a Runs,
}

/// Starts the jobs; they end when the list is dropped. Letters are sent where there is somebody to send them.
///
/// # Errors
/// When the machine refuses a thread.
pub fn start(parts: Parts<'_>, postman: Option<Postman>) -> std::io::Result<Vec<Ticker>> {
    let Parts { settings, database, clock, identity, contact_keys, holidays, node, runs, .. } =
        parts;
    let retention = settings
        .changes
        .retention_days
        .map(|days| retention::start(days, database.clone(), Arc::clone(clock), runs));
    let outbox = postman.map(|postman| {
        let known = (Arc::clone(contact_keys), parts.recipients.clone());
        outbox::start(postman, known, database.clone(), Arc::clone(clock), runs)
    });
    let log = match &settings.database {
        DatabaseUrl::Sqlite(path) => Some(files::log_of(path)),
        DatabaseUrl::Postgres(_) => None,
    };
    let (zone, standard) = (settings.locale.time_zone, settings.submissions.reply_days);
    let contacts_kept = settings.privacy.contact_retention();
    let others = [
        backlog::start(zone, log, database.clone(), Arc::clone(clock), runs),
        calendar::start(zone, database.clone(), Arc::clone(clock), runs),
        erasure::start(contacts_kept, database.clone(), Arc::clone(clock), runs),
        holidays::start(holidays.clone(), zone, database.clone(), Arc::clone(clock), runs),
        housekeeping::start(database.clone(), Arc::clone(clock), runs),
        integrity::start(database.clone(), runs),
        keys::start(identity.clone(), Arc::clone(contact_keys), Arc::clone(clock), runs),
        log::start(runs),
        node::start(node.clone(), database.clone(), Arc::clone(clock), runs),
        reply_dates::start(standard, zone, database.clone(), Arc::clone(clock), runs),
        search_terms::start(database.clone(), Arc::clone(clock), runs),
        successors::start(database.clone(), Arc::clone(clock), runs),
    ];
    retention.into_iter().chain(outbox).chain(others).collect()
}
