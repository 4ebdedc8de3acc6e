//! Stored search terms follow the folding by which they are made: a version of the program that folds otherwise makes them
//! anew, in steps, each a transaction of its own. What is written meanwhile has the new terms at once.

use chrono::{DateTime, Utc};

use crate::domain::search::FOLDING;
use crate::store::change::{ChangeKind, ChangeOp, NewChange};
use crate::store::search_folding::{self, SearchFolding};
use crate::store::{Database, Fault, Reading, Writing, initiative, submission};

/// How many submissions get their terms in one step.
const PAGE: i64 = 100;

/// Whether there is more to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Followed {
    /// All terms are made by the folding of this version, or of a later one.
    Wholly,
    /// Another step is needed.
    InPart,
}

/// Makes some of the terms anew, if need be: those of all initiatives first, then those of submissions, oldest first.
///
/// # Errors
/// As [`Fault`].
pub fn follow(database: &Database, now: DateTime<Utc>) -> Result<Followed, Fault> {
    let stored = database
        .read_blocking(|reading: &mut Reading<'_>| search_folding::find(reading.connection))?;
    if stored.number >= FOLDING {
        return Ok(Followed::Wholly);
    }
    database.write_blocking(now, step)
}

/// One step, in a transaction that does other things too.
///
/// # Errors
/// As [`Fault`].
pub fn step(writing: &mut Writing<'_>) -> Result<Followed, Fault> {
    let stored = search_folding::hold(writing.connection)?;
    // What a later version has made stays: it would make it anew again, and neither would come to an end.
    if stored.number >= FOLDING || stored.under_way.is_some_and(|number| number > FOLDING) {
        return Ok(Followed::Wholly);
    }
    let after = if stored.under_way == Some(FOLDING) {
        stored.done_to
    } else {
        let last = initiative::terms::renew(writing.connection)?;
        writing.changes.extend(last.map(|(code, version)| NewChange {
            kind: ChangeKind::Initiative,
            op: ChangeOp::Upsert,
            key: code.to_string(),
            version,
            derived: true,
        }));
        None
    };
    let page = submission::terms::renew(writing.connection, after.as_deref(), PAGE)?;
    // Kept answers to searches are valid until something of their kind changes; one change tells that for all.
    writing.changes.extend(page.shown.map(|(id, version)| NewChange {
        kind: ChangeKind::Submission,
        op: ChangeOp::Upsert,
        key: id.to_string(),
        version,
        derived: true,
    }));
    let (next, followed) = match page.next {
        Some(id) => {
            let next = SearchFolding { under_way: Some(FOLDING), done_to: Some(id), ..stored };
            (next, Followed::InPart)
        }
        None => (SearchFolding::all(FOLDING), Followed::Wholly),
    };
    search_folding::set(writing.connection, &next)?;
    Ok(followed)
}
