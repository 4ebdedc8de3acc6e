//! Initiatives: reading one, a page, or the full derivation of one's progress; changing one in its own file.

pub mod confirm;
pub mod create;
pub mod edit;
pub(in crate::app) mod held;
pub mod history;
pub mod transition;

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::app::AppError;
use crate::app::milestone::MilestoneView;
use crate::app::page::{Page, PageRequest, Position, cut};
use crate::domain::code::InitiativeCode;
use crate::domain::health::{Health, health};
use crate::domain::progress::{MilestoneInput, Progress, derive};
use crate::store::department::{self, Department};
use crate::store::initiative::filter::{InitiativeFilter, Rank};
use crate::store::initiative::parts::{self, Parts};
use crate::store::initiative::sort::InitiativeSort;
use crate::store::initiative::{self, Initiative};
use crate::store::milestone;
use crate::store::smart_area::{self, SmartArea};
use crate::store::{AnyConnection, Reading};

/// What else is given beside each initiative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Include {
    /// Its milestones.
    pub milestones: bool,
    /// Its lead department.
    pub lead_department: bool,
    /// Its smart area.
    pub smart_area: bool,
}

/// An initiative with what belongs to it and what follows from today's date.
#[derive(Debug, Clone, PartialEq)]
pub struct InitiativeView {
    /// Itself.
    pub initiative: Initiative,
    /// Its lists.
    pub parts: Parts,
    /// Its health today.
    pub health: Health,
    /// Its milestones, when asked for.
    pub milestones: Option<Vec<MilestoneView>>,
    /// Its lead department, when asked for.
    pub lead_department: Option<Department>,
    /// Its smart area, when asked for.
    pub smart_area: Option<SmartArea>,
}

/// The full derivation of an initiative's progress.
#[derive(Debug, Clone, PartialEq)]
pub struct ProgressView {
    /// The initiative.
    pub initiative: Initiative,
    /// The derivation.
    pub progress: Progress,
}

type Request = PageRequest<InitiativeFilter, InitiativeSort>;

/// The initiative of that code.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Store`].
pub fn find(
    reading: &mut Reading<'_>,
    code: &InitiativeCode,
    include: Include,
    today: NaiveDate,
) -> Result<InitiativeView, AppError> {
    let found = initiative::find(reading.connection, code)?.ok_or(AppError::NotFound)?;
    view_of(reading.connection, found, include, today)
}

/// One initiative with what belongs to it.
fn view_of(
    connection: &mut AnyConnection,
    initiative: Initiative,
    include: Include,
    today: NaiveDate,
) -> Result<InitiativeView, AppError> {
    view(connection, vec![initiative], include, today)?.pop().ok_or(AppError::NotFound)
}

/// One page of the initiatives that pass the filter. A search lists hits in titles before the others.
///
/// # Errors
/// [`AppError::Store`].
pub fn list(
    reading: &mut Reading<'_>,
    request: &Request,
    include: Include,
    today: NaiveDate,
) -> Result<Page<InitiativeView>, AppError> {
    let (rows, next) = if request.filter.terms.is_some() {
        search(reading, request, today)?
    } else {
        let mut rows =
            initiative::list(reading.connection, &request.filter, None, &request.window(), today)?;
        let more = cut(&mut rows, request.size());
        let next = rows.last().filter(|_| more).map(|last| behind(request, last, false));
        (rows, next)
    };
    let total = request
        .include_total
        .then(|| initiative::count(reading.connection, &request.filter, today))
        .transpose()?;
    Ok(Page { items: view(reading.connection, rows, include, today)?, next, total })
}

