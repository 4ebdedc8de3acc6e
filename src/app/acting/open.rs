//! Writes of the public: nobody has to say who they are, so no right is asked for. All else is as with every write: one
//! transaction with its changes, its audit entry and its answer. The entry tells no address: what somebody sends without
//! an account is not to be traced to them.

use serde_json::Value;

use crate::app::acting::{Circumstances, Ending, Performed, ending_of, refused, stored};
use crate::app::error::AppError;
use crate::app::once::{Once, Response};
use crate::app::versions::changes;
use crate::authz::Actor;
use crate::domain::history::{Event, Origin};
use crate::domain::ids::Id;
use crate::entropy::uuid_v7;
use crate::store::audit::{self, AuditAction, AuditOutcome, NewAuditEntry};
use crate::store::change::{ChangeKind, ChangeOp, NewChange};
use crate::store::version::{self, StoredVersion, Told, VersionKind};
use crate::store::{Database, Fault, Writing};

/// A write of the public under way.
pub struct Open<'a, 'c> {
    /// The transaction.
    pub writing: &'a mut Writing<'c>,
    /// What is known of the request.
    pub circumstances: &'a Circumstances,
}

impl Open<'_, '_> {
    /// A new id, made of the instant of the request.
    ///
    /// # Errors
    /// [`Fault::Broken`] when the machine gives no randomness.
    pub fn new_id<K>(&self) -> Result<Id<K>, Fault> {
        let id = uuid_v7(self.circumstances.at, self.circumstances.entropy.as_ref());
        id.map(Id::from).map_err(|error| Fault::corrupt("new id", error))
    }

    /// Leaves behind what a thing is at its new version and, when it is told of, the change.
    ///
    /// # Errors
    /// As [`Fault`].
    pub fn keep(&mut self, version: Version<'_>) -> Result<(), Fault> {
        let Version { of: (kind, key, number), event, before, body, is_told } = version;
        if is_told {
            let (op, key) = (ChangeOp::Upsert, key.to_owned());
            self.writing.changes.push(NewChange { kind, op, key, version: number, derived: false });
        }
        let changed = changes(before, &body);
        let stored = StoredVersion {
            kind: VersionKind::Of(kind),
            key: key.to_owned(),
            version: number,
            parent: None,
            at: self.circumstances.at,
            body,
            told: Told { event, origin: Origin::Citizen, department: None, reason: None, changed },
        };
        version::insert(self.writing.connection, &stored)
    }
}

/// A version that a thing came to by its author's hand.
#[derive(Debug)]
pub struct Version<'a> {
    /// What kind of thing, its key, and the version.
    pub of: (ChangeKind, &'a str, i64),
    /// What happened.
    pub event: Event,
    /// What it was before; an empty object for something new.
    pub before: &'a Value,
    /// What it is.
    pub body: Value,
    /// Whether followers are told: the public sees it, or saw it before.
    pub is_told: bool,
}

/// What a write of the public did, for its audit entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// What.
    pub action: AuditAction,
    /// The kind of thing it was done to.
    pub kind: &'static str,
    /// The thing's id.
    pub key: String,
    /// The thing's versions before, if it was there, and after.
    pub versions: (Option<i64>, i64),
    /// The members that changed, as JSON pointers.
    pub changed: Vec<String>,
}

/// Does `work` for whoever asks; `frontend` is the machine that passed the request on, when one did.
///
/// # Errors
/// What `work` refuses or fails with.
pub async fn perform_openly<T, W, R>(
    database: &Database,
    frontend: Option<Actor>,
    circumstances: Circumstances,
    once: Option<Once>,
    work: W,
    render: R,
) -> Result<Performed, AppError>
where
    W: Fn(&mut Open<'_, '_>) -> Result<(T, Noted), AppError> + Send + 'static,
    R: Fn(T) -> Result<Response, AppError> + Send + 'static,
{
    let at = circumstances.at;
    let write = move |writing: &mut Writing<'_>| {
        if let Some(response) = stored(once.as_ref(), writing, at)? {
            return Ok(Performed { response, is_replay: true });
        }
        let done = work(&mut Open { writing: &mut *writing, circumstances: &circumstances });
        let (value, noted) = match done {
            Ok(done) => done,
            Err(error) => return Err(ending_of(error, once.as_ref(), writing, at)?),
        };
        let about = noted.key.clone();
        let entry = told(noted, frontend.as_ref(), &circumstances);
        audit::append(writing.connection, &entry)?;
        let response = render(value)?;
        if let Some(once) = &once {
            once.keep(writing.connection, &response, Some(about), &circumstances)?;
        }
        Ok(Performed { response, is_replay: false })
    };
    match database.write(at, write).await {
        Ok(performed) => Ok(performed),
        Err(Ending::DryRun(response)) => Ok(Performed { response, is_replay: false }),
        Err(Ending::Answered(response)) => Ok(Performed { response, is_replay: true }),
        Err(Ending::Failed(error)) => Err(refused(database, error).await),
    }
}

fn told(noted: Noted, frontend: Option<&Actor>, circumstances: &Circumstances) -> NewAuditEntry {
    let (before, after) = noted.versions;
    NewAuditEntry {
        at: circumstances.at,
        actor: frontend.cloned(),
        target_kind: noted.kind.to_owned(),
        target_key: Some(noted.key),
        version_before: before,
        version_after: Some(after),
        changed_members: noted.changed,
        request_id: circumstances.request_id.clone(),
        ..NewAuditEntry::new(noted.action, AuditOutcome::Done)
    }
}
