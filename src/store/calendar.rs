//! The newest local day that those who follow the changes were told of. Whoever moves it tells: of several nodes one.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::calendar;

/// The newest day that was told; none in a new installation.
///
/// # Errors
/// As [`Fault`].
pub fn day(connection: &mut AnyConnection) -> Result<Option<NaiveDate>, Fault> {
    Ok(calendar::table.select(calendar::day).first(connection)?)
}

/// Moves the day on to `today`; says whether it was this call that did.
///
/// # Errors
/// As [`Fault`].
pub fn turn(connection: &mut AnyConnection, today: NaiveDate) -> Result<bool, Fault> {
    let before = calendar::table.filter(calendar::day.is_null().or(calendar::day.lt(today)));
    Ok(diesel::update(before).set(calendar::day.eq(today)).execute(connection)? > 0)
}
