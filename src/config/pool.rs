//! Settings of the database connections. Knows their bounds; must not know any database.

use crate::config::keys;
use crate::config::parse::{boolean, number};
use crate::config::reader::{Kept, Reader};

/// The database connections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolSettings {
    /// Connections that are kept at most.
    pub connections: u32,
    /// Longest wait for a free one, in milliseconds.
    pub acquire_timeout_ms: u64,
    /// Whether statements may be prepared once for a whole session; not behind a pooler in transaction mode.
    pub prepared_statements: bool,
}

impl PoolSettings {
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Kept> {
        let connections = reader.scalar(&keys::POOL_CONNECTIONS, number(1..=1_000), u32::to_string);
        let acquire_timeout_ms =
            reader.scalar(&keys::POOL_ACQUIRE_TIMEOUT_MS, number(10..=60_000), u64::to_string);
        let prepared_statements =
            reader.scalar(&keys::POOL_PREPARED_STATEMENTS, boolean, bool::to_string);
        Ok(Self {
            connections: connections?,
            acquire_timeout_ms: acquire_timeout_ms?,
            prepared_statements: prepared_statements?,
        })
    }
}
