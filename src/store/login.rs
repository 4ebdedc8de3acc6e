//! What is remembered of attempts to sign in, by all nodes together: which failed, and from where an account has signed in.
//! Accounts and addresses appear as MACs.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::authn::delay::{Counted, Failures};
use crate::store::column::{instant, integer};
use crate::store::connection::AnyConnection;
use crate::store::dialect;
use crate::store::fault::Fault;
use crate::store::schema::{login_addresses, login_failures};

/// The failed attempts of a subject.
///
/// # Errors
/// As [`Fault`].
pub fn failures(connection: &mut AnyConnection, subject: &str) -> Result<Option<Failures>, Fault> {
    let row: Option<(i32, NaiveDateTime, NaiveDateTime)> = login_failures::table
        .select((
            login_failures::failures,
            login_failures::counted_since,
            login_failures::last_failed_at,
        ))
        .filter(login_failures::subject.eq(subject))
        .first(connection)
        .optional()?;
    Ok(row.map(|(count, since, last)| Failures {
        count: u32::try_from(count).unwrap_or(0),
        since: since.and_utc(),
        last: last.and_utc(),
    }))
}

/// Makes sure that a subject has a row, and holds it until the transaction ends: attempts of one subject are counted one
/// after the other.
///
/// # Errors
/// [`Fault::Collision`] when the row was deleted before it could be held; as [`Fault`].
pub fn hold(
    connection: &mut AnyConnection,
    subject: &str,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    dialect::insert_login_failure(connection, subject, instant(now))?;
    let held = diesel::update(login_failures::table.filter(login_failures::subject.eq(subject)))
        .set(login_failures::failures.eq(login_failures::failures))
        .execute(connection)?;
    // A counter at rest may be deleted at any time until it is held.
    Fault::unless_one(held)
}

/// Counts a failed attempt of a subject that is held, together with those before it that still count.
///
/// # Errors
/// As [`Fault`].
pub fn add_failure(
    connection: &mut AnyConnection,
    subject: &str,
    counted: Counted,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let known = failures(connection, subject)?;
    set(connection, subject, &counted.after_another(known.as_ref(), now))
}

fn set(connection: &mut AnyConnection, subject: &str, failures: &Failures) -> Result<(), Fault> {
    let Failures { count, since, last } = failures;
    diesel::update(login_failures::table.filter(login_failures::subject.eq(subject)))
        .set((
            login_failures::failures.eq(integer("failures", *count)?),
            login_failures::counted_since.eq(instant(*since)),
            login_failures::last_failed_at.eq(instant(*last)),
        ))
        .execute(connection)?;
    Ok(())
}

/// Forgets the failed attempts of a subject.
///
/// # Errors
/// As [`Fault`].
pub fn forgive(connection: &mut AnyConnection, subject: &str) -> Result<(), Fault> {
    diesel::delete(login_failures::table.filter(login_failures::subject.eq(subject)))
        .execute(connection)?;
    Ok(())
}

/// Takes back the failed attempt of a subject that is held, which was counted after `before`: everything is as it was then,
/// unless others were counted since.
///
/// # Errors
/// As [`Fault`].
pub fn undo(
    connection: &mut AnyConnection,
    subject: &str,
    before: Option<&Failures>,
) -> Result<(), Fault> {
    let counted = failures(connection, subject)?.map_or(0, |failures| failures.count);
    match before {
        Some(before) if counted == before.count + 1 => set(connection, subject, before),
        _ => take_back(connection, subject),
    }
}

/// Takes back one failed attempt of a subject.
///
/// # Errors
/// As [`Fault`].
pub fn take_back(connection: &mut AnyConnection, subject: &str) -> Result<(), Fault> {
    let counted = login_failures::table
        .filter(login_failures::subject.eq(subject))
        .filter(login_failures::failures.gt(0));
    diesel::update(counted)
        .set(login_failures::failures.eq(login_failures::failures - 1))
        .execute(connection)?;
    Ok(())
}

/// Whether the account has signed in from the address after `since`.
///
/// # Errors
/// As [`Fault`].
pub fn is_known(
    connection: &mut AnyConnection,
    account: &str,
    address: &str,
    since: DateTime<Utc>,
) -> Result<bool, Fault> {
    let known = login_addresses::table
        .filter(login_addresses::account.eq(account))
        .filter(login_addresses::address.eq(address))
        .filter(login_addresses::signed_in_at.gt(instant(since)));
    Ok(diesel::select(diesel::dsl::exists(known)).get_result(connection)?)
}

/// Remembers that the account has signed in from the address, and of all such addresses the latest `kept`.
///
/// # Errors
/// As [`Fault`].
pub fn remember(
    connection: &mut AnyConnection,
    account: &str,
    address: &str,
    now: DateTime<Utc>,
    kept: i64,
) -> Result<(), Fault> {
    dialect::insert_login_address(connection, account, address, instant(now))?;
    let of_account = login_addresses::table.filter(login_addresses::account.eq(account));
    diesel::update(of_account.filter(login_addresses::address.eq(address)))
        .set(login_addresses::signed_in_at.eq(instant(now)))
        .execute(connection)?;
    // One more than are kept at most, unless fewer were kept before: a bounded number in any case.
    let beyond: Vec<String> = of_account
        .select(login_addresses::address)
        .filter(login_addresses::address.ne(address))
        .order_by((login_addresses::signed_in_at.desc(), login_addresses::address.asc()))
        .offset(kept - 1)
        .limit(kept)
        .load(connection)?;
    diesel::delete(of_account.filter(login_addresses::address.eq_any(beyond)))
        .execute(connection)?;
    Ok(())
}

/// Deletes at most `limit` counters whose last failure was before `forgotten`, and as many addresses from which nobody has
/// signed in since `unknown`; gives how many there were.
///
/// # Errors
/// As [`Fault`].
pub fn delete_idle(
    connection: &mut AnyConnection,
    forgotten: DateTime<Utc>,
    unknown: DateTime<Utc>,
    limit: i64,
) -> Result<usize, Fault> {
    let subjects: Vec<String> = login_failures::table
        .select(login_failures::subject)
        .filter(login_failures::last_failed_at.lt(instant(forgotten)))
        .order_by(login_failures::last_failed_at.asc())
        .limit(limit)
        .load(connection)?;
    let counters = login_failures::table
        .filter(login_failures::subject.eq_any(&subjects))
        .filter(login_failures::last_failed_at.lt(instant(forgotten)));
    let deleted = diesel::delete(counters).execute(connection)?;
    let addresses: Vec<String> = login_addresses::table
        .select(login_addresses::address)
        .filter(login_addresses::signed_in_at.lt(instant(unknown)))
        .order_by(login_addresses::signed_in_at.asc())
        .limit(limit)
        .load(connection)?;
    // An address's MAC is made with its account: it names one row.
    let addresses = login_addresses::table
        .filter(login_addresses::address.eq_any(&addresses))
        .filter(login_addresses::signed_in_at.lt(instant(unknown)));
    Ok(deleted + diesel::delete(addresses).execute(connection)?)
}
