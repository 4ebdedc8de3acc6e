//! The commands that answer by themselves: help, version, configuration, migrations, and the document.

use std::path::Path;

use rstest::rstest;
use serde_json::Value;

use crate::support::engine::Engine;
use crate::support::program::{Ended, MASTER_KEY, bare, end, on, run};
use crate::support::rows;

const SECRET: &str = "kettle-cloud-42";

fn alone(arguments: &[&str]) -> Ended {
    end(&mut bare(tempfile::tempdir().unwrap().path(), arguments))
}

#[test]
fn the_help_of_the_program_and_of_every_command_shows_examples() {
    let top = alone(&["--help"]).succeeded().out;
    for command in ["serve", "migrate", "load", "backup", "restore", "openapi", "config", "version"]
    {
        assert!(top.contains(command), "{command}: {top}");
        let help = alone(&[command, "--help"]).succeeded().out;
        let (_, examples) = help.split_once("Examples:").unwrap_or_else(|| panic!("{help}"));
        assert!(examples.contains(&format!("smartcity {command}")), "{help}");
    }
    assert!(top.contains("Examples:") && top.contains("smartcity load data/catalogue.json"));
}

#[test]
fn an_unknown_command_is_refused_with_the_usage_and_a_suggestion() {
    let refused = alone(&["server"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("'serve'") && refused.err.contains("Usage"), "{}", refused.err);
}

#[rstest]
#[case(&["version"])]
#[case(&["--version"])]
fn the_version_is_that_of_the_package(#[case] arguments: &[&str]) {
    let said = alone(arguments).succeeded().out;
    assert!(said.contains(env!("CARGO_PKG_VERSION")), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn the_configuration_is_shown_with_where_each_value_came_from_and_without_secrets() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("smartcity.toml"), "[pool]\nconnections = 7\n").unwrap();
    for format in ["text", "json"] {
        let mut command =
            bare(folder.path(), &["config", "--format", format, "--data-dir", "elsewhere"]);
        command.env(
            "DATABASE_URL",
            format!("postgres://city:{SECRET}@db.example/city?sslpassword={SECRET}"),
        );
        command.env("SMARTCITY_MASTER_KEY", MASTER_KEY);
        let shown = end(&mut command).succeeded();
        assert!(!shown.said().contains(SECRET) && !shown.said().contains(MASTER_KEY), "{shown:?}");
        for part in [
            "pool.connections",
            "7",
            "smartcity.toml",
            "DATABASE_URL",
            "--data-dir",
            "elsewhere",
            "db.example",
        ] {
            assert!(shown.out.contains(part), "{part} in {}", shown.out);
        }
        if format == "json" {
            let _: Value = serde_json::from_str(&shown.out).unwrap();
        }
    }
}

#[test]
fn the_check_of_the_configuration_ends_with_one_when_serve_would_refuse_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut sound = bare(folder.path(), &["config", "--check"]);
    assert_eq!(end(sound.env("SMARTCITY_LISTEN", "127.0.0.1:0")).code, Some(0));
    let bad = [
        ("SMARTCITY_LISTEN", "everywhere"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "postgres://host/name"),
        ("SMARTCITY_LIMITS_MAX_BODY_BYTES", "1"),
        ("SMARTCITY_LISTENN", "127.0.0.1:1"),
    ];
    for (name, value) in bad {
        let checked = end(bare(folder.path(), &["config", "--check"]).env(name, value));
        assert_eq!(checked.code, Some(1), "{name}={value}: {checked:?}");
        assert!(checked.said().contains(name), "{name}={value}: {checked:?}");
    }
}

