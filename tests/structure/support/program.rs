//! Running the real binary: to its end, or as a server for as long as a test needs it.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use crate::support::engine::{Engine, TestDatabase};

/// 32 bytes in base64.
pub const MASTER_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// How a command ended and what it said.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ended {
    /// Everything that was said.
    pub fn said(&self) -> String {
        format!("{}{}", self.out, self.err)
    }

    /// Makes sure that the command did what it was told.
    #[track_caller]
    pub fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:#?}");
        self
    }

    /// Makes sure that the command refused with one sentence on its error output; gives the sentence.
    #[track_caller]
    pub fn refused(self) -> String {
        assert!(self.code.is_some_and(|code| code != 0), "{self:#?}");
        let said: Vec<&str> = self.err.lines().filter(|line| !line.trim().is_empty()).collect();
        assert_eq!(said.len(), 1, "one sentence, not {self:#?}");
        for internal in ["panicked", "RUST_BACKTRACE", "Err(", "Error {", "stack backtrace"] {
            assert!(!self.err.contains(internal), "{self:#?}");
        }
        self.err.trim().to_owned()
    }
}

/// The binary with nothing in its environment, working in `folder`.
pub fn bare(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smartcity"));
    command.args(arguments).current_dir(folder).env_clear().stdin(Stdio::null());
    command
}

/// The binary on the test's database.
pub fn on(database: &TestDatabase, arguments: &[&str]) -> Command {
    let mut command = bare(database.folder(), arguments);
    command.env("DATABASE_URL", database.address());
    command.env("SMARTCITY_DATA_DIR", database.folder().join("data"));
    if database.engine == Engine::Postgres {
        command.env("SMARTCITY_MASTER_KEY", MASTER_KEY);
    }
    command
}

/// Runs a command to its end.
pub fn end(command: &mut Command) -> Ended {
    let output = command.output().unwrap();
    Ended {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs the binary on the test's database to its end.
pub fn run(database: &TestDatabase, arguments: &[&str]) -> Ended {
    end(&mut on(database, arguments))
}

/// Runs a command that must end by itself, and soon: one that goes on serving is ended and fails the test.
pub fn end_soon(command: &mut Command) -> Ended {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    for _ in 0..200 {
        if child.try_wait().unwrap().is_some() {
            let output = child.wait_with_output().unwrap();
            return Ended {
                code: output.status.code(),
                out: String::from_utf8(output.stdout).unwrap(),
                err: String::from_utf8(output.stderr).unwrap(),
            };
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().unwrap();
    panic!("it does not end by itself: {:?}", child.wait_with_output());
}

/// A server that runs until this is dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Starts `serve` on a free port and waits until it says where it listens.
    pub fn start(database: &TestDatabase) -> Self {
        Self::of(&mut on(database, &["serve", "--listen", "127.0.0.1:0"]))
    }

    /// Starts the server that `command` is, and waits until it says where it listens.
    pub fn of(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let (said, heard) = channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            while out.read_line(&mut line).is_ok_and(|read| read > 0) {
                if let Some((_, address)) = line.trim().split_once("listening on http://") {
                    drop(said.send(address.to_owned()));
                    break;
                }
                line.clear();
            }
            // A server whose output nobody reads would stop at a full pipe.
            drop(out.read_to_end(&mut Vec::new()));
        });
        let address = heard.recv_timeout(Duration::from_secs(30)).inspect_err(|_| {
            drop(child.kill());
        });
        Self { address: address.expect("the server says where it listens"), child }
    }

    /// Asks it to end, as a service manager does, and waits until it has.
    pub fn stop(mut self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
    }

    /// Where it listens, as `127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
