//! Progress updates: what a department tells of an initiative. A draft is for its department; what is published is for all.

pub mod write;

use crate::app::error::AppError;
use crate::app::page::{Page, PageRequest, Position, cut};
use crate::authz::Scope;
use crate::domain::code::InitiativeCode;
use crate::domain::ids::UpdateId;
use crate::domain::update::UpdateState;
use crate::store::page::KeyValue;
use crate::store::update::{self, DraftSort, ProgressUpdate, PublicSort, StaffFilter};
use crate::store::{Reading, initiative};

/// The published update of that id.
///
/// # Errors
/// [`AppError::NotFound`], also for a draft: nobody else is to know of it.
pub fn find(reading: &mut Reading<'_>, id: UpdateId) -> Result<ProgressUpdate, AppError> {
    update::find(reading.connection, id)?
        .filter(|update| update.state == UpdateState::Published)
        .ok_or(AppError::NotFound)
}

/// One page of the published updates of an initiative, newest first.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Store`].
pub fn list(
    reading: &mut Reading<'_>,
    request: &PageRequest<InitiativeCode, PublicSort>,
) -> Result<Page<ProgressUpdate>, AppError> {
    let code = &request.filter;
    initiative::find(reading.connection, code)?.ok_or(AppError::NotFound)?;
    let items = update::list_public(reading.connection, code, &request.window())?;
    let total = request.include_total.then(|| update::count_public(reading.connection, code));
    Ok(page(items, request, total.transpose()?, PublicSort::place))
}

/// The update of that id, a draft or not, for staff of the department that wrote it.
///
/// # Errors
/// [`AppError::NotFound`], also when it is no business of theirs.
pub fn find_for_staff(
    reading: &mut Reading<'_>,
    scope: &Scope,
    id: UpdateId,
) -> Result<ProgressUpdate, AppError> {
    update::find(reading.connection, id)?
        .filter(|update| scope.covers(&update.department_code))
        .ok_or(AppError::NotFound)
}

/// One page of the updates that staff see, what was made last first.
///
/// # Errors
/// [`AppError::Store`].
pub fn list_for_staff(
    reading: &mut Reading<'_>,
    scope: &Scope,
    request: &PageRequest<StaffFilter, DraftSort>,
) -> Result<Page<ProgressUpdate>, AppError> {
    let filter = &request.filter;
    let items = update::list_staff(reading.connection, scope, filter, &request.window())?;
    let total =
        request.include_total.then(|| update::count_staff(reading.connection, scope, filter));
    Ok(page(items, request, total.transpose()?, DraftSort::place))
}

fn page<F, S: Copy>(
    mut items: Vec<ProgressUpdate>,
    request: &PageRequest<F, S>,
    total: Option<i64>,
    place: fn(&ProgressUpdate) -> Vec<KeyValue>,
) -> Page<ProgressUpdate> {
    let more = cut(&mut items, request.size());
    let last = items.last().filter(|_| more);
    let next = last.map(|last| Position { elsewhere: false, keys: place(last) });
    Page { items, next, total }
}
