//! The template of every test database: migrated and loaded once for each build of the tests, then copied, because
//! a copy takes milliseconds and loading takes a second.

use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Text};
use sha2::{Digest, Sha256};
use smartcity::app::load::{LoadOptions, load, load_citizens};
use smartcity::config::{DatabaseUrl, PoolSettings};
use smartcity::store::{Database, backup, migrate};

use super::catalogue;
use super::engine::{connect, make, server, shared_folder, sqlite_url, url_of};

/// Any number that nobody else uses on a test server.
const LOCK: i64 = 5_093_117_702;

/// The file to copy.
pub(super) fn sqlite() -> PathBuf {
    static TEMPLATE: LazyLock<PathBuf> = LazyLock::new(make_sqlite);
    TEMPLATE.clone()
}

/// The name of the database to copy.
pub(super) fn postgres() -> &'static str {
    static TEMPLATE: LazyLock<String> = LazyLock::new(make_postgres);
    &TEMPLATE
}

fn make_sqlite() -> PathBuf {
    let folder = shared_folder();
    let path = folder.join(format!("template-{}.db", fingerprint()));
    let lock = File::create(folder.join("template.lock")).unwrap();
    lock.lock().unwrap();
    if !path.exists() {
        for old in std::fs::read_dir(&folder).unwrap().flatten() {
            if old.file_name().to_string_lossy().starts_with("template-") {
                drop(std::fs::remove_file(old.path()));
            }
        }
        let workshop = super::engine::own_folder();
        let made: DatabaseUrl = sqlite_url(&workshop.path().join("made.db")).parse().unwrap();
        fill(&made);
        let copy = workshop.path().join("copy.db");
        backup::backup(&made, &copy, |_, _| {}).unwrap();
        let beside = path.with_extension("part");
        std::fs::copy(copy, &beside).unwrap();
        std::fs::rename(beside, &path).unwrap();
    }
    path
}

fn make_postgres() -> String {
    let name = format!("template_{}", fingerprint());
    let mut connection = connect(&server());
    // The lock ends with the connection, whatever happens.
    let lock = format!("SET lock_timeout = '60s'; SELECT pg_advisory_lock({LOCK})");
    connection.batch_execute(&lock).unwrap();
    if count_databases(&mut connection, &name) == 0 {
        let part = format!("{name}_part");
        connection.batch_execute(&format!("DROP DATABASE IF EXISTS {part} WITH (FORCE)")).unwrap();
        make(&part, "template0");
        fill(&url_of(&part).parse().unwrap());
        for statement in [
            // Nobody may be connected to a database that is copied.
            format!("ALTER DATABASE {part} ALLOW_CONNECTIONS false"),
            format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{part}'"
            ),
            format!("ALTER DATABASE {part} RENAME TO {name}"),
        ] {
            connection.batch_execute(&statement).unwrap();
        }
    }
    name
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn count_databases(connection: &mut diesel::PgConnection, name: &str) -> i64 {
    diesel::sql_query("SELECT COUNT(*) AS count FROM pg_database WHERE datname = $1")
        .bind::<Text, _>(name)
        .get_result::<Count>(connection)
        .unwrap()
        .count
}

/// Migrates a database and loads the whole catalogue into it, and what submissions need.
fn fill(url: &DatabaseUrl) {
    migrate::up(&mut migrate::open(url).unwrap()).unwrap();
    let database = Database::open(url, &pool()).unwrap();
    let options = LoadOptions {
        at: catalogue::loaded_at(),
        zone: chrono_tz::Asia::Hong_Kong,
        dry_run: false,
    };
    let none: smartcity::app::load::Progress = Arc::new(|_| {});
    load(&database, &catalogue::checked(catalogue::file()), options, &none).unwrap();
    load_citizens(&database, &catalogue::citizens(), options, &none).unwrap();
}

/// Settings of a handle beside the server's own.
pub(super) fn pool() -> PoolSettings {
    PoolSettings { connections: 2, acquire_timeout_ms: 5000, prepared_statements: true }
}

/// Differs whenever the tests were built anew or the catalogue has changed.
fn fingerprint() -> String {
    let program = std::env::current_exe().unwrap();
    let built = program.metadata().unwrap();
    let hash = Sha256::new()
        .chain_update(program.to_string_lossy().as_bytes())
        .chain_update(format!("{:?} {}", built.modified().unwrap(), built.len()))
        .chain_update(catalogue::file().to_string())
        .finalize();
    let first = hash.iter().take(8).fold(0, |all: u64, byte| (all << 8) | u64::from(*byte));
    format!("{first:016x}")
}
