//! How much waits to be done, for Prometheus: asked now and then, so that a scrape waits for no database.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono_tz::Tz;
use prometheus::core::Collector;
use prometheus::{Gauge, IntGauge};

use crate::app::backlog;
use crate::clock::Clock;
use crate::domain::date::local_date;
use crate::jobs::run::{Runs, failed};
use crate::store::Database;
use crate::ticker::Ticker;

/// The time between two looks: what is alerted on lasts minutes.
const INTERVAL: Duration = Duration::from_secs(5);

/// What was found at the last look.
#[derive(Debug, Clone)]
pub(super) struct Gauges {
    letters: IntGauge,
    oldest_letter: Gauge,
    overdue: IntGauge,
    log: IntGauge,
}

impl Gauges {
    /// Nothing was looked at yet.
    ///
    /// # Errors
    /// When a metric has no proper name: a defect.
    pub fn new() -> Result<Self, prometheus::Error> {
        Ok(Self {
            letters: IntGauge::new("smartcity_letters_unsent", "Letters that wait to be sent")?,
            oldest_letter: Gauge::new(
                "smartcity_oldest_unsent_letter_seconds",
                "How long the oldest letter that waits has waited; 0 when none does",
            )?,
            overdue: IntGauge::new(
                "smartcity_replies_overdue",
                "Submissions whose reply is later than was promised",
            )?,
            log: IntGauge::new(
                "smartcity_wal_bytes",
                "Size of the write-ahead log beside the embedded database; 0 with PostgreSQL",
            )?,
        })
    }

    /// What is told to Prometheus.
    pub fn collectors(&self) -> Vec<Box<dyn Collector>> {
        vec![
            Box::new(self.letters.clone()),
            Box::new(self.oldest_letter.clone()),
            Box::new(self.overdue.clone()),
            Box::new(self.log.clone()),
        ]
    }
}

/// Starts the job. `log` is the write-ahead log of an embedded database.
pub(super) fn start(
    zone: Tz,
    log: Option<PathBuf>,
    database: Database,
    clock: Arc<dyn Clock>,
    runs: &Runs,
) -> std::io::Result<Ticker> {
    let gauges = runs.backlog.clone();
    let turn = move || {
        // Its size is asked of the folder; the file is SQLite's to open.
        let size = log.as_ref().and_then(|log| std::fs::metadata(log).ok());
        let bytes = size.map_or(0, |size| size.len());
        gauges.log.set(i64::try_from(bytes).unwrap_or(i64::MAX));
        let now = clock.now();
        let today = local_date(now, zone);
        let found = database
            .read_blocking(|reading| backlog::look(reading, today))
            .map_err(failed("the backlog could not be looked up"))?;
        gauges.letters.set(found.letters);
        let waited = found.oldest_letter_at.map(|at| (now - at).as_seconds_f64().max(0.0));
        gauges.oldest_letter.set(waited.unwrap_or(0.0));
        gauges.overdue.set(found.overdue_replies);
        Ok(())
    };
    runs.start("backlog", INTERVAL, turn)
}
