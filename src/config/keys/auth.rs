//! The keys of the sections `auth` and `idempotency`. Knows text only; no parser, no value.

use super::{Key, Preset};

/// Name under which access tokens are issued: `iss`.
pub static AUTH_ISSUER: Key = Key {
    name: "auth.issuer",
    environment: "SMARTCITY_AUTH_ISSUER",
    flag: None,
    preset: Preset::Derived("public_url, else urn:smartcity"),
    accepts: "a text without blanks of 1 to 200 characters",
    meaning: "Name under which access tokens are issued (`iss`); the same on all nodes.",
    secret: false,
};

/// For whom access tokens are issued: `aud`.
pub static AUTH_AUDIENCE: Key = Key {
    name: "auth.audience",
    environment: "SMARTCITY_AUTH_AUDIENCE",
    flag: None,
    preset: Preset::Text("smartcity"),
    accepts: "a text without blanks of 1 to 200 characters",
    meaning: "For whom access tokens are issued (`aud`); the same on all nodes.",
    secret: false,
};

/// Memory that hashing one password takes, in KiB.
pub static AUTH_PASSWORD_MEMORY_KIB: Key = Key {
    name: "auth.password_memory_kib",
    environment: "SMARTCITY_AUTH_PASSWORD_MEMORY_KIB",
    flag: None,
    preset: Preset::Text("19456"),
    accepts: "a whole number of KiB from 19456 to 1048576",
    meaning: "Memory that hashing one password takes, in KiB; older hashes are made anew at the next sign-in.",
    secret: false,
};

/// Passes that hashing one password makes over its memory.
pub static AUTH_PASSWORD_ITERATIONS: Key = Key {
    name: "auth.password_iterations",
    environment: "SMARTCITY_AUTH_PASSWORD_ITERATIONS",
    flag: None,
    preset: Preset::Text("2"),
    accepts: "a whole number from 2 to 16",
    meaning: "Passes that hashing one password makes over its memory.",
    secret: false,
};

/// Passwords that are hashed at once.
pub static AUTH_HASH_THREADS: Key = Key {
    name: "auth.hash_threads",
    environment: "SMARTCITY_AUTH_HASH_THREADS",
    flag: None,
    preset: Preset::Text("2"),
    accepts: "a whole number from 1 to 64",
    meaning: "Passwords that are hashed at once; others wait.",
    secret: false,
};

/// How long a one-time link is good for, in hours.
pub static AUTH_INVITATION_HOURS: Key = Key {
    name: "auth.invitation_hours",
    environment: "SMARTCITY_AUTH_INVITATION_HOURS",
    flag: None,
    preset: Preset::Text("72"),
    accepts: "a whole number of hours from 1 to 720",
    meaning: "How long a one-time link for choosing a password is good for, in hours.",
    secret: false,
};

/// How long the answer to a request with an idempotency key is kept, in hours.
pub static IDEMPOTENCY_RETENTION_HOURS: Key = Key {
    name: "idempotency.retention_hours",
    environment: "SMARTCITY_IDEMPOTENCY_RETENTION_HOURS",
    flag: None,
    preset: Preset::Text("24"),
    accepts: "a whole number of hours from 1 to 168",
    meaning: "How long the answer to a request with an idempotency key is kept, in hours.",
    secret: false,
};
