//! `smartcity openapi`.

use std::fs;
use std::process::ExitCode;

use crate::api::document;
use crate::cli::{DocumentFormat, OpenapiArgs};
use crate::commands::{Failure, failure, sentences, terminal};
use crate::config::{self, ConfigSources};

/// Prints or writes the document.
pub fn run(sources: &ConfigSources, args: &OpenapiArgs) -> Result<ExitCode, Failure> {
    let settings = config::load(sources).map_err(|faults| sentences(&faults))?.settings;
    let document = document::build(&settings.locale.languages);
    let text = match args.format {
        DocumentFormat::Json => {
            serde_json::to_string_pretty(&document).map(|text| text + "\n").map_err(failure)?
        }
        DocumentFormat::Yaml => document::to_yaml(&document).map_err(failure)?,
    };
    match &args.out {
        None => terminal::say(text.trim_end()),
        Some(file) => fs::write(file, text)
            .map_err(|error| failure(format!("cannot write {}: {error}", file.display())))?,
    }
    Ok(ExitCode::SUCCESS)
}
