//! What the layers are made from: the command line, the environment of the process and the place
//! of the file. The only reader of the environment; must not know what any value means.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use crate::config::keys::{self, CONFIG_VARIABLE};

/// Beginning of every variable of ours but `DATABASE_URL`.
pub(super) const VARIABLE_PREFIX: &str = "SMARTCITY_";

/// The address that `carry-over` carries over from, when no flag names it.
const CARRY_OVER_FROM: &str = "SMARTCITY_CARRY_OVER_FROM";

/// Name of the file that is read from the working directory when no other is named.
pub(super) const FILE_NAME: &str = "smartcity.toml";

/// The values that the command line gives, as they were typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flags {
    /// `--listen`.
    pub listen: Option<String>,
    /// `--metrics-listen`.
    pub metrics_listen: Option<String>,
    /// `--data-dir`.
    pub data_dir: Option<String>,
    /// `--database-url`.
    pub database_url: Option<String>,
    /// `--demo`; without it the other layers decide.
    pub demo: bool,
}

/// Everything a configuration is merged from. All fields are plain values, so that a test needs
/// neither a process environment nor a command line.
#[derive(Debug, Clone, Default)]
pub struct ConfigSources {
    /// The file that `--config` names; it must exist.
    pub file: Option<PathBuf>,
    /// The command line.
    pub flags: Flags,
    /// The environment; variables that are not ours do no harm.
    pub env: BTreeMap<String, OsString>,
    /// Folder in which `smartcity.toml` is looked for; empty means the working directory.
    pub directory: PathBuf,
}

impl ConfigSources {
    /// Takes the environment of this process, and the file and flags that were given.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one home of reading the environment")]
    pub fn from_process(file: Option<PathBuf>, flags: Flags) -> Self {
        let env = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
            .filter(|(name, _)| is_ours(name))
            .collect();
        Self { file, flags, env, directory: PathBuf::new() }
    }

    /// The address of the database to carry over from, as the environment has it.
    #[must_use]
    pub fn carry_over_from(&self) -> Option<&str> {
        self.env.get(CARRY_OVER_FROM)?.to_str().filter(|address| !address.is_empty())
    }

    /// The file to read: the one that is named, and by what, or the usual one.
    pub(super) fn file_choice(&self) -> FileChoice {
        if let Some(path) = &self.file {
            return FileChoice { path: path.clone(), named_by: Some("flag --config".to_owned()) };
        }
        match self.env.get(CONFIG_VARIABLE).filter(|path| !path.is_empty()) {
            Some(path) => FileChoice {
                path: PathBuf::from(path),
                named_by: Some(format!("environment {CONFIG_VARIABLE}")),
            },
            None => FileChoice { path: self.directory.join(FILE_NAME), named_by: None },
        }
    }
}

/// The configuration file and who asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileChoice {
    /// The file.
    pub path: PathBuf,
    /// What named it; nothing for the usual file, which may be missing.
    pub named_by: Option<String>,
}

fn is_ours(name: &str) -> bool {
    name.starts_with(VARIABLE_PREFIX) || keys::KEYS.iter().any(|key| key.environment == name)
}
