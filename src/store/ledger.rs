//! The order of ledgers: what was recorded last comes first, whatever the clock said then. Knows no table.
//!
//! Every row has an ordinal, one more than the newest of its ledger. Whoever adds a row holds what the ledger is of, so no two
//! rows of one ledger have the same; in the one of all replies, those given at the same moment may.

use crate::store::fault::Fault;
use crate::store::page::{Direction, KeyValue, SortBy, mismatch};

/// A key of the order of a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerSort {
    /// Its place.
    Ordinal,
    /// Its id; unique.
    Id,
}

/// A row of a ledger as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<T> {
    /// Its place.
    pub(super) ordinal: i64,
    /// Its id.
    pub(super) id: String,
    /// What it says.
    pub what: T,
}

impl<T> Entry<T> {
    /// Its place in the order.
    #[must_use]
    pub fn place(&self) -> Vec<KeyValue> {
        vec![KeyValue::Integer(self.ordinal), KeyValue::Text(self.id.clone())]
    }
}

/// The order.
#[must_use]
pub fn newest_first() -> Vec<SortBy<LedgerSort>> {
    [LedgerSort::Ordinal, LedgerSort::Id]
        .map(|key| SortBy { key, direction: Direction::Descending })
        .into()
}

/// The ordinal behind the newest one, if there is one.
#[must_use]
pub(super) fn next(newest: Option<i64>) -> i64 {
    newest.unwrap_or(0) + 1
}

/// The place after which a page starts.
///
/// # Errors
/// [`Fault::Broken`] when the values are not those of [`Entry::place`].
pub(super) fn position(after: &[KeyValue]) -> Result<(i64, String), Fault> {
    match after {
        [KeyValue::Integer(ordinal), KeyValue::Text(id)] => Ok((*ordinal, id.clone())),
        _ => Err(mismatch()),
    }
}
