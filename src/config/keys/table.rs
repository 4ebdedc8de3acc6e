//! The keys except those of the section `limits`. Knows text only; no parser, no value.

use super::{Key, Preset};

/// Where the API listens; port 0 lets the system pick a free one.
pub static LISTEN: Key = Key {
    name: "listen",
    environment: "SMARTCITY_LISTEN",
    flag: Some("--listen"),
    preset: Preset::Text("127.0.0.1:8080"),
    accepts: "an IP address and a port, such as 127.0.0.1:8080 or [::1]:8080",
    meaning: "Where the API listens; port 0 lets the system pick a free one.",
    secret: false,
};

/// Where Prometheus reads `/metrics`; `none` opens no such listener.
pub static METRICS_LISTEN: Key = Key {
    name: "metrics_listen",
    environment: "SMARTCITY_METRICS_LISTEN",
    flag: Some("--metrics-listen"),
    preset: Preset::Text("none"),
    accepts: "an IP address and a port, such as 127.0.0.1:9090, or none",
    meaning: "Where Prometheus reads `/metrics`; `none` opens no such listener.",
    secret: false,
};

/// Threads that answer requests; `none` means one per core.
pub static WORKERS: Key = Key {
    name: "workers",
    environment: "SMARTCITY_WORKERS",
    flag: None,
    preset: Preset::Text("none"),
    accepts: "a whole number from 1 to 256, or none",
    meaning: "Threads that answer requests; `none` means one per core.",
    secret: false,
};

/// Folder for the embedded database and the generated master key.
pub static DATA_DIR: Key = Key {
    name: "data_dir",
    environment: "SMARTCITY_DATA_DIR",
    flag: Some("--data-dir"),
    preset: Preset::Text("var"),
    accepts: "the path of a folder",
    meaning: "Folder for the embedded database and the generated master key.",
    secret: false,
};

/// The database: an embedded SQLite file or a PostgreSQL server.
pub static DATABASE_URL: Key = Key {
    name: "database_url",
    environment: "DATABASE_URL",
    flag: Some("--database-url"),
    preset: Preset::Derived("sqlite:DATA_DIR/smartcity.db"),
    accepts: "sqlite:PATH, such as sqlite:var/smartcity.db, or postgres://USER:PASSWORD@HOST/DATABASE (postgresql:// too)",
    meaning: "The database: an embedded SQLite file or a PostgreSQL server.",
    secret: true,
};

/// Demo mode; `serve` allows it on a loopback address only.
pub static DEMO: Key = Key {
    name: "demo",
    environment: "SMARTCITY_DEMO",
    flag: Some("--demo"),
    preset: Preset::Text("false"),
    accepts: "true or false (1 and 0 do as well)",
    meaning: "Demo mode; `serve` allows it on a loopback address only.",
    secret: false,
};

/// Form of the log lines: `text` for people, `json` for programs.
pub static LOG_FORMAT: Key = Key {
    name: "log.format",
    environment: "SMARTCITY_LOG_FORMAT",
    flag: None,
    preset: Preset::Text("text"),
    accepts: "text or json",
    meaning: "Form of the log lines: `text` for people, `json` for programs.",
    secret: false,
};

/// What is logged: a level, or levels by module.
pub static LOG_FILTER: Key = Key {
    name: "log.filter",
    environment: "SMARTCITY_LOG_FILTER",
    flag: None,
    preset: Preset::Text("info,actix_http=off,actix_server=warn"),
    accepts: "a level (error, warn, info, debug, trace, off) or a list such as info,smartcity=debug",
    meaning: "What is logged: a level, or levels by module.",
    secret: false,
};

/// Most requests that read at a time, and on PostgreSQL as many that write.
pub static POOL_CONNECTIONS: Key = Key {
    name: "pool.connections",
    environment: "SMARTCITY_POOL_CONNECTIONS",
    flag: None,
    preset: Preset::Text("4"),
    accepts: "a whole number from 1 to 1000",
    meaning: "Most requests that read at a time, and with PostgreSQL as many that write; a node opens up to twice as many connections and three more.",
    secret: false,
};

/// Longest wait for a free connection, in milliseconds; after it the answer is 503.
pub static POOL_ACQUIRE_TIMEOUT_MS: Key = Key {
    name: "pool.acquire_timeout_ms",
    environment: "SMARTCITY_POOL_ACQUIRE_TIMEOUT_MS",
    flag: None,
    preset: Preset::Text("2000"),
    accepts: "a whole number of milliseconds from 10 to 60000",
    meaning: "Longest wait for a free connection, in milliseconds; after it the answer is 503.",
    secret: false,
};

