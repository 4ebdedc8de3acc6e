//! Tests of the configuration, through what the rest of the program uses.

mod database_url;
mod documented;
mod layers;
mod refusals;
mod secrets;
mod values;

use std::fs;

use tempfile::TempDir;

use super::{ConfigFault, ConfigSources, Loaded, Settings, load};

/// A folder with a `smartcity.toml` of this text, and sources that look there.
fn with_file(text: &str) -> (TempDir, ConfigSources) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("smartcity.toml"), text).unwrap();
    let sources = ConfigSources { directory: folder.path().to_owned(), ..empty() };
    (folder, sources)
}

/// Sources without a file, a variable or a flag.
fn empty() -> ConfigSources {
    ConfigSources { directory: "/nowhere".into(), ..ConfigSources::default() }
}

fn with_env(variables: &[(&str, &str)]) -> ConfigSources {
    let env = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    ConfigSources { env, ..empty() }
}

fn settings(sources: &ConfigSources) -> Settings {
    loaded(sources).settings
}

fn loaded(sources: &ConfigSources) -> Loaded {
    load(sources).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn faults(sources: &ConfigSources) -> Vec<ConfigFault> {
    load(sources).map(|loaded| loaded.settings).unwrap_err()
}

/// The only fault's sentence.
fn refusal(sources: &ConfigSources) -> String {
    let faults = faults(sources);
    assert_eq!(faults.len(), 1, "{faults:#?}");
    faults[0].to_string()
}

/// The value and origin of a key, as shown.
fn shown(sources: &ConfigSources, key: &str) -> (String, String) {
    let inspection = super::inspect(sources);
    let row = inspection.rows.iter().find(|row| row.key == key).unwrap();
    (row.value.clone(), row.origin.to_string())
}
