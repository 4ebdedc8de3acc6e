//! The keys that contact details are sealed with. They lie in the database, wrapped under a key that does not; each process
//! keeps them unwrapped. What is sealed names its key, so that a new one can be brought in while the old ones still open.

use std::fmt::{self, Display};
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use zeroize::Zeroizing;

use crate::authz::Actor;
use crate::entropy::{self, Entropy};
use crate::sealing::{SealingError, SealingKey};
use crate::store::audit::{self, AuditAction, AuditOutcome, NewAuditEntry};
use crate::store::data_key::{self, DataKey};
use crate::store::submission::contact;
use crate::store::{self, AnyConnection, Database, Fault, Writing, outbox};

/// What these keys are for, among all that are kept wrapped.
const PURPOSE: &str = "contacts";

/// The keys as this process knows them.
pub struct ContactKeys {
    database: Database,
    wrapping: Arc<SealingKey>,
    known: RwLock<Arc<Vec<Key>>>,
}

struct Key {
    id: String,
    sealing: SealingKey,
    created_at: DateTime<Utc>,
    retired_at: Option<DateTime<Utc>>,
}

/// A key as an operator is shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactKeyStatus {
    /// Its id.
    pub key_id: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// What it is doing now.
    pub role: &'static str,
}

impl fmt::Debug for ContactKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContactKeys").finish_non_exhaustive()
    }
}

