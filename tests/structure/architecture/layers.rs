//! The layers and what each may name. The order is that of the house: main, the commands with their definitions in
//! cli, server, api, app, then store, then authn and authz, then domain; the configuration is read by all above the domain;
//! the clock, the ticker, randomness and the error name nobody.

/// A layer: a file or folder at the top of `src`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    Lib,
    Main,
    Cli,
    Commands,
    Server,
    DataDir,
    MasterKey,
    Api,
    Jobs,
    App,
    Mail,
    Authn,
    Authz,
    Store,
    Config,
    Domain,
    Sealing,
    Entropy,
    Error,
    Clock,
    Ticker,
    Bounded,
    Sampled,
}

use Layer::{
    Api, App, Authn, Authz, Bounded, Cli, Clock, Commands, Config, DataDir, Domain, Entropy, Error,
    Jobs, Lib, Mail, Main, MasterKey, Sampled, Sealing, Server, Store, Ticker,
};

impl Layer {
    const ALL: [Self; 23] = [
        Lib, Main, Cli, Commands, Server, DataDir, MasterKey, Api, Jobs, App, Mail, Authn, Authz,
        Store, Config, Domain, Sealing, Entropy, Error, Clock, Ticker, Bounded, Sampled,
    ];

    /// The layer of that module name.
    pub fn named(module: &str) -> Option<Self> {
        Some(match module {
            "lib" => Lib,
            "main" => Main,
            "cli" => Cli,
            "commands" => Commands,
            "server" => Server,
            "data_dir" => DataDir,
            "master_key" => MasterKey,
            "api" => Api,
            "jobs" => Jobs,
            "app" => App,
            "mail" => Mail,
            "authn" => Authn,
            "authz" => Authz,
            "store" => Store,
            "config" => Config,
            "domain" => Domain,
            "sealing" => Sealing,
            "entropy" => Entropy,
            "error" => Error,
            "clock" => Clock,
            "ticker" => Ticker,
            "bounded" => Bounded,
            "sampled" => Sampled,
            _ => return None,
        })
    }

    /// Whether code of this layer may name the other one.
    pub fn may_name(self, other: Self) -> bool {
        let below: &[Self] = match self {
            Lib => return true,
            Main => &[Cli, Commands],
            Commands => &[
                Cli, Server, DataDir, MasterKey, Api, Jobs, App, Store, Config, Domain, Sealing,
                Entropy, Error, Clock, Ticker,
            ],
            // Cli: definitions only; what a command does is not known there.
            Cli => &[Config],
            DataDir => &[MasterKey, Store, Config],
            MasterKey => &[Config, Entropy],
            Server => &[
                DataDir, MasterKey, Api, Jobs, App, Mail, Authz, Store, Config, Domain, Sealing,
                Entropy, Error, Clock, Ticker,
            ],
            Api => &[
                App, Authn, Authz, Store, Config, Domain, Sealing, Entropy, Error, Clock, Bounded,
                Sampled,
            ],
            Jobs => &[App, Mail, Authz, Store, Config, Domain, Error, Clock, Ticker, Sampled],
            App => &[
                Mail, Authn, Authz, Store, Config, Domain, Sealing, Entropy, Error, Clock, Bounded,
            ],
            // What letters say and who takes them; no queue.
            Mail => &[Config, Domain],
            // The store takes proofs of the policy and hashes of tokens; it makes neither.
            Store => &[Authn, Authz, Config, Domain, Error, Clock, Ticker, Bounded, Sampled],
            Authn => &[Domain, Sealing, Entropy, Error],
            Authz => &[Domain, Error],
            Config => &[Domain, Error, Clock],
            Domain => &[Error],
            Sealing => &[Entropy],
            Entropy | Error | Clock | Ticker | Bounded | Sampled => &[],
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
