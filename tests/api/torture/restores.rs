//! Restores beside a server that is written to; most of them are killed on their way.

use std::process::Stdio;
use std::time::Instant;

use super::load::{Acknowledged, Load, sign_in};
use super::{Moments, assert_whole, file, patience, python, serve};
use crate::support::Engine::Sqlite;
use crate::support::engine::TestDatabase;
use crate::support::program::{Program, command, run};

/// What may lie in the folder: the database, the backup, and the data directory of the commands.
const KEPT: [&str; 5] = ["smartcity.db", "smartcity.db-wal", "smartcity.db-shm", "kept.db", "var"];

#[test]
fn a_restore_that_is_killed_leaves_the_whole_database_and_nothing_else() {
    let database = TestDatabase::loaded(Sqlite);
    let folder = database.folder.path();
    let program = Program::of(&mut serve(&database));
    let token = sign_in(&program);
    // The backup knows who writes: a restore takes nobody's account away.
    let backup = ["backup", "kept.db", "--database-url", &database.url];
    assert!(run(folder, &backup).status.success());
    let acknowledged = Acknowledged::default();
    let load = Load::start(program.address, &token, &acknowledged);
    let (mut moments, deadline) = (Moments(2), Instant::now() + patience());
    let mut rounds: u32 = 0;
    while rounds < 4 || Instant::now() < deadline {
        let restore = ["restore", "kept.db", "--database-url", &database.url];
        let mut restore =
            command(folder, &restore).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Each fourth one may come to its end.
        if rounds % 4 == 3 {
            assert!(restore.wait().unwrap().success(), "round {rounds}");
        } else {
            std::thread::sleep(moments.next(1..600));
            drop(restore.kill());
            drop(restore.wait());
        }
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        for name in files {
            let name = name.into_string().unwrap();
            assert!(KEPT.contains(&&*name), "round {rounds} left {name} behind");
        }
        let catalogue = python(
            &file(&database),
            "print(c.execute('select count(*) from initiatives').fetchone()[0])",
        );
        assert_eq!(
            String::from_utf8_lossy(&catalogue.stdout).trim(),
            "207",
            "round {rounds}: {catalogue:?}"
        );
        rounds += 1;
    }
    load.stop();
    drop(program);
    assert_whole(&file(&database));
}
