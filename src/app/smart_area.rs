//! Reading smart areas.

use crate::app::AppError;
use crate::app::lifecycle_counts::{self, LifecycleCounts};
use crate::app::page::{Page, PageRequest, behind_code, code_of, cut};
use crate::store::smart_area::{self, SmartArea};
use crate::store::{Reading, statistics};

/// A smart area with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmartAreaView {
    /// Itself.
    pub smart_area: SmartArea,
    /// Its initiatives by lifecycle.
    pub initiatives: LifecycleCounts,
}

/// One page of smart areas, in the order of their codes.
///
/// # Errors
/// [`AppError::Store`].
pub fn list(
    reading: &mut Reading<'_>,
    request: &PageRequest<(), ()>,
) -> Result<Page<SmartAreaView>, AppError> {
    let after = code_of(request.position.as_ref());
    let mut rows = smart_area::list(reading.connection, after, request.window().limit)?;
    let more = cut(&mut rows, request.size());
    let next = if more { rows.last().map(|last| behind_code(&last.code)) } else { None };
    let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    let mut counts =
        lifecycle_counts::by_code(statistics::of_smart_areas(reading.connection, &codes)?)?;
    let total = request.include_total.then(|| smart_area::count(reading.connection)).transpose()?;
    let items = rows
        .into_iter()
        .map(|smart_area| {
            let initiatives = counts.remove(smart_area.code.as_str()).unwrap_or_default();
            SmartAreaView { smart_area, initiatives }
        })
        .collect();
    Ok(Page { items, next, total })
}
