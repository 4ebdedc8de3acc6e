//! The program itself, as a process with an environment of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::app::MASTER_KEY;
use super::engine::TestDatabase;

/// A command of the program in `folder`, with nothing in its environment but a master key.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smartcity"));
    command.args(arguments).current_dir(folder).env_clear().env("SMARTCITY_MASTER_KEY", MASTER_KEY);
    command
}

/// Runs a command to its end.
pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

/// A running `smartcity serve`; it is killed if the test leaves it.
#[derive(Debug)]
pub struct Program {
    /// Where it listens.
    pub address: SocketAddr,
    child: Child,
    /// What it says on its standard output from then on, line by line.
    lines: mpsc::Receiver<String>,
}

/// `serve` for that database on a free port, with more flags.
pub fn serving(database: &TestDatabase, flags: &[&str]) -> Command {
    let serve = ["serve", "--listen", "127.0.0.1:0", "--database-url", &database.url];
    command(database.folder.path(), &[&serve[..], flags].concat())
}

impl Program {
    /// Serves that database on a free port.
    pub fn serve(database: &TestDatabase) -> Self {
        Self::of(&mut serving(database, &[]))
    }

    /// Starts the server that `command` is, and waits until it says where it listens.
    pub fn of(command: &mut Command) -> Self {
        let child = command.stdout(Stdio::piped()).spawn().unwrap();
        let (tell, lines) = mpsc::channel();
        // From here on it is ended and waited for, whatever happens.
        let mut program = Self { address: SocketAddr::from(([127, 0, 0, 1], 0)), child, lines };
        let output = BufReader::new(program.child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                drop(tell.send(line));
            }
        });
        let line = program.line("listening on http://");
        program.address = line.trim_start_matches("listening on http://").parse().unwrap();
        program
    }

    /// The next line of its standard output in which that stands; it says so soon.
    pub fn line(&self, part: &str) -> String {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let line = self.lines.recv_timeout(left);
            let line = line.unwrap_or_else(|error| panic!("it does not say {part}: {error}"));
            if line.contains(part) {
                return line;
            }
        }
    }

    /// What else it said until it ended, or was ended.
    pub fn rest(mut self) -> Vec<String> {
        drop(self.child.kill());
        drop(self.child.wait());
        self.lines.iter().collect()
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end, as a service manager does.
    pub fn terminate(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Waits for its end, for so long.
    pub fn wait(&mut self, limit: Duration) -> ExitStatus {
        let deadline = Instant::now() + limit;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "the program still runs after {limit:?}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
