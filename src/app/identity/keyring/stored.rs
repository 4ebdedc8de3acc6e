//! Signing keys between the database, where they are wrapped, and this process. The secret half of a receipts' key is
//! destroyed once it signs nothing any more; what is sealed in its place shows that the public half is ours.

use std::fmt::Display;

use chrono::{DateTime, Utc};

use crate::authn::rotation::{self, KeyPurpose, KeyTimes};
use crate::authn::signing::{PublicKey, SigningKey};
use crate::authz::Actor;
use crate::entropy::Entropy;
use crate::sealing::SealingKey;
use crate::store::audit::{self, AuditAction, AuditOutcome, NewAuditEntry};
use crate::store::signing_key::{self, StoredKey};
use crate::store::{AnyConnection, Fault};

/// A key as this process knows it.
pub(super) struct Key {
    /// What it signs.
    pub purpose: KeyPurpose,
    /// The secret half, unless it was destroyed.
    pub secret: Option<SigningKey>,
    /// The public half.
    pub public: PublicKey,
    /// Its times.
    pub times: KeyTimes,
}

/// Every key.
pub(super) fn read(
    connection: &mut AnyConnection,
    wrapping: &SealingKey,
) -> Result<Vec<Key>, Fault> {
    let mut keys = Vec::new();
    for purpose in KeyPurpose::ALL {
        keys.extend(read_of(connection, wrapping, purpose)?);
    }
    Ok(keys)
}

/// The keys of one purpose.
pub(super) fn read_of(
    connection: &mut AnyConnection,
    wrapping: &SealingKey,
    purpose: KeyPurpose,
) -> Result<Vec<Key>, Fault> {
    let rows = signing_key::list(connection, purpose.as_str())?;
    rows.iter().map(|row| unwrap(row, wrapping, purpose)).collect()
}

/// A key as it is stored, opened.
pub(super) fn unwrap(
    row: &StoredKey,
    wrapping: &SealingKey,
    purpose: KeyPurpose,
) -> Result<Key, Fault> {
    let foreign = || {
        Fault::Broken(
            "a signing key does not open: the master key is not the one it was made with; put that \
             one back or, if it is lost, run `smartcity keys reset`"
                .into(),
        )
    };
    let sealed = wrapping.open(&row.sealed_secret, &row.kid).map_err(|_| foreign())?;
    let secret = match (purpose, sealed.is_empty()) {
        (KeyPurpose::Receipts, true) => None,
        _ => Some(SigningKey::from_secret_bytes(&sealed).map_err(|_| foreign())?),
    };
    let public = match &secret {
        Some(secret) => secret.public(),
        None => PublicKey::from_x(&row.public_key).map_err(|_| foreign())?,
    };
    if public.kid() != row.kid {
        return Err(foreign());
    }
    let times = KeyTimes {
        created_at: row.created_at,
        active_from: row.active_from,
        retired_at: row.retired_at,
    };
    Ok(Key { purpose, secret, public, times })
}

/// Makes a key that signs from `active_from` on, with its entry.
pub(super) fn add(
    connection: &mut AnyConnection,
    wrapping: &SealingKey,
    entropy: &dyn Entropy,
    purpose: KeyPurpose,
    (action, now, active_from): (AuditAction, DateTime<Utc>, DateTime<Utc>),
) -> Result<(), Fault> {
    let broken = |error: &dyn Display| Fault::corrupt("signing key", error);
    let key = SigningKey::generate(entropy).map_err(|error| broken(&error))?;
    let sealed = wrapping
        .seal(key.to_secret_bytes().as_ref(), key.kid(), entropy)
        .map_err(|error| broken(&error))?;
    let stored = StoredKey {
        kid: key.kid().to_owned(),
        purpose: purpose.as_str().to_owned(),
        sealed_secret: sealed,
        public_key: key.public().x().to_owned(),
        created_at: now,
        active_from,
        retired_at: None,
    };
    signing_key::insert(connection, &stored)?;
    let entry = NewAuditEntry {
        at: now,
        actor: Some(Actor::operator()),
        target_kind: "signing_key".into(),
        target_key: Some(stored.kid),
        ..NewAuditEntry::new(action, AuditOutcome::Done)
    };
    audit::append(connection, &entry)?;
    Ok(())
}

/// Withdraws every key of `keys` that somebody may have got hold of: whose secret half still exists.
pub(super) fn withdraw(
    connection: &mut AnyConnection,
    keys: &[Key],
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    for key in keys.iter().filter(|key| key.secret.is_some() && key.times.retired_at.is_none()) {
        signing_key::retire(connection, key.public.kid(), now)?;
    }
    Ok(())
}

/// Lets go of what the keys of one purpose do not need any more: tokens' keys when no token can name them, of receipts' keys
/// the secret half.
pub(super) fn let_go(
    connection: &mut AnyConnection,
    wrapping: &SealingKey,
    entropy: &dyn Entropy,
    keys: &[Key],
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let all: Vec<KeyTimes> = keys.iter().map(|key| key.times).collect();
    for key in keys {
        let kid = key.public.kid();
        match key.purpose {
            KeyPurpose::AccessTokens => {
                if !rotation::is_honoured(key.purpose, &key.times, &all, now) {
                    signing_key::delete(connection, kid)?;
                }
            }
            KeyPurpose::Receipts => {
                let is_over =
                    key.times.retired_at.is_some() || rotation::is_spent(&key.times, &all, now);
                if is_over && key.secret.is_some() {
                    destroy_secret(connection, wrapping, entropy, kid)?;
                }
            }
        }
    }
    Ok(())
}

/// Destroys the secret half of a key; what is sealed in its place shows that the public half is ours.
pub(super) fn destroy_secret(
    connection: &mut AnyConnection,
    wrapping: &SealingKey,
    entropy: &dyn Entropy,
    kid: &str,
) -> Result<(), Fault> {
    let nothing =
        wrapping.seal(&[], kid, entropy).map_err(|error| Fault::corrupt("signing key", error))?;
    signing_key::reseal(connection, kid, &nothing)
}
