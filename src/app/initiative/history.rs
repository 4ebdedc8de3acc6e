//! Reading the history of an initiative.

use crate::app::error::AppError;
use crate::app::page::{Page, PageRequest, Position, cut};
use crate::domain::code::InitiativeCode;
use crate::store::history::{self, HistoryEntry, HistorySort};
use crate::store::{Reading, initiative};

/// One page of what happened to an initiative and to what belongs to it, newest first.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Store`].
pub fn list(
    reading: &mut Reading<'_>,
    request: &PageRequest<InitiativeCode, HistorySort>,
) -> Result<Page<HistoryEntry>, AppError> {
    let code = &request.filter;
    initiative::find(reading.connection, code)?.ok_or(AppError::NotFound)?;
    let mut items = history::list(reading.connection, code, &request.window())?;
    let more = cut(&mut items, request.size());
    let next = items
        .last()
        .filter(|_| more)
        .map(|last| Position { elsewhere: false, keys: HistorySort::place(last) });
    let total =
        request.include_total.then(|| history::count(reading.connection, code)).transpose()?;
    Ok(Page { items, next, total })
}
