//! What staff see of submissions: the queue, one with all that was written about it, and how to reach its author.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::app::acting::{Acting, Effect, Recorded};
use crate::app::contact_keys::ContactKeys;
use crate::app::error::AppError;
use crate::app::page::{Page, PageRequest, Position, cut};
use crate::app::submission::held::Held;
use crate::authz::{Scope, act};
use crate::domain::ids::SubmissionId;
use crate::store::submission::message::{self, Message};
use crate::store::submission::reply::{self, Reply};
use crate::store::submission::{self, QueueFilter, QueueSort, Submission, contact};
use crate::store::{AnyConnection, Fault, Reading};

/// A submission with all that belongs to it but contact details.
#[derive(Debug)]
pub struct StaffView {
    /// Itself.
    pub submission: Submission,
    /// The correspondence with its author, and the notes of staff, oldest first.
    pub messages: Vec<Message>,
    /// What departments answered, oldest first.
    pub replies: Vec<Reply>,
    /// Whether contact details are kept.
    pub has_contact: bool,
}

/// How to reach the author of a submission.
#[derive(Deserialize)]
pub struct ContactDetails {
    /// The name.
    pub name: Option<String>,
    /// The email address.
    pub email: String,
}

impl std::fmt::Debug for ContactDetails {
    /// Nothing of what it holds.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ContactDetails").finish_non_exhaustive()
    }
}

/// One page of the submissions that staff work on.
///
/// # Errors
/// [`AppError::Store`].
pub fn list(
    reading: &mut Reading<'_>,
    scope: &Scope,
    request: &PageRequest<QueueFilter, QueueSort>,
    today: NaiveDate,
) -> Result<Page<Submission>, AppError> {
    let (filter, window) = (&request.filter, request.window());
    let mut items = submission::list_queue(reading.connection, scope, filter, &window, today)?;
    let more = cut(&mut items, request.size());
    let next = items.last().filter(|_| more).map(|last| Position {
        elsewhere: false,
        keys: request.order.iter().map(|sort| sort.key.value(last)).collect(),
    });
    let total = request
        .include_total
        .then(|| submission::count_queue(reading.connection, scope, filter, today))
        .transpose()?;
    Ok(Page { items, next, total })
}

/// The submission of that id.
///
/// # Errors
/// [`AppError::NotFound`], also when it is no business of theirs.
pub fn find(
    reading: &mut Reading<'_>,
    scope: &Scope,
    id: SubmissionId,
) -> Result<StaffView, AppError> {
    let found = submission::find(reading.connection, id)?;
    let found = found.filter(|found| is_within(scope, found)).ok_or(AppError::NotFound)?;
    Ok(view_of(reading.connection, found)?)
}

/// A submission that belongs to no department is for those alone who see all.
fn is_within(scope: &Scope, submission: &Submission) -> bool {
    match &submission.department_code {
        Some(department) => scope.covers(department),
        None => scope.departments().is_none(),
    }
}

/// The submission with all that belongs to it.
pub(super) fn view_of(
    connection: &mut AnyConnection,
    submission: Submission,
) -> Result<StaffView, Fault> {
    let messages = message::of(connection, submission.id)?;
    let replies = reply::readable(connection, &submission)?;
    let has_contact = contact::exists(connection, submission.id)?;
    Ok(StaffView { submission, messages, replies, has_contact })
}

/// How to reach the author of the submission of that id. It leaves an audit entry, though nothing changes.
///
/// # Errors
/// [`AppError::NotFound`], also when there are no contact details; [`AppError::Gone`] when all was erased; refusals of the
/// policy.
pub fn contact(
    acting: &mut Acting<'_, '_, act::ReadContact>,
    keys: &ContactKeys,
    id: SubmissionId,
) -> Result<Effect<ContactDetails>, AppError> {
    let connection = &mut *acting.writing.connection;
    let held = Held::take(connection, id)?;
    let proof = held.permitted(&acting.authority)?;
    let sealed = contact::find(connection, id)?.ok_or(AppError::NotFound)?;
    let context = id.to_string();
    // Details whose key was lost with a master key are as good as none.
    let plain = keys
        .open(connection, &sealed.key_id, &sealed.sealed, &context)?
        .ok_or(AppError::NotFound)?;
    // What does not read may hold what it should hold: the error is not told on.
    let details = serde_json::from_slice(&plain)
        .map_err(|_| Fault::corrupt("contact", "it does not read"))?;
    Ok(Effect::Changed(details, Recorded::of(&proof)))
}
