//! Following a submission up without an account: whoever has its secret reads how far it is, adds to it, takes it back, or
//! has it erased. A wrong secret and an unknown reference look the same and take the same.

use std::str::FromStr;

use serde_json::Value;

use crate::app::acting::open::{Noted, Open, Version};
use crate::app::error::{AppError, Conflict, IllegalMove};
use crate::app::snapshot;
use crate::app::submission::due::resumed;
use crate::app::submission::submit::TARGET;
use crate::app::versions::differing;
use crate::authn::opaque::TokenHash;
use crate::domain::history::Event;
use crate::domain::ids::SubmissionId;
use crate::domain::submission::{HideReason, Reference, SubmissionState, Visibility};
use crate::domain::word::UnknownWord;
use crate::store::audit::AuditAction;
use crate::store::change::{ChangeKind, ChangeOp, NewChange};
use crate::store::submission::message::{self, Author, Message};
use crate::store::submission::reply::{self, Reply};
use crate::store::submission::{self, Submission, contact, erase};
use crate::store::{AnyConnection, Fault, Reading, outbox, version};

/// The most messages that an author can add to one submission.
const MOST_MESSAGES: i64 = 100;

/// Who says that a submission is theirs.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Which one.
    pub reference: Reference,
    /// The hash of the secret.
    pub secret: TokenHash,
}

/// A submission as its author sees it.
#[derive(Debug)]
pub struct FollowUp {
    /// Itself.
    pub submission: Submission,
    /// What the author and departments wrote, oldest first.
    pub messages: Vec<Message>,
    /// What departments answered, oldest first.
    pub replies: Vec<Reply>,
    /// Whether contact details are kept.
    pub has_contact: bool,
    /// The published submission that says the same and is answered in its place.
    pub original: Option<SubmissionId>,
}

/// What is to be erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erasure {
    /// Name and address alone.
    Contact,
    /// Those, and everything that was written.
    All,
}

impl Erasure {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Contact, Self::All];

    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::All => "all",
        }
    }
}

impl FromStr for Erasure {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let vocabulary = "extent of an erasure";
        Self::ALL.into_iter().find(|one| one.as_str() == text).ok_or(UnknownWord { vocabulary })
    }
}

/// The submission that the claim names.
///
/// # Errors
/// [`AppError::NotFound`], also for a wrong secret.
pub fn find(reading: &mut Reading<'_>, claim: &Claim) -> Result<FollowUp, AppError> {
    let id = claimed(reading.connection, claim)?;
    let found = submission::find(reading.connection, id)?.ok_or(AppError::NotFound)?;
    view_of(reading.connection, found)
}

/// Adds a message of the author. An author who was asked something has answered with it: the department goes on.
///
/// # Errors
/// [`AppError::NotFound`], also for a wrong secret; [`AppError::IllegalMove`] when nobody reads it any more,
/// [`AppError::Conflict`] when there are too many.
pub fn clarify(
    open: &mut Open<'_, '_>,
    claim: &Claim,
    text: &str,
) -> Result<(FollowUp, Noted), AppError> {
    let before = held(open, claim)?;
    if before.state.is_closed() || before.erased_at.is_some() {
        return Err(AppError::IllegalMove(IllegalMove::of_submission(before.state)));
    }
    if message::count_of_author(open.writing.connection, before.id)? >= MOST_MESSAGES {
        return Err(AppError::Conflict(Conflict::EnoughMessages));
    }
    let message = Message {
        id: open.new_id()?,
        author: Author::Citizen,
        department_code: None,
        text: text.to_owned(),
        created_at: open.circumstances.at,
    };
    message::insert(open.writing.connection, before.id, &message)?;
    let mut next = before.clone();
    if before.state == SubmissionState::AwaitingCitizen {
        next = resumed(open.writing.connection, open.circumstances, next)?;
        next.state = SubmissionState::Assigned;
    }
    let action = AuditAction::SubmissionClarified;
    finish(open, &before, next, action, submission::replace_by_author)
}

/// Takes the submission back: nobody answers it any more.
///
/// # Errors
/// [`AppError::NotFound`], also for a wrong secret; [`AppError::IllegalMove`] when it has come to its end.
pub fn withdraw(open: &mut Open<'_, '_>, claim: &Claim) -> Result<(FollowUp, Noted), AppError> {
    let before = held(open, claim)?;
    if before.state.is_closed() {
        return Err(AppError::IllegalMove(IllegalMove::of_submission(before.state)));
    }
    let next = ended(open, before.clone())?;
    let action = AuditAction::SubmissionWithdrawn;
    finish(open, &before, next, action, submission::replace_by_author)
}

