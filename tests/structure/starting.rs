//! Starting the server, and each reason for which it does not start: one clear sentence and an exit code that is not 0.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use rstest::rstest;

use crate::support::catalogue;
use crate::support::engine::{Engine, TestDatabase};
use crate::support::http::get;
use crate::support::program::{Ended, MASTER_KEY, Server, bare, end, end_soon, on, run};
use crate::support::rows;

/// Starts a server that must refuse; gives the sentence.
#[track_caller]
fn refused(database: &TestDatabase, arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let mut all = vec!["serve"];
    all.extend(arguments);
    let mut command = on(database, &all);
    // What the runtime logs on the way is not the answer.
    command.env("SMARTCITY_LOG_FILTER", "error").envs(environment.iter().copied());
    end_soon(&mut command).refused()
}

const FREE_PORT: [&str; 2] = ["--listen", "127.0.0.1:0"];

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn an_empty_database_is_migrated_and_served(#[case] engine: Engine) {
    let database = engine.empty();
    let server = Server::start(&database);
    assert_eq!(get(server.address(), "/livez").status, 200);
    assert_eq!(get(server.address(), "/readyz").status, 200);
    let list = get(server.address(), "/api/v1/initiatives").json();
    assert_eq!(list["data"], serde_json::json!([]));
}

#[test]
fn log_lines_are_plain_text_when_nobody_watches() {
    let database = Engine::Sqlite.empty();
    // It migrates, and then finds that the certificate it is to trust is none.
    let certificate = database.folder().join("ca.pem");
    std::fs::write(&certificate, "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n")
        .unwrap();
    let mut serve = on(&database, &["serve", "--listen", "127.0.0.1:0"]);
    serve.env("SMARTCITY_MAIL_SMTP_URL", "smtps://mail.city.example");
    serve.env("SMARTCITY_MAIL_FROM", "noreply@city.example");
    serve.env("SMARTCITY_MAIL_CA_FILE", &certificate);
    let ended = end_soon(&mut serve);
    assert!(ended.err.contains("applied a migration"), "{ended:?}");
    assert!(!ended.said().contains('\u{1b}'), "{ended:?}");
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let database = Engine::Sqlite.migrated();
    let sentence = refused(&database, &["--listen", &address], &[]);
    assert!(sentence.contains(&address), "{sentence}");
    let sentence =
        refused(&database, &["--listen", "127.0.0.1:0", "--metrics-listen", &address], &[]);
    assert!(sentence.contains(&address), "{sentence}");
}

#[test]
fn a_data_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "in the way").unwrap();
    for place in ["/dev/null/data", "file", "file/data", "/proc/data"] {
        let mut command =
            bare(folder.path(), &["serve", "--listen", "127.0.0.1:0", "--data-dir", place]);
        let sentence = end_soon(&mut command).refused();
        assert!(sentence.contains(place), "{sentence}");
    }
    assert_eq!(std::fs::read_to_string(folder.path().join("file")).unwrap(), "in the way");
}

