//! What was measured, as a table for people and as JSON for programs. Measures nothing.

use serde_json::{Value, json};

use crate::failure::Failure;

/// One round of load.
#[derive(Debug, Clone, Copy)]
pub struct Round {
    /// Answers per second.
    pub rate: f64,
    /// The share of the time in which the answering program worked; far below 1 the load was too small.
    pub busy: f64,
}

/// One request, measured on both sides, round by round.
#[derive(Debug)]
pub struct Comparison {
    /// What was asked, for people.
    pub name: &'static str,
    /// What was asked, for programs.
    pub key: &'static str,
    /// Path and query.
    pub path: String,
    /// The size of the answer's body as sent.
    pub body_bytes: usize,
    /// The server's rounds.
    pub ours: Vec<Round>,
    /// The peer's rounds.
    pub theirs: Vec<Round>,
}

/// Everything that was measured.
#[derive(Debug)]
pub struct Report {
    /// Rounds of each comparison.
    pub rounds: u32,
    /// Seconds of load in each round.
    pub seconds: u32,
    /// Connections under load.
    pub connections: u32,
    /// Threads that answered, on either side.
    pub workers: usize,
    /// The comparisons.
    pub comparisons: Vec<Comparison>,
    /// Times from start to ready on a loaded database, in milliseconds.
    pub ready_ms: Vec<f64>,
    /// Resident memory of an idle server, in MiB.
    pub idle_memory_mib: f64,
    /// Resident memory of the same server when the load was over, in MiB.
    pub memory_after_load_mib: f64,
}

impl Comparison {
    /// The median of the rounds' ratios: what disturbs the machine in one round disturbs both sides of it.
    fn ratio(&self) -> f64 {
        let pairs = self.ours.iter().zip(&self.theirs);
        median(pairs.map(|(ours, theirs)| ours.rate / theirs.rate))
    }

    /// The same by the processor time that an answer costs; it holds also when others use the machine meanwhile.
    fn ratio_by_work(&self) -> f64 {
        let pairs = self.ours.iter().zip(&self.theirs);
        median(pairs.map(|(ours, theirs)| (ours.rate / ours.busy) / (theirs.rate / theirs.busy)))
    }

    fn line(&self) -> String {
        format!(
            "{:<26} {:>8} {:>12} {:>12} {:>7.2} {:>7.2}   {:>3.0} % {:>3.0} %",
            self.name,
            self.body_bytes,
            grouped(rate(&self.ours)),
            grouped(rate(&self.theirs)),
            self.ratio(),
            self.ratio_by_work(),
            100.0 * busy(&self.ours),
            100.0 * busy(&self.theirs)
        )
    }

    fn json(&self) -> Value {
        let side = |rounds: &[Round]| {
            json!({
                "requests_per_second": rounded(rate(rounds), 0),
                "busy": rounded(busy(rounds), 2),
                "rounds": rounds.iter().map(|round| rounded(round.rate, 0)).collect::<Vec<_>>(),
            })
        };
        json!({
            "name": self.key,
            "path": self.path,
            "body_bytes": self.body_bytes,
            "ratio": rounded(self.ratio(), 3),
            "ratio_by_processor_time": rounded(self.ratio_by_work(), 3),
            "smartcity": side(&self.ours),
            "from_memory": side(&self.theirs),
        })
    }
}

fn rate(rounds: &[Round]) -> f64 {
    median(rounds.iter().map(|round| round.rate))
}

fn busy(rounds: &[Round]) -> f64 {
    median(rounds.iter().map(|round| round.busy))
}

impl Report {
    /// The table.
    pub fn table(&self) -> String {
        let mut lines = vec![format!(
            "{:<26} {:>8} {:>12} {:>12} {:>7} {:>7}   {}",
            "requests per second", "bytes", "smartcity", "from memory", "ratio", "by CPU", "busy"
        )];
        lines.extend(self.comparisons.iter().map(Comparison::line));
        lines.extend([
            String::new(),
            format!(
                "ready on a loaded database {:>8.0} ms   (median of {})",
                median(self.ready_ms.iter().copied()),
                self.ready_ms.len()
            ),
            format!(
                "idle memory                {:>8.1} MiB  ({:.1} MiB after the load)",
                self.idle_memory_mib, self.memory_after_load_mib
            ),
            String::new(),
            format!(
                "Medians of {} rounds of {} s; {} worker each, {} connections, load from another core.",
                self.rounds, self.seconds, self.workers, self.connections
            ),
            "`by CPU` is the ratio of what an answer costs; far from `ratio`, something else was busy.".to_owned(),
        ]);
        lines.join("\n")
    }

    /// One JSON object.
    pub fn json(&self) -> Result<String, Failure> {
        let report = json!({
            "rounds": self.rounds,
            "seconds_per_round": self.seconds,
            "connections": self.connections,
            "workers": self.workers,
            "comparisons": self.comparisons.iter().map(Comparison::json).collect::<Vec<_>>(),
            "ready_ms": rounded(median(self.ready_ms.iter().copied()), 1),
            "ready_ms_runs": self.ready_ms.iter().map(|ms| rounded(*ms, 1)).collect::<Vec<_>>(),
            "idle_memory_mib": rounded(self.idle_memory_mib, 1),
            "memory_after_load_mib": rounded(self.memory_after_load_mib, 1),
        });
        Ok(serde_json::to_string_pretty(&report)?)
    }
}

/// The middle value, of an even count the mean of the two in the middle; 0 of none.
fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    let upper = sorted.get(sorted.len() / 2);
    let lower = sorted.get(sorted.len().saturating_sub(1) / 2);
    match (lower, upper) {
        (Some(lower), Some(upper)) => f64::midpoint(*lower, *upper),
        _ => 0.0,
    }
}

fn rounded(value: f64, digits: i32) -> f64 {
    let factor = 10_f64.powi(digits);
    (value * factor).round() / factor
}

/// A whole number with its thousands set apart.
fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
