//! A restore that is killed at any moment leaves the database as it was or restored, and no copy anywhere.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::Instant;

use crate::support::engine::Engine;
use crate::support::program::{on, run};
use crate::support::rows;

/// Kills at as many moments, evenly spread over the time that a restore takes.
const MOMENTS: u32 = 24;

fn names(folder: &Path) -> BTreeSet<String> {
    let names = std::fs::read_dir(folder).unwrap();
    names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_killed_restore_leaves_no_copy_and_a_whole_database() {
    let database = Engine::Sqlite.migrated();
    rows::run(
        &mut database.connect(),
        "PRAGMA synchronous = OFF;
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 6000)
         INSERT INTO departments (code, version, name, kind, note, created_at, updated_at)
         SELECT 'D' || n, 1, '{\"en\":\"D\"}', 'bureau', hex(randomblob(1000)), '2026-01-01 00:00:00',
                '2026-01-01 00:00:00' FROM n;",
    );
    let saved = database.folder().join("saved.db");
    run(&database, &["backup", saved.to_str().unwrap()]).succeeded();
    let spare = tempfile::tempdir().unwrap();
    let restore = || {
        let mut command = on(&database, &["restore", saved.to_str().unwrap()]);
        command.env("TMPDIR", spare.path()).env("SQLITE_TMPDIR", spare.path());
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let begun = Instant::now();
    assert!(restore().wait().unwrap().success());
    let whole = begun.elapsed();

    let (mut as_it_was, mut restored) = (0, 0);
    for moment in 0..MOMENTS {
        rows::run(&mut database.connect(), "UPDATE departments SET note = 'lost'");
        let mut killed = restore();
        thread::sleep(whole * moment / MOMENTS);
        killed.kill().unwrap();
        killed.wait().unwrap();

        let mut connection = database.connect();
        let verdict = "SELECT integrity_check AS line FROM pragma_integrity_check";
        assert_eq!(rows::line(&mut connection, verdict), "ok");
        match rows::count(&mut connection, "departments", "WHERE note = 'lost'") {
            6000 => as_it_was += 1,
            0 => restored += 1,
            lost => panic!("{lost} of 6000 rows are as they were, at moment {moment}"),
        }
        assert_eq!(rows::count(&mut connection, "departments", ""), 6000);
        drop(connection);
        let expected = ["data", "saved.db", "smartcity.db", "smartcity.db-shm", "smartcity.db-wal"];
        let expected: BTreeSet<String> = expected.map(str::to_owned).into();
        let left: Vec<String> = names(database.folder()).difference(&expected).cloned().collect();
        assert_eq!(left, Vec::<String>::new(), "at moment {moment}");
        // SQLite makes a temporary file and takes its name away before it writes to it.
        let copies = names(spare.path()).into_iter().map(|name| spare.path().join(name));
        let sizes: Vec<u64> = copies.map(|copy| copy.metadata().unwrap().len()).collect();
        assert!(sizes.iter().all(|size| *size == 0), "{sizes:?} at moment {moment}");
    }
    assert!(as_it_was > 0, "{restored} were restored");
    // Afterwards a restore works as ever.
    assert!(restore().wait().unwrap().success());
    let lost = rows::count(&mut database.connect(), "departments", "WHERE note = 'lost'");
    assert_eq!(lost, 0);
}
