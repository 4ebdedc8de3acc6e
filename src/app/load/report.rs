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
    /// How many changes were appended to the sequence.
    pub changes: usize,
}
