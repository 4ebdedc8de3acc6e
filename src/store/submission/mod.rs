//! Submissions as stored: the typed row, one by id or reference, storing one. Lists, search terms, messages, replies, contacts
//! and erasure are in their own files.

pub mod contact;
pub mod count;
pub mod due;
pub mod erase;
mod few;
pub mod message;
mod public;
mod queue;
pub mod reply;
mod row;
pub mod terms;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use crate::authz::Permitted;
use crate::authz::act::ChangesSubmission;
use crate::domain::code::DepartmentCode;
use crate::domain::ids::SubmissionId;
use crate::domain::language::LanguageTag;
use crate::domain::submission::{
    HideReason, Place, Reference, ReplyOutcome, SubmissionKind, SubmissionState, Visibility,
};
use crate::store::column::parse;
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::submissions;
use crate::store::submission::row::Row;
use crate::store::unique;

pub use public::{PublicFilter, SubmissionSort, count_public, list_public};
pub use queue::{QueueFilter, QueueSort, count_overdue, count_queue, list_queue};

/// What a citizen sent, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Its id.
    pub id: SubmissionId,
    /// Counts its own changes, from 1.
    pub version: i64,
    /// Its public name.
    pub reference: Reference,
    /// What it is about.
    pub place: Place,
    /// What kind of thing was sent.
    pub kind: SubmissionKind,
    /// The language that it is written in.
    pub language: LanguageTag,
    /// What may be shown, as moderators have left it; empty once erased.
    pub text: String,
    /// What was sent; empty once erased.
    pub original_text: String,
    /// How far its handling is.
    pub state: SubmissionState,
    /// Whether the public sees it.
    pub visibility: Visibility,
    /// Why the public does not see it any more.
    pub hide_reason: Option<HideReason>,
    /// The department that is to answer.
    pub department_code: Option<DepartmentCode>,
    /// What a department's reply came to, once there is one.
    pub outcome: Option<ReplyOutcome>,
    /// The local day of that reply.
    pub replied_on: Option<NaiveDate>,
    /// The submission that said the same before.
    pub duplicate_of: Option<SubmissionId>,
    /// The privacy notice that was consented to.
    pub notice_version: i32,
    /// Whether its author lets it be published.
    pub may_publish: bool,
    /// Whether its author lets the department write to them.
    pub may_contact: bool,
    /// The hash of the secret that its author follows it with.
    pub secret_hash: String,
    /// The hash of what was sent, as the receipt says it; empty once erased.
    pub text_sha256: String,
    /// When it arrived: for its author and for staff.
    pub received_at: DateTime<Utc>,
    /// The local day on which it arrived: all that the public learns of it.
    pub received_on: NaiveDate,
    /// The last day on which an answer is in time.
    pub reply_due_on: NaiveDate,
    /// Since which day the clock stands still.
    pub paused_since: Option<NaiveDate>,
    /// How many working days the clock stood still before.
    pub paused_days: i32,
    /// When its handling ended.
    pub closed_at: Option<DateTime<Utc>>,
    /// When its text was erased.
    pub erased_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// The submission of that id, whoever may see it.
///
/// # Errors
/// As [`Fault`].
pub fn find(connection: &mut AnyConnection, id: SubmissionId) -> Result<Option<Submission>, Fault> {
    let row: Option<Row> = submissions::table
        .select(Row::as_select())
        .filter(submissions::id.eq(id.to_string()))
        .first(connection)
        .optional()?;
    row.map(Submission::try_from).transpose()
}

/// The submissions of those ids, in no order.
///
/// # Errors
/// As [`Fault`].
pub fn find_all(
    connection: &mut AnyConnection,
    ids: &[SubmissionId],
) -> Result<Vec<Submission>, Fault> {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let rows: Vec<Row> = submissions::table
        .select(Row::as_select())
        .filter(submissions::id.eq_any(ids))
        .load(connection)?;
    rows.into_iter().map(Submission::try_from).collect()
}

