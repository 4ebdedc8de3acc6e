//! The signing keys of the installation. They lie in the database, wrapped, so that every node has the same; each process
//! keeps them unwrapped and looks for new ones now and then.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};

use crate::authn::rotation::{self, KeyTimes};
use crate::authn::signing::{Jwk, PublicKey, SigningKey};
use crate::authz::Actor;
use crate::entropy::Entropy;
use crate::sealing::SealingKey;
use crate::store::audit::{self, AuditAction, AuditOutcome, NewAuditEntry};
use crate::store::signing_key::{self, StoredKey};
use crate::store::{self, AnyConnection, Database, Fault, Writing};

/// What the keys of this module are for; others may follow.
const PURPOSE: &str = "access tokens";

/// A token with an unknown key makes a process look for new keys, but not more often than this.
const LOOK_AGAIN: TimeDelta = TimeDelta::seconds(5);

/// The keys as this process knows them.
pub struct KeyRing {
    database: Database,
    wrapping: Arc<SealingKey>,
    known: RwLock<Known>,
}

#[derive(Clone)]
struct Known {
    keys: Arc<Vec<Key>>,
    looked_at: DateTime<Utc>,
}

struct Key {
    secret: SigningKey,
    times: KeyTimes,
}

/// A key as an operator is shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyStatus {
    /// Its id.
    pub kid: String,
    /// Its times.
    pub times: KeyTimes,
    /// What it is doing now.
    pub role: &'static str,
}

/// How to bring in a new key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// The new one is published first and used when everybody can know it; the old one is honoured until the last token
    /// it signed has expired.
    Gentle,
    /// The new one is used at once and every other one is no longer honoured: for a key that has leaked.
    AtOnce,
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRing").finish_non_exhaustive()
    }
}

impl KeyRing {
    /// Reads the keys; makes the first one when there is none.
    ///
    /// # Errors
    /// [`Fault::Broken`] when a key does not open with this master key; as [`Fault`].
    pub fn open(
        database: &Database,
        wrapping: SealingKey,
        now: DateTime<Utc>,
        entropy: &Arc<dyn Entropy>,
    ) -> Result<Self, Fault> {
        let (wrapping, entropy) = (Arc::new(wrapping), Arc::clone(entropy));
        let unwrapping = Arc::clone(&wrapping);
        let keys = database.write_blocking(now, move |writing: &mut Writing<'_>| {
            store::lock_out_other_writers(writing.connection)?;
            if signing_key::list(writing.connection, PURPOSE)?.is_empty() {
                let kid = add(writing.connection, &unwrapping, entropy.as_ref(), now, now)?;
                audit::append(writing.connection, &told(AuditAction::KeysCreated, kid, now))?;
            }
            read(writing.connection, &unwrapping)
        })?;
        let known = Known { keys: Arc::new(keys), looked_at: now };
        Ok(Self { database: database.clone(), wrapping, known: RwLock::new(known) })
    }

    /// Looks for keys that other processes have made.
    ///
    /// # Errors
    /// As [`Fault`]; the known keys stay.
    pub fn look(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let wrapping = Arc::clone(&self.wrapping);
        let keys = self.database.read_blocking(|reading| read(reading.connection, &wrapping))?;
        self.learn(keys, now);
        Ok(())
    }

    /// As [`Self::look`], for a token with a key that this process does not know; whether it looked.
    pub(super) async fn look_for_unknown(&self, now: DateTime<Utc>) -> Result<bool, Fault> {
        if now - self.known().looked_at < LOOK_AGAIN {
            return Ok(false);
        }
        let wrapping = Arc::clone(&self.wrapping);
        let keys = self.database.read(move |reading| read(reading.connection, &wrapping)).await?;
        self.learn(keys, now);
        Ok(true)
    }

    fn learn(&self, keys: Vec<Key>, now: DateTime<Utc>) {
        let known = Known { keys: Arc::new(keys), looked_at: now };
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = known;
    }

    fn known(&self) -> Known {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The public key of that id, when tokens signed with it are honoured at `now`.
    #[must_use]
    pub fn public(&self, kid: &str, now: DateTime<Utc>) -> Option<PublicKey> {
        let keys = self.known().keys;
        let times = times(&keys);
        let key = keys.iter().find(|key| key.secret.kid() == kid)?;
        rotation::is_honoured(&key.times, &times, now).then(|| key.secret.public())
    }

    /// Lets `sign` use the key that signs at `now`.
    pub(super) fn sign_with<T>(
        &self,
        now: DateTime<Utc>,
        sign: impl FnOnce(&SigningKey) -> T,
    ) -> Option<T> {
        let keys = self.known().keys;
        let times = times(&keys);
        let chosen = rotation::signing_key_at(&times, now)?;
        keys.get(chosen).map(|key| sign(&key.secret))
    }

    /// The keys that anybody may verify tokens with (RFC 7517).
    #[must_use]
    pub fn published(&self, now: DateTime<Utc>) -> Vec<Jwk> {
        let keys = self.known().keys;
        let times = times(&keys);
        let is_published = |key: &&Key| rotation::is_honoured(&key.times, &times, now);
        keys.iter().filter(is_published).map(|key| key.secret.public().to_jwk()).collect()
    }

    /// What each key is doing at `now`, oldest first.
    #[must_use]
    pub fn status(&self, now: DateTime<Utc>) -> Vec<KeyStatus> {
        let keys = self.known().keys;
        let times = times(&keys);
        let signing = rotation::signing_key_at(&times, now);
        keys.iter()
            .enumerate()
            .map(|(index, key)| KeyStatus {
                kid: key.secret.kid().to_owned(),
                times: key.times,
                role: match rotation::is_honoured(&key.times, &times, now) {
                    _ if signing == Some(index) => "signs",
                    true if key.times.active_from > now => "published, not yet used",
                    true => "honoured until its last token has expired",
                    false => "no longer honoured",
                },
            })
            .collect()
    }

    /// Brings in a new key, and lets go of those whose tokens have all expired.
    ///
    /// # Errors
    /// As [`Fault`].
    pub fn rotate(
        &self,
        rotation: Rotation,
        now: DateTime<Utc>,
        entropy: &Arc<dyn Entropy>,
    ) -> Result<(), Fault> {
        let (wrapping, entropy) = (Arc::clone(&self.wrapping), Arc::clone(entropy));
        let keys = self.database.write_blocking(now, move |writing: &mut Writing<'_>| {
            store::lock_out_other_writers(writing.connection)?;
            let connection = &mut *writing.connection;
            let before = read(connection, &wrapping)?;
            let active_from = match rotation {
                Rotation::Gentle => now + rotation::publish_before_use(),
                Rotation::AtOnce => now,
            };
            let all = times(&before);
            for key in &before {
                let kid = key.secret.kid();
                if !rotation::is_honoured(&key.times, &all, now) {
                    signing_key::delete(connection, kid)?;
                } else if rotation == Rotation::AtOnce {
                    signing_key::retire(connection, kid, now)?;
                }
            }
            let kid = add(connection, &wrapping, entropy.as_ref(), now, active_from)?;
            audit::append(connection, &told(AuditAction::KeysRotated, kid, now))?;
            read(connection, &wrapping)
        })?;
        self.learn(keys, now);
        Ok(())
    }
}

