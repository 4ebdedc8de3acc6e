//! Looking for keys that other processes have made.

use std::sync::Arc;
use std::time::Duration;

use crate::app::contact_keys::ContactKeys;
use crate::app::identity::Identity;
use crate::clock::Clock;
use crate::ticker::Ticker;

/// The time between two looks: much shorter than a new key is published before it signs.
const INTERVAL: Duration = Duration::from_secs(5);

/// Starts the job.
pub(super) fn start(
    identity: Identity,
    contacts: Arc<ContactKeys>,
    clock: Arc<dyn Clock>,
) -> std::io::Result<Ticker> {
    let tick = move || {
        if let Err(error) = identity.keyring().look(clock.now()) {
            tracing::warn!(%error, "the signing keys could not be looked up");
        }
        if let Err(error) = contacts.look() {
            tracing::warn!(%error, "the keys of contact details could not be looked up");
        }
    };
    Ticker::start("keys", INTERVAL, tick)
}