/// Reads hits in titles first, then fills the page with the others.
fn search(
    reading: &mut Reading<'_>,
    request: &Request,
    today: NaiveDate,
) -> Result<(Vec<Initiative>, Option<Position>), AppError> {
    let size = request.size();
    let mut rows = Vec::new();
    let after = request.position.as_ref();
    if after.is_none_or(|position| !position.elsewhere) {
        let window = request.window();
        let filter = &request.filter;
        rows = initiative::list(reading.connection, filter, Some(Rank::Title), &window, today)?;
        if cut(&mut rows, size) {
            let next = rows.last().map(|last| behind(request, last, false));
            return Ok((rows, next));
        }
    }
    let after = after.filter(|position| position.elsewhere).map(|position| position.keys.clone());
    let in_titles = rows.len();
    let window = request.window_after(after, size - in_titles);
    let filter = &request.filter;
    let mut others =
        initiative::list(reading.connection, filter, Some(Rank::Elsewhere), &window, today)?;
    let more = cut(&mut others, size - in_titles);
    let last_title = rows.last().cloned();
    rows.append(&mut others);
    let next = match (more, rows.len() > in_titles) {
        (false, _) => None,
        (true, true) => rows.last().map(|last| behind(request, last, true)),
        // The page is full of hits in titles and only others remain.
        (true, false) => last_title.map(|last| behind(request, &last, false)),
    };
    Ok((rows, next))
}

fn behind(request: &Request, last: &Initiative, elsewhere: bool) -> Position {
    let keys = request.order.iter().map(|sort| sort.key.value(sort.direction, last)).collect();
    Position { elsewhere, keys }
}

/// The derivation of an initiative's progress from all of its milestones.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Store`].
pub fn progress(
    reading: &mut Reading<'_>,
    code: &InitiativeCode,
) -> Result<ProgressView, AppError> {
    let found = initiative::find(reading.connection, code)?.ok_or(AppError::NotFound)?;
    let milestones = milestone::of_initiatives(reading.connection, std::slice::from_ref(code))?;
    let inputs: Vec<MilestoneInput> = milestones
        .iter()
        .map(|row| MilestoneInput {
            id: row.milestone.id,
            status: row.milestone.status,
            completion: row.milestone.completion,
            weight: row.milestone.weight,
        })
        .collect();
    let progress = derive(found.lifecycle, &inputs);
    Ok(ProgressView { initiative: found, progress })
}

/// Adds to the rows what belongs to them: a fixed number of queries, however many rows there are.
fn view(
    connection: &mut AnyConnection,
    rows: Vec<Initiative>,
    include: Include,
    today: NaiveDate,
) -> Result<Vec<InitiativeView>, AppError> {
    let codes: Vec<InitiativeCode> = rows.iter().map(|row| row.code.clone()).collect();
    let mut parts = parts::load(connection, &codes, today)?;
    let mut milestones: HashMap<InitiativeCode, Vec<MilestoneView>> = HashMap::new();
    if include.milestones {
        for found in milestone::of_initiatives(connection, &codes)? {
            let code = found.milestone.initiative_code.clone();
            milestones.entry(code).or_default().push(MilestoneView::of(found, today));
        }
    }
    let mut departments = HashMap::new();
    if include.lead_department {
        let leads: Vec<_> = rows.iter().map(|row| row.lead_department_code.clone()).collect();
        for found in department::find_all(connection, &leads)? {
            departments.insert(found.code.clone(), found);
        }
    }
    let mut areas = HashMap::new();
    if include.smart_area {
        let wanted: Vec<_> = rows.iter().map(|row| row.smart_area_code.clone()).collect();
        for found in smart_area::find_all(connection, &wanted)? {
            areas.insert(found.code.clone(), found);
        }
    }
    Ok(rows
        .into_iter()
        .map(|initiative| InitiativeView {
            health: health(&initiative.health_input(), today),
            parts: parts.remove(&initiative.code).unwrap_or_default(),
            milestones: include
                .milestones
                .then(|| milestones.remove(&initiative.code).unwrap_or_default()),
            lead_department: departments.get(&initiative.lead_department_code).cloned(),
            smart_area: areas.get(&initiative.smart_area_code).cloned(),
            initiative,
        })
        .collect())
}
