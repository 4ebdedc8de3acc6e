//! Name and address of who sent a submission, sealed: this file cannot read them. Erased by deleting the row.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::SubmissionId;
use crate::store::column::{instant, parse};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::{submission_contacts, submissions};

/// Sealed contact details.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Whose submission it is.
    pub submission_id: SubmissionId,
    /// The data key that they are sealed under.
    pub key_id: String,
    /// The details, sealed.
    pub sealed: String,
    /// When they were given.
    pub created_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = submission_contacts)]
struct Row {
    submission_id: String,
    key_id: String,
    sealed: String,
    created_at: NaiveDateTime,
}

/// The contact details of a submission, if they were given and are still kept.
///
/// # Errors
/// As [`Fault`].
pub fn find(connection: &mut AnyConnection, id: SubmissionId) -> Result<Option<Contact>, Fault> {
    let row: Option<Row> = submission_contacts::table
        .select(Row::as_select())
        .filter(submission_contacts::submission_id.eq(id.to_string()))
        .first(connection)
        .optional()?;
    row.map(Contact::try_from).transpose()
}

/// Whether there are contact details.
///
/// # Errors
/// As [`Fault`].
pub fn exists(connection: &mut AnyConnection, id: SubmissionId) -> Result<bool, Fault> {
    let row =
        submission_contacts::table.filter(submission_contacts::submission_id.eq(id.to_string()));
    Ok(diesel::select(diesel::dsl::exists(row)).get_result(connection)?)
}

/// Stores contact details.
///
/// # Errors
/// As [`Fault`].
pub fn insert(connection: &mut AnyConnection, contact: &Contact) -> Result<(), Fault> {
    let row = Row {
        submission_id: contact.submission_id.to_string(),
        key_id: contact.key_id.clone(),
        sealed: contact.sealed.clone(),
        created_at: instant(contact.created_at),
    };
    diesel::insert_into(submission_contacts::table).values(row).execute(connection)?;
    Ok(())
}

/// Erases contact details; gives whether there were any.
///
/// # Errors
/// As [`Fault`].
pub fn delete(connection: &mut AnyConnection, id: SubmissionId) -> Result<bool, Fault> {
    let row =
        submission_contacts::table.filter(submission_contacts::submission_id.eq(id.to_string()));
    Ok(diesel::delete(row).execute(connection)? > 0)
}

/// How many contact details were sealed with that key.
///
/// # Errors
/// As [`Fault`].
pub fn count_sealed_with(connection: &mut AnyConnection, key_id: &str) -> Result<usize, Fault> {
    let rows = submission_contacts::table.filter(submission_contacts::key_id.eq(key_id));
    let count: i64 = rows.count().get_result(connection)?;
    usize::try_from(count).map_err(|error| Fault::corrupt("count", error))
}

/// Erases the contact details of at most `limit` submissions that were closed before `closed_before`; gives how many
/// there were.
///
/// # Errors
/// As [`Fault`].
pub fn forget_closed(
    connection: &mut AnyConnection,
    closed_before: DateTime<Utc>,
    limit: i64,
) -> Result<usize, Fault> {
    // Details are given before a submission is closed: only old rows can be due, and of those only open ones are not.
    let due: Vec<String> = submission_contacts::table
        .inner_join(submissions::table.on(submissions::id.eq(submission_contacts::submission_id)))
        .select(submission_contacts::submission_id)
        .filter(submission_contacts::created_at.lt(instant(closed_before)))
        .filter(submissions::closed_at.lt(instant(closed_before)))
        .order_by((submission_contacts::created_at.asc(), submission_contacts::submission_id.asc()))
        .limit(limit)
        .load(connection)?;
    let rows = submission_contacts::table.filter(submission_contacts::submission_id.eq_any(due));
    Ok(diesel::delete(rows).execute(connection)?)
}

impl TryFrom<Row> for Contact {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        Ok(Self {
            submission_id: parse("submission id", &row.submission_id)?,
            key_id: row.key_id,
            sealed: row.sealed,
            created_at: row.created_at.and_utc(),
        })
    }
}
