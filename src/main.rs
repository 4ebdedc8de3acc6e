//! The binary: parse, run, and turn the outcome into an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    smartcity::commands::run(&smartcity::cli::parse())
}
