//! The command line: its commands, flags and help. Pure definitions and their conversion into the
//! layer of flags; must not know what a command does or how a value is checked.

mod examples;
mod help;
mod user;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use user::{CreateUserArgs, KeysAction, KeysPurpose, ListFormat, ListUsersArgs, UserAction};

use crate::config::{ConfigSources, Flags, ShowFormat};

/// Tracks a government's smart-city initiatives in public, over a versioned JSON API.
#[derive(Debug, Clone, PartialEq, Eq, Parser)]
#[command(name = "smartcity", version, about, propagate_version = false)]
#[command(arg_required_else_help = true, after_long_help = examples::ALL)]
pub struct Cli {
    /// Flags that every command takes.
    #[command(flatten)]
    pub global: GlobalArgs,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Flags that every command takes; those of the configuration stay text until it checks them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct GlobalArgs {
    /// Address of the database.
    #[arg(long, global = true, value_name = "URL")]
    #[arg(help = help::DATABASE_URL, long_help = help::DATABASE_URL_LONG)]
    pub database_url: Option<String>,
    /// Folder for the embedded database and the generated master key.
    #[arg(long, global = true, value_name = "DIR", help = help::DATA_DIR)]
    pub data_dir: Option<String>,
    /// Configuration file, which must exist.
    #[arg(long, global = true, value_name = "FILE")]
    #[arg(help = help::CONFIG, long_help = help::CONFIG_LONG)]
    pub config: Option<PathBuf>,
}

/// The commands.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Serve the API
    ///
    /// Prints one line `listening on http://ADDR:PORT` once it is ready.
    #[command(after_long_help = examples::SERVE)]
    Serve(ServeArgs),
    /// Show or change the version of the database's tables
    #[command(after_long_help = examples::MIGRATE)]
    Migrate {
        /// What to do with the tables.
        #[command(subcommand)]
        action: MigrateAction,
    },
    /// Load a catalogue file into the database
    ///
    /// Checks the whole file first: one bad record means that nothing is written. Loading a file
    /// again changes nothing, and what people changed since through the API is kept.
    #[command(after_long_help = examples::LOAD)]
    Load(LoadArgs),
    /// Copy the embedded database into a file, while it is in use
    #[command(after_long_help = examples::BACKUP)]
    Backup {
        /// The file to write.
        file: PathBuf,
    },
    /// Replace the embedded database by a copy that `backup` made
    ///
    /// What must only go forward is carried over from the database that is replaced: erasures,
    /// hidings, withdrawals, revoked keys and sessions, used links, the audit log, and every number.
    #[command(after_long_help = examples::RESTORE)]
    Restore(RestoreArgs),
    /// Carry over into a restored PostgreSQL database what must only go forward
    ///
    /// The configured database is the one that PostgreSQL's own tools have restored, and the other
    /// address that of the one whose place it is to take. Stop the servers before.
    #[command(after_long_help = examples::CARRY_OVER)]
    CarryOver(CarryOverArgs),
    /// Keep the accounts of staff
    #[command(after_long_help = examples::USER_CREATE)]
    User {
        /// What to do with the accounts.
        #[command(subcommand)]
        action: UserAction,
    },
    /// Keep the keys that sign access tokens and receipts, and those that seal contact details
    #[command(after_long_help = examples::KEYS_ROTATE)]
    Keys {
        /// What to do with the keys.
        #[command(subcommand)]
        action: KeysAction,
    },
    /// Print the OpenAPI document of the API
    #[command(after_long_help = examples::OPENAPI)]
    Openapi(OpenapiArgs),
    /// Show the effective configuration and where each value came from
    ///
    /// Secrets are masked. docs/configuration.md lists every key.
    #[command(after_long_help = examples::CONFIG)]
    Config(ConfigArgs),
    /// Print the version
    #[command(after_long_help = examples::VERSION)]
    Version,
}

/// Arguments of `serve`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct ServeArgs {
    /// Address to listen on.
    #[arg(long, value_name = "ADDR:PORT", help = help::LISTEN)]
    pub listen: Option<String>,
    /// Address for Prometheus to read `/metrics` from.
    #[arg(long, value_name = "ADDR:PORT", help = help::METRICS_LISTEN)]
    pub metrics_listen: Option<String>,
    /// Demo mode.
    #[arg(long, help = help::DEMO)]
    pub demo: bool,
}

/// What `migrate` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub enum MigrateAction {
    /// List the migrations and which of them are applied
    Status,
    /// Apply all pending migrations
    Up,
    /// Revert the latest migration, with the data that only it could hold
    ///
    /// Refused while a server uses the database. Says how many rows would be lost and asks before it drops them.
    Down {
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

/// Arguments of `load`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct LoadArgs {
    /// The file: a catalogue, or what citizens' submissions need.
    pub file: PathBuf,
    /// Check and report, but write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Arguments of `restore`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct RestoreArgs {
    /// The file to read.
    pub file: PathBuf,
    /// Carry nothing over, also when the database cannot be read; what was erased may return
    #[arg(long)]
    pub without_carry_over: bool,
}

/// Arguments of `carry-over`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct CarryOverArgs {
    /// Address of the database that is to be replaced.
    #[arg(long, value_name = "URL", help = help::FROM, long_help = help::FROM_LONG)]
    pub from: Option<String>,
    /// That database is gone: carry nothing over, but let the numbers go on far behind the backup's
    #[arg(long, conflicts_with = "from")]
    pub without_live: bool,
}

/// Arguments of `openapi`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct OpenapiArgs {
    /// Form of the document
    #[arg(long, value_enum, default_value_t = DocumentFormat::Json)]
    pub format: DocumentFormat,
    /// File to write instead of the standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Form of the OpenAPI document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DocumentFormat {
    /// JSON.
    Json,
    /// YAML.
    Yaml,
}

/// Arguments of `config`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct ConfigArgs {
    /// Try what `serve` would, changing nothing: address, folder, database, keys; exit with 1 if it would refuse to start
    #[arg(long)]
    pub check: bool,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t = ShowFormat::Text)]
    pub format: ShowFormat,
}

/// Parses the command line of this process. Prints help or a usage fault and exits by itself.
#[must_use]
pub fn parse() -> Cli {
    Cli::parse()
}

impl Cli {
    /// The layer of flags.
    #[must_use]
    pub fn flags(&self) -> Flags {
        let serve = match &self.command {
            Command::Serve(serve) => serve.clone(),
            _ => ServeArgs::default(),
        };
        Flags {
            listen: serve.listen,
            metrics_listen: serve.metrics_listen,
            data_dir: self.global.data_dir.clone(),
            database_url: self.global.database_url.clone(),
            demo: serve.demo,
        }
    }

    /// Everything the configuration is merged from, with the environment of this process.
    #[must_use]
    pub fn sources(&self) -> ConfigSources {
        ConfigSources::from_process(self.global.config.clone(), self.flags())
    }
}

#[cfg(test)]
mod tests;
