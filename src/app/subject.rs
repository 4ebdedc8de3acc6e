//! What intake tells people beforehand: the subjects to write about, and the privacy notices to agree to.

use chrono::NaiveDate;

use crate::app::error::AppError;
use crate::app::page::{Page, PageRequest, behind_code, code_of, cut};
use crate::store::Reading;
use crate::store::notice::{self, Notice};
use crate::store::subject::{self, Subject};

/// Which privacy notice is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeAsked {
    /// The one to be consented to today.
    InForce,
    /// The one of that version.
    Version(i32),
}

/// One page of subjects, in the order of their codes.
///
/// # Errors
/// [`AppError::Store`].
pub fn list(
    reading: &mut Reading<'_>,
    request: &PageRequest<(), ()>,
) -> Result<Page<Subject>, AppError> {
    let after = code_of(request.position.as_ref());
    let mut items = subject::list(reading.connection, after, request.window().limit)?;
    let more = cut(&mut items, request.size());
    let next = items.last().filter(|_| more).map(|last| behind_code(&last.code));
    let total = request.include_total.then(|| subject::count(reading.connection)).transpose()?;
    Ok(Page { items, next, total })
}

/// The privacy notice that is asked for.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Store`].
pub fn find_notice(
    reading: &mut Reading<'_>,
    asked: NoticeAsked,
    today: NaiveDate,
) -> Result<Notice, AppError> {
    let found = match asked {
        NoticeAsked::InForce => notice::newest(reading.connection, today)?,
        NoticeAsked::Version(version) => notice::find(reading.connection, version)?,
    };
    found.ok_or(AppError::NotFound)
}
