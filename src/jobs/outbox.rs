//! Sending the letters that wait in the outbox.

use std::sync::Arc;
use std::time::Duration;

use crate::app::contact_keys::ContactKeys;
use crate::app::notice::{Delivery, deliver_next};
use crate::clock::Clock;
use crate::mail::Postman;
use crate::store::Database;
use crate::ticker::Ticker;

/// The time between two looks.
const INTERVAL: Duration = Duration::from_secs(1);

/// The most letters that are sent at one look, so that a process that is told to stop does so soon.
const AT_ONCE: usize = 20;

/// Starts the job.
pub(super) fn start(
    postman: Postman,
    keys: Arc<ContactKeys>,
    database: Database,
    clock: Arc<dyn Clock>,
) -> std::io::Result<Ticker> {
    let tick = move || {
        for _ in 0..AT_ONCE {
            let now = clock.now();
            let send = |id, letter: &_| postman.deliver(id, letter, now);
            match deliver_next(&database, &keys, now, send) {
                Ok(Some(Delivery::Sent)) => {}
                Ok(Some(Delivery::GivenUp(reason))) => {
                    tracing::warn!(%reason, "a letter was given up");
                }
                // The next one would fare no better right now.
                Ok(Some(Delivery::Postponed(reason))) => {
                    tracing::warn!(%reason, "a letter could not be sent yet");
                    return;
                }
                Ok(None) => return,
                Err(error) => {
                    tracing::warn!(%error, "the outbox could not be worked off");
                    return;
                }
            }
        }
    };
    Ticker::start("outbox", INTERVAL, tick)
}
