//! The running server: the parts are built here, bound to their addresses, and stopped together.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::{Server as ActixServer, ServerHandle};
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer};

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
use crate::app::identity::{Identity, KeyRing};
use crate::app::in_flight::InFlight;
use crate::app::notice::Notices;
use crate::clock::Clock;
use crate::config::Settings;
use crate::entropy::Entropy;
use crate::jobs;
use crate::mail::{NoPostman, Postman};
use crate::master_key::{self, FolderError, MasterKeyError};
use crate::sealing::SealingKey;
use crate::store::{Database, Fault, migrate, watch};
use crate::ticker::Ticker;

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is taken or not ours.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// A folder cannot be used.
    #[error(transparent)]
    Folder(#[from] FolderError),
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
    tickers: Vec<Ticker>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Server {
    /// Prepares the database and binds the addresses. Requests that arrive from now on wait until [`Self::run`].
    ///
    /// # Errors
    /// As [`StartError`].
    pub fn bind(
        settings: &Settings,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, StartError> {
        prepare(settings)?;
        let database = Database::open(&settings.database, &settings.pool)?;
        database.check_sessions()?;
        let state = Data::new(state(settings, database, clock, entropy)?);
        let tickers = tickers(settings, &state)?;
        let (api, address) = listen(settings, &state)?;
        let (metrics, metrics_address) = match settings.metrics_listen {
            Some(address) => {
                let (server, address) = listen_metrics(address, &state)?;
                (Some(server), Some(address))
            }
            None => (None, None),
        };
        Ok(Self { address, metrics_address, api, metrics, state, tickers })
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

    /// Stops the server from elsewhere.
    #[must_use]
    pub fn handle(&self) -> ServerHandle {
        self.api.handle()
    }

    /// Serves until it is told to stop by signal or handle; running requests are finished first.
    ///
    /// # Errors
    /// When the server fails as a whole.
    pub async fn run(self) -> std::io::Result<()> {
        let metrics = self.metrics.map(|metrics| {
            let handle = metrics.handle();
            actix_web::rt::spawn(metrics);
            handle
        });
        let result = self.api.await;
        if let Some(metrics) = metrics {
            metrics.stop(false).await;
        }
        drop(self.tickers);
        result
    }
}

/// Makes the data directory and brings the tables up to date.
fn prepare(settings: &Settings) -> Result<(), StartError> {
    master_key::make_folders(settings)?;
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
    let metrics =
        Metrics::new(database.reads().clone()).map_err(|error| defect(error.to_string()))?;
    let master = master_key::load(settings)?;
    let derived = |purpose| SealingKey::derive(master.expose(), purpose);
    let now = clock.now();
    let keyring = KeyRing::open(&database, derived(master_key::SIGNING_KEYS), now, &entropy)?;
    let wrapping = derived(master_key::CONTACT_KEYS);
    let contact_keys = Arc::new(ContactKeys::open_ring(&database, wrapping, now, &entropy)?);
    let notices =
        Notices::new(Arc::clone(&contact_keys), languages.clone(), settings.mail.is_some());
    let identity = Identity::new(
        database.clone(),
        Arc::clone(&entropy),
        Arc::new(keyring),
        Arc::new(derived("login counters")),
        settings.auth.clone(),
        settings.limits.logins_per_minute,
    );
    Ok(ApiState {
        cache: ResponseCache::new(settings.cache.max_bytes, Arc::clone(database.feed())),
        cursors: CursorKey::derive(master.expose()),
        challenges: Challenges::new(derived(master_key::CHALLENGES), settings.challenge),
        contact_keys,
        reply_standard: settings.submissions.reply_days,
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
fn tickers(settings: &Settings, state: &Data<ApiState>) -> Result<Vec<Ticker>, StartError> {
    let postman = settings.mail.as_ref().map(Postman::new).transpose()?;
    let (database, clock) = (&state.database, &state.clock);
    let mut tickers =
        jobs::start(settings, database, clock, &state.identity, &state.contact_keys, postman)
            .map_err(|error| StartError::Defect(error.to_string()))?;
    tickers.push(watch::start(state.database.clone())?);
    Ok(tickers)
}

fn listen(
    settings: &Settings,
    state: &Data<ApiState>,
) -> Result<(ActixServer, SocketAddr), StartError> {
    let failed = |error| StartError::Listen(settings.listen, error);
    let shared = state.clone();
    let mut server = HttpServer::new(move || {
        App::new()
            .app_data(shared.clone())
            .wrap(Front::new(shared.clone()))
            .configure(api::register)
    })
    .shutdown_timeout(settings.limits.shutdown_timeout_s)
    .client_request_timeout(Duration::from_millis(settings.limits.request_timeout_ms))
    .keep_alive(Duration::from_secs(75));
    if let Some(workers) = settings.workers {
        server = server.workers(workers);
    }
    let server = server.bind(settings.listen).map_err(failed)?;
    let address = server.addrs().first().copied().unwrap_or(settings.listen);
    Ok((server.run(), address))
}

/// A listener of its own, so that what operators read is never within reach of the public.
fn listen_metrics(
    address: SocketAddr,
    state: &Data<ApiState>,
) -> Result<(ActixServer, SocketAddr), StartError> {
    let shared = state.clone();
    let server = HttpServer::new(move || {
        App::new().app_data(shared.clone()).route("/metrics", web::get().to(metrics))
    })
    .workers(1)
    .disable_signals()
    .bind(address)
    .map_err(|error| StartError::Listen(address, error))?;
    let bound = server.addrs().first().copied().unwrap_or(address);
    Ok((server.run(), bound))
}

async fn metrics(state: Data<ApiState>) -> HttpResponse {
    match state.metrics.render() {
        Ok(text) => HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text),
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be written");
            HttpResponse::InternalServerError().finish()
        }
    }
}
