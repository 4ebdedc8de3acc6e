//! The order of ledgers: what was recorded last comes first. Knows no table.

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::store::column::instant;
use crate::store::fault::Fault;
use crate::store::page::{Direction, KeyValue, SortBy, mismatch};

/// A key of the order of a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerSort {
    /// When it was recorded.
    At,
    /// Its id; unique.
    Id,
}

/// The order.
#[must_use]
pub fn newest_first() -> Vec<SortBy<LedgerSort>> {
    [LedgerSort::At, LedgerSort::Id]
        .map(|key| SortBy { key, direction: Direction::Descending })
        .into()
}

/// A row's place in that order.
#[must_use]
pub fn place(at: DateTime<Utc>, id: &impl ToString) -> Vec<KeyValue> {
    vec![KeyValue::Instant(instant(at)), KeyValue::Text(id.to_string())]
}

/// The place after which a page starts.
///
/// # Errors
/// [`Fault::Broken`] when the values are not those of [`place`].
pub(super) fn position(after: &[KeyValue]) -> Result<(NaiveDateTime, String), Fault> {
    match after {
        [KeyValue::Instant(at), KeyValue::Text(id)] => Ok((*at, id.clone())),
        _ => Err(mismatch()),
    }
}
