//! Going back to a backup without losing what must only go forward: by `smartcity restore` on SQLite, and by `smartcity
//! carry-over` beside PostgreSQL's own tools.

mod accounts;
mod erased_bytes;
mod killed;
mod numbers;
mod recipients;
mod submissions;
mod unreadable;

use std::path::PathBuf;

use smartcity::store::AnyConnection;

use crate::support::engine::{Engine, TestDatabase};
use crate::support::program::{Ended, end, on, run};

/// A backup of a database.
enum Backup {
    /// A file that `smartcity backup` made.
    File(PathBuf),
    /// A database that holds what the other held.
    Copy(TestDatabase),
}

/// Makes a backup.
fn save(database: &TestDatabase) -> Backup {
    match database.engine {
        Engine::Sqlite => {
            let file = database.folder().join("saved.db");
            run(database, &["backup", file.to_str().unwrap()]).succeeded();
            Backup::File(file)
        }
        Engine::Postgres => Backup::Copy(database.copied()),
    }
}

impl Backup {
    /// Puts the backup in the place of `live`; gives what that said.
    fn restore(&self, live: &TestDatabase) -> Ended {
        let ended = match self {
            Self::File(file) => run(live, &["restore", file.to_str().unwrap()]),
            Self::Copy(copy) => {
                let mut command = on(copy, &["carry-over"]);
                command.env("SMARTCITY_CARRY_OVER_FROM", live.address());
                end(&mut command)
            }
        };
        ended.succeeded()
    }

    /// The database that has been restored.
    fn connect(&self, live: &TestDatabase) -> AnyConnection {
        match self {
            Self::File(_) => live.connect(),
            Self::Copy(copy) => copy.connect(),
        }
    }

    /// The same, as the product opens it.
    fn open(&self, live: &TestDatabase) -> smartcity::store::Database {
        match self {
            Self::File(_) => live.open(1),
            Self::Copy(copy) => copy.open(1),
        }
    }
}

/// The number that a command said of `what`.
#[track_caller]
fn said(ended: &Ended, what: &str) -> usize {
    let line = ended.out.lines().find(|line| line.trim_start().starts_with(what));
    let line = line.unwrap_or_else(|| panic!("{what} is not said: {ended:#?}"));
    line.rsplit(' ').next().unwrap().parse().unwrap()
}
