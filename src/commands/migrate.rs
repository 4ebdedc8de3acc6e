//! `smartcity migrate status|up|down`.

use std::process::ExitCode;

use crate::cli::MigrateAction;
use crate::commands::{Failure, failure, terminal};
use crate::config::Settings;
use crate::data_dir;
use crate::store::migrate;

/// Shows or changes the tables' version.
pub fn run(settings: &Settings, action: MigrateAction) -> Result<ExitCode, Failure> {
    data_dir::prepare(settings).map_err(failure)?;
    let mut connection = migrate::open(&settings.database).map_err(failure)?;
    match action {
        MigrateAction::Status => {
            let status = migrate::status(&mut connection).map_err(failure)?;
            for (name, applied) in &status.known {
                terminal::say(&format!("{} {name}", if *applied { "applied" } else { "pending" }));
            }
            for version in &status.unknown {
                terminal::say(&format!("unknown {version} (made by a newer smartcity)"));
            }
        }
        MigrateAction::Up => {
            let applied = migrate::up(&mut connection).map_err(failure)?;
            for name in &applied {
                terminal::say(&format!("applied {name}"));
            }
            if applied.is_empty() {
                terminal::say("nothing to apply: the tables are up to date");
            }
        }
        MigrateAction::Down { yes: _ } => match migrate::down(&mut connection).map_err(failure)? {
            Some(version) => terminal::say(&format!("reverted {version}")),
            None => terminal::say("nothing to revert: no migration is applied"),
        },
    }
    Ok(ExitCode::SUCCESS)
}
