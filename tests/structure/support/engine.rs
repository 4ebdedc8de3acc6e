//! A database of its own for a test, on either engine; it is gone when the test is over.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use smartcity::config::{DatabaseUrl, PoolSettings};
use smartcity::store::{AnyConnection, Database, migrate};
use tempfile::TempDir;

use crate::support::owner;

/// A folder that is nobody else's, as one of an installation is.
fn own_folder() -> TempDir {
    let own = Permissions::from_mode(0o700);
    tempfile::Builder::new().permissions(own).tempdir().unwrap()
}

/// The two engines that the product runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A database that only one test uses, with a folder for whatever else the test writes.
#[derive(Debug)]
pub struct TestDatabase {
    pub engine: Engine,
    folder: TempDir,
    address: String,
    name: String,
}

impl Engine {
    /// An empty database.
    pub fn empty(self) -> TestDatabase {
        let folder = own_folder();
        let name = fresh_name();
        let address = match self {
            Self::Sqlite => format!("sqlite:{}", folder.path().join("smartcity.db").display()),
            Self::Postgres => {
                administer(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
                let owner = &owner::owner(&server()).name;
                administer(&format!("CREATE DATABASE {name} OWNER {owner}"));
                owner::address(&server(), &name)
            }
        };
        TestDatabase { engine: self, folder, address, name }
    }

    /// A database with all migrations applied.
    pub fn migrated(self) -> TestDatabase {
        let database = self.empty();
        migrate::up(&mut database.connect()).unwrap();
        database
    }
}

impl TestDatabase {
    /// The address as an operator writes it, password and all.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The address as the library takes it.
    pub fn url(&self) -> DatabaseUrl {
        self.address.parse().unwrap()
    }

    /// The folder that belongs to the test.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// A connection past the store, for looking at rows and moving them.
    pub fn connect(&self) -> AnyConnection {
        migrate::open(&self.url()).unwrap()
    }

    /// Another database of the server with the same content, as its own tools make it. Whoever uses this one is cut off.
    pub fn copied(&self) -> Self {
        let name = fresh_name();
        administer(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'",
            self.name
        ));
        let owner = &owner::owner(&server()).name;
        administer(&format!("CREATE DATABASE {name} TEMPLATE {} OWNER {owner}", self.name));
        let (folder, address) = (own_folder(), owner::address(&server(), &name));
        Self { engine: self.engine, folder, address, name }
    }

    /// The database as the product opens it.
    pub fn open(&self, connections: u32) -> Database {
        let pool =
            PoolSettings { connections, acquire_timeout_ms: 60_000, prepared_statements: true };
        Database::open(&self.url(), &pool).unwrap()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if self.engine == Engine::Postgres {
            administer(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        }
    }
}

/// The server that the tests may make databases on.
#[expect(clippy::disallowed_methods, reason = "the runner of the tests names the server here")]
fn server() -> String {
    std::env::var("SMARTCITY_TEST_POSTGRES").expect(
        "SMARTCITY_TEST_POSTGRES must be the address of a PostgreSQL server whose user may make databases, such as \
         postgres://user:password@127.0.0.1:5432/postgres; `make test` starts one and sets it",
    )
}

fn administer(statement: &str) {
    let mut connection = migrate::open(&DatabaseUrl::Postgres(server())).unwrap();
    connection.batch_execute(statement).unwrap();
}

/// Runs at the same time differ by process, tests of one run by number.
fn fresh_name() -> String {
    static MADE: AtomicU32 = AtomicU32::new(0);
    format!("structure_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed))
}
