//! What the two databases must be told in different words; nowhere else does a query know which one it runs on.

mod insert;

use chrono::NaiveDateTime;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};

use crate::domain::code::{DepartmentCode, InitiativeCode};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::{departments, initiatives, outbox, reply_standard, submissions};

pub(super) use insert::{
    insert_changes, insert_letter_recipient, insert_login_address, insert_login_failure,
    insert_rate_bucket, insert_search_terms, insert_submission_terms, insert_used_challenge,
};

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
