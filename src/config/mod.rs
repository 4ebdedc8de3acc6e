//! What the operator chose: one struct per concern, merged from the defaults, the file, the
//! environment and the flags. Knows the names and limits of every key; must not know what the
//! values are used for.
//!
//! Later layers win: defaults, `smartcity.toml`, environment, flags. The table in [`keys`] is the
//! only list of keys; the output of `smartcity config`, the refusals and the documented list all
//! come from it. This is also the only place that reads the environment of the process.

mod auth;
mod base;
mod cache;
mod challenge;
mod changes;
mod database_url;
mod fault;
pub mod keys;
mod layers;
mod letters;
mod limits;
mod locale;
mod log;
mod mail;
mod master_key;
mod origin;
mod parse;
mod pool;
mod privacy;
mod public;
mod reader;
mod serve_check;
pub mod show;
mod sources;
mod submissions;
mod suggest;

use std::net::SocketAddr;
use std::path::PathBuf;

pub use self::auth::AuthSettings;
pub use self::cache::CacheSettings;
pub use self::challenge::ChallengeSettings;
pub use self::changes::ChangesSettings;
pub use self::database_url::{DatabaseUrl, DatabaseUrlFault};
pub use self::fault::ConfigFault;
pub use self::letters::LetterSettings;
pub use self::limits::LimitSettings;
pub use self::locale::LocaleSettings;
pub use self::log::{LogFormat, LogSettings};
pub use self::mail::{Encryption, MailSettings, Sender, SmtpServer};
pub use self::master_key::{MasterKey, MasterKeyFault};
pub use self::origin::Origin;
pub use self::pool::PoolSettings;
pub use self::privacy::PrivacySettings;
pub use self::reader::Effective;
pub use self::show::ShowFormat;
pub use self::sources::{ConfigSources, Flags};
pub use self::submissions::SubmissionSettings;

use self::parse::number;
use self::reader::{Kept, Reader};

/// Everything the program is told from outside, checked and ready to use.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the API listens; port 0 lets the system pick a free one.
    pub listen: SocketAddr,
    /// Where Prometheus may read metrics; none means there is no such listener.
    pub metrics_listen: Option<SocketAddr>,
    /// Threads that answer requests; none means one per core.
    pub workers: Option<usize>,
    /// Folder for the embedded database and the generated master key.
    pub data_dir: PathBuf,
    /// The database to use.
    pub database: DatabaseUrl,
    /// Demo mode; `serve` allows it on a loopback address only.
    pub demo: bool,
    /// What is logged, and how.
    pub log: LogSettings,
    /// Database connections.
    pub pool: PoolSettings,
    /// The response cache.
    pub cache: CacheSettings,
    /// Time zone and languages.
    pub locale: LocaleSettings,
    /// What one request or one client may cost.
    pub limits: LimitSettings,
    /// The public change sequence.
    pub changes: ChangesSettings,
    /// How people and machines are recognised.
    pub auth: AuthSettings,
    /// What is asked of whoever sends something without an account.
    pub challenge: ChallengeSettings,
    /// How mail to citizens leaves; none means that none is sent.
    pub mail: Option<MailSettings>,
    /// How many letters one mailbox is written.
    pub letters: LetterSettings,
    /// How long personal data is kept.
    pub privacy: PrivacySettings,
    /// What is promised to whoever sends a submission.
    pub submissions: SubmissionSettings,
    /// Whether `serve` applies pending migrations before it starts.
    pub migrate_on_start: bool,
    /// Contact of `/.well-known/security.txt`: a URI (RFC 9116, section 2.5.3).
    pub security_contact: String,
    /// Address under which the public reaches this server, without a slash at its end.
    pub public_url: Option<String>,
    /// Key that wraps the keys kept in the database.
    pub master_key: Option<MasterKey>,
}

/// A configuration without a fault.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The values.
    pub settings: Settings,
    /// Each key's value, secrets masked, and where it came from, in the order of [`keys::KEYS`].
    pub origins: Vec<Effective>,
}

/// A configuration as `smartcity config` shows it, with its faults if it has any.
#[derive(Debug, Clone)]
pub struct Inspection {
    /// Each key's value, secrets masked, and where it came from, in the order of [`keys::KEYS`].
    pub rows: Vec<Effective>,
    /// Faults that stop every command.
    pub faults: Vec<ConfigFault>,
    /// Faults that stop `serve` only; looked for only when there are no others.
    pub serve_faults: Vec<ConfigFault>,
    /// The values, when nothing stops every command.
    pub settings: Option<Settings>,
}

