//! The running server: the parts are built here, bound to their addresses, and stopped together.

pub mod check;
mod metrics;
pub mod stop;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::{Server as ActixServer, ServerHandle};
use actix_web::web::Data;
use actix_web::{App, HttpServer};
use prometheus::core::Collector;
use socket2::{Domain, Socket, Type};

use crate::api::cache::ResponseCache;
use crate::api::cursor::CursorKey;
use crate::api::front::Front;
use crate::api::front::limiter::Limiters;
use crate::api::front::routes::RouteTable;
use crate::api::metrics::Metrics;
use crate::api::site::{self, Site};
use crate::api::state::ApiState;
use crate::api::{self, document};
use crate::app::challenges::Challenges;
use crate::app::contact_keys::ContactKeys;
use crate::app::holidays::HolidayWatch;
use crate::app::identity::{self, Identity, KeyRing};
use crate::app::in_flight::InFlight;
use crate::app::node::{self, NodeId};
use crate::app::notice::{Notices, Recipients};
use crate::app::search_terms;
use crate::app::submission::due::set_standard;
use crate::clock::Clock;
use crate::config::Settings;
use crate::data_dir::{self, DataDirError};
use crate::entropy::{Entropy, SystemEntropy};
use crate::jobs;
use crate::mail::{NoPostman, Postman};
use crate::master_key::{self, MasterKeyError};
use crate::sealing::SealingKey;
use crate::server::stop::Stopping;
use crate::store::{Database, Fault, migrate, watch};
use crate::ticker::{Hand, Pace, Ticker};

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is taken or not ours.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// The data directory cannot be used.
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    /// The tables are not as needed.
    #[error(transparent)]
    Migrate(#[from] migrate::MigrateError),
    /// The tables are older than the binary, and migrating at start is switched off.
    #[error("the database's tables are older than this binary; run `smartcity migrate up`")]
    NotMigrated,
    /// The database cannot be opened.
    #[error(transparent)]
    Store(#[from] Fault),
    /// The master key cannot be read or made.
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    /// Mail cannot be sent as configured.
    #[error(transparent)]
    Mail(#[from] NoPostman),
    /// A defect of this program.
    #[error("cannot start: {0}")]
    Defect(String),
}

/// A server that is bound to its addresses.
pub struct Server {
    address: SocketAddr,
    metrics_address: Option<SocketAddr>,
    api: ActixServer,
    metrics: Option<ActixServer>,
    state: Data<ApiState>,
    node: NodeId,
    tickers: Vec<Ticker>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Server {
    /// Prepares the database and binds the addresses. Requests that arrive from now on wait until [`Self::run`]. What the
    /// server does by itself comes at that `pace`.
    ///
    /// # Errors
    /// As [`StartError`].
    pub fn bind(
        settings: &Settings,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        pace: Pace,
    ) -> Result<Self, StartError> {
        // Whoever cannot listen changes nothing: an address that is taken may be that of a running server.
        let listener = listen(settings.listen)?;
        let metrics_listener = settings.metrics_listen.map(listen).transpose()?;
        prepare(settings)?;
        let database = Database::open(&settings.database, &settings.pool)?;
        database.check_sessions()?;
        renew_reply_dates(settings, &database, clock.as_ref())?;
        // What everybody searches first is found from the first request on; a job sees to the rest.
        search_terms::follow(&database, clock.now())?;
        let state = Data::new(state(settings, database, clock, entropy)?);
        // The id is shown to nobody, so it need not be the same in every run of a test.
        let node = NodeId::new(state.clock.now(), &SystemEntropy)
            .map_err(|error| StartError::Defect(error.to_string()))?;
        let tickers = tickers(settings, &state, &node, pace)?;
        let address = bound(settings.listen, &listener);
        let metrics_address =
            settings.metrics_listen.zip(metrics_listener.as_ref()).map(|(a, l)| bound(a, l));
        let api = serve(settings, listener, &state)
            .map_err(|error| StartError::Listen(address, error))?;
        let metrics = metrics_listener
            .map(|listener| metrics::serve(listener, &state))
            .transpose()
            .map_err(|error| StartError::Listen(address, error))?;
        Ok(Self { address, metrics_address, api, metrics, state, node, tickers })
    }

    /// Where the API listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where Prometheus can read, if anywhere.
    #[must_use]
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics_address
    }

    /// The database of the server.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.state.database
    }

    /// What asks for turns of what the server does by itself, out of their time.
    #[must_use]
    pub fn hands(&self) -> Vec<Hand> {
        self.tickers.iter().map(Ticker::hand).collect()
    }

    /// Stops the server from elsewhere.
    #[must_use]
    pub fn handle(&self) -> ServerHandle {
        self.api.handle()
    }

    /// Serves until it is stopped by its handle; running requests are finished first.
    ///
    /// # Errors
    /// When the server fails as a whole.
    pub async fn run(self) -> std::io::Result<()> {
        self.run_until(std::future::pending::<()>(), &Stopping::within(0)).await
    }

    /// Serves until it is stopped by its handle or `told` is done; then everything ends as `stopping` says.
    ///
    /// # Errors
    /// When the server fails as a whole.
    pub async fn run_until<T>(
        self,
        told: impl Future<Output = T>,
        stopping: &Stopping,
    ) -> std::io::Result<()> {
        let metrics = self.metrics.map(|metrics| {
            let handle = metrics.handle();
            actix_web::rt::spawn(metrics);
            handle
        });
        let goodbye = {
            let (state, node) = (self.state.clone(), self.node.clone());
            move || leave(&state, &node)
        };
        let api = self.api.handle();
        let mut serving = actix_web::rt::spawn(self.api);
        tokio::select! {
            ended = &mut serving => {
                if let Some(metrics) = metrics {
                    metrics.stop(false).await;
                }
                drop(self.tickers);
                goodbye();
                ended.map_err(std::io::Error::other)?
            }
            _ = told => {
                stopping.stop(&api, metrics, self.tickers, goodbye).await;
                Ok(())
            }
        }
    }
}

/// Takes this process off the list of those that serve, and leaves nothing erased in the log of an embedded database.
/// Whoever cannot say goodbye is not seen any more, and so counts as gone after a while.
fn leave(state: &ApiState, node: &NodeId) {
    if let Err(error) = node::gone(&state.database, node, state.clock.now()) {
        tracing::warn!(%error, "the end of this process could not be written down");
    }
    if state.database.files().is_none() {
        return;
    }
    match state.database.empty_log() {
        Ok(true) => {}
        Ok(false) => tracing::warn!("somebody reads the database: its log was not emptied"),
        Err(error) => tracing::warn!(%error, "the log could not be emptied"),
    }
}

/// Makes the data directory, sees to it that nobody else can get at what is in it, and brings the tables up to date.
fn prepare(settings: &Settings) -> Result<(), StartError> {
    data_dir::prepare(settings)?;
    data_dir::check_private(settings)?;
    let mut connection = migrate::open(&settings.database)?;
    if settings.migrate_on_start {
        for name in migrate::up(&mut connection)? {
            tracing::info!(migration = %name, "applied a migration");
        }
        return Ok(());
    }
    let status = migrate::status(&mut connection)?;
    if let Some(newer) = status.unknown.first() {
        return Err(migrate::MigrateError::Newer(newer.clone()).into());
    }
    if status.is_current() { Ok(()) } else { Err(StartError::NotMigrated) }
}

/// What was promised follows the configuration, before anything is served.
fn renew_reply_dates(
    settings: &Settings,
    database: &Database,
    clock: &dyn Clock,
) -> Result<(), Fault> {
    let (standard, zone) = (settings.submissions.reply_days, settings.locale.time_zone);
    let renewed = set_standard(database, standard, zone, clock.now())?;
    if renewed > 0 {
        tracing::info!(renewed, days = standard.get(), "reply dates follow another standard");
    }
    Ok(())
}

fn state(
    settings: &Settings,
    database: Database,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
) -> Result<ApiState, StartError> {
    let languages = settings.locale.languages.clone();
    let document = document::build(&languages);
    let defect = |error: String| StartError::Defect(error);
    let site = Site::new(&document, settings.security_contact.clone(), settings.public_url.clone())
        .map_err(defect)?;
    let pages = site::PATHS.map(|path| (path.to_owned(), vec!["GET"]));
    let routes = RouteTable::new(document::routes(&document).into_iter().chain(pages));
    let unmeasured = |error: prometheus::Error| StartError::Defect(error.to_string());
    let holidays = HolidayWatch::new().map_err(unmeasured)?;
    let metrics = Metrics::new().map_err(unmeasured)?;
    let master = master_key::load(settings, identity::holds_keys(&database)?)?;
    let derived = |purpose| SealingKey::derive(master.expose(), purpose);
    let now = clock.now();
    let keyring = KeyRing::open(&database, derived(master_key::SIGNING_KEYS), now, &entropy)?;
    let wrapping = derived(master_key::CONTACT_KEYS);
    let contact_keys = Arc::new(ContactKeys::open_ring(&database, wrapping, now, &entropy)?);
    let recipients = Recipients::new(derived(master_key::MAILBOXES), settings.letters);
    let link_to = settings.letters_link_to();
    let notices = Notices::new(Arc::clone(&contact_keys), recipients, languages.clone(), link_to)
        .map_err(unmeasured)?;
    let identity = Identity::new(
        database.clone(),
        Arc::clone(&entropy),
        Arc::new(keyring),
        Arc::new(derived("login counters")),
        settings.auth.clone(),
        settings.limits.logins_per_minute,
    )
    .map_err(unmeasured)?;
    let measured = database.collectors().into_iter().chain(identity.collectors());
    let measured = measured.chain(notices.collectors());
    let holidays_end: Box<dyn Collector> = Box::new(holidays.ends_at.clone());
    metrics.register(measured.into_iter().chain([holidays_end])).map_err(unmeasured)?;
    Ok(ApiState {
        cache: ResponseCache::new(settings.cache.max_bytes, Arc::clone(database.feed())),
        cursors: CursorKey::derive(master.expose()),
        challenges: Challenges::new(derived(master_key::CHALLENGES), settings.challenge),
        contact_keys,
        holidays,
        notices,
        identity,
        entropy,
        request_macs: derived("idempotent requests"),
        invitations_valid: settings.auth.link_validity(),
        idempotency: settings.auth.idempotency_retention(),
        in_flight: InFlight::default(),
        zone: settings.locale.time_zone,
        limits: settings.limits.clone(),
        database,
        clock,
        languages,
        limiters: Limiters::new(&settings.limits),
        metrics,
        routes,
        site,
    })
}

/// What the server does by itself.
fn tickers(
    settings: &Settings,
    state: &Data<ApiState>,
    node: &NodeId,
    pace: Pace,
) -> Result<Vec<Ticker>, StartError> {
    let postman = settings.mail.as_ref().map(Postman::new).transpose()?;
    let (database, clock) = (&state.database, &state.clock);
    let defect = |error: &dyn std::fmt::Display| StartError::Defect(error.to_string());
    let runs = jobs::Runs::new(Arc::clone(clock), pace).map_err(|error| defect(&error))?;
    state.metrics.register(runs.collectors()).map_err(|error| defect(&error))?;
    let parts = jobs::Parts {
        settings,
        database,
        clock,
        identity: &state.identity,
        contact_keys: &state.contact_keys,
        recipients: state.notices.recipients(),
        holidays: &state.holidays,
        node,
        runs: &runs,
    };
    let mut tickers = jobs::start(parts, postman).map_err(|error| defect(&error))?;
    tickers.push(watch::start(state.database.clone(), pace)?);
    Ok(tickers)
}

/// Takes the address. Connections wait in the kernel until somebody serves them.
fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    /// As many connections may wait to be accepted as actix-web lets wait.
    const BACKLOG: i32 = 1024;
    let listen = || {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
        socket.set_reuse_address(true)?;
        socket.bind(&address.into())?;
        socket.listen(BACKLOG)?;
        Ok(TcpListener::from(socket))
    };
    listen().map_err(|error| StartError::Listen(address, error))
}

/// The address that was taken: port 0 asks for any that is free.
fn bound(asked: SocketAddr, listener: &TcpListener) -> SocketAddr {
    listener.local_addr().unwrap_or(asked)
}

fn serve(
    settings: &Settings,
    listener: TcpListener,
    state: &Data<ApiState>,
) -> io::Result<ActixServer> {
    let shared = state.clone();
    let mut server = HttpServer::new(move || {
        App::new()
            .app_data(shared.clone())
            .wrap(Front::new(shared.clone()))
            .configure(api::register)
    })
    .disable_signals()
    .shutdown_timeout(settings.limits.shutdown_timeout_s)
    .client_request_timeout(Duration::from_millis(settings.limits.request_timeout_ms))
    .keep_alive(Duration::from_secs(75));
    if let Some(workers) = settings.workers {
        server = server.workers(workers);
    }
    Ok(server.listen(listener)?.run())
}