impl ContactKeys {
    /// Reads the keys; makes the first one when there is none.
    ///
    /// # Errors
    /// [`Fault::Broken`] when a key does not open with this master key; as [`Fault`].
    pub fn open_ring(
        database: &Database,
        wrapping: SealingKey,
        now: DateTime<Utc>,
        entropy: &Arc<dyn Entropy>,
    ) -> Result<Self, Fault> {
        let (wrapping, entropy) = (Arc::new(wrapping), Arc::clone(entropy));
        let unwrapping = Arc::clone(&wrapping);
        let keys = database.write_blocking(now, move |writing: &mut Writing<'_>| {
            store::lock_out_other_writers(writing.connection)?;
            if data_key::list(writing.connection, PURPOSE)?.is_empty() {
                let id = add(writing.connection, &unwrapping, entropy.as_ref(), now)?;
                audit::append(writing.connection, &told(AuditAction::KeysCreated, id, now))?;
            }
            read(writing.connection, &unwrapping)
        })?;
        let known = RwLock::new(Arc::new(keys));
        Ok(Self { database: database.clone(), wrapping, known })
    }

    /// Whether every stored key opens; makes none.
    ///
    /// # Errors
    /// [`Fault::Broken`] when a key does not open with this master key; as [`Fault`].
    pub fn check(connection: &mut AnyConnection, wrapping: &SealingKey) -> Result<(), Fault> {
        read(connection, wrapping).map(drop)
    }

    /// Seals `plain` with the current key, and says with which. It opens in the same `context` alone: the id of what it
    /// belongs to.
    ///
    /// # Errors
    /// [`SealingError::Entropy`]; [`SealingError::Broken`] when there is no key, which [`Self::open_ring`] rules out.
    pub fn seal(
        &self,
        plain: &[u8],
        context: &str,
        entropy: &dyn Entropy,
    ) -> Result<(String, String), SealingError> {
        let keys = self.known();
        let key = current(&keys).ok_or(SealingError::Broken)?;
        Ok((key.id.clone(), key.sealing.seal(plain, context, entropy)?))
    }

    /// Opens what [`Self::seal`] has made, on any node: a key that this process does not know yet is looked up through
    /// `connection`, which has read what is to be opened.
    ///
    /// None when its key was lost with a master key.
    ///
    /// # Errors
    /// [`Fault::Broken`] when the seal is not intact; as [`Fault`].
    pub fn open(
        &self,
        connection: &mut AnyConnection,
        key_id: &str,
        sealed: &str,
        context: &str,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, Fault> {
        let mut keys = self.known();
        if !keys.iter().any(|key| key.id == key_id) {
            self.learn(read(connection, &self.wrapping)?);
            keys = self.known();
        }
        let key = keys.iter().find(|key| key.id == key_id);
        let opened = key.map(|key| key.sealing.open(sealed, context)).transpose();
        opened.map_err(|error| Fault::corrupt("contact", error))
    }

    /// Looks for keys that other processes have made.
    ///
    /// # Errors
    /// As [`Fault`]; the known keys stay.
    pub fn look(&self) -> Result<(), Fault> {
        let wrapping = Arc::clone(&self.wrapping);
        let keys = self.database.read_blocking(|reading| read(reading.connection, &wrapping))?;
        self.learn(keys);
        Ok(())
    }

    /// Brings in a new key. The ones before it seal nothing any more and still open what they have sealed.
    ///
    /// # Errors
    /// As [`Fault`].
    pub fn rotate(&self, now: DateTime<Utc>, entropy: &Arc<dyn Entropy>) -> Result<(), Fault> {
        let (wrapping, entropy) = (Arc::clone(&self.wrapping), Arc::clone(entropy));
        let keys = self.database.write_blocking(now, move |writing: &mut Writing<'_>| {
            store::lock_out_other_writers(writing.connection)?;
            let connection = &mut *writing.connection;
            let before = data_key::list(connection, PURPOSE)?;
            for key in before.iter().filter(|key| key.retired_at.is_none()) {
                data_key::retire(connection, &key.key_id, now)?;
            }
            let id = add(connection, &wrapping, entropy.as_ref(), now)?;
            audit::append(connection, &told(AuditAction::KeysRotated, id, now))?;
            read(connection, &wrapping)
        })?;
        self.learn(keys);
        Ok(())
    }

    /// What each key is doing, oldest first.
    #[must_use]
    pub fn status(&self) -> Vec<ContactKeyStatus> {
        let keys = self.known();
        let current = current(&keys).map(|key| key.id.clone());
        let status = |key: &Key| ContactKeyStatus {
            key_id: key.id.clone(),
            created_at: key.created_at,
            role: if current.as_ref() == Some(&key.id) {
                "seals"
            } else {
                "opens what it has sealed"
            },
        };
        keys.iter().map(status).collect()
    }

    fn learn(&self, keys: Vec<Key>) {
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
    }

    fn known(&self) -> Arc<Vec<Key>> {
        Arc::clone(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The key that seals: the newest that is not retired.
fn current(keys: &[Key]) -> Option<&Key> {
    keys.iter().filter(|key| key.retired_at.is_none()).max_by_key(|key| key.created_at)
}

/// The entry of a new key.
fn told(action: AuditAction, key_id: String, at: DateTime<Utc>) -> NewAuditEntry {
    NewAuditEntry {
        at,
        actor: Some(Actor::operator()),
        target_kind: "contact_key".into(),
        target_key: Some(key_id),
        ..NewAuditEntry::new(action, AuditOutcome::Done)
    }
}

fn add(
    connection: &mut AnyConnection,
    wrapping: &SealingKey,
    entropy: &dyn Entropy,
    now: DateTime<Utc>,
) -> Result<String, Fault> {
    let broken = |error: &dyn Display| Fault::corrupt("contact key", error);
    let id = entropy::uuid_v7(now, entropy).map_err(|error| broken(&error))?.to_string();
    let secret = entropy::bytes::<32>(entropy).map_err(|error| broken(&error))?;
    let secret = Zeroizing::new(secret);
    let sealed_secret =
        wrapping.seal(secret.as_ref(), &id, entropy).map_err(|error| broken(&error))?;
    let key = DataKey {
        key_id: id.clone(),
        purpose: PURPOSE.to_owned(),
        sealed_secret,
        created_at: now,
        retired_at: None,
    };
    data_key::insert(connection, &key)?;
    Ok(id)
}

/// Whether there are keys that a master key must open.
///
/// # Errors
/// As [`Fault`].
pub fn are_stored(connection: &mut AnyConnection) -> Result<bool, Fault> {
    Ok(!data_key::list(connection, PURPOSE)?.is_empty())
}

/// What nobody can read without the master key that was lost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lost {
    /// The keys.
    pub keys: usize,
    /// The contact details that were sealed with them.
    pub contact_details: usize,
    /// The letters that wait and were sealed with them.
    pub letters: usize,
}

/// Retires the keys that do not open under this wrapping key, when the one in use is among them; a new key takes its place.
/// They stay stored with what they have sealed: the lost master key may be found.
///
/// # Errors
/// As [`Fault`].
pub fn retire_lost(
    connection: &mut AnyConnection,
    wrapping: &SealingKey,
    entropy: &dyn Entropy,
    now: DateTime<Utc>,
) -> Result<Lost, Fault> {
    let keys = data_key::list(connection, PURPOSE)?;
    let lost: Vec<&DataKey> =
        keys.iter().filter(|key| wrapping.open(&key.sealed_secret, &key.key_id).is_err()).collect();
    if lost.iter().all(|key| key.retired_at.is_some()) {
        return Ok(Lost::default());
    }
    let mut unreadable = Lost { keys: lost.len(), ..Lost::default() };
    for key in lost {
        unreadable.contact_details += contact::count_sealed_with(connection, &key.key_id)?;
        unreadable.letters += outbox::count_sealed_with(connection, &key.key_id)?;
        if key.retired_at.is_none() {
            data_key::retire(connection, &key.key_id, now)?;
        }
    }
    let id = add(connection, wrapping, entropy, now)?;
    audit::append(connection, &told(AuditAction::KeysCreated, id, now))?;
    Ok(unreadable)
}

/// The keys, opened. One that was retired and does not open was given up with a lost master key; one in use must open.
fn read(connection: &mut AnyConnection, wrapping: &SealingKey) -> Result<Vec<Key>, Fault> {
    let mut keys = Vec::new();
    for row in data_key::list(connection, PURPOSE)? {
        match wrapping.open(&row.sealed_secret, &row.key_id) {
            Ok(secret) => keys.push(Key {
                sealing: SealingKey::derive(&secret, PURPOSE),
                id: row.key_id,
                created_at: row.created_at,
                retired_at: row.retired_at,
            }),
            Err(_) if row.retired_at.is_some() => {}
            Err(_) => {
                return Err(Fault::Broken(
                    "a contact key does not open: the master key is not the one it was made with; \
                     put that one back or, if it is lost, run `smartcity keys reset`"
                        .into(),
                ));
            }
        }
    }
    Ok(keys)
}
