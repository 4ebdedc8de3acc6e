//! Writes by an actor: what every one of them goes through. The actor's rights are read again inside the write's own
//! transaction; what was done leaves exactly one audit entry there; a refusal leaves one of its own.

pub mod open;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::app::change;
use crate::app::error::AppError;
use crate::app::once::{Once, Response};
use crate::app::publication::Publication;
use crate::authz::{ActionType, Actor, Authority, Operator, Permit, Permitted, Refusal};
use crate::domain::date::local_date;
use crate::domain::history::Event;
use crate::domain::ids::Id;
use crate::entropy::{Entropy, uuid_v7};
use crate::store::audit::{self, AuditAction, AuditOutcome, NewAuditEntry};
use crate::store::change::{ChangeOp, NewChange};
use crate::store::version::{self, StoredVersion, VersionKind};
use crate::store::{Database, Fault, StoreError, Writing, authority};

/// What a write is told of the request it belongs to.
#[derive(Debug, Clone)]
pub struct Circumstances {
    /// When the request came.
    pub at: DateTime<Utc>,
    /// The zone of local dates.
    pub zone: Tz,
    /// The request's id, for the audit entry.
    pub request_id: Option<String>,
    /// The client's address, for the audit entry.
    pub address: Option<String>,
    /// Do everything, answer, and take it back.
    pub dry_run: bool,
    /// What new ids and secrets are made from.
    pub entropy: Arc<dyn Entropy>,
}

impl Circumstances {
    /// The local date of the request.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        local_date(self.at, self.zone)
    }
}

/// A write under way: the transaction, and what the actor may do in it.
pub struct Acting<'a, 'c, A> {
    /// The transaction.
    pub writing: &'a mut Writing<'c>,
    /// The actor's rights as they are now.
    pub authority: Authority<A>,
    /// What is known of the request.
    pub circumstances: &'a Circumstances,
}

impl<A> Acting<'_, '_, A> {
    /// Leaves behind what every write to a public thing leaves: what it is at its new version, and the change.
    ///
    /// # Errors
    /// As [`Fault`].
    pub fn publish(&mut self, publication: Publication) -> Result<(), Fault> {
        let Publication { kind, key, version, told, .. } = &publication;
        let is_gone = told.event == Event::Deleted;
        let op = if is_gone { ChangeOp::Delete } else { ChangeOp::Upsert };
        let (kind, key, version) = (*kind, key.clone(), *version);
        self.writing.changes.push(NewChange { kind, op, key, version, derived: false });
        self.keep(publication)
    }

    /// Leaves behind what a thing is at its new version, and tells nobody: it is not public yet.
    ///
    /// # Errors
    /// As [`Fault`].
    pub fn keep(&mut self, publication: Publication) -> Result<(), Fault> {
        let Publication { kind, key, version, parent, body, told } = publication;
        let (kind, at) = (VersionKind::Of(kind), self.circumstances.at);
        let stored = StoredVersion { kind, key, version, parent, at, body, told };
        version::insert(self.writing.connection, &stored)
    }

    /// A new id, made of the instant of the request.
    ///
    /// # Errors
    /// [`Fault::Broken`] when the machine gives no randomness.
    pub fn new_id<K>(&self) -> Result<Id<K>, Fault> {
        let id = uuid_v7(self.circumstances.at, self.circumstances.entropy.as_ref());
        id.map(Id::from).map_err(|error| Fault::corrupt("new id", error))
    }
}

/// What a write came to.
#[derive(Debug)]
pub enum Effect<T> {
    /// Something changed, and this is to be remembered of it.
    Changed(T, Recorded),
    /// Everything was as asked already: nothing is written.
    Unchanged(T),
}

/// What the audit entry of a write says beside who, when and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    entry: Box<NewAuditEntry>,
}

impl Recorded {
    /// The write that `proof` permitted.
    #[must_use]
    pub fn of<A: ActionType>(proof: &Permitted<A>) -> Self {
        let entry = NewAuditEntry {
            on_behalf_of: proof.on_behalf_of().cloned(),
            rule: Some(proof.rule()),
            target_kind: proof.kind().as_str().to_owned(),
            target_key: Some(proof.key().to_owned()),
            ..NewAuditEntry::new(AuditAction::Did(A::ACTION), AuditOutcome::Done)
        };
        Self { entry: Box::new(entry) }
    }

