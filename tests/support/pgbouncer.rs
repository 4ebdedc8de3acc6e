//! A pooler in transaction mode in front of a test's database, for as long as the test needs it.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running pooler.
#[derive(Debug)]
pub struct Pooler {
    child: Child,
    address: String,
}

impl Pooler {
    /// Starts one that keeps its files in `folder`, with so many sessions for the database at `url`.
    pub fn before(url: &str, folder: &Path, sessions: u32) -> Self {
        let (_, rest) = url.split_once("://").unwrap();
        let (credentials, place) = rest.split_once('@').unwrap();
        let (user, password) = credentials.split_once(':').unwrap();
        let (host, database) = place.split_once('/').unwrap();
        let database = database.split_once('?').map_or(database, |(name, _)| name);
        let (host, server_port) = host.split_once(':').unwrap_or((host, "5432"));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let settings = format!(
            "[databases]\n\
             {database} = host={host} port={server_port} user={user} password={password}\n\
             [pgbouncer]\n\
             listen_addr = 127.0.0.1\n\
             listen_port = {port}\n\
             unix_socket_dir =\n\
             auth_type = any\n\
             pool_mode = transaction\n\
             default_pool_size = {sessions}\n"
        );
        let file = folder.join("pgbouncer.ini");
        std::fs::write(&file, settings).unwrap();
        let mut command = Command::new(program());
        if is_root() {
            // It refuses to run as root; its settings are read before it becomes somebody else.
            command.args(["--user", "nobody"]);
        }
        let child = command
            .args(["--quiet"])
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let pooler =
            Self { child, address: format!("postgres://{user}@127.0.0.1:{port}/{database}") };
        let deadline = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < deadline, "the pooler does not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        pooler
    }

    /// The address of the database behind it.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Finds the program, which the script installs where it is missing.
fn program() -> String {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/pgbouncer");
    let output = Command::new(script).stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "pgbouncer is needed");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}
