//! What submissions cost when there are few and when there are many: the public list, the queue, the numbers, and taking one
//! in, on SQLite. The figure that counts is the ratio; `make bench-submissions` prints it. Knows the store alone.

mod filled;
mod measure;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, value_parser};
use smartcity::config::{DatabaseUrl, PoolSettings};
use smartcity::store::Database;

/// Whatever goes wrong ends the benchmark with its sentence.
type Failure = Box<dyn std::error::Error>;

/// Compare a database of few submissions with one of many.
#[derive(Debug, Parser)]
#[command(name = "submissions")]
struct Options {
    /// Few
    #[arg(long, default_value_t = 1_000, value_parser = value_parser!(u32).range(100..))]
    few: u32,
    /// Many
    #[arg(long, default_value_t = 1_000_000, value_parser = value_parser!(u32).range(100..))]
    many: u32,
    /// How often each is measured; the median counts
    #[arg(long, default_value_t = 200, value_parser = value_parser!(u32).range(10..))]
    rounds: u32,
    /// What `cargo bench` adds to the arguments of every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            drop(writeln!(std::io::stderr(), "bench: {failure}"));
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Failure> {
    let folder = tempfile::TempDir::with_prefix("smartcity-bench")?;
    let url = format!("sqlite:{}", folder.path().join("smartcity.db").display());
    filled::load(&url)?;
    let url: DatabaseUrl = url.parse()?;
    let settings =
        PoolSettings { connections: 4, acquire_timeout_ms: 10_000, prepared_statements: true };
    let database = Database::open(&url, &settings)?;
    filled::fill(&database, 0, options.few)?;
    let few = measure::all(&database, options.few, options.rounds)?;
    filled::fill(&database, options.few, options.many)?;
    let many = measure::all(&database, options.many, options.rounds)?;
    let mut out = std::io::stdout();
    let (least, most) = (options.few, options.many);
    writeln!(
        out,
        "median of {}, in microseconds, with {least} and {most} submissions:",
        options.rounds
    )?;
    for (one, other) in few.iter().zip(&many) {
        let (name, before) = one;
        let after = other.1;
        writeln!(out, "{name:34} {before:>9.0} {after:>9.0}   × {:.2}", after / before)?;
    }
    Ok(())
}
