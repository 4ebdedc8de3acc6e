//! How many initiatives of each lifecycle belong to a smart area, a department or a blueprint.

use std::collections::{BTreeMap, HashMap};

use crate::domain::lifecycle::Lifecycle;
use crate::store::Fault;
use crate::store::statistics::LifecycleCounts as Rows;

/// Counts of initiatives; a lifecycle that is missing has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LifecycleCounts {
    /// By lifecycle.
    pub by_lifecycle: BTreeMap<&'static str, i64>,
}

impl LifecycleCounts {
    /// All of them.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.by_lifecycle.values().sum()
    }

    /// Those of one lifecycle.
    #[must_use]
    pub fn of(&self, lifecycle: Lifecycle) -> i64 {
        self.by_lifecycle.get(lifecycle.as_str()).copied().unwrap_or(0)
    }

    /// Adds to one lifecycle.
    pub(super) fn add(&mut self, lifecycle: Lifecycle, count: i64) {
        *self.by_lifecycle.entry(lifecycle.as_str()).or_default() += count;
    }
}

/// Sorts grouped rows by the code they belong to.
pub(super) fn by_code(rows: Rows) -> Result<HashMap<String, LifecycleCounts>, Fault> {
    let mut all: HashMap<String, LifecycleCounts> = HashMap::new();
    for (code, lifecycle, count) in rows {
        let lifecycle: Lifecycle =
            lifecycle.parse().map_err(|error| Fault::corrupt("lifecycle", error))?;
        all.entry(code).or_default().add(lifecycle, count);
    }
    Ok(all)
}