    /// With the versions before and after; none before for something new.
    #[must_use]
    pub fn versions(mut self, before: Option<i64>, after: i64) -> Self {
        self.entry.version_before = before;
        self.entry.version_after = Some(after);
        self
    }

    /// With the members that changed, as JSON pointers.
    #[must_use]
    pub fn changed(mut self, members: Vec<String>) -> Self {
        self.entry.changed_members = members;
        self
    }

    /// For a reason.
    #[must_use]
    pub fn because(mut self, reason: Option<String>) -> Self {
        self.entry.reason = reason;
        self
    }

    /// Told as something else than the action that permitted it.
    #[must_use]
    pub fn told_as(mut self, action: AuditAction) -> Self {
        self.entry.action = action;
        self
    }

    /// With the key of something that had none when it was permitted.
    #[must_use]
    pub fn key(mut self, key: &impl ToString) -> Self {
        self.entry.target_key = Some(key.to_string());
        self
    }
}

/// What was answered, and whether it had been answered before.
#[derive(Debug)]
pub struct Performed {
    /// The answer.
    pub response: Response,
    /// Whether it was stored when the request came for the first time.
    pub is_replay: bool,
}

/// Why a transaction was taken back.
enum Ending {
    DryRun(Response),
    /// The same request has been answered in the meantime.
    Answered(Response),
    Failed(AppError),
}

impl From<Fault> for Ending {
    fn from(fault: Fault) -> Self {
        Self::Failed(fault.into())
    }
}

impl From<AppError> for Ending {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl StoreError for Ending {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Failed(error) => error.fault(),
            Self::DryRun(_) | Self::Answered(_) => None,
        }
    }
}

/// Does `work` in one transaction with its audit entry, its changes and, under an idempotency key, its answer: all of
/// it or nothing. `render` writes the answer down while the transaction is open, so that what is stored is what is sent.
///
/// # Errors
/// What `work` refuses or fails with; [`AppError::Refused`] is recorded in a transaction of its own.
pub async fn perform<A, T, W, R>(
    database: &Database,
    permit: Permit<A>,
    circumstances: Circumstances,
    once: Option<Once>,
    work: W,
    render: R,
) -> Result<Performed, AppError>
where
    A: ActionType,
    W: Fn(&mut Acting<'_, '_, A>) -> Result<Effect<T>, AppError> + Send + 'static,
    R: Fn(T) -> Result<Response, AppError> + Send + 'static,
{
    let (at, actor) = (circumstances.at, permit.actor().clone());
    let told = circumstances.clone();
    // A dry run neither reads nor stores an answer.
    let once = once.filter(|_| !circumstances.dry_run);
    let write = move |writing: &mut Writing<'_>| {
        if let Some(response) = stored(once.as_ref(), writing, at)? {
            return Ok(Performed { response, is_replay: true });
        }
        let value = match act(writing, &permit, &circumstances, &work) {
            Ok(value) => value,
            Err(error) => return Err(ending_of(error, once.as_ref(), writing, at)?),
        };
        let response = render(value)?;
        if circumstances.dry_run {
            return Err(Ending::DryRun(response));
        }
        if let Some(once) = &once {
            once.keep(writing.connection, &response, None, &circumstances)?;
        }
        Ok(Performed { response, is_replay: false })
    };
    match database.write(at, write).await {
        Ok(performed) => Ok(performed),
        Err(Ending::DryRun(response)) => Ok(Performed { response, is_replay: false }),
        Err(Ending::Answered(response)) => Ok(Performed { response, is_replay: true }),
        Err(Ending::Failed(error)) => {
            if let AppError::Refused(refusal) | AppError::Hidden(refusal) = &error {
                record_refusal(database, actor, refusal.clone(), told).await?;
            }
            Err(refused(database, error).await)
        }
    }
}

/// A refusal tells what is stored: another version than the client knows, another notice than it named. What this node answers
/// from then on says the same, also when another process has stored it a moment ago.
async fn refused(database: &Database, error: AppError) -> AppError {
    if error.tells_what_is_stored()
        && let Err(error) = change::catch_up(database).await
    {
        // The watch goes on looking; the refusal stands.
        tracing::debug!(%error, "the newest changes could not be looked up");
    }
    error
}

