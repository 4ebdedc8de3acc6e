//! The few submissions that a list can have, when there are few: found by an index of their own, so that a list is not walked
//! in its order for the sake of a handful. Where there are many, such a walk soon fills a page.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::domain::submission::Visibility;
use crate::store::column::instant;
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::{submission_terms, submissions};

/// No more than so many are few.
const FEW: i64 = 1_000;

/// The ids of the submissions that have the rarest of the terms; none when none of them is rare.
///
/// # Errors
/// As [`Fault`].
pub(super) fn with_terms(
    connection: &mut AnyConnection,
    terms: Option<&[String]>,
) -> Result<Option<Vec<String>>, Fault> {
    let mut fewest: Option<Vec<String>> = None;
    for term in terms.unwrap_or_default() {
        let having: Vec<String> = submission_terms::table
            .select(submission_terms::submission_id)
            .filter(submission_terms::term.eq(term))
            .limit(FEW + 1)
            .load(connection)?;
        let is_fewer = fewest.as_ref().is_none_or(|fewest| having.len() < fewest.len());
        if is_fewer && are_few(&having) {
            fewest = Some(having);
        }
        if fewest.as_ref().is_some_and(Vec::is_empty) {
            break;
        }
    }
    Ok(fewest)
}

/// The ids of the public submissions that changed at that instant or later; none when they are many.
///
/// # Errors
/// As [`Fault`].
pub(super) fn updated_since(
    connection: &mut AnyConnection,
    since: DateTime<Utc>,
) -> Result<Option<Vec<String>>, Fault> {
    let changed: Vec<String> = submissions::table
        .select(submissions::id)
        .filter(submissions::visibility.eq(Visibility::Public.as_str()))
        .filter(submissions::updated_at.ge(instant(since)))
        .order_by((submissions::updated_at.desc(), submissions::id.desc()))
        .limit(FEW + 1)
        .load(connection)?;
    Ok(Some(changed).filter(|changed| are_few(changed)))
}

fn are_few(ids: &[String]) -> bool {
    i64::try_from(ids.len()).is_ok_and(|count| count <= FEW)
}
