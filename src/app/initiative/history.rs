//! Reading the history of an initiative.

use crate::app::error::AppError;
use crate::app::page::{Page, PageRequest};
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
    let items = history::list(reading.connection, code, &request.window())?;
    let total = request.include_total.then(|| history::count(reading.connection, code));
    Ok(Page::of(request, items, total.transpose()?, HistorySort::place))
}