impl Inspection {
    /// Whether `serve` would accept this configuration, as far as is known.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty() && self.serve_faults.is_empty()
    }

    /// Adds why `serve` would refuse a key: the end of a sentence that begins with it.
    pub fn refuse(&mut self, key: &keys::Key, reason: &str) {
        let row = self.rows.iter().find(|row| row.key == key.name);
        let origin = row.map(|row| row.origin.clone());
        self.serve_faults.push(ConfigFault::contradiction(key, origin, reason));
    }
}

/// Merges the layers and checks every value.
///
/// # Errors
/// Every fault found, not only the first: an unreadable file, unknown keys, values that are not
/// accepted and values that contradict each other.
pub fn load(sources: &ConfigSources) -> Result<Loaded, Vec<ConfigFault>> {
    let Inspection { rows, faults, settings, .. } = inspect(sources);
    settings.map_or(Err(faults), |settings| Ok(Loaded { settings, origins: rows }))
}

/// Merges the layers and checks every value, keeping what can be shown even if something is bad.
#[must_use]
pub fn inspect(sources: &ConfigSources) -> Inspection {
    let mut reader = Reader::new(layers::merge(sources));
    let settings = Settings::read(&mut reader);
    let (rows, faults) = reader.finish();
    let settings = settings.ok().filter(|_| faults.is_empty());
    let serve_faults = settings.as_ref().map(|settings| serve_check::faults(settings, &rows));
    Inspection { rows, faults, serve_faults: serve_faults.unwrap_or_default(), settings }
}

impl Settings {
    /// Reads every key before it gives up, so that all faults are reported together.
    fn read(reader: &mut Reader) -> Result<Self, Kept> {
        let listen = base::listen(reader);
        let metrics_listen = base::metrics_listen(reader, listen);
        let workers = reader.optional(&keys::WORKERS, number(1..=256), usize::to_string);
        let data_dir = reader.scalar(&keys::DATA_DIR, parse::path, |path| parse::path_text(path));
        let database = base::database(reader, data_dir.as_deref());
        let demo = reader.scalar(&keys::DEMO, parse::boolean, bool::to_string);
        let log = LogSettings::read(reader);
        let pool = PoolSettings::read(reader);
        let cache = CacheSettings::read(reader);
        let locale = LocaleSettings::read(reader);
        let limits = LimitSettings::read(reader, listen);
        let changes = ChangesSettings::read(reader);
        let migrate_on_start =
            reader.scalar(&keys::MIGRATE_ON_START, parse::boolean, bool::to_string);
        let security_contact =
            reader.scalar(&keys::SECURITY_CONTACT, public::contact, String::clone);
        let public_url = reader.optional(&keys::PUBLIC_URL, public::url, String::clone);
        let known_url = public_url.as_ref().ok().and_then(Option::as_deref);
        let auth = AuthSettings::read(reader, known_url);
        let challenge = ChallengeSettings::read(reader);
        let submissions = SubmissionSettings::read(reader);
        let mail = MailSettings::read(reader);
        let letters = LetterSettings::read(reader);
        let privacy = PrivacySettings::read(reader);
        let master_key = MasterKey::read(reader);
        Ok(Self {
            listen: listen?,
            metrics_listen: metrics_listen?,
            workers: workers?,
            data_dir: data_dir?,
            database: database?,
            demo: demo?,
            log: log?,
            pool: pool?,
            cache: cache?,
            locale: locale?,
            limits: limits?,
            changes: changes?,
            auth: auth?,
            challenge: challenge?,
            submissions: submissions?,
            mail: mail?,
            letters: letters?,
            privacy: privacy?,
            migrate_on_start: migrate_on_start?,
            security_contact: security_contact?,
            public_url: public_url?,
            master_key: master_key?,
        })
    }

    /// Where letters link to: the public address or, when it is not known, the one that is listened on. None when no letters
    /// are sent.
    #[must_use]
    pub fn letters_link_to(&self) -> Option<String> {
        let known = || self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.listen));
        self.mail.is_some().then(known)
    }

    /// The further conditions under which `serve` may start: demo mode stays on a loopback
    /// address, and PostgreSQL comes with a master key, because its nodes share it.
    ///
    /// # Errors
    /// Every condition that does not hold.
    pub fn check_for_serve(&self) -> Result<(), Vec<ConfigFault>> {
        let faults = serve_check::faults(self, &[]);
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

#[cfg(test)]
mod tests;
