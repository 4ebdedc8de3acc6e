//! Fresh databases of either engine, each with the whole catalogue in it, gone when the test has ended.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use smartcity::store::{AnyConnection, migrate};
use tempfile::TempDir;

use super::{owner, template};

/// A folder that is nobody else's, as one of an installation is.
pub fn own_folder() -> TempDir {
    let own = Permissions::from_mode(0o700);
    tempfile::Builder::new().permissions(own).tempdir().unwrap()
}

/// A database engine; every test of the API runs on both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The embedded database.
    Sqlite,
    /// The database server.
    Postgres,
}

/// The address of a server on which databases can be made.
///
/// # Panics
/// When there is none: half of the tests must never be left out in silence.
#[expect(clippy::disallowed_methods, reason = "the one place where tests are told of the server")]
pub fn server() -> String {
    std::env::var("SMARTCITY_TEST_POSTGRES").expect(
        "SMARTCITY_TEST_POSTGRES must name a PostgreSQL server to test on; \
         `make test` starts one and sets it",
    )
}

/// A database of one test, and a folder for whatever else its server keeps.
#[derive(Debug)]
pub struct TestDatabase {
    /// Its address, as `--database-url` takes it.
    pub url: String,
    /// A folder of its own.
    pub folder: TempDir,
    name: Option<String>,
}

impl TestDatabase {
    /// A database with the whole catalogue in it.
    pub fn loaded(engine: Engine) -> Self {
        let folder = own_folder();
        match engine {
            Engine::Sqlite => {
                let path = folder.path().join("smartcity.db");
                std::fs::copy(template::sqlite(), &path).unwrap();
                Self { url: sqlite_url(&path), folder, name: None }
            }
            Engine::Postgres => {
                let name = fresh_name();
                make(&name, template::postgres());
                Self { url: url_of(&name), folder, name: Some(name) }
            }
        }
    }

    /// A database without any table.
    pub fn empty(engine: Engine) -> Self {
        let folder = own_folder();
        match engine {
            Engine::Sqlite => {
                let url = sqlite_url(&folder.path().join("smartcity.db"));
                Self { url, folder, name: None }
            }
            Engine::Postgres => {
                let name = fresh_name();
                make(&name, "template0");
                Self { url: url_of(&name), folder, name: Some(name) }
            }
        }
    }

    /// The same database for another server; this one stays its owner.
    pub fn shared(&self) -> Self {
        Self { url: self.url.clone(), folder: own_folder(), name: None }
    }

    /// Cuts everybody off from the database and lets nobody in, until [`Self::open`].
    ///
    /// # Panics
    /// For an embedded database, which cannot go away.
    pub fn close(&self) {
        let name = self.name.as_deref().expect("only a server's database can be closed");
        administer(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"));
        administer(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        ));
    }

    /// Lets everybody in again.
    ///
    /// # Panics
    /// For an embedded database.
    pub fn open(&self) {
        let name = self.name.as_deref().expect("only a server's database can be opened");
        administer(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"));
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            administer(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// Makes a database that belongs to the role without rights.
pub(super) fn make(name: &str, template: &str) {
    let owner = &owner::owner(&server()).name;
    administer(&format!("CREATE DATABASE {name} TEMPLATE {template} OWNER {owner}"));
}

/// Runs one statement on the server as its superuser, outside any transaction.
pub(super) fn administer(sql: &str) {
    connect(&server()).batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// A connection to a database server.
pub fn connect(url: &str) -> diesel::PgConnection {
    match migrate::open(&url.parse().unwrap()) {
        Ok(AnyConnection::Postgres(connection)) => connection,
        Ok(AnyConnection::Sqlite(_)) => {
            panic!("SMARTCITY_TEST_POSTGRES names an embedded database")
        }
        Err(error) => {
            panic!("the server that SMARTCITY_TEST_POSTGRES names does not answer: {error}")
        }
    }
}

/// The address of the database `name` of the server, for its owner.
pub(super) fn url_of(name: &str) -> String {
    owner::address(&server(), name)
}

pub(super) fn sqlite_url(path: &std::path::Path) -> String {
    format!("sqlite:{}", path.display())
}

/// A name that no other test process and no other test of this one uses.
pub(super) fn fresh_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("test_{}_{number}", std::process::id())
}

/// The folder in which cargo lets tests keep files.
pub(super) fn shared_folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
