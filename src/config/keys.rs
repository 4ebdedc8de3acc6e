//! The table of every key: its names, default, accepted values and meaning. Knows no parser and
//! no value; `docs/configuration.md` and every refusal repeat what stands here.

mod auth;
mod challenge;
mod limits;
mod mail;
mod submissions;
mod table;

pub use self::auth::*;
pub use self::challenge::*;
pub use self::limits::*;
pub use self::mail::*;
pub use self::submissions::*;
pub use self::table::*;

/// The variable that names the configuration file; not a key, because it decides where keys are.
pub const CONFIG_VARIABLE: &str = "SMARTCITY_CONFIG";

/// One key of the configuration.
#[derive(Debug)]
pub struct Key {
    /// Name in `smartcity.toml`, sections joined by dots.
    pub name: &'static str,
    /// Name in the environment.
    pub environment: &'static str,
    /// Flag of the command line, if there is one.
    pub flag: Option<&'static str>,
    /// What holds when nobody sets it.
    pub preset: Preset,
    /// What is accepted, as the end of "must be …".
    pub accepts: &'static str,
    /// What it does, in one sentence.
    pub meaning: &'static str,
    /// Whether its raw value must never be shown.
    pub secret: bool,
}

/// A key's default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// This text, parsed as if somebody had written it.
    Text(&'static str),
    /// Follows from another key; the words say how.
    Derived(&'static str),
}

impl Preset {
    /// The default in words, for the documented list.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Text(words) | Self::Derived(words) => words,
        }
    }
}

/// Every key, in the order in which it is shown.
pub static KEYS: &[&Key] = &[
    &LISTEN,
    &METRICS_LISTEN,
    &WORKERS,
    &DATA_DIR,
    &DATABASE_URL,
    &DEMO,
    &LOG_FORMAT,
    &LOG_FILTER,
    &POOL_CONNECTIONS,
    &POOL_ACQUIRE_TIMEOUT_MS,
    &POOL_PREPARED_STATEMENTS,
    &CACHE_MAX_BYTES,
    &LOCALE_TIME_ZONE,
    &LOCALE_LANGUAGES,
    &LIMITS_READS_PER_MINUTE,
    &LIMITS_WRITES_PER_MINUTE,
    &LIMITS_LOGINS_PER_MINUTE,
    &LIMITS_SUBMISSIONS_PER_MINUTE,
    &LIMITS_TRUSTED_PROXIES,
    &LIMITS_MAX_BODY_BYTES,
    &LIMITS_MAX_URI_BYTES,
    &LIMITS_MAX_HEADER_BYTES,
    &LIMITS_REQUEST_TIMEOUT_MS,
    &LIMITS_SHUTDOWN_TIMEOUT_S,
    &CHANGES_RETENTION_DAYS,
    &AUTH_ISSUER,
    &AUTH_AUDIENCE,
    &AUTH_PASSWORD_MEMORY_KIB,
    &AUTH_PASSWORD_ITERATIONS,
    &AUTH_HASH_THREADS,
    &AUTH_INVITATION_HOURS,
    &IDEMPOTENCY_RETENTION_HOURS,
    &CHALLENGE_DIFFICULTY,
    &CHALLENGE_VALID_S,
    &MAIL_SMTP_URL,
    &MAIL_FROM,
    &MAIL_CA_FILE,
    &MAIL_LETTERS_PER_DAY,
    &MAIL_CONFIRMATIONS_PER_MONTH,
    &MAIL_CONFIRMED_DAYS,
    &PRIVACY_CONTACT_DAYS,
    &SUBMISSIONS_REPLY_DAYS,
    &MIGRATE_ON_START,
    &SECURITY_CONTACT,
    &PUBLIC_URL,
    &MASTER_KEY,
    &MASTER_KEY_FILE,
];
