//! Solved challenges: each serves once, on all nodes together.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::store::column::instant;
use crate::store::connection::AnyConnection;
use crate::store::dialect;
use crate::store::fault::Fault;
use crate::store::schema::used_challenges;

/// Uses a challenge up, known by its signature; gives whether it was not used before. Nodes that are given the same one at
/// once wait for each other here.
///
/// # Errors
/// As [`Fault`].
pub fn spend(
    connection: &mut AnyConnection,
    signature: &str,
    expires_at: DateTime<Utc>,
) -> Result<bool, Fault> {
    dialect::insert_used_challenge(connection, signature, instant(expires_at))
}

/// Forgets at most `limit` used challenges that have expired and are refused for that; gives how many there were.
///
/// # Errors
/// As [`Fault`].
pub fn forget_expired(
    connection: &mut AnyConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<usize, Fault> {
    let signatures: Vec<String> = used_challenges::table
        .select(used_challenges::signature)
        .filter(used_challenges::expires_at.lt(instant(now)))
        .order_by(used_challenges::expires_at.asc())
        .limit(limit)
        .load(connection)?;
    let expired = used_challenges::table.filter(used_challenges::signature.eq_any(signatures));
    Ok(diesel::delete(expired).execute(connection)?)
}
