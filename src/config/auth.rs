//! Settings of identity. Knows their bounds; must not know how anybody is recognised.

use chrono::TimeDelta;

use crate::config::fault::Wrong;
use crate::config::keys;
use crate::config::parse::number;
use crate::config::reader::{Kept, Reader};

/// The issuer when the public address is not known.
const ISSUER: &str = "urn:smartcity";

/// How people and machines are recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthSettings {
    /// Name under which access tokens are issued.
    pub issuer: String,
    /// For whom they are issued.
    pub audience: String,
    /// Memory that hashing one password takes, in KiB.
    pub password_memory_kib: u32,
    /// Passes over it.
    pub password_iterations: u32,
    /// Passwords that are hashed at once.
    pub hash_threads: usize,
    /// How long a one-time link is good for, in hours.
    pub invitation_hours: u32,
    /// How long the answer to a request with an idempotency key is kept, in hours.
    pub idempotency_hours: u32,
}

impl AuthSettings {
    pub(super) fn read(reader: &mut Reader, public_url: Option<&str>) -> Result<Self, Kept> {
        let name = |text: &str| name(text);
        let derive = || Ok(public_url.unwrap_or(ISSUER).to_owned());
        let issuer = reader.derived(&keys::AUTH_ISSUER, name, String::clone, derive);
        let audience = reader.scalar(&keys::AUTH_AUDIENCE, name, String::clone);
        let memory = number(19_456..=1_048_576);
        let memory = reader.scalar(&keys::AUTH_PASSWORD_MEMORY_KIB, memory, u32::to_string);
        let passes = reader.scalar(&keys::AUTH_PASSWORD_ITERATIONS, number(2..=16), u32::to_string);
        let threads = reader.scalar(&keys::AUTH_HASH_THREADS, number(1..=64), usize::to_string);
        let links = reader.scalar(&keys::AUTH_INVITATION_HOURS, number(1..=720), u32::to_string);
        let answers =
            reader.scalar(&keys::IDEMPOTENCY_RETENTION_HOURS, number(1..=168), u32::to_string);
        Ok(Self {
            issuer: issuer?,
            audience: audience?,
            password_memory_kib: memory?,
            password_iterations: passes?,
            hash_threads: threads?,
            invitation_hours: links?,
            idempotency_hours: answers?,
        })
    }

    /// How long a one-time link is good for.
    #[must_use]
    pub fn link_validity(&self) -> TimeDelta {
        TimeDelta::hours(self.invitation_hours.into())
    }

    /// How long the answer to a request with an idempotency key is kept.
    #[must_use]
    pub fn idempotency_retention(&self) -> TimeDelta {
        TimeDelta::hours(self.idempotency_hours.into())
    }
}

fn name(text: &str) -> Result<String, Wrong> {
    let is_name = (1..=200).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    if is_name { Ok(text.to_owned()) } else { Err(Wrong::NotAccepted) }
}