#[test]
fn the_folder_of_a_database_that_cannot_be_written_to_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = bare(folder.path(), &["serve", "--listen", "127.0.0.1:0"]);
    command.env("DATABASE_URL", "sqlite:/proc/nowhere/smartcity.db");
    let sentence = end_soon(&mut command).refused();
    assert!(sentence.contains("the folder /proc/nowhere"), "{sentence}");
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_database_that_is_newer_than_the_program_is_left_alone(#[case] engine: Engine) {
    let database = engine.migrated();
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231235959')";
    rows::run(&mut database.connect(), newer);
    let before = rows::contents(&mut database.connect());
    let mut sentences = vec![
        refused(&database, &FREE_PORT, &[]),
        refused(&database, &FREE_PORT, &[("SMARTCITY_MIGRATE_ON_START", "false")]),
        run(&database, &["migrate", "up"]).refused(),
        run(&database, &["migrate", "down"]).refused(),
    ];
    let file = crate::support::catalogue::shipped();
    sentences.push(run(&database, &["load", file.to_str().unwrap()]).refused());
    for sentence in sentences {
        assert!(sentence.contains("newer") && sentence.contains("99991231235959"), "{sentence}");
    }
    assert_eq!(rows::contents(&mut database.connect()), before);
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn a_database_that_is_behind_is_refused_when_the_server_may_not_migrate(#[case] engine: Engine) {
    let database = engine.empty();
    let sentence = refused(&database, &FREE_PORT, &[("SMARTCITY_MIGRATE_ON_START", "false")]);
    assert!(sentence.contains("migrate up"), "{sentence}");
    assert_eq!(rows::tables(&mut database.connect()), Vec::<String>::new());
}

#[rstest]
#[case("listen = ", "TOML")]
#[case("lisen = \"127.0.0.1:0\"", "`listen`")]
#[case("listen = \"everywhere\"", "everywhere")]
#[case("[pool]\nconnections = \"many\"", "pool.connections")]
fn a_broken_configuration_file_is_named_with_what_is_wrong_in_it(
    #[case] text: &str,
    #[case] word: &str,
) {
    let database = Engine::Sqlite.migrated();
    std::fs::write(database.folder().join("city.toml"), text).unwrap();
    let sentence = refused(&database, &["--config", "city.toml"], &[]);
    assert!(sentence.contains("city.toml"), "{sentence}");
    assert!(sentence.contains(word), "{sentence}");
}

#[test]
fn a_configuration_file_that_is_named_must_exist() {
    let database = Engine::Sqlite.migrated();
    let sentence = refused(&database, &["--config", "nowhere.toml"], &[]);
    assert!(sentence.contains("nowhere.toml"), "{sentence}");
    let sentence = refused(&database, &[], &[("SMARTCITY_CONFIG", "nowhere.toml")]);
    assert!(sentence.contains("nowhere.toml"), "{sentence}");
}

#[rstest]
#[case("0.0.0.0:0")]
#[case("[::]:0")]
#[case("192.0.2.1:0")]
fn demo_mode_stays_on_this_machine(#[case] address: &str) {
    let database = Engine::Sqlite.migrated();
    let sentence = refused(&database, &["--demo", "--listen", address], &[]);
    assert!(sentence.contains("demo") && sentence.contains("loopback"), "{sentence}");
}

#[test]
fn postgresql_is_not_served_without_a_master_key() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = bare(folder.path(), &["serve", "--listen", "127.0.0.1:0"]);
    command.env("DATABASE_URL", "postgres://city:kettle-cloud-42@127.0.0.1:9/nothing");
    let sentence = end_soon(&mut command).refused();
    assert!(sentence.contains("SMARTCITY_MASTER_KEY"), "{sentence}");
    assert!(!sentence.contains("kettle-cloud-42"), "{sentence}");
    command.env("SMARTCITY_MASTER_KEY", "c2hvcnQ=");
    let sentence = end_soon(&mut command).refused();
    assert!(sentence.contains("32 bytes") && !sentence.contains("c2hvcnQ="), "{sentence}");
}

/// The files of the data folder that are not the database.
fn keys(database: &TestDatabase) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(database.folder().join("data")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.file_name().unwrap().to_str().unwrap().contains("key")).collect()
}

#[test]
fn the_master_key_that_is_made_belongs_to_its_owner_alone_and_stays() {
    let database = Engine::Sqlite.empty();
    drop(Server::start(&database));
    let [key] = &keys(&database)[..] else { panic!("one master key, not {:?}", keys(&database)) };
    let mode = std::fs::metadata(key).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "{mode:o}");
    let text = std::fs::read_to_string(key).unwrap();
    assert!(smartcity::config::MasterKey::parse(&text).is_ok());
    drop(Server::start(&database));
    assert_eq!(std::fs::read_to_string(key).unwrap(), text, "the next start finds it");

    std::fs::write(key, "spoilt").unwrap();
    let sentence = refused(&database, &FREE_PORT, &[]);
    assert!(sentence.contains(key.file_name().unwrap().to_str().unwrap()), "{sentence}");
    assert!(!sentence.contains("spoilt"), "{sentence}");
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn what_is_made_is_its_owners_alone_whatever_the_umask() {
    let database = Engine::Sqlite.empty();
    let mut serve = Command::new("/bin/sh");
    let smartcity = env!("CARGO_BIN_EXE_smartcity");
    serve.args(["-c", &format!("umask 000; exec {smartcity} serve --listen 127.0.0.1:0")]);
    serve.current_dir(database.folder()).env_clear();
    let server = Server::of(&mut serve);
    let made = database.folder().join("var");
    assert_eq!(mode(&made), 0o700);
    for file in ["master.key", "smartcity.db", "smartcity.db-wal", "smartcity.db-shm"] {
        assert_eq!(mode(&made.join(file)), 0o600, "{file}");
    }
    drop(server);
}

