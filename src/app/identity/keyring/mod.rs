//! The signing keys of the installation. They lie in the database, wrapped, so that every node has the same; each process
//! keeps them unwrapped and looks for new ones now and then. Access tokens and receipts have keys of their own.

mod reset;
mod stored;

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};

pub use self::reset::{ResetReport, holds_keys, reset};
pub use crate::authn::rotation::KeyPurpose;

use self::stored::Key;
use crate::authn::receipt::{self, ReceiptClaims};
use crate::authn::rotation::{self, KeyTimes};
use crate::authn::signing::{Jwk, PublicKey, SigningKey};
use crate::entropy::Entropy;
use crate::sealing::SealingKey;
use crate::store::audit::AuditAction;
use crate::store::{self, AnyConnection, Database, Fault, Reading, Writing};

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

/// A key as an operator is shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyStatus {
    /// Its id.
    pub kid: String,
    /// What it signs.
    pub purpose: KeyPurpose,
    /// Its times.
    pub times: KeyTimes,
    /// What it is doing now.
    pub role: &'static str,
}

/// How to bring in a new key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// The new one is published first and used when everybody can know it; what the old one has signed stays good.
    Gentle,
    /// The new one is used at once and none is honoured that may have leaked: whose secret half still exists.
    AtOnce,
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRing").finish_non_exhaustive()
    }
}

