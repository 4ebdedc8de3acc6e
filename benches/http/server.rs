//! The release binary of this project on a database of its own: loading it and starting it. Knows its command line.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::answer;
use crate::failure::{Failure, because};
use crate::process::{self, Listening};

/// How long loading the catalogue may take.
const LOAD: Duration = Duration::from_secs(30);

/// The binary with an empty folder for its data; the folder goes when this is dropped.
#[derive(Debug)]
pub struct Installation {
    folder: TempDir,
    core: u32,
}

impl Installation {
    /// Makes a database and loads the catalogue into it.
    pub fn load(core: u32) -> Result<Self, Failure> {
        let installation = Self { folder: TempDir::with_prefix("smartcity-bench")?, core };
        let catalogue: PathBuf =
            [env!("CARGO_MANIFEST_DIR"), "data", "catalogue.json"].iter().collect();
        process::finish(installation.command("load").arg(catalogue), LOAD)?;
        Ok(installation)
    }

    /// Starts the server on a free port and waits until it says that it is ready; gives how long that took, too.
    pub fn serve(&self) -> Result<(Listening, Duration), Failure> {
        let mut command = self.command("serve");
        let server = process::listen(command.args(["--demo", "--listen", "127.0.0.1:0"]))?;
        let answer = answer::get(server.address, "/readyz", &[])?;
        let took = server.age();
        if answer.status == 200 {
            return Ok((server, took));
        }
        Err(because(format!("/readyz: 200 was expected, {} came", answer.status)))
    }

    /// The folder of the installation, also for the files of its peer.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn command(&self, name: &str) -> Command {
        let mut command =
            process::on_core(self.core, self.folder(), env!("CARGO_BIN_EXE_smartcity"));
        command.arg(name).args(["--data-dir", "data"]).env("SMARTCITY_WORKERS", "1");
        command
    }
}
