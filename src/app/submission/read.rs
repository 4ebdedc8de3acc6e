//! What everybody sees of submissions: the published ones with their replies, and of one that was hidden since the reason.

use std::collections::{HashMap, HashSet};

use crate::app::error::AppError;
use crate::app::page::{Page, PageRequest, Position, cut};
use crate::domain::ids::SubmissionId;
use crate::domain::submission::Visibility;
use crate::store::change::ChangeKind;
use crate::store::submission::reply::{self, Reply};
use crate::store::submission::{self, PublicFilter, Submission, SubmissionSort};
use crate::store::{AnyConnection, Reading, version};

/// A submission as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicView {
    /// Itself; what it says is [`Self::text`]'s to give.
    pub submission: Submission,
    /// What departments answered, oldest first; none when it is hidden.
    pub replies: Vec<Reply>,
    /// The published submission that says the same.
    pub original: Option<SubmissionId>,
}

impl PublicView {
    /// What it says; none when it is hidden.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        let is_public = self.submission.visibility == Visibility::Public;
        is_public.then_some(self.submission.text.as_str())
    }
}

/// The submission of that id.
///
/// # Errors
/// [`AppError::NotFound`], also for one that was never published: nobody else is to know of it.
pub fn find(reading: &mut Reading<'_>, id: SubmissionId) -> Result<PublicView, AppError> {
    let connection = &mut *reading.connection;
    let found = submission::find(connection, id)?.ok_or(AppError::NotFound)?;
    let is_known = match found.visibility {
        Visibility::Public => true,
        Visibility::Hidden => {
            version::was_published(connection, ChangeKind::Submission, &id.to_string())?
        }
        Visibility::Pending => false,
    };
    if !is_known {
        return Err(AppError::NotFound);
    }
    views_of(connection, vec![found])?.pop().ok_or(AppError::NotFound)
}

/// One page of the published submissions that pass the filter.
///
/// # Errors
/// [`AppError::Store`].
pub fn list(
    reading: &mut Reading<'_>,
    request: &PageRequest<PublicFilter, SubmissionSort>,
) -> Result<Page<PublicView>, AppError> {
    let connection = &mut *reading.connection;
    let mut rows = submission::list_public(connection, &request.filter, &request.window())?;
    let more = cut(&mut rows, request.size());
    let next = rows.last().filter(|_| more).map(|last| behind(request, last));
    let total =
        request.include_total.then(|| submission::count_public(connection, &request.filter));
    let total = total.transpose()?;
    Ok(Page { items: views_of(connection, rows)?, next, total })
}

fn behind(request: &PageRequest<PublicFilter, SubmissionSort>, last: &Submission) -> Position {
    let keys = request.order.iter().map(|sort| sort.key.value(last)).collect();
    Position { elsewhere: false, keys }
}

/// Adds to the rows what belongs to them: a fixed number of queries, however many rows there are.
fn views_of(
    connection: &mut AnyConnection,
    rows: Vec<Submission>,
) -> Result<Vec<PublicView>, AppError> {
    let public = |submission: &&Submission| submission.visibility == Visibility::Public;
    let shown: Vec<SubmissionId> = rows.iter().filter(public).map(|row| row.id).collect();
    let mut replies: HashMap<SubmissionId, Vec<Reply>> = HashMap::new();
    for reply in reply::of_submissions(connection, &shown)? {
        replies.entry(reply.submission_id).or_default().push(reply);
    }
    let named: Vec<SubmissionId> = rows.iter().filter_map(|row| row.duplicate_of).collect();
    let originals = submission::find_all(connection, &named)?;
    let originals: HashSet<SubmissionId> =
        originals.iter().filter(public).map(|original| original.id).collect();
    let view = |submission: Submission| PublicView {
        replies: replies.remove(&submission.id).unwrap_or_default(),
        original: submission.duplicate_of.filter(|original| originals.contains(original)),
        submission,
    };
    Ok(rows.into_iter().map(view).collect())
}
