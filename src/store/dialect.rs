//! What the two databases must be told in different words; nowhere else does a query know which one it runs on.

use chrono::NaiveDateTime;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};

use crate::domain::code::{DepartmentCode, InitiativeCode};
use crate::store::change;
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::{
    changes, departments, initiatives, letter_recipients, login_addresses, login_failures, outbox,
    rate_buckets, reply_standard, search_terms, submission_terms, submissions, used_challenges,
};

/// Rows of one INSERT; at most seven parameters each, below what either database takes in one statement (32,766 on SQLite,
/// 65,535 on PostgreSQL). The terms of one text take two at most.
const BATCH: usize = 2_000;

/// Stores changes, many rows to a statement.
///
/// # Errors
/// As [`Fault`].
pub(super) fn insert_changes(
    connection: &mut AnyConnection,
    rows: &[change::Row],
) -> Result<(), Fault> {
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

/// The letters that are due, at most `limit`; those that another node holds are passed over.
///
/// # Errors
/// As [`Fault`].
pub fn hold_due_letters(
    connection: &mut AnyConnection,
    now: NaiveDateTime,
    limit: i64,
) -> Result<Vec<String>, Fault> {
    let due = outbox::table
        .select(outbox::id)
        .filter(outbox::sent_at.is_null())
        .filter(outbox::next_attempt_at.le(now))
        .order_by((outbox::next_attempt_at.asc(), outbox::id.asc()))
        .limit(limit);
    Ok(match connection {
        // The writer's transaction holds the database's write lock from its first statement.
        AnyConnection::Sqlite(connection) => due.load(connection)?,
        AnyConnection::Postgres(connection) => due.for_update().skip_locked().load(connection)?,
    })
}

/// What SQLite says of moving its log into the file.
#[derive(QueryableByName)]
struct Moved {
    #[diesel(sql_type = Integer)]
    busy: i32,
}

/// Moves SQLite's log into the file and empties it, outside of any transaction; gives whether that was done, or had to be
/// left because somebody reads. PostgreSQL sees to its own log.
///
/// # Errors
/// As [`Fault`].
pub fn empty_log(connection: &mut AnyConnection) -> Result<bool, Fault> {
    match connection {
        AnyConnection::Sqlite(connection) => {
            let moved: Moved =
                diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(connection)?;
            Ok(moved.busy == 0)
        }
        AnyConnection::Postgres(_) => Ok(true),
    }
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

/// Locks the rows of initiatives until the transaction ends, always in one order, so that two writers never wait for each
/// other.
///
/// # Errors
/// As [`Fault`].
pub fn hold_initiatives(
    connection: &mut AnyConnection,
    codes: &[InitiativeCode],
) -> Result<(), Fault> {
    match connection {
        // The writer's transaction holds the database's write lock from its first statement.
        AnyConnection::Sqlite(_) => {}
        AnyConnection::Postgres(connection) => {
            let codes: Vec<&str> = codes.iter().map(InitiativeCode::as_str).collect();
            initiatives::table
                .select(initiatives::code)
                .filter(initiatives::code.eq_any(codes))
                .order_by(initiatives::code)
                // Strong enough for one writer at a time, and not in the way of rows that only refer to these.
                .for_no_key_update()
                .load::<String>(connection)?;
        }
    }
    Ok(())
}

/// Locks the rows of submissions until the transaction ends.
///
/// # Errors
/// As [`Fault`].
pub fn hold_submissions(connection: &mut AnyConnection, ids: &[&str]) -> Result<(), Fault> {
    match connection {
        AnyConnection::Sqlite(_) => {}
        AnyConnection::Postgres(connection) => {
            submissions::table
                .select(submissions::id)
                .filter(submissions::id.eq_any(ids))
                .order_by(submissions::id)
                .for_no_key_update()
                .load::<String>(connection)?;
        }
    }
    Ok(())
}

/// Keeps a department as it is until the transaction ends; others may do the same meanwhile.
///
/// # Errors
/// As [`Fault`].
pub fn share_department(
    connection: &mut AnyConnection,
    code: &DepartmentCode,
) -> Result<(), Fault> {
    match connection {
        AnyConnection::Sqlite(_) => {}
        AnyConnection::Postgres(connection) => {
            departments::table
                .select(departments::code)
                .filter(departments::code.eq(code.as_str()))
                .for_share()
                .load::<String>(connection)?;
        }
    }
    Ok(())
}

/// The installation's reply standard, kept as it is until the transaction ends; others may do the same meanwhile.
///
/// # Errors
/// As [`Fault`].
pub fn share_reply_standard(connection: &mut AnyConnection) -> Result<Option<i32>, Fault> {
    let days = reply_standard::table.select(reply_standard::days);
    Ok(match connection {
        AnyConnection::Sqlite(connection) => days.first(connection)?,
        AnyConnection::Postgres(connection) => days.for_share().first(connection)?,
    })
}

/// Holds off every other process that would migrate or load, until the transaction ends.
///
/// # Errors
/// As [`Fault`].
pub fn lock_out_other_writers(connection: &mut AnyConnection) -> Result<(), Fault> {
    match connection {
        // The writer's transaction holds the database's write lock from its first statement.
        AnyConnection::Sqlite(_) => {}
        AnyConnection::Postgres(connection) => {
            connection.batch_execute("SELECT pg_advisory_xact_lock(7310582164)")?;
        }
    }
    Ok(())
}

/// Lets one process at a time migrate, until the transaction ends.
///
/// # Errors
/// As [`Fault`].
pub fn lock_out_other_migrations(connection: &mut AnyConnection) -> Result<(), Fault> {
    match connection {
        // The transaction holds the database's write lock from its first statement.
        AnyConnection::Sqlite(_) => {}
        AnyConnection::Postgres(connection) => {
            connection.batch_execute("SELECT pg_advisory_xact_lock(7310582163)")?;
        }
    }
    Ok(())
}

/// Whether a migration was ever applied: the table in which they are remembered is there.
///
/// # Errors
/// As [`Fault`].
pub fn has_migrations(connection: &mut AnyConnection) -> Result<bool, Fault> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = BigInt)]
        tables: i64,
    }
    let query = match connection {
        AnyConnection::Sqlite(_) => {
            "SELECT COUNT(*) AS tables FROM sqlite_schema WHERE name = '__diesel_schema_migrations'"
        }
        AnyConnection::Postgres(_) => {
            "SELECT COUNT(*) AS tables FROM pg_class WHERE oid = to_regclass('__diesel_schema_migrations')"
        }
    };
    let found: Found = diesel::sql_query(query).get_result(connection)?;
    Ok(found.tables > 0)
}

/// Tells the planner how the data is spread, after much of it changed.
///
/// # Errors
/// As [`Fault`].
pub fn refresh_statistics(connection: &mut AnyConnection) -> Result<(), Fault> {
    const CHANGED: [&str; 12] = [
        "initiatives",
        "initiative_departments",
        "initiative_blueprints",
        "initiative_tags",
        "milestones",
        "search_terms",
        "subjects",
        "holidays",
        "notices",
        "submissions",
        "changes",
        "stored_versions",
    ];
    for table in CHANGED {
        connection.batch_execute(&format!("ANALYZE {table}"))?;
    }
    Ok(())
}
