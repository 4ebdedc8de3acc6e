//! Reading what was done by whom.

use crate::app::AppError;
use crate::app::page::{Page, PageRequest, Position, cut};
use crate::store::Reading;
use crate::store::audit::{self, AuditEntry, AuditFilter, AuditSort};

/// One page of the entries that pass the filter.
///
/// # Errors
/// [`AppError::Store`].
pub fn list(
    reading: &mut Reading<'_>,
    request: &PageRequest<AuditFilter, AuditSort>,
) -> Result<Page<AuditEntry>, AppError> {
    let mut rows = audit::list(reading.connection, &request.filter, &request.window())?;
    let more = cut(&mut rows, request.size());
    let next = rows.last().filter(|_| more).map(|last| Position {
        elsewhere: false,
        keys: request.order.iter().map(|sort| sort.key.value(last)).collect(),
    });
    let total = request
        .include_total
        .then(|| audit::count(reading.connection, &request.filter))
        .transpose()?;
    Ok(Page { items: rows, next, total })
}
