//! A server of this process, on a database of its own with the whole catalogue in it, and a clock that stands still.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use chrono::{DateTime, Utc};
use serde_json::Value;
use smartcity::app::load::{LoadOptions, LoadReport, Progress, load, load_citizens};
use smartcity::clock::{Clock, ManualClock};
use smartcity::config::{self, ConfigSources, Flags, Settings};
use smartcity::entropy::{Entropy, SeededEntropy};
use smartcity::server::Server;
use smartcity::store::{Database, watch};
use smartcity::ticker::{Hand, Pace};

use super::catalogue;
use super::client::Client;
use super::engine::{Engine, TestDatabase};
use super::template;

/// Noon in Hong Kong on 24 November 2026.
pub const NOON: &str = "2026-11-24T04:00:00Z";

/// 32 bytes in base64, as `SMARTCITY_MASTER_KEY` takes them.
pub const MASTER_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// A running server.
pub struct TestApp {
    /// Its database.
    pub database: TestDatabase,
    /// Its clock.
    pub clock: Arc<ManualClock>,
    /// A client of it.
    pub client: Client,
    /// Where it listens.
    pub address: SocketAddr,
    /// Where its metrics are.
    pub metrics: SocketAddr,
    /// The server's own handle to its database.
    pub store: Database,
    hands: Vec<Hand>,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

/// What a started server tells of itself.
struct Started {
    address: SocketAddr,
    metrics: SocketAddr,
    hands: Vec<Hand>,
    handle: ServerHandle,
    store: Database,
}

impl TestApp {
    /// A server with the usual settings, at noon.
    pub async fn start(engine: Engine) -> Self {
        Self::configured(engine, &[]).await
    }

    /// A server with some settings changed, given as variables of the environment.
    pub async fn configured(engine: Engine, variables: &[(&str, &str)]) -> Self {
        Self::over(TestDatabase::loaded(engine), variables).await
    }

    /// Another server on the database of that one, with a clock of its own.
    pub async fn beside(other: &Self, variables: &[(&str, &str)]) -> Self {
        Self::over(other.database.shared(), variables).await
    }

    /// A server with some settings changed that does nothing by itself but when it is told to: see [`Self::turn`].
    pub async fn by_hand(engine: Engine, variables: &[(&str, &str)]) -> Self {
        Self::at_pace(TestDatabase::loaded(engine), variables, Pace::ByHand).await
    }

    /// Another one of those on the database of that one.
    pub async fn by_hand_beside(other: &Self, variables: &[(&str, &str)]) -> Self {
        Self::at_pace(other.database.shared(), variables, Pace::ByHand).await
    }

    /// A server on that database.
    pub async fn over(database: TestDatabase, variables: &[(&str, &str)]) -> Self {
        Self::at_pace(database, variables, Pace::Timed).await
    }

    async fn at_pace(database: TestDatabase, variables: &[(&str, &str)], pace: Pace) -> Self {
        let clock = Arc::new(ManualClock::at(NOON.parse().unwrap()));
        let settings = settings(&database, variables);
        let (tell, told) = mpsc::channel();
        let own_clock: Arc<dyn Clock> = Arc::<ManualClock>::clone(&clock);
        let thread = std::thread::spawn(move || serve(&settings, own_clock, pace, &tell));
        let Started { address, metrics, hands, handle, store } =
            told.recv().expect("the server does not start");
        let client = Client::of(address).await;
        let thread = Some(thread);
        Self { database, clock, client, address, metrics, store, hands, handle, thread }
    }

    /// What asks for turns of the job of that name.
    pub fn hand(&self, job: &str) -> Hand {
        let hand = self.hands.iter().find(|hand| hand.name() == job);
        hand.unwrap_or_else(|| panic!("no job {job} among {:?}", self.hands)).clone()
    }

    /// Has the job of that name do what it does from time to time, and waits until it has.
    pub fn turn(&self, job: &str) {
        assert!(self.hand(job).turn(), "{job} has ended");
    }

    /// Has the server look for what other processes have committed, and waits until it has.
    pub fn look(&self) {
        self.turn(watch::NAME);
    }

    /// Sets the clock.
    pub fn set_clock(&self, instant: &str) {
        self.clock.set(instant.parse().unwrap());
    }

    /// Loads a file through a handle of its own, as another process would, and gives what that did.
    pub fn load(&self, file: &Value, at: DateTime<Utc>) -> LoadReport {
        let url = self.database.url.parse().unwrap();
        load_through(&Database::open(&url, &template::pool()).unwrap(), file, at)
    }

    /// Loads a file through the server's own handle, as the server itself would write.
    pub fn load_inside(&self, file: &Value, at: DateTime<Utc>) -> LoadReport {
        load_through(&self.store, file, at)
    }

