//! What each command does. People at a terminal get sentences and progress; faults go to standard error, and the exit
//! code tells programs.

mod backup;
mod demo;
mod keys;
mod load;
mod migrate;
mod openapi;
mod restore;
mod serve;
mod terminal;
mod user;

use std::process::ExitCode;

use crate::cli::{Cli, Command, ConfigArgs};
use crate::config::{self, ConfigFault, Settings, show};
use crate::server::check;

/// Runs the command; everything that goes wrong is told in one sentence each.
#[must_use]
pub fn run(cli: &Cli) -> ExitCode {
    let outcome = match &cli.command {
        Command::Version => {
            terminal::say(&format!("smartcity {}", env!("CARGO_PKG_VERSION")));
            Ok(ExitCode::SUCCESS)
        }
        Command::Config(args) => Ok(show_config(cli, args)),
        Command::Openapi(args) => openapi::run(&cli.sources(), args),
        Command::Serve(_) => with_settings(cli, serve::run),
        Command::Migrate { action } => {
            with_settings(cli, |settings| migrate::run(&settings, *action))
        }
        Command::Load(args) => with_settings(cli, |settings| load::run(&settings, args)),
        Command::User { action } => with_settings(cli, |settings| user::run(&settings, action)),
        Command::Keys { action } => with_settings(cli, |settings| keys::run(&settings, *action)),
        Command::Backup { file } => with_settings(cli, |settings| backup::backup(&settings, file)),
        Command::Restore(args) => with_settings(cli, |settings| restore::restore(&settings, args)),
        Command::CarryOver(args) => {
            with_settings(cli, |settings| restore::carry_over(&settings, &cli.sources(), args))
        }
    };
    outcome.unwrap_or_else(|sentences| {
        for sentence in sentences {
            eprintln!("smartcity: {sentence}");
        }
        ExitCode::FAILURE
    })
}

/// What went wrong, in sentences.
type Failure = Vec<String>;

/// A failure of one sentence, in one line: libraries tell some of theirs in several.
fn failure(error: impl std::fmt::Display) -> Failure {
    let text = error.to_string();
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    vec![lines.join("; ")]
}

fn with_settings(
    cli: &Cli,
    command: impl FnOnce(Settings) -> Result<ExitCode, Failure>,
) -> Result<ExitCode, Failure> {
    let loaded = config::load(&cli.sources()).map_err(|faults| sentences(&faults))?;
    command(loaded.settings)
}

fn sentences(faults: &[ConfigFault]) -> Failure {
    faults.iter().map(ToString::to_string).collect()
}

fn show_config(cli: &Cli, args: &ConfigArgs) -> ExitCode {
    let mut inspection = config::inspect(&cli.sources());
    if args.check {
        let settings = inspection.settings.clone();
        for (key, reason) in settings.iter().flat_map(check::faults) {
            inspection.refuse(key, &reason);
        }
        for warning in settings.iter().flat_map(check::warnings) {
            eprintln!("smartcity: {warning}");
        }
    }
    terminal::say(show::render(&inspection, args.format).trim_end());
    if args.check && !inspection.is_sound() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