/// Erases contact details, or everything that was written. What is left are facts for the statistics; of what was public,
/// the public sees that it was hidden at its author's request.
///
/// # Errors
/// [`AppError::NotFound`], also for a wrong secret.
pub fn erase(
    open: &mut Open<'_, '_>,
    claim: &Claim,
    what: Erasure,
) -> Result<(FollowUp, Noted), AppError> {
    let before = held(open, claim)?;
    let action = AuditAction::SubmissionErased;
    if what == Erasure::Contact {
        contact::delete(open.writing.connection, before.id)?;
        outbox::forget_about(open.writing.connection, before.id)?;
        let next = Submission { may_contact: false, ..before.clone() };
        return finish(open, &before, next, action, submission::replace_by_author);
    }
    let mut next =
        if before.state.is_open() { ended(open, before.clone())? } else { before.clone() };
    next.may_contact = false;
    next.may_publish = false;
    next.visibility = Visibility::Hidden;
    next.hide_reason = Some(HideReason::AuthorRequest);
    next.erased_at = Some(before.erased_at.unwrap_or(open.circumstances.at));
    if before.visibility == Visibility::Public {
        tell_replies_gone(open, before.id)?;
    }
    finish(open, &before, next, action, erase::erase)
}

/// Replies are shown with what they answer, and go with it.
fn tell_replies_gone(open: &mut Open<'_, '_>, id: SubmissionId) -> Result<(), Fault> {
    for reply in reply::of_submissions(open.writing.connection, &[id])? {
        let (kind, op, key) = (ChangeKind::Reply, ChangeOp::Delete, reply.id.to_string());
        let change = NewChange { kind, op, key, version: reply.version, derived: false };
        open.writing.changes.push(change);
    }
    Ok(())
}

/// The submission that the claim names. The hash is compared whether there is one or not, and no more is read before.
fn claimed(connection: &mut AnyConnection, claim: &Claim) -> Result<SubmissionId, AppError> {
    let (id, stored) = submission::find_secret(connection, claim.reference)?.unzip();
    let is_right = TokenHash::from_stored(stored.unwrap_or_default()) == claim.secret;
    id.filter(|_| is_right).ok_or(AppError::NotFound)
}

/// The same, kept from other writers.
fn held(open: &mut Open<'_, '_>, claim: &Claim) -> Result<Submission, AppError> {
    let connection = &mut *open.writing.connection;
    let id = claimed(connection, claim)?;
    submission::hold(connection, id)?.ok_or(AppError::NotFound)
}

/// The submission as it is once its author has taken it back.
fn ended(open: &mut Open<'_, '_>, before: Submission) -> Result<Submission, AppError> {
    let resumed = resumed(open.writing.connection, open.circumstances, before)?;
    let closed_at = Some(open.circumstances.at);
    Ok(Submission { state: SubmissionState::Withdrawn, closed_at, ..resumed })
}

/// Stores the submission at its next version, and leaves behind what every change of it leaves.
fn finish(
    open: &mut Open<'_, '_>,
    before: &Submission,
    next: Submission,
    action: AuditAction,
    store: fn(&mut AnyConnection, &Submission) -> Result<(), Fault>,
) -> Result<(FollowUp, Noted), AppError> {
    let (version, updated_at) = (before.version + 1, open.circumstances.at);
    let next = Submission { version, updated_at, ..next };
    let connection = &mut *open.writing.connection;
    store(connection, &next)?;
    let key = next.id.to_string();
    let is_told = version::was_published(connection, ChangeKind::Submission, &key)?;
    let (was, body) = (snapshot::submission(before), snapshot::submission(&next));
    let changed = differing(&was, &body);
    keep(open, &key, version, (&was, body), is_told)?;
    let versions = (Some(before.version), version);
    let noted = Noted { action, kind: TARGET, key, versions, changed };
    // What was stored may be less than what was given: all of it is read again.
    let stored = submission::find(open.writing.connection, next.id)?;
    let view = view_of(open.writing.connection, stored.ok_or(AppError::NotFound)?)?;
    Ok((view, noted))
}

fn keep(
    open: &mut Open<'_, '_>,
    key: &str,
    version: i64,
    (before, body): (&Value, Value),
    is_told: bool,
) -> Result<(), Fault> {
    let of = (ChangeKind::Submission, key, version);
    let event =
        if before.get("state") == body.get("state") { Event::Edited } else { Event::Transitioned };
    open.keep(Version { of, event, before, body, is_told })
}

fn view_of(connection: &mut AnyConnection, submission: Submission) -> Result<FollowUp, AppError> {
    let mut messages = message::of(connection, submission.id)?;
    messages.retain(|message| message.author != Author::Note);
    let replies = reply::readable(connection, &submission)?;
    let has_contact = contact::exists(connection, submission.id)?;
    let original = submission.duplicate_of.map(|id| submission::find(connection, id));
    let original = original.transpose()?.flatten();
    let original = original.filter(|original| original.visibility == Visibility::Public);
    let original = original.map(|original| original.id);
    Ok(FollowUp { submission, messages, replies, has_contact, original })
}
