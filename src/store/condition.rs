//! What the store can do right now, as its watch and its probes have last found it. Whoever is asked for readiness reads it
//! here; nothing is looked up for it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use prometheus::core::Collector;
use prometheus::{IntGaugeVec, Opts};

use crate::store::fault::Fault;

/// So long after the last write that was tried, the next one hangs: they are tried every two seconds.
const PATIENCE: Duration = Duration::from_secs(15);

/// The condition of the store; shared by those who look and those who ask.
#[derive(Debug)]
pub struct Condition {
    found: Mutex<Found>,
    usable: IntGaugeVec,
}

/// What was last found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Found {
    reading: Option<String>,
    tables: Option<String>,
    damage: Option<String>,
    writing: Option<String>,
    /// When something was last written or failed to be; none before the first time.
    wrote_at: Option<Instant>,
}

/// How far the store can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Readiness {
    /// For everything.
    Ready,
    /// For reading alone; the reason is for the log.
    ReadOnly(String),
    /// For nothing that could be relied on; the reason is for the log.
    Unusable(String),
}

impl Condition {
    /// Nothing was found wrong yet.
    ///
    /// # Errors
    /// When the metric has no proper name: a defect.
    pub fn new() -> Result<Self, prometheus::Error> {
        let usable = Opts::new(
            "smartcity_store_usable",
            "Whether the database can be used for reading and for writing: 1 or 0",
        );
        let usable = IntGaugeVec::new(usable, &["for"])?;
        let condition = Self { found: Mutex::default(), usable };
        condition.measure();
        Ok(condition)
    }

    /// What is told to Prometheus.
    #[must_use]
    pub fn collector(&self) -> Box<dyn Collector> {
        Box::new(self.usable.clone())
    }

    /// The database answered, and whether its tables are those of this binary; or it did not.
    pub fn looked(&self, look: &Result<bool, Fault>) {
        {
            let mut found = self.found();
            match look {
                Ok(is_current) => {
                    found.reading = None;
                    found.tables = (!is_current)
                        .then(|| "the database's tables are not those of this binary".to_owned());
                }
                Err(fault) => found.reading = Some(fault.to_string()),
            }
        }
        self.measure();
    }

    /// The file of the database was read through and is whole, or why it is not.
    pub fn examined(&self, damage: Option<String>) {
        self.found().damage = damage;
        self.measure();
    }

    /// Something was written as a test, or why it could not be.
    pub fn wrote(&self, failure: Option<String>) {
        {
            let mut found = self.found();
            found.writing = failure;
            found.wrote_at = Some(Instant::now());
        }
        self.measure();
    }

    /// How far the store can be used.
    #[must_use]
    pub fn readiness(&self) -> Readiness {
        let found = self.found().clone();
        let reasons = [found.reading, found.tables, found.damage];
        // A write that never ends fails no more than it succeeds.
        let hangs = found.wrote_at.is_some_and(|at| at.elapsed() > PATIENCE);
        let hangs = hangs.then(|| "a write does not come to its end".to_owned());
        match (reasons.into_iter().flatten().next(), found.writing.or(hangs)) {
            (Some(reason), _) => Readiness::Unusable(reason),
            (None, Some(reason)) => Readiness::ReadOnly(reason),
            (None, None) => Readiness::Ready,
        }
    }

    fn measure(&self) {
        let (reading, writing) = match self.readiness() {
            Readiness::Ready => (1, 1),
            Readiness::ReadOnly(_) => (1, 0),
            Readiness::Unusable(_) => (0, 0),
        };
        self.usable.with_label_values(&["reading"]).set(reading);
        self.usable.with_label_values(&["writing"]).set(writing);
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hinders_reading_weighs_more_than_what_hinders_writing() {
        let condition = Condition::new().unwrap();
        assert_eq!(condition.readiness(), Readiness::Ready);
        condition.wrote(Some("the disk is full".into()));
        assert_eq!(condition.readiness(), Readiness::ReadOnly("the disk is full".into()));
        condition.examined(Some("page 7 is malformed".into()));
        assert_eq!(condition.readiness(), Readiness::Unusable("page 7 is malformed".into()));
        condition.examined(None);
        condition.looked(&Ok(false));
        assert!(matches!(condition.readiness(), Readiness::Unusable(_)));
        condition.looked(&Err(Fault::Unavailable("gone".into())));
        condition.looked(&Ok(true));
        condition.wrote(None);
        assert_eq!(condition.readiness(), Readiness::Ready);
    }
}
