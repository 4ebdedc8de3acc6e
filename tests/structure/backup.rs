//! `smartcity backup` and `restore` on an embedded database that a server is using, through the real binary.

use std::path::Path;
use std::thread;

use serde_json::{Value, json};

use crate::support::engine::{Engine, TestDatabase};
use crate::support::http::{Answer, get};
use crate::support::program::{Ended, MASTER_KEY, Server, bare, end, run};
use crate::support::wait::until;
use crate::support::{catalogue, rows};

fn load(database: &TestDatabase, catalogue: &Value) {
    let file = catalogue::write(database.folder(), "catalogue.json", catalogue);
    run(database, &["load", &file]).succeeded();
}

/// The small catalogue with another title for the tolls.
fn titled(title: &str) -> Value {
    let mut catalogue = catalogue::small();
    catalogue["initiatives"][0]["title"]["en"] = json!(title);
    catalogue
}

fn title(server: &Server) -> Value {
    get(server.address(), "/api/v1/initiatives/tolls?lang=en").json()["title"].clone()
}

/// Asks until the title is `expected`.
#[track_caller]
fn shows(server: &Server, expected: &str) {
    until(&format!("the title is {expected}"), || title(server) == expected);
}

fn changes(server: &Server, cursor: &str) -> Answer {
    get(server.address(), &format!("/api/v1/changes?cursor={cursor}"))
}

/// Where the change sequence stands.
fn head(server: &Server) -> i64 {
    let latest = changes(server, "latest");
    assert_eq!(latest.status, 200);
    latest.json()["page"]["next_cursor"].as_str().unwrap().parse().unwrap()
}

fn copy(database: &TestDatabase, command: &str, name: &str) -> Ended {
    run(database, &[command, database.folder().join(name).to_str().unwrap()])
}

#[test]
fn a_running_server_is_backed_up_and_restored_and_shows_it() {
    let database = Engine::Sqlite.empty();
    load(&database, &catalogue::small());
    let server = Server::start(&database);
    assert_eq!(title(&server), "About tolls");
    copy(&database, "backup", "monday.db").succeeded();
    let at_backup = head(&server);

    load(&database, &titled("By mistake"));
    shows(&server, "By mistake");
    let before_restore = head(&server);
    assert_eq!(before_restore, at_backup + 1);
    assert_eq!(changes(&server, &at_backup.to_string()).status, 200);

    copy(&database, "restore", "monday.db").succeeded();
    shows(&server, "About tolls");
    let after_restore = head(&server);
    assert!(after_restore > before_restore, "a number is never given twice: {after_restore}");
    for old in [0, at_backup, before_restore] {
        let gone = changes(&server, &old.to_string());
        assert_eq!(gone.status, 410, "cursor {old}: what happened cannot be told from before");
        assert_eq!(gone.json()["code"], "expired-cursor");
    }
    assert_eq!(changes(&server, &after_restore.to_string()).json()["data"], json!([]));

    load(&database, &titled("On Tuesday"));
    shows(&server, "On Tuesday");
    let news = changes(&server, &after_restore.to_string()).json();
    assert_eq!(news["data"].as_array().unwrap().len(), 1, "{news}");
    assert_eq!(news["data"][0]["key"], "tolls");
    assert_eq!(news["data"][0]["seq"], after_restore + 1);
    assert_eq!(news["data"][0]["version"], 4, "the version goes on behind the one that was lost");
}

#[test]
fn a_backup_made_while_others_write_is_whole() {
    let database = Engine::Sqlite.empty();
    load(&database, &catalogue::small());
    let server = Server::start(&database);
    let writer = {
        let file = |nth: u32| {
            catalogue::write(
                database.folder(),
                &format!("{nth}.json"),
                &titled(&format!("Title {nth}")),
            )
        };
        let files: Vec<String> = (0..6).map(file).collect();
        let commands = files.iter().map(|file| {
            let mut command = bare(database.folder(), &["load", file]);
            command.env("DATABASE_URL", database.address());
            command
        });
        let commands: Vec<_> = commands.collect();
        thread::spawn(move || {
            for mut command in commands {
                end(&mut command).succeeded();
            }
        })
    };
    for nth in 0..4 {
        copy(&database, "backup", &format!("{nth}.db")).succeeded();
    }
    writer.join().unwrap();
    assert!(title(&server).as_str().unwrap().starts_with("Title "));
    for nth in 0..4 {
        let path = database.folder().join(format!("{nth}.db"));
        let mut copied = open(&path);
        assert_eq!(
            rows::line(&mut copied, "SELECT integrity_check AS line FROM pragma_integrity_check"),
            "ok"
        );
        let broken = "SELECT count(*) AS number FROM pragma_foreign_key_check";
        assert_eq!(rows::number(&mut copied, broken), 0);
        let count = rows::count(&mut copied, "changes", "");
        assert_eq!(rows::number(&mut copied, "SELECT seq AS number FROM change_head"), count);
    }
}

fn open(path: &Path) -> smartcity::store::AnyConnection {
    let url = smartcity::config::DatabaseUrl::Sqlite(path.to_owned());
    smartcity::store::migrate::open(&url).unwrap()
}

