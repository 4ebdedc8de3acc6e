//! Hard trying: the program is killed under load, restored while it serves, cut from its database, and left without room,
//! again and again, and nothing that it acknowledged may be missing afterwards. `make test` does a little of it; `make
//! torture` does much.
//!
//! | file | holds |
//! | --- | --- |
//! | `kills` | killing it under load, with other programs at the same file |
//! | `restores` | killing restores beside a server that is written to |
//! | `room` | a disk that takes nothing more |
//! | `silence` | a database server that stops answering, or is gone |
//! | `load` | writers that keep what was acknowledged |
//! | `proxy` | a line to the database that can be held or cut |

mod kills;
mod load;
mod proxy;
mod restores;
mod room;
mod silence;

use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use crate::support::engine::TestDatabase;
use crate::support::program::serving;

/// How long each story goes on.
#[expect(
    clippy::disallowed_methods,
    reason = "`make torture` says here for how long it is to be tried"
)]
fn patience() -> Duration {
    let seconds = std::env::var("SMARTCITY_TORTURE_SECONDS").ok();
    Duration::from_secs(seconds.map_or(5, |text| text.parse().expect("a number of seconds")))
}

/// Numbers that differ from round to round and are the same in every run: which moments are tried does not depend on luck.
struct Moments(u64);

impl Moments {
    /// The next moment within a range of milliseconds.
    fn next(&mut self, range: std::ops::Range<u64>) -> Duration {
        // The step of a linear congruential generator (Knuth's MMIX).
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Duration::from_millis(range.start + (self.0 >> 33) % (range.end - range.start))
    }
}

/// Another program with an SQLite of its own, at the same file.
fn python(path: &Path, statements: &str) -> Output {
    let script = format!(
        "import sqlite3, sys\nc = sqlite3.connect(sys.argv[1], timeout=30)\n{statements}\nc.close()"
    );
    Command::new("python3").arg("-c").arg(script).arg(path).output().unwrap()
}

/// A server in demo mode that takes as many writes as come, from one address.
fn serve(database: &TestDatabase) -> Command {
    let mut serve = serving(database, &["--demo"]);
    serve.env("SMARTCITY_LIMITS_WRITES_PER_MINUTE", "none");
    serve
}

/// The file of an embedded database.
fn file(database: &TestDatabase) -> std::path::PathBuf {
    database.folder.path().join("smartcity.db")
}

/// Makes sure that the file of a database is whole, as another program sees it.
fn assert_whole(path: &Path) {
    let output = python(path, "print(c.execute('pragma integrity_check').fetchone()[0])");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "ok", "{output:?}");
}
