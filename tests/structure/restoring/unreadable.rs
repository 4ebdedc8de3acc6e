//! When the live database cannot be read, nothing is restored unless the operator says that nothing is to be carried over.

use std::fs;

use crate::support::engine::{Engine, TestDatabase};
use crate::support::program::run;
use crate::support::{catalogue, rows};

const HEAD: &str = "SELECT seq AS number FROM change_head";

/// A database with a backup, `saved.db`, beside it.
fn saved() -> TestDatabase {
    let database = Engine::Sqlite.empty();
    let file = catalogue::shipped();
    run(&database, &["load", file.to_str().unwrap()]).succeeded();
    run(&database, &["backup", "saved.db"]).succeeded();
    database
}

fn asides(database: &TestDatabase) -> Vec<String> {
    let names = fs::read_dir(database.folder()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.contains("unreadable")).collect()
}

#[test]
fn a_database_that_cannot_be_read_is_set_aside_only_when_nothing_is_to_be_carried_over() {
    type Damage = fn(&mut Vec<u8>);
    let damages: [Damage; 3] = [
        |bytes| {
            *bytes = b"this is no database, but a text that somebody put here by mistake".to_vec();
        },
        |bytes| {
            let middle = bytes.len() / 2;
            bytes[middle..middle + 60_000].fill(0xa5);
        },
        |bytes| bytes.truncate(bytes.len() / 3),
    ];
    for (nth, damage) in damages.into_iter().enumerate() {
        let database = saved();
        let path = database.folder().join("smartcity.db");
        let mut bytes = fs::read(&path).unwrap();
        damage(&mut bytes);
        fs::write(&path, &bytes).unwrap();
        for end in ["-wal", "-shm"] {
            drop(fs::remove_file(database.folder().join(format!("smartcity.db{end}"))));
        }
        let refused = run(&database, &["restore", "saved.db"]).refused();
        assert!(refused.contains("--without-carry-over"), "{nth}: {refused}");
        assert_eq!(asides(&database), Vec::<String>::new(), "{nth}");

        let ended = run(&database, &["restore", "saved.db", "--without-carry-over"]).succeeded();
        assert!(ended.out.contains("may be again") && ended.out.contains("erased"), "{ended:#?}");
        assert!(ended.out.contains("personal data") && ended.out.contains("restart"), "{ended:#?}");
        let aside = asides(&database);
        let main = aside.iter().find(|name| name.ends_with('Z')).unwrap();
        assert!(ended.out.contains(main.as_str()), "{ended:#?}");
        let mut connection = database.connect();
        assert!(rows::count(&mut connection, "initiatives", "") > 200);
        assert!(rows::number(&mut connection, HEAD) > 1_000_000, "far behind what was given");
        let recorded = "WHERE action = 'database.restored' AND seq > 1000000";
        assert_eq!(rows::count(&mut connection, "audit_entries", recorded), 1);
    }
}

#[test]
fn a_database_of_a_newer_program_is_not_replaced_without_being_told() {
    let database = saved();
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231235959')";
    rows::run(&mut database.connect(), newer);
    let refused = run(&database, &["restore", "saved.db"]).refused();
    assert!(refused.contains("newer"), "{refused}");
    run(&database, &["restore", "saved.db", "--without-carry-over"]).succeeded();
    assert_eq!(asides(&database).len(), 1);
}

#[test]
fn without_carry_over_a_readable_database_still_lets_its_numbers_go_on() {
    let database = saved();
    rows::run(
        &mut database.connect(),
        "UPDATE change_head SET seq = seq + 40; UPDATE audit_head SET seq = seq + 30;
         UPDATE departments SET version = 9 WHERE code = 'TD';",
    );
    let before = rows::number(&mut database.connect(), HEAD);
    let ended = run(&database, &["restore", "saved.db", "--without-carry-over"]).succeeded();
    assert!(ended.out.contains("nothing was carried over"), "{ended:#?}");
    let mut connection = database.connect();
    assert_eq!(rows::number(&mut connection, HEAD), before + 1);
    let version = "SELECT version AS number FROM departments WHERE code = 'TD'";
    assert_eq!(rows::number(&mut connection, version), 10);
    let entry = "SELECT seq AS number FROM audit_entries WHERE action = 'database.restored'";
    assert!(rows::number(&mut connection, entry) > 30);
    assert_eq!(asides(&database), Vec::<String>::new());
    let carried = "SELECT count(*) AS number FROM restores WHERE NOT carried_over";
    assert_eq!(rows::number(&mut connection, carried), 1);
}