#[test]
fn a_restored_database_holds_what_was_backed_up() {
    let database = Engine::Sqlite.empty();
    let file = catalogue::shipped();
    run(&database, &["load", file.to_str().unwrap()]).succeeded();
    let before = rows::contents(&mut database.connect());
    copy(&database, "backup", "whole.db").succeeded();
    rows::run(
        &mut database.connect(),
        "DELETE FROM search_terms; DELETE FROM milestones; UPDATE departments SET note = 'lost';",
    );
    copy(&database, "restore", "whole.db").succeeded();
    let mut after = rows::contents(&mut database.connect());
    // Numbers go on instead of coming back, and the restore is recorded.
    assert_eq!(after.remove("changes"), Some(Vec::new()));
    for table in ["change_head", "audit_head", "audit_entries", "restores"] {
        assert_ne!(after.remove(table), before.get(table).cloned(), "{table}");
    }
    for (table, rows) in after {
        assert_eq!(Some(&rows), before.get(&table), "{table}");
    }
}

#[test]
fn a_backup_can_be_restored_where_no_database_is_yet() {
    let database = Engine::Sqlite.empty();
    load(&database, &catalogue::small());
    copy(&database, "backup", "moved.db").succeeded();
    let elsewhere = Engine::Sqlite.empty();
    let file = database.folder().join("moved.db");
    run(&elsewhere, &["restore", file.to_str().unwrap()]).succeeded();
    let server = Server::start(&elsewhere);
    assert_eq!(title(&server), "About tolls");
}

#[test]
fn an_older_backup_is_brought_to_the_present_tables_by_the_restore() {
    let database = Engine::Sqlite.empty();
    load(&database, &catalogue::small());
    copy(&database, "backup", "old.db").succeeded();
    let path = database.folder().join("old.db");
    smartcity::store::migrate::down(&mut open(&path), |_| true).unwrap();
    copy(&database, "restore", "old.db").succeeded();
    let status = smartcity::store::migrate::status(&mut database.connect()).unwrap();
    assert!(status.is_current());
}

#[test]
fn a_backup_never_writes_over_a_file() {
    let database = Engine::Sqlite.empty();
    load(&database, &catalogue::small());
    std::fs::write(database.folder().join("kept.txt"), "mine").unwrap();
    let refused = copy(&database, "backup", "kept.txt").refused();
    assert!(refused.contains("kept.txt") && refused.contains("exists"), "{refused}");
    assert_eq!(std::fs::read_to_string(database.folder().join("kept.txt")).unwrap(), "mine");
    let own = run(&database, &["backup", database.folder().join("smartcity.db").to_str().unwrap()]);
    assert!(own.refused().contains("exists"));
}

#[test]
fn a_backup_into_a_folder_that_is_not_there_is_refused_in_a_sentence() {
    let database = Engine::Sqlite.empty();
    load(&database, &catalogue::small());
    let refused = copy(&database, "backup", "nowhere/copy.db").refused();
    assert!(refused.contains("nowhere"), "{refused}");
}

#[test]
fn what_is_not_a_whole_backup_is_refused_and_leaves_the_database_as_it_was() {
    let database = Engine::Sqlite.empty();
    let file = catalogue::shipped();
    run(&database, &["load", file.to_str().unwrap()]).succeeded();
    copy(&database, "backup", "good.db").succeeded();
    let good = std::fs::read(database.folder().join("good.db")).unwrap();
    let server = Server::start(&database);
    let before = rows::contents(&mut database.connect());

    let missing = copy(&database, "restore", "missing.db").refused();
    assert!(missing.contains("missing.db"), "{missing}");
    assert!(!database.folder().join("missing.db").exists(), "a missing file is not made");

    let mut torn = good.clone();
    let middle = torn.len() / 2;
    torn[middle..middle + 40_000].fill(0xa5);
    let others: [(&str, Vec<u8>); 5] = [
        ("cut.db", good[..good.len() / 3].to_vec()),
        ("text.db", b"not a database at all".to_vec()),
        ("empty.db", Vec::new()),
        ("head.db", good[..100].to_vec()),
        ("torn.db", torn),
    ];
    for (name, bytes) in others {
        std::fs::write(database.folder().join(name), &bytes).unwrap();
        let refused = copy(&database, "restore", name).refused();
        assert!(refused.contains(name), "{refused}");
        assert_eq!(rows::contents(&mut database.connect()), before, "{name}");
        assert_eq!(
            std::fs::read(database.folder().join(name)).unwrap(),
            bytes,
            "{name} was changed"
        );
    }
    assert_eq!(rows::contents(&mut database.connect()), before);
    assert_eq!(get(server.address(), "/api/v1/initiatives?limit=1").status, 200);
}

#[test]
fn a_backup_from_a_newer_program_is_refused() {
    let database = Engine::Sqlite.empty();
    load(&database, &catalogue::small());
    copy(&database, "backup", "newer.db").succeeded();
    let path = database.folder().join("newer.db");
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231235959')";
    rows::run(&mut open(&path), newer);
    let before = rows::contents(&mut database.connect());
    let refused = copy(&database, "restore", "newer.db").refused();
    assert!(refused.contains("newer"), "{refused}");
    assert_eq!(rows::contents(&mut database.connect()), before);
}

#[test]
fn for_postgresql_both_commands_name_the_tools_of_postgresql() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["backup", "restore"] {
        let mut command = bare(folder.path(), &[command, "copy.db"]);
        command.env("DATABASE_URL", "postgres://nobody:secret@127.0.0.1:9/nothing");
        command.env("SMARTCITY_MASTER_KEY", MASTER_KEY);
        let refused = end(&mut command).refused();
        assert!(refused.contains("pg_dump") && refused.contains("pg_restore"), "{refused}");
        assert!(!refused.contains("secret"), "{refused}");
    }
    assert!(!folder.path().join("copy.db").exists());
}
