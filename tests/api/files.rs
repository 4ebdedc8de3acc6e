//! The files of an embedded database while it is served: other programs that come and go take nothing away, and a file that
//! is deleted, replaced, spoilt or has no room is noticed before anything is acknowledged that nobody will find again.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::support::Engine::Sqlite;
use crate::support::client::Client;
use crate::support::engine::TestDatabase;
use crate::support::program::{Program, serving};
use crate::support::{Answer, eventually};

const EMAIL: &str = "administrator@demo.example";

/// Longer than it takes the server to look at its files, to write as a test, and to read its database through.
const SOON: Duration = Duration::from_secs(20);

/// A server in demo mode, and how to write to it.
struct Served {
    database: TestDatabase,
    program: Program,
    client: Client,
    password: String,
}

impl Served {
    async fn start() -> Self {
        let database = TestDatabase::loaded(Sqlite);
        let program = Program::of(
            serving(&database, &["--demo"]).env("SMARTCITY_LIMITS_LOGINS_PER_MINUTE", "none"),
        );
        Self::of(database, program).await
    }

    async fn of(database: TestDatabase, program: Program) -> Self {
        let line = program.line(EMAIL);
        let password = line.split_whitespace().last().unwrap().to_owned();
        let client = Client::of(program.address).await;
        Self { database, program, client, password }
    }

    fn file(&self, end: &str) -> PathBuf {
        self.database.folder.path().join(format!("smartcity.db{end}"))
    }

    /// Signs in, which is a write: it makes a session.
    async fn write(&self) -> Answer {
        let body = json!({ "email": EMAIL, "password": self.password });
        self.client.call(Method::POST, "/api/v1/auth/login").json(&body).send().await
    }

    /// How many sessions there are, as another program sees it.
    fn sessions(&self) -> usize {
        python(&self.file(""), "print(c.execute('select count(*) from sessions').fetchone()[0])")
            .trim()
            .parse()
            .unwrap()
    }

    async fn is_ready(&self, target: &str) -> bool {
        self.client.get(target).await.status == 200
    }
}

