//! Settings of the response cache. Knows its bounds; must not know what is cached.

use crate::config::keys;
use crate::config::parse::number;
use crate::config::reader::{Kept, Reader};

/// The response cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheSettings {
    /// Most bytes that prepared answers may take; 0 keeps none.
    pub max_bytes: u64,
}

impl CacheSettings {
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Kept> {
        let bounds = 0..=68_719_476_736;
        let max_bytes = reader.scalar(&keys::CACHE_MAX_BYTES, number(bounds), u64::to_string);
        Ok(Self { max_bytes: max_bytes? })
    }
}
