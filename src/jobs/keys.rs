//! Looking for keys that other processes have made.

use std::sync::Arc;
use std::time::Duration;

use crate::app::contact_keys::ContactKeys;
use crate::app::identity::Identity;
use crate::clock::Clock;
use crate::jobs::run::{Runs, failed};
use crate::ticker::Ticker;

/// The time between two looks: much shorter than a new key is published before it signs.
const INTERVAL: Duration = Duration::from_secs(5);

/// Starts the job.
pub(super) fn start(
    identity: Identity,
    contacts: Arc<ContactKeys>,
    clock: Arc<dyn Clock>,
    runs: &Runs,
) -> std::io::Result<Ticker> {
    let turn = move || {
        let signing = identity.keyring().look(clock.now());
        let sealing = contacts.look();
        signing.map_err(failed("the signing keys could not be looked up"))?;
        sealing.map_err(failed("the keys of contact details could not be looked up"))
    };
    runs.start("keys", INTERVAL, turn)
}