/// Whether statements are prepared once for a whole session; behind a pooler in transaction mode that must be false.
pub static POOL_PREPARED_STATEMENTS: Key = Key {
    name: "pool.prepared_statements",
    environment: "SMARTCITY_POOL_PREPARED_STATEMENTS",
    flag: None,
    preset: Preset::Text("true"),
    accepts: "true or false (1 and 0 do as well)",
    meaning: "Whether statements are prepared once for a whole session of PostgreSQL; `false` behind a pooler in transaction mode.",
    secret: false,
};

/// Size of the response cache in bytes; 0 keeps nothing.
pub static CACHE_MAX_BYTES: Key = Key {
    name: "cache.max_bytes",
    environment: "SMARTCITY_CACHE_MAX_BYTES",
    flag: None,
    preset: Preset::Text("16777216"),
    accepts: "a whole number of bytes from 0 to 68719476736",
    meaning: "Size of the response cache in bytes; 0 keeps nothing.",
    secret: false,
};

/// Time zone in which days begin and end.
pub static LOCALE_TIME_ZONE: Key = Key {
    name: "locale.time_zone",
    environment: "SMARTCITY_LOCALE_TIME_ZONE",
    flag: None,
    preset: Preset::Text("Asia/Hong_Kong"),
    accepts: "a name of the IANA time zone database, such as Asia/Hong_Kong or UTC",
    meaning: "Time zone in which days begin and end.",
    secret: false,
};

/// Languages that are served, the default first.
pub static LOCALE_LANGUAGES: Key = Key {
    name: "locale.languages",
    environment: "SMARTCITY_LOCALE_LANGUAGES",
    flag: None,
    preset: Preset::Text("en,zh-Hant,zh-Hans"),
    accepts: "a list of 1 to 16 different language tags, such as en,zh-Hant,zh-Hans",
    meaning: "Languages that are served, the default first.",
    secret: false,
};

/// How long changes stay readable, in days; `none` keeps them for ever.
pub static CHANGES_RETENTION_DAYS: Key = Key {
    name: "changes.retention_days",
    environment: "SMARTCITY_CHANGES_RETENTION_DAYS",
    flag: None,
    preset: Preset::Text("none"),
    accepts: "a whole number of days from 1 to 36500, or none",
    meaning: "How long changes stay readable, in days; `none` keeps them for ever.",
    secret: false,
};

/// Whether `serve` applies pending migrations before it starts.
pub static MIGRATE_ON_START: Key = Key {
    name: "migrate_on_start",
    environment: "SMARTCITY_MIGRATE_ON_START",
    flag: None,
    preset: Preset::Text("true"),
    accepts: "true or false (1 and 0 do as well)",
    meaning: "Whether `serve` applies pending migrations before it starts.",
    secret: false,
};

/// Contact in `/.well-known/security.txt`.
pub static SECURITY_CONTACT: Key = Key {
    name: "security_contact",
    environment: "SMARTCITY_SECURITY_CONTACT",
    flag: None,
    preset: Preset::Text("mailto:security@example.org"),
    accepts: "a URI that begins with mailto:, https:// or tel:",
    meaning: "Contact in `/.well-known/security.txt`.",
    secret: false,
};

/// Address under which the public reaches this server, if it is not the one it listens on.
pub static PUBLIC_URL: Key = Key {
    name: "public_url",
    environment: "SMARTCITY_PUBLIC_URL",
    flag: None,
    preset: Preset::Text("none"),
    accepts: "an address that begins with https:// or http://, names a host and has no user, query or fragment, or none",
    meaning: "Address under which the public reaches this server, if it is not the one it listens on. `Link`, `Location` and letters follow from it.",
    secret: false,
};

/// Key that wraps the keys kept in the database; `serve` needs it with PostgreSQL.
pub static MASTER_KEY: Key = Key {
    name: "master_key",
    environment: "SMARTCITY_MASTER_KEY",
    flag: None,
    preset: Preset::Text("none"),
    accepts: "32 bytes in base64, such as `openssl rand -base64 32` makes, or none",
    meaning: "Key that wraps the keys kept in the database; `serve` needs it with PostgreSQL.",
    secret: true,
};

/// File that holds the master key, instead of `master_key`.
pub static MASTER_KEY_FILE: Key = Key {
    name: "master_key_file",
    environment: "SMARTCITY_MASTER_KEY_FILE",
    flag: None,
    preset: Preset::Text("none"),
    accepts: "the path of a file that holds 32 bytes in base64, or none",
    meaning: "File that holds the master key, instead of `master_key`.",
    secret: false,
};
