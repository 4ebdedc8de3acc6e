//! What all jobs have in common: each has its thread, its failures are told without flooding the log, and how it goes can be
//! read by Prometheus.

use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use prometheus::core::Collector;
use prometheus::{IntCounterVec, IntGaugeVec, Opts};

use crate::clock::Clock;
use crate::jobs::{backlog, outbox};
use crate::sampled::Sampled;
use crate::ticker::{Pace, Ticker};

/// Why a turn of a job did not do what it is for.
#[derive(Debug)]
pub(super) struct Failure {
    what: &'static str,
    error: String,
}

/// Makes an error the failure that `what` says.
pub(super) fn failed<E: Display>(what: &'static str) -> impl Fn(E) -> Failure {
    move |error| Failure { what, error: error.to_string() }
}

/// Starts jobs and keeps count of them.
#[derive(Debug, Clone)]
pub struct Runs {
    clock: Arc<dyn Clock>,
    pace: Pace,
    failures: IntCounterVec,
    last_success: IntGaugeVec,
    /// What became of letters.
    pub(super) letters: IntCounterVec,
    /// How much waits.
    pub(super) backlog: backlog::Gauges,
}

impl Runs {
    /// Nothing has run yet.
    ///
    /// # Errors
    /// When a metric has no proper name: a defect.
    pub fn new(clock: Arc<dyn Clock>, pace: Pace) -> Result<Self, prometheus::Error> {
        let failures = Opts::new("smartcity_job_failures_total", "Turns of jobs that failed");
        let last_success = Opts::new(
            "smartcity_job_last_success_seconds",
            "When a turn of the job last succeeded, or the server was started, as a Unix time",
        );
        Ok(Self {
            clock,
            pace,
            failures: IntCounterVec::new(failures, &["name"])?,
            last_success: IntGaugeVec::new(last_success, &["name"])?,
            letters: outbox::attempts()?,
            backlog: backlog::Gauges::new()?,
        })
    }

    /// What is counted, for Prometheus.
    #[must_use]
    pub fn collectors(&self) -> Vec<Box<dyn Collector>> {
        let mut all = self.backlog.collectors();
        all.push(Box::new(self.failures.clone()));
        all.push(Box::new(self.last_success.clone()));
        all.push(Box::new(self.letters.clone()));
        all
    }

    /// Does `turn` every `interval`, first after one interval, or by hand alone.
    pub(super) fn start(
        &self,
        name: &'static str,
        interval: Duration,
        mut turn: impl FnMut() -> Result<(), Failure> + Send + 'static,
    ) -> std::io::Result<Ticker> {
        let clock = Arc::clone(&self.clock);
        let failures = self.failures.with_label_values(&[name]);
        let last_success = self.last_success.with_label_values(&[name]);
        last_success.set(clock.now().timestamp());
        let failing = Sampled::new(name);
        Ticker::start(name, interval, self.pace, move || {
            let panicked = |_| Err(failed("a job panicked")("its turn was given up"));
            match catch_unwind(AssertUnwindSafe(&mut turn)).unwrap_or_else(panicked) {
                Ok(()) => {
                    last_success.set(clock.now().timestamp());
                    failing.settle();
                }
                Err(Failure { what, error }) => {
                    failures.inc();
                    if let Some(left_out) = failing.happened() {
                        tracing::warn!(job = name, %error, left_out, "{what}");
                    }
                }
            }
        })
    }
}
