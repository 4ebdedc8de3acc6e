//! `config --check` says what `serve` would, and changes nothing.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use rstest::rstest;

use crate::support::engine::{Engine, TestDatabase};
use crate::support::program::{Ended, MASTER_KEY, Server, bare, end, on};

/// Another key than [`MASTER_KEY`].
const OTHER_KEY: &str = "HxEPDg0MCwoJCAcGBQQDAgEAHx4dHBsaGRgXFhUUExI=";

const CHECK: [&str; 2] = ["config", "--check"];

/// Everything in a folder.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut all: Vec<(String, Vec<u8>)> = entries
        .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap_or_default()))
        .collect();
    all.sort();
    all
}

/// The check in a folder, on a port that is free.
fn in_folder(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = bare(folder, &[&CHECK[..], arguments].concat());
    command.env("SMARTCITY_LISTEN", "127.0.0.1:0");
    command
}

/// The check of a database, on a port that is free.
fn of(database: &TestDatabase) -> Command {
    let mut command = on(database, &CHECK);
    command.env("SMARTCITY_LISTEN", "127.0.0.1:0");
    command
}

/// The faults that a check of that database tells.
#[track_caller]
fn refused(ended: &Ended, parts: &[&str]) {
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let (_, faults) = ended.out.split_once("would refuse to start").unwrap();
    for part in parts {
        assert!(faults.contains(part), "{part} in {faults}");
    }
}

fn served(engine: Engine) -> TestDatabase {
    let database = engine.migrated();
    drop(Server::start(&database));
    database
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn what_serve_would_take_is_accepted_and_left_as_it_is(#[case] engine: Engine) {
    for database in [engine.empty(), engine.migrated()] {
        let before = contents(database.folder());
        end(&mut of(&database)).succeeded();
        assert_eq!(contents(database.folder()), before);
    }
    end(&mut of(&served(engine))).succeeded();
}

#[test]
fn a_folder_that_is_still_to_be_made_is_not_made_by_the_check() {
    let folder = tempfile::tempdir().unwrap();
    end(&mut in_folder(folder.path(), &["--data-dir", "not/yet/there"])).succeeded();
    assert_eq!(contents(folder.path()), []);
}

#[test]
fn every_fault_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let taken = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    let [listen, metrics] = [&taken[0], &taken[1]].map(|one| one.local_addr().unwrap().to_string());
    std::fs::write(folder.path().join("file"), "no folder").unwrap();
    let arguments = ["config", "--check", "--data-dir", "file/below"];
    let mut command = bare(folder.path(), &arguments);
    command.env("SMARTCITY_LISTEN", &listen).env("SMARTCITY_METRICS_LISTEN", &metrics);
    refused(
        &end(&mut command),
        &["`listen`", "`metrics_listen`", "in use", "`data_dir`", "folder"],
    );
}

#[test]
fn a_database_that_cannot_be_read_or_opened_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("smartcity.db");
    std::fs::write(&path, "this is no database, however long one reads on in it".repeat(30))
        .unwrap();
    let url = format!("sqlite:{}", path.display());
    refused(&end(&mut in_folder(folder.path(), &["--database-url", &url])), &["`database_url`"]);

    let mut command = in_folder(folder.path(), &[]);
    command.env("DATABASE_URL", "postgres://city:kettle-cloud-42@127.0.0.1:9/nothing");
    let ended = end(command.env("SMARTCITY_MASTER_KEY", MASTER_KEY));
    refused(&ended, &["`database_url`", "127.0.0.1"]);
    assert!(!ended.said().contains("kettle-cloud-42"), "{ended:?}");
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn tables_that_are_older_or_newer_than_the_program_are_told(#[case] engine: Engine) {
    let database = engine.migrated();
    let mut connection = database.connect();
    let rename = |from: &str, to: &str| {
        format!("UPDATE __diesel_schema_migrations SET version = '{to}' WHERE version = '{from}'")
    };
    let (newest, newer) = ("20261125000002", "29991231000000");
    crate::support::rows::run(&mut connection, &rename(newest, newer));
    refused(&end(&mut of(&database)), &["newer than this binary", newer]);
    crate::support::rows::run(
        &mut connection,
        &format!("DELETE FROM __diesel_schema_migrations WHERE version = '{newer}'"),
    );
    end(&mut of(&database)).succeeded();
    let mut command = of(&database);
    refused(
        &end(command.env("SMARTCITY_MIGRATE_ON_START", "false")),
        &["`migrate_on_start`", "migrate up"],
    );
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_master_key_that_does_not_fit_the_database_is_told(#[case] engine: Engine) {
    let database = served(engine);
    let ended = end(of(&database).env("SMARTCITY_MASTER_KEY", OTHER_KEY));
    refused(&ended, &["`master_key`", "does not fit"]);
    if engine == Engine::Sqlite {
        let key = database.folder().join("data/master.key");
        let kept = database.folder().join("kept.key");
        std::fs::copy(&key, &kept).unwrap();
        std::fs::write(&key, "no key").unwrap();
        refused(&end(&mut of(&database)), &["`master_key`", "32 bytes"]);
        std::fs::remove_file(&key).unwrap();
        refused(&end(&mut of(&database)), &["`master_key`", "does not fit"]);
        assert!(!key.exists(), "no other key is made");
        std::fs::rename(&kept, &key).unwrap();
        end(&mut of(&database)).succeeded();
    }
}

#[cfg(not(feature = "postgres-tls"))]
#[rstest]
#[case("require")]
#[case("verify-ca")]
#[case("verify-full")]
fn an_address_that_asks_for_tls_says_that_the_program_has_none(#[case] mode: &str) {
    let database = Engine::Postgres.empty();
    let separator = if database.address().contains('?') { '&' } else { '?' };
    let url = format!("{}{separator}sslmode={mode}", database.address());
    for arguments in [&CHECK[..], &["serve", "--listen", "127.0.0.1:0"], &["migrate", "status"]] {
        let mut command = on(&database, &[arguments, &["--database-url", &url]].concat());
        let ended = end(&mut command);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(ended.said().contains("built without TLS to PostgreSQL"), "{ended:?}");
        assert!(ended.said().contains("--features postgres-tls"), "{ended:?}");
    }
}