/// The submissions of those ids, in the order of the ids.
fn in_order_of(
    connection: &mut AnyConnection,
    ids: &[SubmissionId],
) -> Result<Vec<Submission>, Fault> {
    let found = find_all(connection, ids)?.into_iter();
    let mut found: HashMap<_, _> = found.map(|submission| (submission.id, submission)).collect();
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// The submission of that reference, whoever may see it.
///
/// # Errors
/// As [`Fault`].
pub fn find_by_reference(
    connection: &mut AnyConnection,
    reference: Reference,
) -> Result<Option<Submission>, Fault> {
    let row: Option<Row> = submissions::table
        .select(Row::as_select())
        .filter(submissions::reference.eq(reference.to_string()))
        .first(connection)
        .optional()?;
    row.map(Submission::try_from).transpose()
}

/// The id of the submission of that reference, and the hash of its secret.
///
/// # Errors
/// As [`Fault`].
pub fn find_secret(
    connection: &mut AnyConnection,
    reference: Reference,
) -> Result<Option<(SubmissionId, String)>, Fault> {
    let row: Option<(String, String)> = submissions::table
        .select((submissions::id, submissions::secret_hash))
        .filter(submissions::reference.eq(reference.to_string()))
        .first(connection)
        .optional()?;
    row.map(|(id, hash)| Ok((parse("submission id", &id)?, hash))).transpose()
}

/// The submission of that id, held until the transaction ends: whoever changes it next waits.
///
/// # Errors
/// As [`Fault`].
pub fn hold(connection: &mut AnyConnection, id: SubmissionId) -> Result<Option<Submission>, Fault> {
    let row = submissions::table.filter(submissions::id.eq(id.to_string()));
    diesel::update(row).set(submissions::version.eq(submissions::version)).execute(connection)?;
    find(connection, id)
}

/// Whether another submission is named a duplicate of that one.
///
/// # Errors
/// As [`Fault`].
pub fn has_duplicates(connection: &mut AnyConnection, id: SubmissionId) -> Result<bool, Fault> {
    let duplicates = submissions::table.filter(submissions::duplicate_of.eq(id.to_string()));
    Ok(diesel::select(diesel::dsl::exists(duplicates)).get_result(connection)?)
}

/// Stores a new submission, which anybody may send.
///
/// # Errors
/// [`Fault::Taken`] when another one has drawn the same reference at this moment; as [`Fault`].
pub fn insert(connection: &mut AnyConnection, submission: &Submission) -> Result<(), Fault> {
    diesel::insert_into(submissions::table)
        .values(Row::from(submission))
        .execute(connection)
        .map_err(|error| unique::taken(error, "submissions_reference"))?;
    count::moved(connection, None, submission)?;
    terms::insert(connection, submission.id, &submission.text)
}

/// Replaces a stored submission that staff decided on.
///
/// # Errors
/// [`Fault::Collision`] when the stored version is not the one before; as [`Fault`].
pub fn replace<A: ChangesSubmission>(
    connection: &mut AnyConnection,
    _proof: &Permitted<A>,
    submission: &Submission,
) -> Result<(), Fault> {
    store(connection, submission)
}

/// Replaces a stored submission that its author, who proved it by the secret, changed.
///
/// # Errors
/// As [`replace`].
pub fn replace_by_author(
    connection: &mut AnyConnection,
    submission: &Submission,
) -> Result<(), Fault> {
    store(connection, submission)
}

/// Replaces a stored submission, whoever decided it.
///
/// # Errors
/// As [`replace`].
pub(super) fn store(connection: &mut AnyConnection, submission: &Submission) -> Result<(), Fault> {
    let before = find(connection, submission.id)?;
    let stored = submissions::table
        .filter(submissions::id.eq(submission.id.to_string()))
        .filter(submissions::version.eq(submission.version - 1));
    let updated = diesel::update(stored).set(Row::from(submission)).execute(connection)?;
    Fault::unless_one(updated)?;
    count::moved(connection, before.as_ref(), submission)?;
    if before.is_none_or(|before| before.text != submission.text) {
        terms::forget(connection, submission.id)?;
        terms::insert(connection, submission.id, &submission.text)?;
    }
    Ok(())
}