/// The entry of a new key.
fn told(action: AuditAction, kid: String, at: DateTime<Utc>) -> NewAuditEntry {
    NewAuditEntry {
        at,
        actor: Some(Actor::operator()),
        target_kind: "signing_key".into(),
        target_key: Some(kid),
        ..NewAuditEntry::new(action, AuditOutcome::Done)
    }
}

fn times(keys: &[Key]) -> Vec<KeyTimes> {
    keys.iter().map(|key| key.times).collect()
}

fn add(
    connection: &mut AnyConnection,
    wrapping: &SealingKey,
    entropy: &dyn Entropy,
    now: DateTime<Utc>,
    active_from: DateTime<Utc>,
) -> Result<String, Fault> {
    let broken = |error: &dyn fmt::Display| Fault::corrupt("signing key", error);
    let key = SigningKey::generate(entropy).map_err(|error| broken(&error))?;
    let sealed = wrapping
        .seal(key.to_secret_bytes().as_ref(), key.kid(), entropy)
        .map_err(|error| broken(&error))?;
    let stored = StoredKey {
        kid: key.kid().to_owned(),
        purpose: PURPOSE.to_owned(),
        sealed_secret: sealed,
        public_key: key.public().x().to_owned(),
        created_at: now,
        active_from,
        retired_at: None,
    };
    signing_key::insert(connection, &stored)?;
    Ok(stored.kid)
}

fn read(connection: &mut AnyConnection, wrapping: &SealingKey) -> Result<Vec<Key>, Fault> {
    let rows = signing_key::list(connection, PURPOSE)?;
    rows.into_iter()
        .map(|row| {
            let foreign = || {
                Fault::Broken(
                    "a signing key does not open: the master key is not the one it was made with"
                        .into(),
                )
            };
            let secret = wrapping.open(&row.sealed_secret, &row.kid).map_err(|_| foreign())?;
            let secret = SigningKey::from_secret_bytes(&secret).map_err(|_| foreign())?;
            let times = KeyTimes {
                created_at: row.created_at,
                active_from: row.active_from,
                retired_at: row.retired_at,
            };
            Ok(Key { secret, times })
        })
        .collect()
}