/// What another program with an SQLite of its own does with the database, and says.
fn python(path: &Path, statement: &str) -> String {
    let script = format!(
        "import sqlite3, sys\nc = sqlite3.connect(sys.argv[1], timeout=30)\n{statement}\nc.close()"
    );
    let output = Command::new("python3").arg("-c").arg(script).arg(path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Whether the process holds a lock on the file, as the kernel says.
fn is_locked(path: &Path, process: u32) -> bool {
    let inode = std::fs::metadata(path).unwrap().ino();
    let locks = std::fs::read_to_string("/proc/locks").unwrap();
    locks.lines().any(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.contains(&process.to_string().as_str())
            && words.iter().any(|word| word.ends_with(&format!(":{inode}")))
    })
}

#[tokio::test]
async fn a_serving_process_keeps_its_locks_however_many_connections_it_opens() {
    let served = Served::start().await;
    for limit in 1..30 {
        served.client.json(&format!("/api/v1/initiatives?limit={limit}")).await;
    }
    assert_eq!(served.write().await.status, 200);
    for end in ["", "-shm"] {
        assert!(is_locked(&served.file(end), served.program.id()), "smartcity.db{end}");
    }
}

#[tokio::test]
async fn other_programs_come_and_go_and_nothing_that_was_acknowledged_is_lost() {
    let served = Served::start().await;
    let mut acknowledged = 0;
    for round in 0..10 {
        let reads = "c.execute('select count(*) from initiatives').fetchone()";
        let writes = "c.execute('create table if not exists foreign_notes (n integer)')\n\
                      c.execute('insert into foreign_notes values (1)')\nc.commit()";
        python(&served.file(""), if round % 2 == 0 { reads } else { writes });
        for _ in 0..3 {
            assert_eq!(served.write().await.status, 200);
            acknowledged += 1;
        }
        assert_eq!(served.sessions(), acknowledged, "round {round}");
    }
    let path = served.file("");
    drop(served.program);
    let check = "print(c.execute('pragma integrity_check').fetchone()[0])\n\
                 print(c.execute('select count(*) from sessions').fetchone()[0])";
    assert_eq!(python(&path, check), format!("ok\n{acknowledged}\n"));
}

#[tokio::test]
async fn a_database_that_is_deleted_or_replaced_takes_no_writes_until_it_is_back() {
    let served = Served::start().await;
    for end in ["", "-wal"] {
        let (path, aside) = (served.file(end), served.file(".aside"));
        std::fs::rename(&path, &aside).unwrap();
        served.write().await.problem(503, "unavailable");
        served.client.get("/readyz").await.problem(503, "unavailable");
        std::fs::write(&path, b"").unwrap();
        served.write().await.problem(503, "unavailable");
        served.client.get("/readyz").await.problem(503, "unavailable");
        std::fs::rename(&aside, &path).unwrap();
        assert_eq!(served.write().await.status, 200, "smartcity.db{end} is back");
        eventually("it is ready again", SOON, async || served.is_ready("/readyz").await).await;
    }
    assert_eq!(served.sessions(), 2, "what was refused is not there");
}

#[tokio::test]
async fn a_server_is_not_ready_while_pages_of_its_database_are_spoilt() {
    let served = Served::start().await;
    assert!(served.is_ready("/readyz").await);
    let path = served.file("");
    python(&path, "c.execute('pragma wal_checkpoint(truncate)')");
    let pages = std::fs::metadata(&path).unwrap().len() / 4096;
    let spoil = format!(
        "dd if=/dev/urandom of={} bs=4096 seek={} count=40 conv=notrunc status=none",
        path.display(),
        pages / 2
    );
    assert!(Command::new("sh").arg("-c").arg(spoil).status().unwrap().success());
    eventually("the damage is seen", SOON, async || !served.is_ready("/readyz").await).await;
    served.client.get("/readyz").await.problem(503, "unavailable");
    assert_eq!(served.client.get("/livez").await.status, 200);
}

#[tokio::test]
async fn a_server_whose_disk_takes_nothing_more_says_that_it_is_degraded() {
    let database = TestDatabase::loaded(Sqlite);
    // No file of this server may grow past so many blocks of 1024 bytes: what a full disk does to it.
    let room = std::fs::metadata(database.folder.path().join("smartcity.db")).unwrap().len() / 1024;
    let serve = serving(&database, &["--demo"]);
    let mut limited = Command::new("bash");
    limited.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", room + 512));
    limited.arg(serve.get_program()).args(serve.get_args()).current_dir(database.folder.path());
    limited.env_clear().env("SMARTCITY_LIMITS_LOGINS_PER_MINUTE", "none");
    limited.envs(serve.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let program = Program::of(&mut limited);
    let served = Served::of(database, program).await;
    // A reader that stays keeps the log from being emptied, so that it grows until it may not.
    let holder = "import sqlite3, sys, time\nc = sqlite3.connect(sys.argv[1])\nc.execute('begin')\n\
                  c.execute('select count(*) from sessions').fetchone()\ntime.sleep(600)";
    let mut holder =
        Command::new("python3").arg("-c").arg(holder).arg(served.file("")).spawn().unwrap();
    let mut refused = false;
    for _ in 0..4000 {
        let answer = served.write().await;
        if answer.status == 503 {
            refused = true;
            break;
        }
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    assert!(refused, "the log may not grow for ever");
    eventually("it says so", SOON, async || !served.is_ready("/readyz?writes=true").await).await;
    let degraded = served.client.json("/readyz").await;
    assert_eq!(degraded["status"], "degraded");
    served.client.get("/readyz?writes=maybe").await.problem(400, "invalid-parameter");
    assert_eq!(served.client.get("/api/v1/initiatives").await.status, 200, "it can still be read");
    holder.kill().unwrap();
    holder.wait().unwrap();
}
