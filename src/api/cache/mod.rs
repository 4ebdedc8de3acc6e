//! The response cache: prepared answers by what was asked, valid while nothing they were made from has changed and
//! the local day has not turned. It never decides what an answer says.

mod key;
mod prepared;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use moka::sync::Cache;

pub use key::KeyBuffer;
pub use prepared::{Prepared, PreparedParts};

use crate::store::feed::Feed;

/// Prepared answers, bounded by the bytes they take.
#[derive(Debug, Clone)]
pub struct ResponseCache {
    entries: Cache<Box<[u8]>, Arc<Prepared>>,
    feed: Arc<Feed>,
}

impl ResponseCache {
    /// An empty cache of at most `max_bytes`.
    #[must_use]
    pub fn new(max_bytes: u64, feed: Arc<Feed>) -> Self {
        let entries = Cache::builder().max_capacity(max_bytes).weigher(weight).build();
        Self { entries, feed }
    }

    /// The answer prepared for `key`, if it may still be given at `now`.
    #[must_use]
    pub fn get(&self, key: &[u8], now: DateTime<Utc>) -> Option<Arc<Prepared>> {
        let entry = self.entries.get(key)?;
        entry.is_current(&self.feed, now).then_some(entry)
    }

    /// Keeps a prepared answer in place of an older one.
    pub fn put(&self, key: &[u8], entry: Arc<Prepared>) {
        self.entries.insert(key.into(), entry);
    }
}

#[expect(clippy::borrowed_box, reason = "the cache hands out its keys in this form")]
fn weight(key: &Box<[u8]>, entry: &Arc<Prepared>) -> u32 {
    u32::try_from(key.len() + entry.weight()).unwrap_or(u32::MAX)
}
