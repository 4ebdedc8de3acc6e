//! `smartcity migrate status|up|down`.

use std::process::ExitCode;

use crate::cli::MigrateAction;
use crate::commands::{Failure, failure, terminal};
use crate::config::Settings;
use crate::data_dir;
use crate::store::migrate::{self, Loss};

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
        MigrateAction::Down { yes } => {
            let confirm = |loss: &Loss| yes || terminal::confirm(&question(loss));
            match migrate::down(&mut connection, confirm).map_err(failure)? {
                Some(version) => terminal::say(&format!("reverted {version}")),
                None => terminal::say("nothing to revert: no migration is applied"),
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn question(loss: &Loss) -> String {
    let rows: Vec<String> =
        loss.rows.iter().map(|(table, rows)| format!("{rows} in {table}")).collect();
    format!("Reverting {} drops rows for good: {}. Go on?", loss.version, rows.join(", "))
}
