//! Putting a server under load with wrk, and reading what wrk says. Knows no server.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::failure::{Failure, because};
use crate::process;
use crate::scenario::Scenario;

/// How much longer than it was told to wrk may take.
const GRACE: Duration = Duration::from_secs(5);

/// How hard and from where.
#[derive(Debug, Clone, Copy)]
pub struct Load<'a> {
    /// The core that wrk runs on.
    pub core: u32,
    /// Connections that it keeps open.
    pub connections: u32,
    /// A folder it can run in.
    pub folder: &'a Path,
}

impl Load<'_> {
    /// Asks again and again for `seconds`; gives the answers per second.
    pub fn run(self, to: SocketAddr, scenario: &Scenario, seconds: u32) -> Result<f64, Failure> {
        let mut command = process::on_core(self.core, self.folder, "wrk");
        command.args(["--threads", "1", "--timeout", "2s"]);
        command.args(["--connections", &self.connections.to_string()]);
        command.args(["--duration", &format!("{seconds}s")]);
        for (name, value) in &scenario.headers {
            command.args(["--header", &format!("{name}: {value}")]);
        }
        command.arg(format!("http://{to}{}", scenario.path));
        let limit = Duration::from_secs(u64::from(seconds)) + GRACE;
        rate(&process::finish(&mut command, limit)?)
    }
}

/// Reads wrk's summary; refuses one that tells of errors.
fn rate(printed: &str) -> Result<f64, Failure> {
    for complaint in ["Socket errors:", "Non-2xx or 3xx responses:"] {
        if let Some(line) = printed.lines().find(|line| line.contains(complaint)) {
            return Err(because(format!("under load: {}", line.trim())));
        }
    }
    printed
        .lines()
        .find_map(|line| line.trim().strip_prefix("Requests/sec:"))
        .and_then(|number| number.trim().parse().ok())
        .ok_or_else(|| because("wrk printed no rate"))
}

/// Makes sure that wrk is there; on a Debian system that has none it is installed.
pub fn provide_wrk() -> Result<(), Failure> {
    const INSTALL: &str = "command -v wrk >/dev/null && exit 0
        command -v apt-get >/dev/null || { echo 'wrk is needed; install it' >&2; exit 1; }
        as_root=; [ \"$(id -u)\" -eq 0 ] || as_root=sudo
        export DEBIAN_FRONTEND=noninteractive
        { $as_root apt-get update && $as_root apt-get install -y --no-install-recommends wrk; } >&2";
    let status = Command::new("sh").args(["-c", INSTALL]).stdin(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err(because("wrk is needed and could not be installed")) }
}
