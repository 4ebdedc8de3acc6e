//! Milestones: reading one, a page across initiatives, or those of one initiative. What is done to them has a file each.

pub mod create;
pub mod delete;
pub mod edit;
mod held;
pub mod ledger;
pub mod rebaseline;
pub mod transition;

use chrono::NaiveDate;

use crate::app::AppError;
use crate::app::page::{Page, PageRequest, Position, cut};
use crate::domain::code::InitiativeCode;
use crate::domain::date::VagueDate;
use crate::domain::evidence::Evidence;
use crate::domain::ids::MilestoneId;
use crate::domain::milestone::{SlipInput, is_overdue, slip_days};
use crate::store::milestone::filter::MilestoneFilter;
use crate::store::milestone::sort::MilestoneSort;
use crate::store::milestone::{self, Milestone, MilestoneInContext};
use crate::store::{Reading, initiative};

/// A milestone with what follows from today's date.
#[derive(Debug, Clone, PartialEq)]
pub struct MilestoneView {
    /// Itself.
    pub milestone: Milestone,
    /// Its evidence, in order.
    pub evidence: Vec<Evidence>,
    /// Whether it is open past its due date, in a running initiative.
    pub overdue: bool,
    /// Days between the period it was first promised for and the one it came or will come in; negative when early.
    pub slip_days: Option<i64>,
}

impl MilestoneView {
    /// The milestone as it looks `today`.
    pub(super) fn of(found: MilestoneInContext, today: NaiveDate) -> Self {
        let MilestoneInContext { milestone, lifecycle, evidence } = found;
        let due_on = milestone.due_on.map(VagueDate::last_day);
        let overdue = is_overdue(milestone.status, due_on, lifecycle, today);
        let slip = SlipInput {
            status: milestone.status,
            original: milestone.original_due_on,
            due: milestone.due_on,
            met: milestone.met_on,
        };
        Self { slip_days: slip_days(slip, today), overdue, evidence, milestone }
    }
}

/// The milestone of that id.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Gone`], [`AppError::Store`].
pub fn find(
    reading: &mut Reading<'_>,
    id: MilestoneId,
    today: NaiveDate,
) -> Result<MilestoneView, AppError> {
    held::view_of(reading.connection, id, today)
}

/// One page of the milestones that pass the filter.
///
/// # Errors
/// [`AppError::Store`].
pub fn list(
    reading: &mut Reading<'_>,
    request: &PageRequest<MilestoneFilter, MilestoneSort>,
    today: NaiveDate,
) -> Result<Page<MilestoneView>, AppError> {
    let mut rows = milestone::list(reading.connection, &request.filter, &request.window(), today)?;
    let more = cut(&mut rows, request.size());
    let next = if more { rows.last().map(|last| behind(request, &last.milestone)) } else { None };
    let total = request
        .include_total
        .then(|| milestone::count(reading.connection, &request.filter, today))
        .transpose()?;
    let items = rows.into_iter().map(|row| MilestoneView::of(row, today)).collect();
    Ok(Page { items, next, total })
}

/// One page of the milestones of one initiative, which the filter names too.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such initiative, [`AppError::Store`].
pub fn list_of(
    reading: &mut Reading<'_>,
    code: &InitiativeCode,
    request: &PageRequest<MilestoneFilter, MilestoneSort>,
    today: NaiveDate,
) -> Result<Page<MilestoneView>, AppError> {
    initiative::find(reading.connection, code)?.ok_or(AppError::NotFound)?;
    list(reading, request, today)
}

fn behind(request: &PageRequest<MilestoneFilter, MilestoneSort>, last: &Milestone) -> Position {
    let keys = request.order.iter().map(|sort| sort.key.value(sort.direction, last)).collect();
    Position { elsewhere: false, keys }
}
