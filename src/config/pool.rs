//! Settings of the database connections. Knows their bounds; must not know any database.

use crate::config::keys;
use crate::config::parse::number;
use crate::config::reader::{Kept, Reader};

/// The database connections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolSettings {
    /// Connections that are kept at most.
    pub connections: u32,
    /// Longest wait for a free one, in milliseconds.
    pub acquire_timeout_ms: u64,
}

impl PoolSettings {
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Kept> {
        let connections = reader.scalar(&keys::POOL_CONNECTIONS, number(1..=1_000), u32::to_string);
        let acquire_timeout_ms =
            reader.scalar(&keys::POOL_ACQUIRE_TIMEOUT_MS, number(10..=60_000), u64::to_string);
        Ok(Self { connections: connections?, acquire_timeout_ms: acquire_timeout_ms? })
    }
}
