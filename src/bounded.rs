//! Work off the request threads, never more of it at once than was agreed. Knows nothing of what is done.

use std::sync::Arc;
use std::time::{Duration, Instant};

use prometheus::core::Collector;
use prometheus::{Histogram, HistogramOpts, IntCounter, IntGauge, Opts};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};

/// So many pieces of work at once; whoever comes while all are taken waits a while, then is turned away.
#[derive(Debug, Clone)]
pub struct Bounded {
    permits: Arc<Semaphore>,
    patience: Duration,
    load: Load,
}

/// A place among the work that is done at once. It is free again when this is dropped: whoever does the work holds it until
/// the work has ended, whether somebody still waits for it or not.
#[derive(Debug)]
pub struct Place {
    _busy: Counted,
    _permit: OwnedSemaphorePermit,
}

/// How busy it is, as Prometheus reads it.
#[derive(Debug, Clone)]
struct Load {
    size: IntGauge,
    busy: IntGauge,
    waiting: IntGauge,
    wait: Histogram,
    shed: IntCounter,
}

/// Why a piece of work was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Busy {
    /// No place became free in time.
    #[error("every place is taken")]
    Saturated,
    /// The work gave up half way: a defect.
    #[error("the work was given up: {0}")]
    GivenUp(String),
}

impl Bounded {
    /// At most `at_once` pieces of work; one more waits `patience` for its turn. Metrics call it `pool`.
    ///
    /// # Errors
    /// When a metric has no proper name: a defect.
    pub fn new(pool: &str, at_once: usize, patience: Duration) -> Result<Self, prometheus::Error> {
        let load = Load::of(pool)?;
        load.size.set(i64::try_from(at_once).unwrap_or(i64::MAX));
        Ok(Self { permits: Arc::new(Semaphore::new(at_once)), patience, load })
    }

    /// How busy it is, for Prometheus.
    #[must_use]
    pub fn collectors(&self) -> Vec<Box<dyn Collector>> {
        let Load { size, busy, waiting, wait, shed } = self.load.clone();
        vec![Box::new(size), Box::new(busy), Box::new(waiting), Box::new(wait), Box::new(shed)]
    }

    /// Does `work` on a thread of its own as soon as there is a place.
    ///
    /// # Errors
    /// As [`Busy`].
    #[expect(clippy::disallowed_methods, reason = "the one home of blocking work for requests")]
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Busy> {
        let place = self.place().await?;
        let working = move || {
            let _place = place;
            work()
        };
        tokio::task::spawn_blocking(working).await.map_err(|error| Busy::GivenUp(error.to_string()))
    }

    /// A place, for work that somebody else does.
    ///
    /// # Errors
    /// [`Busy::Saturated`] when none becomes free in time.
    pub async fn place(&self) -> Result<Place, Busy> {
        let permit = match Arc::clone(&self.permits).try_acquire_owned() {
            Ok(permit) => {
                self.load.wait.observe(0.0);
                permit
            }
            Err(TryAcquireError::NoPermits) => {
                let (_waiting, began) = (Counted::of(&self.load.waiting), Instant::now());
                let waiting = Arc::clone(&self.permits).acquire_owned();
                let waited = tokio::time::timeout(self.patience, waiting).await;
                self.load.wait.observe(began.elapsed().as_secs_f64());
                let Ok(Ok(permit)) = waited else {
                    self.load.shed.inc();
                    return Err(Busy::Saturated);
                };
                permit
            }
            Err(TryAcquireError::Closed) => return Err(Busy::Saturated),
        };
        Ok(Place { _busy: Counted::of(&self.load.busy), _permit: permit })
    }
}

/// Does work that must come to its end, also when whoever waits for it goes.
///
/// # Errors
/// [`Busy::GivenUp`].
pub async fn to_its_end<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, Busy> {
    tokio::spawn(work).await.map_err(|error| Busy::GivenUp(error.to_string()))
}

impl Load {
    fn of(pool: &str) -> Result<Self, prometheus::Error> {
        let named = |name: &str, help: &str| Opts::new(name, help).const_label("pool", pool);
        let wait = HistogramOpts::new(
            "smartcity_pool_wait_seconds",
            "How long work waited for its place, that which was turned away included",
        );
        Ok(Self {
            size: IntGauge::with_opts(named("smartcity_pool_size", "Places in the pool"))?,
            busy: IntGauge::with_opts(named("smartcity_pool_busy", "Places that are taken"))?,
            waiting: IntGauge::with_opts(named(
                "smartcity_pool_waiting",
                "Work that waits for a place",
            ))?,
            wait: Histogram::with_opts(wait.const_label("pool", pool))?,
            shed: IntCounter::with_opts(named(
                "smartcity_pool_shed_total",
                "Work that was turned away because no place became free in time",
            ))?,
        })
    }
}

/// Counts in a gauge for as long as it lives.
#[derive(Debug)]
struct Counted(IntGauge);

impl Counted {
    fn of(gauge: &IntGauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}
