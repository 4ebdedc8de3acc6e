//! Compares the server with a minimal actix-web program that answers the same bytes from memory, and measures a
//! start and an idle server's memory. It knows the server by its binary, its answers and its process alone.
//!
//! `make bench` runs it. Server and peer have one worker each and share one core, the load comes from another;
//! they take turns, so that only one of them works at a time. Everything stays on the loopback address.

mod answer;
mod failure;
mod load;
mod measure;
mod peer;
mod process;
mod report;
mod scenario;
mod server;

use std::io::Write as _;
use std::net::SocketAddr;
use std::process::ExitCode;

use clap::{Parser, value_parser};

use crate::failure::Failure;

/// Compare the server with a program that answers the same bytes from memory.
#[derive(Debug, Parser)]
#[command(name = "http")]
struct Options {
    /// Rounds of each measurement; their median counts
    #[arg(long, default_value_t = 5, value_parser = value_parser!(u32).range(1..))]
    rounds: u32,
    /// Seconds of load in each round
    #[arg(long, default_value_t = 2, value_parser = value_parser!(u32).range(1..))]
    seconds: u32,
    /// Connections that are kept open under load
    #[arg(long, default_value_t = 32, value_parser = value_parser!(u32).range(1..=1000))]
    connections: u32,
    /// Core of the server and of the peer
    #[arg(long, default_value_t = 0, value_name = "CORE")]
    server_core: u32,
    /// Core of the load
    #[arg(long, default_value_t = 1, value_name = "CORE")]
    load_core: u32,
    /// Print JSON for programs instead of a table
    #[arg(long)]
    json: bool,
    /// What `cargo bench` adds to the arguments of every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
    /// Be the peer of the server at this address; the benchmark starts itself so.
    #[arg(long, hide = true, value_name = "ADDR:PORT")]
    peer_of: Option<SocketAddr>,
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
    if let Some(address) = options.peer_of {
        return peer::serve(address);
    }
    let plan = measure::Plan {
        rounds: options.rounds,
        seconds: options.seconds,
        connections: options.connections,
        server_core: options.server_core,
        load_core: options.load_core,
    };
    let report = measure::run(&plan)?;
    let text = if options.json { report.json()? } else { report.table() };
    writeln!(std::io::stdout(), "{text}")?;
    Ok(())
}