    /// Loads a file of what submissions need, as the server itself would write.
    pub fn load_citizens_inside(&self, file: &Value) -> LoadReport {
        load_citizens_through(&self.store, file, self.clock.now())
    }

    /// The same as another process would.
    pub fn load_citizens(&self, file: &Value) -> LoadReport {
        let url = self.database.url.parse().unwrap();
        let database = Database::open(&url, &template::pool()).unwrap();
        load_citizens_through(&database, file, self.clock.now())
    }

    /// Loads a file as another process would, and has the server see it.
    pub async fn load_and_see(&self, file: &Value, at: DateTime<Utc>) -> LoadReport {
        let head = self.client.head().await;
        let report = self.load(file, at);
        self.look();
        let changes = i64::try_from(report.changes).unwrap();
        assert_eq!(self.client.head().await, head + changes, "the server sees the load");
        report
    }

    /// The number of the metrics with that name and those labels, as they are written.
    pub async fn labelled(&self, name: &str) -> f64 {
        let text = self.client.elsewhere(&format!("http://{}/metrics", self.metrics)).await.text();
        let found = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        found.unwrap_or_else(|| panic!("{name} is not among\n{text}")).parse().unwrap()
    }

    /// One number of the metrics.
    pub async fn metric(&self, name: &str) -> f64 {
        let text = self.client.elsewhere(&format!("http://{}/metrics", self.metrics)).await.text();
        let line = text.lines().find(|line| line.split([' ', '{']).next() == Some(name));
        let line = line.unwrap_or_else(|| panic!("{name} is not among the metrics:\n{text}"));
        line.rsplit_once(' ').unwrap().1.parse().unwrap()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        // The command is sent when it is made; what comes back is only its end.
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(ended.is_ok() || std::thread::panicking(), "the server panicked");
        }
    }
}

/// The settings of a server on that database, on free ports.
pub fn settings(database: &TestDatabase, variables: &[(&str, &str)]) -> Settings {
    let mut env: BTreeMap<String, OsString> =
        BTreeMap::from([("SMARTCITY_MASTER_KEY".to_owned(), MASTER_KEY.into())]);
    // One worker is enough for one client, and what it does comes in one order.
    env.insert("SMARTCITY_WORKERS".to_owned(), "1".into());
    // All tests come from one address, and some of them sign in and write more often than people do.
    for name in [
        "SMARTCITY_LIMITS_WRITES_PER_MINUTE",
        "SMARTCITY_LIMITS_LOGINS_PER_MINUTE",
        "SMARTCITY_LIMITS_SUBMISSIONS_PER_MINUTE",
    ] {
        env.insert(name.to_owned(), "none".into());
    }
    env.extend(variables.iter().map(|(name, value)| ((*name).to_owned(), OsString::from(value))));
    let flags = Flags {
        listen: Some("127.0.0.1:0".to_owned()),
        metrics_listen: Some("127.0.0.1:0".to_owned()),
        data_dir: Some(database.folder.path().display().to_string()),
        database_url: Some(database.url.clone()),
        demo: false,
    };
    let directory = database.folder.path().to_owned();
    config::load(&ConfigSources { file: None, flags, env, directory }).unwrap().settings
}

fn load_through(database: &Database, file: &Value, at: DateTime<Utc>) -> LoadReport {
    let options = LoadOptions { at, zone: chrono_tz::Asia::Hong_Kong, dry_run: false };
    let none: Progress = Arc::new(|_| {});
    load(database, &catalogue::checked(file), options, &none).unwrap()
}

fn load_citizens_through(database: &Database, file: &Value, at: DateTime<Utc>) -> LoadReport {
    let options = LoadOptions { at, zone: chrono_tz::Asia::Hong_Kong, dry_run: false };
    let none: Progress = Arc::new(|_| {});
    load_citizens(database, &catalogue::checked_citizens(file), options, &none).unwrap()
}

/// What ids and secrets of the next server are made from: the same in every run, and never the same as another's.
pub fn entropy() -> Arc<dyn Entropy> {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Arc::new(SeededEntropy::new(NEXT.fetch_add(1, Ordering::Relaxed)))
}

fn serve(settings: &Settings, clock: Arc<dyn Clock>, pace: Pace, tell: &mpsc::Sender<Started>) {
    actix_web::rt::System::new().block_on(async {
        let server = Server::bind(settings, clock, entropy(), pace).unwrap();
        let started = Started {
            address: server.address(),
            metrics: server.metrics_address().unwrap(),
            hands: server.hands(),
            handle: server.handle(),
            store: server.database().clone(),
        };
        tell.send(started).unwrap();
        server.run().await.unwrap();
    });
}
