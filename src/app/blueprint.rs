//! Reading blueprint editions.

use crate::app::AppError;
use crate::app::lifecycle_counts::{self, LifecycleCounts};
use crate::app::page::{Page, PageRequest, behind_code, code_of, cut};
use crate::store::blueprint::{self, Blueprint};
use crate::store::{Reading, statistics};

/// A blueprint edition with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlueprintView {
    /// Itself.
    pub blueprint: Blueprint,
    /// Its initiatives by lifecycle.
    pub initiatives: LifecycleCounts,
}

/// One page of blueprint editions, in the order of their codes.
///
/// # Errors
/// [`AppError::Store`].
pub fn list(
    reading: &mut Reading<'_>,
    request: &PageRequest<(), ()>,
) -> Result<Page<BlueprintView>, AppError> {
    let after = code_of(request.position.as_ref());
    let mut rows = blueprint::list(reading.connection, after, request.window().limit)?;
    let more = cut(&mut rows, request.size());
    let next = if more { rows.last().map(|last| behind_code(&last.code)) } else { None };
    let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    let mut counts =
        lifecycle_counts::by_code(statistics::of_blueprints(reading.connection, &codes)?)?;
    let total = request.include_total.then(|| blueprint::count(reading.connection)).transpose()?;
    let items = rows
        .into_iter()
        .map(|blueprint| {
            let initiatives = counts.remove(blueprint.code.as_str()).unwrap_or_default();
            BlueprintView { blueprint, initiatives }
        })
        .collect();
    Ok(Page { items, next, total })
}
