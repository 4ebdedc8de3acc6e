//! Answers to requests with an idempotency key, as stored. Which key, which request and which answer is not to be seen.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::SubmissionId;
use crate::store::column::instant;
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::idempotency_records;
use crate::store::unique;

/// An answer and what it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyRecord {
    /// The MAC of who asked for what under which key.
    pub key_mac: String,
    /// The MAC of the request.
    pub request_mac: String,
    /// The answer, readable with the key alone.
    pub sealed_answer: String,
    /// When it was given.
    pub created_at: DateTime<Utc>,
    /// Until when it is kept.
    pub expires_at: DateTime<Utc>,
    /// The submission that the answer is about, with which it is erased.
    pub about: Option<String>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = idempotency_records)]
struct Row {
    key_mac: String,
    request_mac: String,
    sealed_answer: String,
    created_at: NaiveDateTime,
    expires_at: NaiveDateTime,
    about: Option<String>,
}

/// The record under that MAC that is still kept at `now`.
///
/// # Errors
/// As [`Fault`].
pub fn find(
    connection: &mut AnyConnection,
    key_mac: &str,
    now: DateTime<Utc>,
) -> Result<Option<IdempotencyRecord>, Fault> {
    let row: Option<Row> = idempotency_records::table
        .select(Row::as_select())
        .filter(idempotency_records::key_mac.eq(key_mac))
        .filter(idempotency_records::expires_at.gt(instant(now)))
        .first(connection)
        .optional()?;
    Ok(row.map(|row| IdempotencyRecord {
        key_mac: row.key_mac,
        request_mac: row.request_mac,
        sealed_answer: row.sealed_answer,
        created_at: row.created_at.and_utc(),
        expires_at: row.expires_at.and_utc(),
        about: row.about,
    }))
}

/// Stores a record, in place of one under the same MAC that is no longer kept.
///
/// # Errors
/// [`Fault::Taken`] when another node has stored one since: the transaction is to be tried again, and will find it.
pub fn insert(connection: &mut AnyConnection, record: &IdempotencyRecord) -> Result<(), Fault> {
    let expired = idempotency_records::table
        .filter(idempotency_records::key_mac.eq(&record.key_mac))
        .filter(idempotency_records::expires_at.le(instant(record.created_at)));
    diesel::delete(expired).execute(connection)?;
    let row = Row {
        key_mac: record.key_mac.clone(),
        request_mac: record.request_mac.clone(),
        sealed_answer: record.sealed_answer.clone(),
        created_at: instant(record.created_at),
        expires_at: instant(record.expires_at),
        about: record.about.clone(),
    };
    diesel::insert_into(idempotency_records::table)
        .values(row)
        .execute(connection)
        .map_err(|error| unique::taken(error, "idempotency_records_pkey"))?;
    Ok(())
}

/// Deletes the answers about a submission.
///
/// # Errors
/// As [`Fault`].
pub fn forget_about(connection: &mut AnyConnection, id: SubmissionId) -> Result<(), Fault> {
    let about = idempotency_records::table.filter(idempotency_records::about.eq(id.to_string()));
    diesel::delete(about).execute(connection)?;
    Ok(())
}

/// Deletes at most `limit` records that are no longer kept; gives how many there were.
///
/// # Errors
/// As [`Fault`].
pub fn delete_expired(
    connection: &mut AnyConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<usize, Fault> {
    let macs: Vec<String> = idempotency_records::table
        .select(idempotency_records::key_mac)
        .filter(idempotency_records::expires_at.le(instant(now)))
        .order_by(idempotency_records::expires_at.asc())
        .limit(limit)
        .load(connection)?;
    let expired = idempotency_records::table.filter(idempotency_records::key_mac.eq_any(&macs));
    Ok(diesel::delete(expired).execute(connection)?)
}
