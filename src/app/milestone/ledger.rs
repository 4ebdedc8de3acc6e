//! Reading what was reported of a milestone, and how its date was changed.

use crate::app::error::AppError;
use crate::app::milestone::held::missing;
use crate::app::page::{Page, PageRequest};
use crate::domain::ids::MilestoneId;
use crate::store::Reading;
use crate::store::ledger::{Entry, LedgerSort};
use crate::store::milestone;
use crate::store::milestone::rebaseline::{self, Rebaseline};
use crate::store::milestone::transition::{self, MilestoneTransition};

/// A page of a milestone's ledger.
pub type Request = PageRequest<MilestoneId, LedgerSort>;

/// One page of the reports on a milestone, newest first.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Gone`], [`AppError::Store`].
pub fn transitions(
    reading: &mut Reading<'_>,
    request: &Request,
) -> Result<Page<MilestoneTransition>, AppError> {
    let id = known(reading, request.filter)?;
    let items = transition::list(reading.connection, id, &request.window())?;
    let total = request.include_total.then(|| transition::count(reading.connection, id));
    let page = Page::of(request, items, total.transpose()?, Entry::place);
    Ok(page.map(|entry| entry.what))
}

/// One page of the changes of a milestone's due date, newest first.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Gone`], [`AppError::Store`].
pub fn rebaselines(
    reading: &mut Reading<'_>,
    request: &Request,
) -> Result<Page<Rebaseline>, AppError> {
    let id = known(reading, request.filter)?;
    let items = rebaseline::list(reading.connection, id, &request.window())?;
    let total = request.include_total.then(|| rebaseline::count(reading.connection, id));
    let page = Page::of(request, items, total.transpose()?, Entry::place);
    Ok(page.map(|entry| entry.what))
}

fn known(reading: &mut Reading<'_>, id: MilestoneId) -> Result<MilestoneId, AppError> {
    match milestone::find(reading.connection, id)? {
        Some(_) => Ok(id),
        None => Err(missing(reading.connection, id)?),
    }
}