impl KeyRing {
    /// Reads the keys; makes the first one of each purpose when there is none.
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
            let (connection, entropy) = (&mut *writing.connection, entropy.as_ref());
            for purpose in KeyPurpose::ALL {
                let keys = stored::read_of(connection, &unwrapping, purpose)?;
                if keys.is_empty() {
                    let first = (AuditAction::KeysCreated, now, now);
                    stored::add(connection, &unwrapping, entropy, purpose, first)?;
                }
                if purpose == KeyPurpose::Receipts {
                    stored::let_go(connection, &unwrapping, entropy, &keys, now)?;
                }
            }
            stored::read(connection, &unwrapping)
        })?;
        let known = Known { keys: Arc::new(keys), looked_at: now };
        Ok(Self { database: database.clone(), wrapping, known: RwLock::new(known) })
    }

    /// Whether every stored key opens; makes none.
    ///
    /// # Errors
    /// [`Fault::Broken`] when a key does not open with this master key; as [`Fault`].
    pub fn check(connection: &mut AnyConnection, wrapping: &SealingKey) -> Result<(), Fault> {
        stored::read(connection, wrapping).map(drop)
    }

    /// Looks for keys that other processes have made.
    ///
    /// # Errors
    /// As [`Fault`]; the known keys stay.
    pub fn look(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let wrapping = Arc::clone(&self.wrapping);
        let keys =
            self.database.read_blocking(|reading| stored::read(reading.connection, &wrapping))?;
        self.learn(keys, now);
        Ok(())
    }

    /// As [`Self::look`], for a token with a key that this process does not know; whether it looked.
    pub(super) async fn look_for_unknown(&self, now: DateTime<Utc>) -> Result<bool, Fault> {
        if (now - self.known().looked_at).abs() < LOOK_AGAIN {
            return Ok(false);
        }
        let wrapping = Arc::clone(&self.wrapping);
        let read = move |reading: &mut Reading<'_>| stored::read(reading.connection, &wrapping);
        let keys = self.database.read(read).await?;
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

    /// The public key of that id, when access tokens signed with it are honoured at `now`.
    #[must_use]
    pub fn public(&self, kid: &str, now: DateTime<Utc>) -> Option<PublicKey> {
        let keys = self.known().keys;
        let keys = of(&keys, KeyPurpose::AccessTokens);
        let key = keys.iter().find(|key| key.public.kid() == kid)?;
        is_honoured(key, &keys, now).then(|| key.public.clone())
    }

    /// Lets `sign` use the key of that purpose that signs at `now`.
    pub(super) fn sign_with<T>(
        &self,
        purpose: KeyPurpose,
        now: DateTime<Utc>,
        sign: impl FnOnce(&SigningKey) -> T,
    ) -> Option<T> {
        let keys = self.known().keys;
        let keys = of(&keys, purpose);
        let chosen = rotation::signing_key_at(&times(&keys), now)?;
        keys.get(chosen)?.secret.as_ref().map(sign)
    }

    /// A signed receipt.
    ///
    /// # Errors
    /// [`Fault::Broken`] when no key signs at `now`, which [`Self::open`] rules out.
    pub fn receipt(&self, claims: &ReceiptClaims, now: DateTime<Utc>) -> Result<String, Fault> {
        self.sign_with(KeyPurpose::Receipts, now, |key| receipt::sign(key, claims))
            .ok_or_else(|| Fault::corrupt("signing keys", "none signs receipts"))
    }

    /// The keys that anybody may verify our signatures with (RFC 7517).
    #[must_use]
    pub fn published(&self, now: DateTime<Utc>) -> Vec<Jwk> {
        let keys = self.known().keys;
        let mut published = Vec::new();
        for purpose in KeyPurpose::ALL {
            let keys = of(&keys, purpose);
            let honoured = keys.iter().filter(|key| is_honoured(key, &keys, now));
            published.extend(honoured.map(|key| key.public.to_jwk()));
        }
        published
    }

    /// What each key is doing at `now`: by purpose, oldest first.
    #[must_use]
    pub fn status(&self, now: DateTime<Utc>) -> Vec<KeyStatus> {
        let keys = self.known().keys;
        let mut all = Vec::new();
        for purpose in KeyPurpose::ALL {
            let keys = of(&keys, purpose);
            let signing = rotation::signing_key_at(&times(&keys), now);
            all.extend(keys.iter().enumerate().map(|(index, key)| KeyStatus {
                kid: key.public.kid().to_owned(),
                purpose,
                times: key.times,
                role: match is_honoured(key, &keys, now) {
                    _ if signing == Some(index) => "signs",
                    true if key.times.active_from > now => "published, not yet used",
                    true if purpose == KeyPurpose::Receipts => "published: its receipts stay good",
                    true => "honoured until its last token has expired",
                    false => "no longer honoured",
                },
            }));
        }
        all
    }

    /// Brings in a new key of that purpose, and lets go of what the others do not need any more.
    ///
    /// # Errors
    /// As [`Fault`].
    pub fn rotate(
        &self,
        purpose: KeyPurpose,
        rotation: Rotation,
        now: DateTime<Utc>,
        entropy: &Arc<dyn Entropy>,
    ) -> Result<(), Fault> {
        let (wrapping, entropy) = (Arc::clone(&self.wrapping), Arc::clone(entropy));
        let keys = self.database.write_blocking(now, move |writing: &mut Writing<'_>| {
            store::lock_out_other_writers(writing.connection)?;
            let (connection, entropy) = (&mut *writing.connection, entropy.as_ref());
            let before = stored::read_of(connection, &wrapping, purpose)?;
            stored::let_go(connection, &wrapping, entropy, &before, now)?;
            let active_from = match rotation {
                Rotation::Gentle => now + rotation::publish_before_use(),
                Rotation::AtOnce => {
                    let left = stored::read_of(connection, &wrapping, purpose)?;
                    stored::withdraw(connection, &left, now)?;
                    now
                }
            };
            let new = (AuditAction::KeysRotated, now, active_from);
            stored::add(connection, &wrapping, entropy, purpose, new)?;
            stored::read(connection, &wrapping)
        })?;
        self.learn(keys, now);
        Ok(())
    }
}

/// The keys of one purpose.
fn of(keys: &[Key], purpose: KeyPurpose) -> Vec<&Key> {
    keys.iter().filter(|key| key.purpose == purpose).collect()
}

fn is_honoured(key: &Key, all: &[&Key], now: DateTime<Utc>) -> bool {
    rotation::is_honoured(key.purpose, &key.times, &times(all), now)
}

fn times(keys: &[&Key]) -> Vec<KeyTimes> {
    keys.iter().map(|key| key.times).collect()
}
