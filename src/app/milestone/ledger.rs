//! Reading what was reported of a milestone, and how its date was changed.

use crate::app::error::AppError;
use crate::app::milestone::held::missing;
use crate::app::page::{Page, PageRequest, Position, cut};
use crate::domain::ids::MilestoneId;
use crate::store::Reading;
use crate::store::ledger::{self, LedgerSort};
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
    Ok(page(items, request, total.transpose()?, |last| ledger::place(last.created_at, &last.id)))
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
    Ok(page(items, request, total.transpose()?, |last| ledger::place(last.created_at, &last.id)))
}

fn known(reading: &mut Reading<'_>, id: MilestoneId) -> Result<MilestoneId, AppError> {
    match milestone::find(reading.connection, id)? {
        Some(_) => Ok(id),
        None => Err(missing(reading.connection, id)?),
    }
}

fn page<T>(
    mut items: Vec<T>,
    request: &Request,
    total: Option<i64>,
    place: impl Fn(&T) -> Vec<crate::store::page::KeyValue>,
) -> Page<T> {
    let more = cut(&mut items, request.size());
    let last = items.last().filter(|_| more);
    let next = last.map(|last| Position { elsewhere: false, keys: place(last) });
    Page { items, next, total }
}
