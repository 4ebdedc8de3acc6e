//! Progress updates: what a department tells of an initiative. A draft is for its department; what is published is for all.

pub mod write;

use crate::app::error::AppError;
use crate::app::page::{Page, PageRequest};
use crate::authz::Scope;
use crate::domain::code::InitiativeCode;
use crate::domain::ids::UpdateId;
use crate::domain::update::UpdateState;
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
    Ok(Page::of(request, items, total.transpose()?, PublicSort::place))
}

/// The update of that id, a draft or not, for staff of the department that leads the initiative, or that wrote it and still
/// reports.
///
/// # Errors
/// [`AppError::NotFound`], also when it is no business of theirs.
pub fn find_for_staff(
    reading: &mut Reading<'_>,
    scope: &Scope,
    id: UpdateId,
) -> Result<ProgressUpdate, AppError> {
    let found = update::find(reading.connection, id)?.ok_or(AppError::NotFound)?;
    let code = &found.initiative_code;
    let initiative = initiative::find(reading.connection, code)?.ok_or(AppError::NotFound)?;
    let is_theirs = scope.covers(&initiative.lead_department_code)
        || (scope.covers(&found.department_code)
            && update::is_reporting(reading.connection, &found)?);
    if is_theirs { Ok(found) } else { Err(AppError::NotFound) }
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
    Ok(Page::of(request, items, total.transpose()?, DraftSort::place))
}
