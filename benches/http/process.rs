//! Programs started by the benchmark: each on its core, without this process's environment, and ended by its id
//! when its handle is dropped or this process dies. Knows no program in particular.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::{Failure, because};

/// How long a server may take until it listens.
const START: Duration = Duration::from_secs(20);

/// How long a program may take to end once it was asked to.
const END: Duration = Duration::from_secs(5);

/// The time between two looks at a program that is to end.
const LOOK: Duration = Duration::from_millis(10);

/// A program that runs.
#[derive(Debug)]
pub struct Running {
    child: Child,
}

/// A server that listens.
#[derive(Debug)]
pub struct Listening {
    process: Running,
    /// Where.
    pub address: SocketAddr,
    began: Instant,
}

/// A command that runs on one core, in `folder`.
pub fn on_core(core: u32, folder: &Path, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "taskset", "--cpu-list", &core.to_string()]);
    command.arg(program).current_dir(folder).env_clear();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs a command to its end, at most `limit`; gives what it printed.
pub fn finish(command: &mut Command, limit: Duration) -> Result<String, Failure> {
    let mut running = Running::start(command)?;
    let Some(status) = running.wait(limit)? else {
        return Err(because(format!("{} took too long", running.name(command))));
    };
    let printed = running.printed()?;
    if status.success() {
        return Ok(printed);
    }
    Err(because(format!("{} failed: {}", running.name(command), running.complained())))
}

/// Starts a server and waits until it says where it listens.
pub fn listen(command: &mut Command) -> Result<Listening, Failure> {
    let began = Instant::now();
    let mut process = Running::start(command)?;
    let stdout = process.child.stdout.take().ok_or_else(|| because("no standard output"))?;
    let (said, heard) = channel();
    thread::spawn(move || {
        // Goes on reading after the address was found, so that the server never waits for a reader.
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if let Some((_, address)) = line.split_once("listening on http://") {
                drop(said.send(address.trim().parse::<SocketAddr>()));
            }
        }
    });
    let Ok(address) = heard.recv_timeout(START) else {
        process.kill();
        let name = process.name(command);
        return Err(because(format!("{name} does not listen: {}", process.complained())));
    };
    let address = address.map_err(|_| because("the address that was printed cannot be read"))?;
    if let Some(mut stderr) = process.child.stderr.take() {
        thread::spawn(move || std::io::copy(&mut stderr, &mut std::io::sink()));
    }
    Ok(Listening { process, address, began })
}

impl Listening {
    /// How long ago it was started.
    pub fn age(&self) -> Duration {
        self.began.elapsed()
    }

    /// The memory that is resident, in MiB.
    pub fn resident_mib(&self) -> Result<f64, Failure> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let kibibytes = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|rest| rest.split_whitespace().next())
            .and_then(|number| number.parse::<f64>().ok())
            .ok_or_else(|| because("the system does not say how much memory is resident"))?;
        Ok(kibibytes / 1024.0)
    }

    /// How many threads answer requests. actix-web names them in one of two ways; the system cuts the names.
    pub fn workers(&self) -> Result<usize, Failure> {
        let names = self.of_threads("comm")?;
        let is_worker = |name: &&String| {
            name.starts_with("actix-server wo") || name.starts_with("actix-rt|system")
        };
        Ok(names.iter().filter(is_worker).count())
    }

    /// The time that its threads have spent working since they began.
    pub fn worked(&self) -> Result<Duration, Failure> {
        let spent = self.of_threads("schedstat")?;
        let nanoseconds = |line: &String| line.split(' ').next()?.parse::<u64>().ok();
        Ok(Duration::from_nanos(spent.iter().filter_map(nanoseconds).sum()))
    }

    /// What the system says about each thread; one that ends meanwhile is left out.
    fn of_threads(&self, file: &str) -> Result<Vec<String>, Failure> {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.process.id()))?;
        Ok(tasks
            .filter_map(|task| std::fs::read_to_string(task.ok()?.path().join(file)).ok())
            .collect())
    }

    /// Asks the server to end, as a service manager does, and waits for it.
    pub fn stop(mut self) -> Result<(), Failure> {
        let id = self.process.id().to_string();
        Command::new("sh").args(["-c", "kill -TERM \"$1\"", "sh", &id]).status()?;
        match self.process.wait(END)? {
            Some(status) if status.success() => Ok(()),
            Some(status) => Err(because(format!("the server ended with {status}"))),
            None => Err(because("the server did not end when it was asked to")),
        }
    }
}

impl Running {
    fn start(command: &mut Command) -> Result<Self, Failure> {
        let child = command.spawn().map_err(|error| {
            because(format!("setpriv and taskset (util-linux) are needed to pin programs: {error}"))
        })?;
        Ok(Self { child })
    }

    fn id(&self) -> u32 {
        self.child.id()
    }

    fn name(&self, command: &Command) -> String {
        let parts: Vec<_> = command.get_args().skip(5).map(OsStr::to_string_lossy).collect();
        format!("`{}` (process {})", parts.join(" "), self.id())
    }

    /// Waits for the end; none when it does not come in time.
    fn wait(&mut self, limit: Duration) -> Result<Option<ExitStatus>, Failure> {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(Some(status));
            }
            if began.elapsed() > limit {
                return Ok(None);
            }
            thread::sleep(LOOK);
        }
    }

    fn printed(&mut self) -> Result<String, Failure> {
        let mut text = String::new();
        if let Some(mut stdout) = self.child.stdout.take() {
            stdout.read_to_string(&mut text)?;
        }
        Ok(text)
    }

    fn complained(&mut self) -> String {
        let mut text = String::new();
        if let Some(mut stderr) = self.child.stderr.take() {
            drop(stderr.read_to_string(&mut text));
        }
        text.trim().to_owned()
    }

    fn kill(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}
