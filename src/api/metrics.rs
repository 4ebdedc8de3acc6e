//! What Prometheus can read of this process. Counts and times only: nothing of a request's content.

use prometheus::{
    Encoder, Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGauge, Opts, Registry,
    TextEncoder,
};

/// The counters of this process.
#[derive(Debug, Clone)]
pub struct Metrics {
    registry: Registry,
    /// Answers by status class, cached ones included; one counter each, so that a hit looks none up.
    responses: [IntCounter; 5],
    /// Answers given from the response cache.
    pub cache_hits: IntCounter,
    /// Answers that had to be made.
    pub cache_misses: IntCounter,
    /// Seconds taken by answers that were not in the cache.
    pub made_seconds: Histogram,
}

impl Metrics {
    /// Fresh counters. `reads` counts the snapshot reads of the database, `holidays_end` says when the calendar of public
    /// holidays ends.
    ///
    /// # Errors
    /// When two counters have the same name: a defect.
    pub fn new(reads: IntCounter, holidays_end: IntGauge) -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let responses = IntCounterVec::new(
            Opts::new("smartcity_responses_total", "Answers by status class, cached ones included"),
            &["class"],
        )?;
        let cache_hits =
            IntCounter::new("smartcity_cache_hits_total", "Answers from the response cache")?;
        let cache_misses =
            IntCounter::new("smartcity_cache_misses_total", "Answers not in the response cache")?;
        let made_seconds = Histogram::with_opts(HistogramOpts::new(
            "smartcity_made_seconds",
            "Time taken by answers that were not in the cache",
        ))?;
        registry.register(Box::new(responses.clone()))?;
        let responses =
            ["1xx", "2xx", "3xx", "4xx", "5xx"].map(|class| responses.with_label_values(&[class]));
        registry.register(Box::new(cache_hits.clone()))?;
        registry.register(Box::new(cache_misses.clone()))?;
        registry.register(Box::new(made_seconds.clone()))?;
        registry.register(Box::new(reads))?;
        registry.register(Box::new(holidays_end))?;
        Ok(Self { registry, responses, cache_hits, cache_misses, made_seconds })
    }

    /// Counts an answer.
    pub fn count(&self, status: u16) {
        let [informed, done, elsewhere, refused, failed] = &self.responses;
        match status {
            100..=199 => informed.inc(),
            200..=299 => done.inc(),
            300..=399 => elsewhere.inc(),
            400..=499 => refused.inc(),
            _ => failed.inc(),
        }
    }

    /// Everything in the Prometheus text format.
    ///
    /// # Errors
    /// When a counter cannot be written: a defect.
    pub fn render(&self) -> Result<Vec<u8>, prometheus::Error> {
        let mut out = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut out)?;
        Ok(out)
    }
}