/// What `config --check` says of an installation.
fn checked(database: &TestDatabase, environment: &[(&str, &str)]) -> Ended {
    let mut check = on(database, &["config", "--check"]);
    end(check.env("SMARTCITY_LISTEN", "127.0.0.1:0").envs(environment.iter().copied()))
}

/// Makes sure that it is not served as it is, how that is mended, and that a demonstration is warned.
#[track_caller]
fn must_be_mended(database: &TestDatabase, environment: &[(&str, &str)], mended: &str) {
    let sentence = refused(database, &FREE_PORT, environment);
    assert!(sentence.contains(mended), "{sentence}");
    let told = checked(database, environment);
    assert_eq!(told.code, Some(1), "{told:?}");
    assert!(told.out.contains(mended), "{told:?}");
    let demo = [environment, &[("SMARTCITY_DEMO", "true")]].concat();
    let told = checked(database, &demo).succeeded();
    assert!(told.err.contains(mended), "{told:?}");
}

/// Makes sure that it is served as it is, and how what is warned of is mended.
#[track_caller]
fn may_be_mended(database: &TestDatabase, environment: &[(&str, &str)], mended: &str) {
    let mut serve = on(database, &["serve", "--listen", "127.0.0.1:0"]);
    drop(Server::of(serve.envs(environment.iter().copied())));
    let told = checked(database, environment).succeeded();
    assert!(told.err.contains(mended), "{told:?}");
}

#[test]
fn a_master_key_that_others_can_get_at_is_not_served_wherever_it_lies() {
    let database = Engine::Sqlite.empty();
    // The accounts of a demonstration belong to departments.
    let catalogue = catalogue::write(database.folder(), "catalogue.json", &catalogue::small());
    run(&database, &["load", &catalogue]).succeeded();
    drop(Server::start(&database));
    let key = database.folder().join("data/master.key");
    let mended = format!("chmod 600 {}`", key.display());
    for open in [0o644, 0o604, 0o602, 0o601] {
        set_mode(&key, open);
        must_be_mended(&database, &[], &mended);
    }
    let mut demo = on(&database, &["serve", "--demo", "--listen", "127.0.0.1:0"]);
    drop(Server::of(&mut demo));
    set_mode(&key, 0o640);
    drop(Server::start(&database));
    // Now the group can come as far as the file.
    set_mode(&database.folder().join("data"), 0o710);
    may_be_mended(&database, &[], &mended);
}

#[test]
fn a_database_that_everybody_can_get_at_is_not_served() {
    let database = Engine::Sqlite.empty();
    drop(Server::start(&database));
    let file = database.folder().join("smartcity.db");
    set_mode(&file, 0o644);
    drop(Server::start(&database));
    // Now others can come as far as the file.
    set_mode(database.folder(), 0o755);
    must_be_mended(&database, &[], &format!("chmod 600 {}`", file.display()));
    set_mode(&file, 0o600);
    drop(Server::start(&database));
}

#[test]
fn a_data_folder_that_is_open_to_others_is_not_served() {
    let database = Engine::Sqlite.empty();
    drop(Server::start(&database));
    let folder = database.folder().join("data");
    let mended = format!("chmod 700 {}`", folder.display());
    for open in [0o755, 0o704, 0o702, 0o701, 0o1777] {
        set_mode(&folder, open);
        must_be_mended(&database, &[], &mended);
    }
    for open in [0o770, 0o710] {
        set_mode(&folder, open);
        may_be_mended(&database, &[], &mended);
    }
    set_mode(&folder, 0o700);
    let told = checked(&database, &[]).succeeded();
    assert_eq!(told.err, "");
}