/// The stored answer, when there is a key and the request was done before.
fn stored(
    once: Option<&Once>,
    writing: &mut Writing<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Response>, AppError> {
    once.map_or(Ok(None), |once| once.find(writing.connection, now))
}

/// What an error of a write comes to. On another node the same request may have been committed since its answer was looked
/// for: what then stands in the way (a code, an address, a version) is its own work, and its answer is there by now.
fn ending_of(
    error: AppError,
    once: Option<&Once>,
    writing: &mut Writing<'_>,
    now: DateTime<Utc>,
) -> Result<Ending, AppError> {
    // After a failure of the store, a collision among them, the transaction answers nothing any more.
    if matches!(error, AppError::Store(_)) {
        return Ok(Ending::Failed(error));
    }
    Ok(stored(once, writing, now)?.map_or(Ending::Failed(error), Ending::Answered))
}

/// The write itself, with the actor's rights as this transaction sees them.
fn act<A: ActionType, T>(
    writing: &mut Writing<'_>,
    permit: &Permit<A>,
    circumstances: &Circumstances,
    work: &impl Fn(&mut Acting<'_, '_, A>) -> Result<Effect<T>, AppError>,
) -> Result<T, AppError> {
    let grants = authority::grants_of(writing.connection, &permit.actor().id, circumstances.at)?
        .ok_or(AppError::Unauthenticated)?;
    within(writing, permit.renewed(grants)?, circumstances, work)
}

/// Does `work` with the rights of whoever has the command line.
///
/// # Errors
/// What `work` refuses or fails with.
pub fn as_operator<A, T, W>(
    database: &Database,
    circumstances: Circumstances,
    work: W,
) -> Result<T, AppError>
where
    A: ActionType,
    T: Send + 'static,
    W: Fn(&mut Acting<'_, '_, A>) -> Result<Effect<T>, AppError> + Send + 'static,
{
    database.write_blocking(circumstances.at, move |writing: &mut Writing<'_>| {
        let authority = Operator::at_the_console().authority::<A>();
        within(writing, authority, &circumstances, &work)
    })
}

/// The write with rights that were just read, and its audit entry.
fn within<A: ActionType, T>(
    writing: &mut Writing<'_>,
    authority: Authority<A>,
    circumstances: &Circumstances,
    work: &impl Fn(&mut Acting<'_, '_, A>) -> Result<Effect<T>, AppError>,
) -> Result<T, AppError> {
    let actor = authority.actor().clone();
    match work(&mut Acting { writing: &mut *writing, authority, circumstances })? {
        Effect::Changed(value, recorded) => {
            let entry = told(*recorded.entry, &actor, circumstances);
            audit::append(writing.connection, &entry)?;
            Ok(value)
        }
        Effect::Unchanged(value) => Ok(value),
    }
}

/// Records that an actor was refused something, in a transaction of its own; what follows within the minute is counted.
///
/// # Errors
/// [`AppError::Store`].
pub async fn record_refusal(
    database: &Database,
    actor: Actor,
    refusal: Refusal,
    circumstances: Circumstances,
) -> Result<(), AppError> {
    let action = refusal.action.map_or(AuditAction::UsedOwnAccount, AuditAction::Did);
    let (kind, key) = match refusal.target {
        Some((kind, key)) => (kind.as_str().to_owned(), Some(key)),
        None => (String::new(), None),
    };
    let entry = NewAuditEntry {
        rule: Some(refusal.rule),
        target_kind: kind,
        target_key: key,
        ..NewAuditEntry::new(action, AuditOutcome::Refused)
    };
    let entry = told(entry, &actor, &circumstances);
    let append = move |writing: &mut Writing<'_>| -> Result<(), Fault> {
        audit::append_or_count(writing.connection, &entry)
    };
    Ok(database.write(circumstances.at, append).await?)
}

/// Adds who, when and where.
fn told(entry: NewAuditEntry, actor: &Actor, circumstances: &Circumstances) -> NewAuditEntry {
    NewAuditEntry {
        at: circumstances.at,
        actor: Some(actor.clone()),
        request_id: circumstances.request_id.clone(),
        address: circumstances.address.clone(),
        ..entry
    }
}
