//! Letters that are to be sent, sealed: this file cannot read them. A letter is stored in the transaction of what it tells.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::dsl::{count_star, min};
use diesel::prelude::*;

use crate::domain::ids::{MailId, SubmissionId};
use crate::domain::language::LanguageTag;
use crate::store::column::{instant, parse, parse_optional};
use crate::store::connection::AnyConnection;
use crate::store::dialect;
use crate::store::fault::Fault;
use crate::store::schema::outbox;

/// How long nobody else sends a letter that was claimed. When its node dies, another one sends it after that.
const LEASE: TimeDelta = TimeDelta::minutes(10);

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its id.
    pub id: MailId,
    /// The submission that it is about; erased with it.
    pub submission_id: Option<SubmissionId>,
    /// What it tells.
    pub kind: String,
    /// The language that it is written in.
    pub language: LanguageTag,
    /// The address and what to say, sealed; empty once sent.
    pub sealed: String,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is tried next.
    pub next_attempt_at: DateTime<Utc>,
    /// When it was sent.
    pub sent_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = outbox)]
struct Row {
    id: String,
    submission_id: Option<String>,
    kind: String,
    language: String,
    sealed: String,
    attempts: i32,
    next_attempt_at: NaiveDateTime,
    sent_at: Option<NaiveDateTime>,
    created_at: NaiveDateTime,
}

/// Stores a new letter.
///
/// # Errors
/// As [`Fault`].
pub fn insert(connection: &mut AnyConnection, mail: &Mail) -> Result<(), Fault> {
    let row = Row {
        id: mail.id.to_string(),
        submission_id: mail.submission_id.map(|id| id.to_string()),
        kind: mail.kind.clone(),
        language: mail.language.as_str().to_owned(),
        sealed: mail.sealed.clone(),
        attempts: mail.attempts,
        next_attempt_at: instant(mail.next_attempt_at),
        sent_at: mail.sent_at.map(instant),
        created_at: instant(mail.created_at),
    };
    diesel::insert_into(outbox::table).values(row).execute(connection)?;
    Ok(())
}

/// Claims at most `limit` letters that are due: each counts as tried once more, and nobody else gets it for a while.
///
/// # Errors
/// As [`Fault`].
pub fn claim_due(
    connection: &mut AnyConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Mail>, Fault> {
    let ids = dialect::hold_due_letters(connection, instant(now), limit)?;
    diesel::update(outbox::table.filter(outbox::id.eq_any(&ids)))
        .set((
            outbox::attempts.eq(outbox::attempts + 1),
            outbox::next_attempt_at.eq(instant(now + LEASE)),
        ))
        .execute(connection)?;
    let rows: Vec<Row> = outbox::table
        .select(Row::as_select())
        .filter(outbox::id.eq_any(&ids))
        .order_by(outbox::id.asc())
        .load(connection)?;
    rows.into_iter().map(Mail::try_from).collect()
}

/// A letter was sent: what it said goes.
///
/// # Errors
/// As [`Fault`].
pub fn done(connection: &mut AnyConnection, id: MailId, at: DateTime<Utc>) -> Result<(), Fault> {
    diesel::update(outbox::table.filter(outbox::id.eq(id.to_string())))
        .set((outbox::sent_at.eq(instant(at)), outbox::sealed.eq("")))
        .execute(connection)?;
    Ok(())
}

/// A letter could not be sent: it is tried again then.
///
/// # Errors
/// As [`Fault`].
pub fn failed(
    connection: &mut AnyConnection,
    id: MailId,
    next_attempt_at: DateTime<Utc>,
) -> Result<(), Fault> {
    diesel::update(outbox::table.filter(outbox::id.eq(id.to_string())))
        .set(outbox::next_attempt_at.eq(instant(next_attempt_at)))
        .execute(connection)?;
    Ok(())
}

/// A letter will never be sent.
///
/// # Errors
/// As [`Fault`].
pub fn give_up(connection: &mut AnyConnection, id: MailId) -> Result<(), Fault> {
    diesel::delete(outbox::table.filter(outbox::id.eq(id.to_string()))).execute(connection)?;
    Ok(())
}

/// How many letters are not sent yet, and when the oldest of them was written.
///
/// # Errors
/// As [`Fault`].
pub fn unsent(connection: &mut AnyConnection) -> Result<(i64, Option<DateTime<Utc>>), Fault> {
    let (letters, oldest): (i64, Option<NaiveDateTime>) = outbox::table
        .filter(outbox::sent_at.is_null())
        .select((count_star(), min(outbox::created_at)))
        .first(connection)?;
    Ok((letters, oldest.map(|at| at.and_utc())))
}

/// Forgets every letter about a submission: its author is not to be written to any more.
///
/// # Errors
/// As [`Fault`].
pub fn forget_about(connection: &mut AnyConnection, id: SubmissionId) -> Result<(), Fault> {
    let letters = outbox::table.filter(outbox::submission_id.eq(id.to_string()));
    diesel::delete(letters).execute(connection)?;
    Ok(())
}

/// How many letters were sealed with that key, by whose id what is sealed begins.
///
/// # Errors
/// As [`Fault`].
pub fn count_sealed_with(connection: &mut AnyConnection, key_id: &str) -> Result<usize, Fault> {
    // Ids are UUIDs: no sign of theirs is a wildcard.
    let rows = outbox::table.filter(outbox::sealed.like(format!("{key_id}.%")));
    let count: i64 = rows.count().get_result(connection)?;
    usize::try_from(count).map_err(|error| Fault::corrupt("count", error))
}

/// Deletes at most `limit` letters, sent or not, that were written before that; gives how many there were.
///
/// # Errors
/// As [`Fault`].
pub fn forget_written(
    connection: &mut AnyConnection,
    written_before: DateTime<Utc>,
    limit: i64,
) -> Result<usize, Fault> {
    let ids: Vec<String> = outbox::table
        .select(outbox::id)
        .filter(outbox::created_at.lt(instant(written_before)))
        .order_by((outbox::created_at.asc(), outbox::id.asc()))
        .limit(limit)
        .load(connection)?;
    Ok(diesel::delete(outbox::table.filter(outbox::id.eq_any(ids))).execute(connection)?)
}

impl TryFrom<Row> for Mail {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        Ok(Self {
            id: parse("mail id", &row.id)?,
            submission_id: parse_optional("submission id", row.submission_id.as_deref())?,
            kind: row.kind,
            language: parse("language", &row.language)?,
            sealed: row.sealed,
            attempts: row.attempts,
            next_attempt_at: row.next_attempt_at.and_utc(),
            sent_at: row.sent_at.map(|at| at.and_utc()),
            created_at: row.created_at.and_utc(),
        })
    }
}
