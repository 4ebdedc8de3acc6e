//! How the milestones of a department came, measured over those that were due in a window.

use chrono::NaiveDate;

use crate::app::AppError;
use crate::domain::code::DepartmentCode;
use crate::domain::performance::{AskedWindow, DueWindow, Performance};
use crate::store::{Reading, department, performance};

/// The performance of one department.
#[derive(Debug, Clone, PartialEq)]
pub struct DepartmentPerformance {
    /// The department.
    pub department_code: DepartmentCode,
    /// The window that its milestones were due in.
    pub window: DueWindow,
    /// How they came.
    pub performance: Performance,
}

/// Measures the milestones of the initiatives that the department leads, as far as is known `today`. The window is
/// settled here and not before, so that it and the slips speak of the same day.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such department, [`AppError::Store`].
pub fn of_department(
    reading: &mut Reading<'_>,
    code: &DepartmentCode,
    asked: AskedWindow,
    today: NaiveDate,
) -> Result<DepartmentPerformance, AppError> {
    let known = department::find_all(reading.connection, std::slice::from_ref(code))?;
    if known.is_empty() {
        return Err(AppError::NotFound);
    }
    let window = asked.on(today);
    let milestones = performance::promised_in(reading.connection, code, window)?;
    Ok(DepartmentPerformance {
        department_code: code.clone(),
        window,
        performance: Performance::of(&milestones, today),
    })
}
