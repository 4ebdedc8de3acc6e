//! Rows that are inserted many to a statement, or unless they are there already.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::code::InitiativeCode;
use crate::store::change;
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::{
    changes, letter_recipients, login_addresses, login_failures, rate_buckets, search_terms,
    submission_terms, used_challenges,
};

/// Rows of one INSERT; at most seven parameters each, below what either database takes in one statement (32,766 on SQLite,
/// 65,535 on PostgreSQL). The terms of one text take two at most.
const BATCH: usize = 2_000;

/// Stores changes, many rows to a statement.
///
/// # Errors
/// As [`Fault`].
pub fn insert_changes(connection: &mut AnyConnection, rows: &[change::Row]) -> Result<(), Fault> {
    for batch in rows.chunks(BATCH) {
        let insert = diesel::insert_into(changes::table).values(batch);
        match connection {
            AnyConnection::Sqlite(connection) => insert.execute(connection)?,
            AnyConnection::Postgres(connection) => insert.execute(connection)?,
        };
    }
    Ok(())
}

/// Stores an initiative's search terms, each with whether it occurs in the title, many rows to a statement.
///
/// # Errors
/// As [`Fault`].
pub fn insert_search_terms(
    connection: &mut AnyConnection,
    code: &InitiativeCode,
    terms: impl IntoIterator<Item = (String, bool)>,
) -> Result<(), Fault> {
    let rows: Vec<_> = terms
        .into_iter()
        .map(|(term, in_title)| {
            (
                search_terms::term.eq(term),
                search_terms::initiative_code.eq(code.as_str()),
                search_terms::in_title.eq(in_title),
            )
        })
        .collect();
    for batch in rows.chunks(BATCH) {
        let insert = diesel::insert_into(search_terms::table).values(batch);
        match connection {
            AnyConnection::Sqlite(connection) => insert.execute(connection)?,
            AnyConnection::Postgres(connection) => insert.execute(connection)?,
        };
    }
    Ok(())
}

/// Stores terms, each with the id of the submission that is found by it, many rows to a statement.
///
/// # Errors
/// As [`Fault`].
pub fn insert_submission_terms(
    connection: &mut AnyConnection,
    terms: Vec<(String, String)>,
) -> Result<(), Fault> {
    let rows: Vec<_> = terms
        .into_iter()
        .map(|(term, id)| (submission_terms::term.eq(term), submission_terms::submission_id.eq(id)))
        .collect();
    for batch in rows.chunks(BATCH) {
        let insert = diesel::insert_into(submission_terms::table).values(batch);
        match connection {
            AnyConnection::Sqlite(connection) => insert.execute(connection)?,
            AnyConnection::Postgres(connection) => insert.execute(connection)?,
        };
    }
    Ok(())
}

/// Puts a challenge down as used; gives whether it was not yet.
///
/// # Errors
/// As [`Fault`].
pub fn insert_used_challenge(
    connection: &mut AnyConnection,
    signature: &str,
    expires_at: NaiveDateTime,
) -> Result<bool, Fault> {
    let insert = diesel::insert_into(used_challenges::table)
        .values((
            used_challenges::signature.eq(signature),
            used_challenges::expires_at.eq(expires_at),
        ))
        .on_conflict_do_nothing();
    let inserted = match connection {
        AnyConnection::Sqlite(connection) => insert.execute(connection)?,
        AnyConnection::Postgres(connection) => insert.execute(connection)?,
    };
    Ok(inserted == 1)
}

/// Makes sure that a bucket has a row for a subject.
///
/// # Errors
/// As [`Fault`].
pub fn insert_rate_bucket(
    connection: &mut AnyConnection,
    bucket: &str,
    subject: &str,
    next_free_at: NaiveDateTime,
) -> Result<(), Fault> {
    let insert = diesel::insert_into(rate_buckets::table)
        .values((
            rate_buckets::bucket.eq(bucket),
            rate_buckets::subject.eq(subject),
            rate_buckets::next_free_at.eq(next_free_at),
        ))
        .on_conflict_do_nothing();
    match connection {
        AnyConnection::Sqlite(connection) => insert.execute(connection)?,
        AnyConnection::Postgres(connection) => insert.execute(connection)?,
    };
    Ok(())
}

/// Makes sure that a mailbox has a row; one that is there stays as it is.
///
/// # Errors
/// As [`Fault`].
pub fn insert_letter_recipient(
    connection: &mut AnyConnection,
    recipient: &str,
    (salt, token_hash): (&str, &str),
    kept_until: NaiveDateTime,
) -> Result<(), Fault> {
    let insert = diesel::insert_into(letter_recipients::table)
        .values((
            letter_recipients::recipient.eq(recipient),
            letter_recipients::salt.eq(salt),
            letter_recipients::token_hash.eq(token_hash),
            letter_recipients::kept_until.eq(kept_until),
        ))
        .on_conflict(letter_recipients::recipient)
        .do_nothing();
    match connection {
        AnyConnection::Sqlite(connection) => insert.execute(connection)?,
        AnyConnection::Postgres(connection) => insert.execute(connection)?,
    };
    Ok(())
}

/// Makes sure that a subject has a row for its failed attempts; a new one says that there were none.
///
/// # Errors
/// As [`Fault`].
pub fn insert_login_failure(
    connection: &mut AnyConnection,
    subject: &str,
    at: NaiveDateTime,
) -> Result<(), Fault> {
    let insert = diesel::insert_into(login_failures::table)
        .values((
            login_failures::subject.eq(subject),
            login_failures::failures.eq(0),
            login_failures::counted_since.eq(at),
            login_failures::last_failed_at.eq(at),
        ))
        .on_conflict_do_nothing();
    match connection {
        AnyConnection::Sqlite(connection) => insert.execute(connection)?,
        AnyConnection::Postgres(connection) => insert.execute(connection)?,
    };
    Ok(())
}

/// Makes sure that an address is among those from which an account has signed in.
///
/// # Errors
/// As [`Fault`].
pub fn insert_login_address(
    connection: &mut AnyConnection,
    account: &str,
    address: &str,
    at: NaiveDateTime,
) -> Result<(), Fault> {
    let insert = diesel::insert_into(login_addresses::table)
        .values((
            login_addresses::account.eq(account),
            login_addresses::address.eq(address),
            login_addresses::signed_in_at.eq(at),
        ))
        .on_conflict_do_nothing();
    match connection {
        AnyConnection::Sqlite(connection) => insert.execute(connection)?,
        AnyConnection::Postgres(connection) => insert.execute(connection)?,
    };
    Ok(())
}
