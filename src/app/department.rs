//! Reading departments.

use crate::app::AppError;
use crate::app::lifecycle_counts::{self, LifecycleCounts};
use crate::app::page::{Page, PageRequest, behind_code, code_of, cut};
use crate::store::department::{self, Department};
use crate::store::{Reading, statistics};

/// A department with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartmentView {
    /// Itself.
    pub department: Department,
    /// Its initiatives by lifecycle, counting those it leads.
    pub initiatives: LifecycleCounts,
}

/// One page of departments, in the order of their codes.
///
/// # Errors
/// [`AppError::Store`].
pub fn list(
    reading: &mut Reading<'_>,
    request: &PageRequest<(), ()>,
) -> Result<Page<DepartmentView>, AppError> {
    let after = code_of(request.position.as_ref());
    let mut rows = department::list(reading.connection, after, request.window().limit)?;
    let more = cut(&mut rows, request.size());
    let next = if more { rows.last().map(|last| behind_code(&last.code)) } else { None };
    let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    let mut counts =
        lifecycle_counts::by_code(statistics::of_departments(reading.connection, &codes)?)?;
    let total = request.include_total.then(|| department::count(reading.connection)).transpose()?;
    let items = rows
        .into_iter()
        .map(|department| {
            let initiatives = counts.remove(department.code.as_str()).unwrap_or_default();
            DepartmentView { department, initiatives }
        })
        .collect();
    Ok(Page { items, next, total })
}
