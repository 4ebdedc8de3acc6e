//! Public holidays as stored: days on which the reply clock stands still beside weekends.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::domain::text::Localized;
use crate::store::column::{from_json, to_json};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::holidays;

/// All of the days.
///
/// # Errors
/// As [`Fault`].
pub fn all(connection: &mut AnyConnection) -> Result<BTreeSet<NaiveDate>, Fault> {
    let days: Vec<NaiveDate> = holidays::table.select(holidays::day).load(connection)?;
    Ok(days.into_iter().collect())
}

/// All of the days with their names.
///
/// # Errors
/// As [`Fault`].
pub fn named(connection: &mut AnyConnection) -> Result<BTreeMap<NaiveDate, Localized>, Fault> {
    let rows: Vec<(NaiveDate, String)> =
        holidays::table.select((holidays::day, holidays::name)).load(connection)?;
    rows.into_iter().map(|(day, name)| Ok((day, from_json("holiday", &name)?))).collect()
}

/// Stores a day with its name, in place of what it was called before.
///
/// # Errors
/// As [`Fault`].
pub fn put(connection: &mut AnyConnection, day: NaiveDate, name: &Localized) -> Result<(), Fault> {
    diesel::delete(holidays::table.filter(holidays::day.eq(day))).execute(connection)?;
    diesel::insert_into(holidays::table)
        .values((holidays::day.eq(day), holidays::name.eq(to_json("holiday", name)?)))
        .execute(connection)?;
    Ok(())
}
