//! `smartcity backup FILE`.

use std::path::Path;
use std::process::ExitCode;

use crate::commands::{Failure, failure, terminal};
use crate::config::Settings;
use crate::master_key;
use crate::store::backup;

/// Copies the database to a file.
pub fn backup(settings: &Settings, file: &Path) -> Result<ExitCode, Failure> {
    let bar = terminal::bar(0, "copying pages");
    backup::backup(&settings.database, file, |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })
    .map_err(failure)?;
    bar.finish_and_clear();
    terminal::say(&format!("backed up to {}", file.display()));
    terminal::say(&format!("keep the master key with it, apart from it: {}", key_place(settings)));
    Ok(ExitCode::SUCCESS)
}

fn key_place(settings: &Settings) -> String {
    match settings.master_key {
        Some(_) => "the one you configured".to_owned(),
        None => settings.data_dir.join(master_key::FILE).display().to_string(),
    }
}