#[rstest]
#[case("mysql://city:kettle-cloud-42@host/name")]
#[case("postgres:city")]
#[case("var/smartcity.db")]
#[case("sqlite:")]
#[case("sqlite::memory:")]
fn another_kind_of_database_is_refused_with_what_is_accepted(#[case] address: &str) {
    let folder = tempfile::tempdir().unwrap();
    let commands: [&[&str]; 4] =
        [&["serve"], &["migrate", "up"], &["load", "x.json"], &["backup", "x.db"]];
    for arguments in commands {
        let refused = end(bare(folder.path(), arguments).env("DATABASE_URL", address)).refused();
        assert!(refused.contains("DATABASE_URL") && refused.contains("sqlite:"), "{refused}");
        assert!(!refused.contains(SECRET), "{refused}");
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert!(left.is_empty(), "nothing is made of a bad address: {left:?}");
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn the_tables_are_brought_up_shown_and_taken_back(#[case] engine: Engine) {
    let database = engine.empty();
    let (stamp, newest) = newest_migration();
    let pending = run(&database, &["migrate", "status"]).succeeded().out;
    assert!(pending.contains(&newest), "{pending}");
    run(&database, &["migrate", "up"]).succeeded();
    assert!(!rows::tables(&mut database.connect()).is_empty());
    let applied = run(&database, &["migrate", "status"]).succeeded().out;
    assert!(applied.contains(&newest) && applied != pending, "{applied}");
    let again = run(&database, &["migrate", "up"]).succeeded();
    assert!(!again.said().contains(&newest), "there is nothing to apply: {again:?}");
    let down = run(&database, &["migrate", "down"]).succeeded();
    assert!(down.said().contains(&stamp), "{down:?}");
    let reverted = run(&database, &["migrate", "status"]).succeeded().out;
    assert!(![pending, applied].contains(&reverted), "{reverted}");
    let up = run(&database, &["migrate", "up"]).succeeded();
    assert!(up.said().contains(&newest), "the newest was taken back: {up:?}");
}

/// The stamp and the words of the newest migration.
fn newest_migration() -> (String, String) {
    let tree = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/sqlite");
    let names = std::fs::read_dir(tree).unwrap().map(|entry| entry.unwrap().file_name());
    let newest = names.max().unwrap().into_string().unwrap();
    let (stamp, words) = newest.split_once('_').unwrap();
    (stamp.to_owned(), words.to_owned())
}

#[test]
fn the_place_of_the_database_can_be_named_by_flag_environment_and_file() {
    let folder = tempfile::tempdir().unwrap();
    let is_there = |name: &str| folder.path().join(name).exists();
    end(&mut bare(folder.path(), &["migrate", "up", "--database-url", "sqlite:flag.db"]))
        .succeeded();
    assert!(is_there("flag.db"));
    end(bare(folder.path(), &["migrate", "up"]).env("DATABASE_URL", "sqlite:environment.db"))
        .succeeded();
    assert!(is_there("environment.db"));
    std::fs::write(folder.path().join("other.toml"), "database_url = \"sqlite:file.db\"\n")
        .unwrap();
    end(&mut bare(folder.path(), &["--config", "other.toml", "migrate", "up"])).succeeded();
    assert!(is_there("file.db"));
    end(&mut bare(folder.path(), &["migrate", "up", "--data-dir", "some/where"])).succeeded();
    assert!(is_there("some/where/smartcity.db"));
}

/// The document as the program makes it, and the file of it that clients read.
#[rstest]
#[case("json")]
#[case("yaml")]
fn the_committed_document_is_the_one_that_the_code_makes(#[case] format: &str) {
    let folder = tempfile::tempdir().unwrap();
    let printed = alone(&["openapi", "--format", format]).succeeded().out;
    end(&mut bare(folder.path(), &["openapi", "--format", format, "--out", "document"]))
        .succeeded();
    let written = std::fs::read_to_string(folder.path().join("document")).unwrap();
    assert_eq!(printed.trim_end(), written.trim_end(), "printed and written are the same");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("openapi/v1.{format}"));
    let committed = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if let Some((nth, (old, new))) =
        committed.lines().zip(written.lines()).enumerate().find(|(_, (old, new))| old != new)
    {
        panic!(
            "openapi/v1.{format} differs in line {}: `{old}` is now `{new}`; run `make openapi`",
            nth + 1
        );
    }
    assert_eq!(committed, written, "openapi/v1.{format} differs at its end; run `make openapi`");
}

#[test]
fn the_document_needs_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let printed = end(
        bare(folder.path(), &["openapi"]).env("DATABASE_URL", "postgres://127.0.0.1:9/nothing")
    );
    let document: Value = serde_json::from_str(&printed.succeeded().out).unwrap();
    assert_eq!(document["openapi"].as_str().unwrap().split('.').next(), Some("3"));
    assert_eq!(document["paths"]["/api/v1/initiatives"]["get"]["operationId"], "list_initiatives");
}

#[test]
fn a_server_that_does_not_answer_is_told_in_a_sentence_without_the_password() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = bare(folder.path(), &["migrate", "status"]);
    command.env("DATABASE_URL", format!("postgres://city:{SECRET}@127.0.0.1:9/nothing"));
    let refused = end(&mut command).refused();
    assert!(!refused.contains(SECRET), "{refused}");
}

#[test]
fn a_configuration_is_never_half_used() {
    let database = Engine::Sqlite.empty();
    let mut command = on(&database, &["migrate", "up"]);
    command.env("SMARTCITY_LISTEN", "nowhere").env("SMARTCITY_POOL_CONNECTIONS", "0");
    let refused = end(&mut command);
    assert!(refused.code.is_some_and(|code| code != 0), "{refused:?}");
    for name in ["SMARTCITY_LISTEN", "SMARTCITY_POOL_CONNECTIONS"] {
        assert!(refused.err.contains(name), "all faults are told at once: {}", refused.err);
    }
    assert!(!database.folder().join("smartcity.db").exists());
}

#[rstest]
#[case(&["config"])]
#[case(&["config", "--format", "json"])]
#[case(&["version"])]
#[case(&["openapi"])]
#[case(&["migrate", "status"])]
#[case(&["migrate", "up"])]
#[case(&["--help"])]
fn a_reader_that_has_gone_away_is_no_reason_to_panic(#[case] arguments: &[&str]) {
    let database = Engine::Sqlite.empty();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let ended = end(on(&database, arguments).stdout(writer));
    assert!(ended.code.is_some_and(|code| code != 101), "{ended:?}");
    assert!(!ended.err.contains("panicked"), "{ended:?}");
}
