//! What a load did, by kind of record.

use std::collections::BTreeMap;

use crate::store::change::ChangeKind;

/// What became of the records of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Stored for the first time.
    pub created: usize,
    /// Stored before, now as the file says.
    pub updated: usize,
    /// Already as the file says.
    pub unchanged: usize,
    /// The file says something new, but people have changed these since; by code or id.
    pub kept: Vec<String>,
}

/// What a load did, or would have done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadReport {
    /// By kind, in the order of loading.
    pub kinds: BTreeMap<ChangeKind, Tally>,
    /// The same of records that no change tells of, by what they are called.
    pub others: BTreeMap<&'static str, Tally>,
    /// How many changes were appended to the sequence.
    pub changes: usize,
}

impl LoadReport {
    /// How many records were stored.
    #[must_use]
    pub fn written(&self) -> usize {
        self.tallies().map(|(_, tally)| tally.created + tally.updated).sum()
    }

    /// What became of each kind of record, by its name.
    pub fn tallies(&self) -> impl Iterator<Item = (&'static str, &Tally)> {
        let kinds = self.kinds.iter().map(|(kind, tally)| (kind.as_str(), tally));
        kinds.chain(self.others.iter().map(|(name, tally)| (*name, tally)))
    }
}
