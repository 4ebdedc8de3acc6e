//! The processes that serve this database. Each writes down every few seconds that it is there; the times are the
//! database's, so that clocks of several machines need not agree.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::nodes;

/// A node that has not been seen for longer serves no more.
pub const SILENCE: TimeDelta = TimeDelta::seconds(15);

/// How long a node that is gone without a word stays listed.
const KEPT: TimeDelta = TimeDelta::days(1);

/// A process that serves the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its id.
    pub id: String,
    /// The release of the program.
    pub release: String,
    /// For how many seconds it has not been seen.
    pub silent_s: i64,
}

/// Writes down that a node is there, and forgets those that have long gone.
///
/// # Errors
/// As [`Fault`].
pub fn seen(connection: &mut AnyConnection, id: &str, release: &str) -> Result<(), Fault> {
    let now = database_now(connection)?;
    let updated = diesel::update(nodes::table.filter(nodes::id.eq(id)))
        .set(nodes::seen_at.eq(now))
        .execute(connection)?;
    if updated == 0 {
        diesel::delete(nodes::table.filter(nodes::seen_at.lt(now - KEPT))).execute(connection)?;
        let row = (
            nodes::id.eq(id),
            nodes::release.eq(release),
            nodes::started_at.eq(now),
            nodes::seen_at.eq(now),
        );
        diesel::insert_into(nodes::table).values(row).execute(connection)?;
    }
    Ok(())
}

/// Takes a node off the list that stops serving.
///
/// # Errors
/// As [`Fault`].
pub fn gone(connection: &mut AnyConnection, id: &str) -> Result<(), Fault> {
    diesel::delete(nodes::table.filter(nodes::id.eq(id))).execute(connection)?;
    Ok(())
}

/// The nodes that were seen a moment ago.
///
/// # Errors
/// As [`Fault`].
pub fn serving(connection: &mut AnyConnection) -> Result<Vec<Node>, Fault> {
    let now = database_now(connection)?;
    let rows: Vec<(String, String, NaiveDateTime)> = nodes::table
        .select((nodes::id, nodes::release, nodes::seen_at))
        .filter(nodes::seen_at.ge(now - SILENCE))
        .order_by(nodes::seen_at.desc())
        .load(connection)?;
    let node = |(id, release, seen_at): (_, _, NaiveDateTime)| Node {
        id,
        release,
        silent_s: (now - seen_at).num_seconds().max(0),
    };
    Ok(rows.into_iter().map(node).collect())
}

fn database_now(connection: &mut AnyConnection) -> Result<NaiveDateTime, Fault> {
    Ok(diesel::select(diesel::dsl::now).get_result(connection)?)
}
