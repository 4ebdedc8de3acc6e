//! Looking for signing keys that other processes have made.

use std::sync::Arc;
use std::time::Duration;

use crate::app::identity::Identity;
use crate::clock::Clock;
use crate::ticker::Ticker;

/// The time between two looks: much shorter than a new key is published before it signs.
const INTERVAL: Duration = Duration::from_secs(5);

/// Starts the job.
pub(super) fn start(identity: Identity, clock: Arc<dyn Clock>) -> std::io::Result<Ticker> {
    let tick = move || {
        if let Err(error) = identity.keyring().look(clock.now()) {
            tracing::warn!(%error, "the signing keys could not be looked up");
        }
    };
    Ticker::start("signing-keys", INTERVAL, tick)
}
