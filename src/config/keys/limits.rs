//! The keys of the section `limits`. Knows text only; no parser, no value.

use super::{Key, Preset};

/// Reads that one client address may make in a minute; `none` does not count them.
pub static LIMITS_READS_PER_MINUTE: Key = Key {
    name: "limits.reads_per_minute",
    environment: "SMARTCITY_LIMITS_READS_PER_MINUTE",
    flag: None,
    preset: Preset::Derived("none on a loopback address, else 600"),
    accepts: "a whole number from 1 to 10000000, or none",
    meaning: "Reads that one client address may make in a minute; `none` does not count them.",
    secret: false,
};

/// Requests other than reads that one account or client address may make in a minute; `none` does not count them.
pub static LIMITS_WRITES_PER_MINUTE: Key = Key {
    name: "limits.writes_per_minute",
    environment: "SMARTCITY_LIMITS_WRITES_PER_MINUTE",
    flag: None,
    preset: Preset::Text("120"),
    accepts: "a whole number from 1 to 10000000, or none",
    meaning: "Requests other than reads that one account or client address may make in a minute; `none` does not count them.",
    secret: false,
};

/// Attempts to sign in that one client address may make in a minute on all nodes together; `none` does not count them.
pub static LIMITS_LOGINS_PER_MINUTE: Key = Key {
    name: "limits.logins_per_minute",
    environment: "SMARTCITY_LIMITS_LOGINS_PER_MINUTE",
    flag: None,
    preset: Preset::Text("30"),
    accepts: "a whole number from 1 to 10000000, or none",
    meaning: "Attempts to sign in that one client address may make in a minute on all nodes together; `none` does not count them.",
    secret: false,
};

/// Submissions, and messages about them, that one client address may send in a minute on all nodes together; `none` does not count them.
pub static LIMITS_SUBMISSIONS_PER_MINUTE: Key = Key {
    name: "limits.submissions_per_minute",
    environment: "SMARTCITY_LIMITS_SUBMISSIONS_PER_MINUTE",
    flag: None,
    preset: Preset::Text("10"),
    accepts: "a whole number from 1 to 10000000, or none",
    meaning: "Submissions, and messages about them, that one client address may send in a minute on all nodes together; `none` does not count them.",
    secret: false,
};

/// Proxies whose word about the client's address is believed.
pub static LIMITS_TRUSTED_PROXIES: Key = Key {
    name: "limits.trusted_proxies",
    environment: "SMARTCITY_LIMITS_TRUSTED_PROXIES",
    flag: None,
    preset: Preset::Text("none"),
    accepts: "a list of networks or addresses, such as 10.0.0.0/8,::1, or none",
    meaning: "Proxies whose word about the client's address is believed.",
    secret: false,
};

/// Largest request body, in bytes.
pub static LIMITS_MAX_BODY_BYTES: Key = Key {
    name: "limits.max_body_bytes",
    environment: "SMARTCITY_LIMITS_MAX_BODY_BYTES",
    flag: None,
    preset: Preset::Text("1048576"),
    accepts: "a whole number of bytes from 1024 to 1073741824",
    meaning: "Largest request body, in bytes.",
    secret: false,
};

/// Longest request address, in bytes.
pub static LIMITS_MAX_URI_BYTES: Key = Key {
    name: "limits.max_uri_bytes",
    environment: "SMARTCITY_LIMITS_MAX_URI_BYTES",
    flag: None,
    preset: Preset::Text("8192"),
    accepts: "a whole number of bytes from 256 to 65536",
    meaning: "Longest request address, in bytes.",
    secret: false,
};

/// Largest request header section, in bytes.
pub static LIMITS_MAX_HEADER_BYTES: Key = Key {
    name: "limits.max_header_bytes",
    environment: "SMARTCITY_LIMITS_MAX_HEADER_BYTES",
    flag: None,
    preset: Preset::Text("32768"),
    accepts: "a whole number of bytes from 1024 to 1048576",
    meaning: "Largest request header section, in bytes.",
    secret: false,
};

/// Longest time one request may take, in milliseconds.
pub static LIMITS_REQUEST_TIMEOUT_MS: Key = Key {
    name: "limits.request_timeout_ms",
    environment: "SMARTCITY_LIMITS_REQUEST_TIMEOUT_MS",
    flag: None,
    preset: Preset::Text("10000"),
    accepts: "a whole number of milliseconds from 100 to 600000",
    meaning: "Longest time one request may take, in milliseconds.",
    secret: false,
};

/// How long a stopping server takes at most, in seconds; less than 1 counts as 1.
pub static LIMITS_SHUTDOWN_TIMEOUT_S: Key = Key {
    name: "limits.shutdown_timeout_s",
    environment: "SMARTCITY_LIMITS_SHUTDOWN_TIMEOUT_S",
    flag: None,
    preset: Preset::Text("20"),
    accepts: "a whole number of seconds from 0 to 3600",
    meaning: "How long a stopping server takes at most, in seconds; less than 1 counts as 1.",
    secret: false,
};
