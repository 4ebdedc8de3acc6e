//! This process among those that serve the same database. None of it is anybody's act, so it leaves no audit entry.

use chrono::{DateTime, Utc};

use crate::entropy::{self, Entropy, EntropyError};
use crate::store::{Database, Fault, Reading, Writing, node};

/// The id of a serving process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeId(String);

impl NodeId {
    /// A new one.
    ///
    /// # Errors
    /// [`EntropyError`] when the machine gives no randomness.
    pub fn new(now: DateTime<Utc>, entropy: &dyn Entropy) -> Result<Self, EntropyError> {
        entropy::uuid_v7(now, entropy).map(|id| Self(id.to_string()))
    }
}

/// Writes down that it is there.
///
/// # Errors
/// As [`Fault`].
pub fn seen(database: &Database, id: &NodeId, now: DateTime<Utc>) -> Result<(), Fault> {
    let id = id.0.clone();
    database.write_blocking(now, move |writing: &mut Writing<'_>| {
        node::seen(writing.connection, &id, env!("CARGO_PKG_VERSION"))
    })
}

/// Writes down that it serves no more.
///
/// # Errors
/// As [`Fault`].
pub fn gone(database: &Database, id: &NodeId, now: DateTime<Utc>) -> Result<(), Fault> {
    let id = id.0.clone();
    database
        .write_blocking(now, move |writing: &mut Writing<'_>| node::gone(writing.connection, &id))
}

/// How many processes were there a moment ago.
///
/// # Errors
/// As [`Fault`].
pub fn serving(database: &Database) -> Result<usize, Fault> {
    database.read_blocking(|reading: &mut Reading<'_>| {
        node::serving(reading.connection).map(|nodes| nodes.len())
    })
}
