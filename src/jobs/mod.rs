//! What the server does by itself, without a request.

mod calendar;
mod erasure;
mod holidays;
mod housekeeping;
mod keys;
mod outbox;
mod retention;
mod successors;

use std::sync::Arc;

use crate::app::contact_keys::ContactKeys;
use crate::app::holidays::HolidayWatch;
use crate::app::identity::Identity;
use crate::clock::Clock;
use crate::config::Settings;
use crate::mail::Postman;
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
    contact_keys: &Arc<ContactKeys>,
    holidays: &HolidayWatch,
    postman: Option<Postman>,
) -> std::io::Result<Vec<Ticker>> {
    let retention = settings
        .changes
        .retention_days
        .map(|days| retention::start(days, database.clone(), Arc::clone(clock)));
    let outbox = postman.map(|postman| {
        outbox::start(postman, Arc::clone(contact_keys), database.clone(), Arc::clone(clock))
    });
    let zone = settings.locale.time_zone;
    let contacts_kept = settings.privacy.contact_retention();
    let others = [
        calendar::start(zone, database.clone(), Arc::clone(clock)),
        erasure::start(contacts_kept, database.clone(), Arc::clone(clock)),
        holidays::start(holidays.clone(), zone, database.clone(), Arc::clone(clock)),
        housekeeping::start(database.clone(), Arc::clone(clock)),
        keys::start(identity.clone(), Arc::clone(contact_keys), Arc::clone(clock)),
        successors::start(database.clone(), Arc::clone(clock)),
    ];
    retention.into_iter().chain(outbox).chain(others).collect()
}
