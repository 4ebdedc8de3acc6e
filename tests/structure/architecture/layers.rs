//! The layers and what each may name. The order is that of the house: main, the commands with their definitions in
//! cli, server, api, app, then authz and store, then domain; the configuration is read by all above the domain; the
//! clock, the ticker and the error name nobody.

/// A layer: a file or folder at the top of `src`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    Lib,
    Main,
    Cli,
    Commands,
    Server,
    MasterKey,
    Api,
    Jobs,
    App,
    Authz,
    Store,
    Config,
    Domain,
    Error,
    Clock,
    Ticker,
}

use Layer::{
    Api, App, Authz, Cli, Clock, Commands, Config, Domain, Error, Jobs, Lib, Main, MasterKey,
    Server, Store, Ticker,
};

impl Layer {
    const ALL: [Self; 16] = [
        Lib, Main, Cli, Commands, Server, MasterKey, Api, Jobs, App, Authz, Store, Config, Domain,
        Error, Clock, Ticker,
    ];

    /// The layer of that module name.
    pub fn named(module: &str) -> Option<Self> {
        Some(match module {
            "lib" => Lib,
            "main" => Main,
            "cli" => Cli,
            "commands" => Commands,
            "server" => Server,
            "master_key" => MasterKey,
            "api" => Api,
            "jobs" => Jobs,
            "app" => App,
            "authz" => Authz,
            "store" => Store,
            "config" => Config,
            "domain" => Domain,
            "error" => Error,
            "clock" => Clock,
            "ticker" => Ticker,
            _ => return None,
        })
    }

    /// Whether code of this layer may name the other one.
    pub fn may_name(self, other: Self) -> bool {
        let below: &[Self] = match self {
            Lib => return true,
            Main => &[Cli, Commands],
            Commands => {
                &[Cli, Server, MasterKey, Api, Jobs, App, Store, Config, Domain, Error, Clock]
            }
            // Cli: definitions only; what a command does is not known there.
            Cli | MasterKey => &[Config],
            Server => {
                &[MasterKey, Api, Jobs, App, Authz, Store, Config, Domain, Error, Clock, Ticker]
            }
            Api => &[App, Authz, Store, Config, Domain, Error, Clock],
            Jobs => &[App, Authz, Store, Config, Domain, Error, Clock, Ticker],
            App => &[Authz, Store, Config, Domain, Error, Clock],
            Authz | Store => &[Config, Domain, Error, Clock, Ticker],
            Config => &[Domain, Error, Clock],
            Domain => &[Error],
            Error | Clock | Ticker => &[],
        };
        below.contains(&other)
    }
}

/// The layer of a file by its path from the project's root.
pub fn of_file(path: &str) -> Option<Layer> {
    let rest = path.strip_prefix("src/")?;
    let first = rest.split('/').next()?;
    Layer::named(first.strip_suffix(".rs").unwrap_or(first))
}

/// Every layer but those.
pub fn other_layers(but: &[Layer]) -> Vec<Layer> {
    Layer::ALL.into_iter().filter(|layer| !but.contains(layer)).collect()
}