#[test]
fn a_data_folder_that_is_prepared_for_it_is_closed_by_whoever_uses_it_first() {
    let database = Engine::Sqlite.empty();
    let folder = database.folder().join("data");
    std::fs::create_dir(&folder).unwrap();
    set_mode(&folder, 0o755);
    drop(Server::start(&database));
    assert_eq!(mode(&folder), 0o700);
    // With other things in it, it is somebody's who decides that by hand.
    let shared = database.folder().join("shared");
    std::fs::create_dir_all(shared.join("other")).unwrap();
    set_mode(&shared, 0o755);
    let environment =
        [("SMARTCITY_DATA_DIR", "shared"), ("DATABASE_URL", "sqlite:shared/smartcity.db")];
    refused(&database, &FREE_PORT, &environment);
    assert_eq!(mode(&shared), 0o755);
}

#[test]
fn a_folder_with_other_things_in_it_is_served_unless_others_can_put_files_in_place() {
    let database = Engine::Sqlite.empty();
    let here = database.folder().to_owned();
    let of_database = format!("chmod 700 {}`", here.display());
    for (data_dir, mended) in
        [("data", of_database.as_str()), (".", "chmod 700 .`"), ("./", "chmod 700 ./`")]
    {
        // The key is given, so that it is the same whatever the folder.
        let environment = &[("SMARTCITY_DATA_DIR", data_dir), ("SMARTCITY_MASTER_KEY", MASTER_KEY)];
        for open in [0o755, 0o1777] {
            set_mode(&here, open);
            may_be_mended(&database, environment, mended);
        }
        for open in [0o777, 0o702] {
            set_mode(&here, open);
            must_be_mended(&database, environment, mended);
        }
        set_mode(&here, 0o700);
    }
}

#[test]
fn what_others_may_look_into_and_what_a_group_may_read_is_warned_of() {
    let database = Engine::Sqlite.empty();
    drop(Server::start(&database));
    let file = database.folder().join("smartcity.db");
    set_mode(database.folder(), 0o755);
    set_mode(&file, 0o640);
    let told = checked(&database, &[]).succeeded();
    for mended in [
        format!("chmod 700 {}`", database.folder().display()),
        format!("chmod 600 {}`", file.display()),
    ] {
        assert!(told.err.contains(&mended), "{told:?}");
    }
    // The same is in the log of a server, here of one that ends as its certificate is none.
    let certificate = database.folder().join("ca.pem");
    std::fs::write(&certificate, "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n")
        .unwrap();
    let mut serve = on(&database, &["serve", "--listen", "127.0.0.1:0"]);
    serve.env("SMARTCITY_MAIL_SMTP_URL", "smtps://mail.city.example");
    serve.env("SMARTCITY_MAIL_FROM", "noreply@city.example");
    serve.env("SMARTCITY_MAIL_CA_FILE", &certificate);
    let ended = end_soon(&mut serve);
    assert!(ended.err.contains("WARN") && ended.err.contains("chmod 600"), "{ended:?}");
    set_mode(&file, 0o600);
    set_mode(database.folder(), 0o700);
    let told = checked(&database, &[]).succeeded();
    assert_eq!(told.err, "");
}

#[test]
fn a_master_key_that_is_given_is_not_written_down() {
    let database = Engine::Sqlite.empty();
    let mut command = on(&database, &["serve", "--listen", "127.0.0.1:0"]);
    drop(Server::of(command.env("SMARTCITY_MASTER_KEY", MASTER_KEY)));
    let made = database.folder().join("data");
    assert!(!made.exists() || keys(&database).is_empty(), "{:?}", keys(&database));
}

#[test]
fn a_node_of_a_database_server_needs_no_data_folder() {
    let database = Engine::Postgres.migrated();
    let mut command = on(&database, &["serve", "--listen", "127.0.0.1:0"]);
    let server = Server::of(command.env("SMARTCITY_DATA_DIR", "/proc/none"));
    assert_eq!(get(server.address(), "/readyz").status, 200);
    assert_eq!(get(server.address(), "/api/v1/initiatives").status, 200);
}
