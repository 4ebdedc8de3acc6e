//! The terms by which submissions are found.

use diesel::prelude::*;

use crate::domain::ids::SubmissionId;
use crate::domain::search;
use crate::domain::submission::Visibility;
use crate::store::column::parse;
use crate::store::connection::AnyConnection;
use crate::store::dialect;
use crate::store::fault::Fault;
use crate::store::schema::{submission_terms, submissions};

/// Some submissions whose terms were made anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenewedPage {
    /// One of them that the public sees, with its version; none when the public sees none of them.
    pub shown: Option<(SubmissionId, i64)>,
    /// The last one's id, behind which the next ones begin; none when there are no more.
    pub next: Option<String>,
}

/// Stores the terms of a text.
pub(super) fn insert(
    connection: &mut AnyConnection,
    id: SubmissionId,
    text: &str,
) -> Result<(), Fault> {
    let id = id.to_string();
    let rows = search::terms(text).into_iter().map(|term| (term, id.clone())).collect();
    dialect::insert_submission_terms(connection, rows)
}

/// Takes the terms of a submission away.
pub(super) fn forget(connection: &mut AnyConnection, id: SubmissionId) -> Result<(), Fault> {
    let terms = submission_terms::table.filter(submission_terms::submission_id.eq(id.to_string()));
    diesel::delete(terms).execute(connection)?;
    Ok(())
}

/// Makes the terms of at most `limit` submissions anew, in the order of their ids, behind `after`. They are held until the
/// transaction ends: whoever changes one next waits.
///
/// # Errors
/// As [`Fault`].
pub fn renew(
    connection: &mut AnyConnection,
    after: Option<&str>,
    limit: i64,
) -> Result<RenewedPage, Fault> {
    let ids: Vec<String> = submissions::table
        .select(submissions::id)
        .filter(submissions::id.gt(after.unwrap_or_default()))
        .order_by(submissions::id.asc())
        .limit(limit)
        .load(connection)?;
    let held: Vec<&str> = ids.iter().map(String::as_str).collect();
    dialect::hold_submissions(connection, &held)?;
    let texts: Vec<(String, i64, String, String)> = submissions::table
        .select((submissions::id, submissions::version, submissions::visibility, submissions::text))
        .filter(submissions::id.eq_any(&ids))
        .load(connection)?;
    let old = submission_terms::table.filter(submission_terms::submission_id.eq_any(&ids));
    diesel::delete(old).execute(connection)?;
    let terms = |(id, _, _, text): &(String, i64, String, String)| {
        let id = id.clone();
        search::terms(text).into_iter().map(move |term| (term, id.clone()))
    };
    dialect::insert_submission_terms(connection, texts.iter().flat_map(terms).collect())?;
    let shown = texts.iter().find(|(_, _, seen, _)| seen == Visibility::Public.as_str());
    let shown = shown
        .map(|(id, version, _, _)| parse("submission id", id).map(|id| (id, *version)))
        .transpose()?;
    let is_full = i64::try_from(ids.len()).is_ok_and(|count| count == limit);
    Ok(RenewedPage { shown, next: ids.into_iter().next_back().filter(|_| is_full) })
}
