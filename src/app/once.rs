//! Doing a thing once: the answer to a request that carries an idempotency key is stored with what the request did, and
//! given again when the same request comes again. What is stored reveals neither the key, nor the request, nor the
//! answer to anybody who does not have both the key and the installation's own.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::app::acting::Circumstances;
use crate::app::error::AppError;
use crate::app::in_flight::{Flight, InFlight};
use crate::authz::ActorId;
use crate::sealing::SealingKey;
use crate::store::idempotency::{self, IdempotencyRecord};
use crate::store::{AnyConnection, Database, Fault, Writing};

/// An answer that can be stored and sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The version of the item that the body shows.
    pub version: Option<i64>,
    /// Whether it has an entity tag.
    pub is_tagged: bool,
    /// The headers that belong to the answer.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Response {
    /// An answer that says only that it is done.
    #[must_use]
    pub fn empty() -> Self {
        let (headers, body) = (Vec::new(), String::new());
        Self { status: 204, version: None, is_tagged: false, headers, body }
    }
}

/// What tells one request with an idempotency key from another.
#[derive(Debug, Clone, Copy)]
pub struct Identified<'a> {
    /// Who sends it; nobody known when there are no credentials.
    pub actor: Option<&'a ActorId>,
    /// The operation's id.
    pub operation: &'a str,
    /// The key as presented.
    pub key: &'a str,
}

/// A request that is to be done once.
#[derive(Debug)]
pub struct Once {
    key_mac: String,
    request_mac: String,
    sealing: SealingKey,
    /// What answers were sealed under before the installation's own key was part of it; none is any more.
    former: SealingKey,
    retention: TimeDelta,
    about: Option<String>,
    /// Held until the write has ended, however it ends.
    _flight: Flight,
}

impl Once {
    /// The request `request` (its method, target and body) of `actor`, or of somebody unknown, for `operation`, under
    /// the presented `key`. `own` is the installation's own key, by which records are looked up and without which nobody
    /// opens one who guesses the presented key. None while the same request is being done.
    #[must_use]
    pub fn begin(
        own: &SealingKey,
        in_flight: &InFlight,
        identified: &Identified<'_>,
        request: &[u8],
        retention: TimeDelta,
    ) -> Option<Self> {
        let Identified { actor, operation, key } = identified;
        let actor = actor.map_or_else(|| "anonymous".to_owned(), ActorId::to_string);
        // A key has no control characters, so that no two triples are written alike.
        let scoped = format!("{actor}\n{operation}\n{key}");
        let key_mac = own.mac("idempotency key", scoped.as_bytes());
        let secret = own.mac("idempotent answer", scoped.as_bytes());
        let flight = in_flight.take(&key_mac)?;
        Some(Self {
            request_mac: own.mac("idempotent request", request),
            sealing: SealingKey::derive(secret.as_bytes(), "idempotent answer"),
            former: SealingKey::derive(key.as_bytes(), "idempotent answer"),
            retention,
            about: None,
            key_mac,
            _flight: flight,
        })
    }

    /// The same for a request about a submission: the kept answer goes when that is erased.
    #[must_use]
    pub fn about(self, submission: Option<String>) -> Self {
        Self { about: submission, ..self }
    }

    /// Keeps the key to this one request, when what it does is kept under keys of its own.
    ///
    /// # Errors
    /// [`AppError::KeyReused`] when another request has the key.
    pub async fn bind(
        self,
        database: &Database,
        circumstances: Circumstances,
    ) -> Result<(), AppError> {
        let at = circumstances.at;
        let bind = move |writing: &mut Writing<'_>| {
            if self.find(writing.connection, at)?.is_none() {
                self.keep(writing.connection, &Response::empty(), None, &circumstances)?;
            }
            Ok(())
        };
        database.write(at, bind).await
    }

    /// The stored answer, when the request was done before.
    pub(super) fn find(
        &self,
        connection: &mut AnyConnection,
        now: DateTime<Utc>,
    ) -> Result<Option<Response>, AppError> {
        let Some(record) = idempotency::find(connection, &self.key_mac, now)? else {
            return Ok(None);
        };
        if record.request_mac != self.request_mac {
            return Err(AppError::KeyReused);
        }
        let opened = self
            .sealing
            .open(&record.sealed_answer, &self.key_mac)
            .or_else(|_| self.former.open(&record.sealed_answer, &self.key_mac))
            .map_err(|error| Fault::corrupt("stored answer", error))?;
        let response = serde_json::from_slice(&opened)
            .map_err(|error| Fault::corrupt("stored answer", error))?;
        Ok(Some(response))
    }

    /// Stores the answer, which is about that submission or the one named before.
    pub(super) fn keep(
        &self,
        connection: &mut AnyConnection,
        response: &Response,
        about: Option<String>,
        circumstances: &Circumstances,
    ) -> Result<(), AppError> {
        let plain =
            serde_json::to_vec(response).map_err(|error| Fault::corrupt("answer", error))?;
        let sealed = self
            .sealing
            .seal(&plain, &self.key_mac, circumstances.entropy.as_ref())
            .map_err(|error| Fault::corrupt("answer", error))?;
        let record = IdempotencyRecord {
            key_mac: self.key_mac.clone(),
            request_mac: self.request_mac.clone(),
            sealed_answer: sealed,
            created_at: circumstances.at,
            expires_at: circumstances.at + self.retention,
            about: about.or_else(|| self.about.clone()),
        };
        Ok(idempotency::insert(connection, &record)?)
    }
}
