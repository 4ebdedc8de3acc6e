//! Sending the letters that wait in the outbox.

use std::sync::Arc;
use std::time::Duration;

use prometheus::{IntCounterVec, Opts};

use crate::app::contact_keys::ContactKeys;
use crate::app::notice::{Delivery, Recipients, deliver_next};
use crate::clock::Clock;
use crate::jobs::run::{Runs, failed};
use crate::mail::Postman;
use crate::sampled;
use crate::store::Database;
use crate::ticker::Ticker;

/// The time between two looks.
const INTERVAL: Duration = Duration::from_secs(1);

/// The most letters that are sent at one look, so that a process that is told to stop does so soon.
const AT_ONCE: usize = 20;

/// Attempts to send letters, by what became of them.
///
/// # Errors
/// When the metric has no proper name: a defect.
pub(super) fn attempts() -> Result<IntCounterVec, prometheus::Error> {
    let options = Opts::new("smartcity_letters_total", "Attempts to send a letter, by outcome");
    let attempts = IntCounterVec::new(options, &["outcome"])?;
    for outcome in ["sent", "postponed", "given_up"] {
        attempts.with_label_values(&[outcome]);
    }
    Ok(attempts)
}

/// Starts the job.
pub(super) fn start(
    postman: Postman,
    (keys, recipients): (Arc<ContactKeys>, Recipients),
    database: Database,
    clock: Arc<dyn Clock>,
    runs: &Runs,
) -> std::io::Result<Ticker> {
    let attempts = runs.letters.clone();
    let count = move |outcome| attempts.with_label_values(&[outcome]).inc();
    let turn = move || {
        for _ in 0..AT_ONCE {
            let now = clock.now();
            let send = |id, letter: &_| postman.deliver(id, letter, now);
            let delivery = deliver_next(&database, (&keys, &recipients), now, send)
                .map_err(failed("the outbox could not be worked off"))?;
            match delivery {
                Some(Delivery::Sent) => count("sent"),
                Some(Delivery::GivenUp(reason)) => {
                    count("given_up");
                    if let Some(left_out) = sampled::GIVEN_UP.happened() {
                        tracing::warn!(%reason, left_out, "a letter was given up");
                    }
                }
                // The next one would fare no better right now.
                Some(Delivery::Postponed(reason)) => {
                    count("postponed");
                    return Err(failed("a letter could not be sent yet")(reason));
                }
                None => return Ok(()),
            }
        }
        Ok(())
    };
    runs.start("outbox", INTERVAL, turn)
}
