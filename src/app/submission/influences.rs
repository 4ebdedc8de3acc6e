//! What submissions changed of an initiative: you said, we did.

use crate::app::error::AppError;
use crate::app::page::{Page, PageRequest};
use crate::domain::code::InitiativeCode;
use crate::store::ledger::{Entry, LedgerSort};
use crate::store::submission::reply::{self, Reply};
use crate::store::{Reading, initiative};

/// One page of the replies to public submissions that name a change of an initiative or of its milestones, newest first.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Store`].
pub fn list(
    reading: &mut Reading<'_>,
    request: &PageRequest<InitiativeCode, LedgerSort>,
) -> Result<Page<Reply>, AppError> {
    let code = &request.filter;
    initiative::find(reading.connection, code)?.ok_or(AppError::NotFound)?;
    let items = reply::influencing(reading.connection, code, &request.window())?;
    let total = request.include_total.then(|| reply::count_influencing(reading.connection, code));
    let page = Page::of(request, items, total.transpose()?, Entry::place);
    Ok(page.map(|entry| entry.what))
}
