//! What Prometheus can read of this process. Counts and times only: nothing of a request's content.

use prometheus::core::Collector;
use prometheus::{
    Encoder, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, Opts, Registry,
    TextEncoder,
};

/// Bounds of the times that answers take, in seconds: most take less than a millisecond, and none longer than a request may.
const TIMES: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Status classes as labels name them.
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

/// How an attempt to sign in ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignIn {
    /// Somebody is signed in.
    Done,
    /// Address and password did not match.
    Failed,
    /// It came too soon after others.
    HeldOff,
}

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
    made_seconds: Histogram,
    /// The same by method, route and status class.
    request_seconds: HistogramVec,
    sign_ins: [IntCounter; 3],
}

impl Metrics {
    /// Fresh counters.
    ///
    /// # Errors
    /// When two counters have the same name: a defect.
    pub fn new() -> Result<Self, prometheus::Error> {
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
        let request_seconds = HistogramVec::new(
            HistogramOpts::new(
                "smartcity_request_seconds",
                "Time taken by answers that were not in the cache, by operation",
            )
            .buckets(TIMES.to_vec()),
            &["method", "route", "class"],
        )?;
        let sign_ins = IntCounterVec::new(
            Opts::new("smartcity_sign_ins_total", "Attempts to sign in, by outcome"),
            &["outcome"],
        )?;
        registry.register(Box::new(responses.clone()))?;
        registry.register(Box::new(cache_hits.clone()))?;
        registry.register(Box::new(cache_misses.clone()))?;
        registry.register(Box::new(made_seconds.clone()))?;
        registry.register(Box::new(request_seconds.clone()))?;
        registry.register(Box::new(sign_ins.clone()))?;
        // What the system tells of a process is in one place on Linux alone.
        #[cfg(target_os = "linux")]
        registry.register(Box::new(prometheus::process_collector::ProcessCollector::for_self()))?;
        let responses = CLASSES.map(|class| responses.with_label_values(&[class]));
        let sign_ins =
            ["done", "failed", "held_off"].map(|outcome| sign_ins.with_label_values(&[outcome]));
        Ok(Self {
            registry,
            responses,
            cache_hits,
            cache_misses,
            made_seconds,
            request_seconds,
            sign_ins,
        })
    }

    /// Adds what others count.
    ///
    /// # Errors
    /// When two counters have the same name: a defect.
    pub fn register(
        &self,
        collectors: impl IntoIterator<Item = Box<dyn Collector>>,
    ) -> Result<(), prometheus::Error> {
        collectors.into_iter().try_for_each(|collector| self.registry.register(collector))
    }

    /// Notes how long an answer took that had to be made. A route that is none, and a method that no route takes, have one
    /// name for all: what clients make up must not become labels.
    pub fn observe(&self, method: &str, route: Option<&str>, status: u16, seconds: f64) {
        let method = match method {
            "GET" | "POST" | "PATCH" | "DELETE" => method,
            _ => "other",
        };
        let [informed, done, elsewhere, refused, failed] = CLASSES;
        let class = match status {
            100..=199 => informed,
            200..=299 => done,
            300..=399 => elsewhere,
            400..=499 => refused,
            _ => failed,
        };
        self.made_seconds.observe(seconds);
        let labels = [method, route.unwrap_or("none"), class];
        self.request_seconds.with_label_values(&labels).observe(seconds);
    }

    /// Counts an attempt to sign in.
    pub fn count_sign_in(&self, outcome: SignIn) {
        let [done, failed, held_off] = &self.sign_ins;
        match outcome {
            SignIn::Done => done.inc(),
            SignIn::Failed => failed.inc(),
            SignIn::HeldOff => held_off.inc(),
        }
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
