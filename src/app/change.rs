//! Reading the change sequence: everything that happened, in commit order, from any point that is still kept.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::AppError;
use crate::store::Reading;
use crate::store::change::{self, Change, ChangeKind};
use crate::store::feed::Feed;
use crate::store::{Database, Fault, watch};

/// From where the sequence is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// From the first change that is kept.
    Start,
    /// After this number.
    After(i64),
    /// From now on: nothing is listed, the cursor is the head.
    Latest,
}

/// Changes to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangesRequest {
    /// From where.
    pub from: From,
    /// Of these kinds; of all when empty.
    pub kinds: Vec<ChangeKind>,
    /// The most changes to give.
    pub limit: u8,
}

/// A stretch of the sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// The changes, oldest first.
    pub items: Vec<Change>,
    /// Where to go on; never missing, so that a reader that has caught up keeps asking from there.
    pub next: i64,
    /// Whether there is more right now.
    pub has_more: bool,
}

/// A stretch of the change sequence. What it tells of, or leaves to be read from the head on, is no longer answered from
/// what was prepared before: so whoever reads what a change names ends with everything that there is, on every node.
///
/// # Errors
/// [`AppError::ExpiredCursor`] when changes after the cursor are no longer kept or were lost (a database that was restored
/// by other means than ours), [`AppError::ForeignCursor`]
/// when it lies beyond the newest one.
pub fn list(
    reading: &mut Reading<'_>,
    feed: &Feed,
    request: &ChangesRequest,
) -> Result<Changes, AppError> {
    watch::catch_up(reading, feed)?;
    let head = reading.head;
    let after = match request.from {
        From::Latest => {
            return Ok(Changes { items: Vec::new(), next: head.seq, has_more: false });
        }
        From::Start => head.floor,
        From::After(seq) if seq < head.floor => return Err(AppError::ExpiredCursor),
        From::After(seq) if seq > head.seq => return Err(AppError::ForeignCursor),
        From::After(seq) => seq,
    };
    let limit = usize::from(request.limit);
    let ask = i64::from(request.limit).saturating_add(1);
    let mut items = change::list(reading.connection, after, &request.kinds, ask)?;
    let has_more = items.len() > limit;
    items.truncate(limit);
    let end = if has_more { items.last().map_or(after, |last| last.seq) } else { head.seq };
    if !change::is_whole(reading.connection, after, end, &items, &request.kinds)? {
        return Err(AppError::ExpiredCursor);
    }
    // With nothing more of these kinds, everything up to the head has been looked at.
    Ok(Changes { items, next: end, has_more })
}

/// Takes note of everything that any process has committed, so that nothing is answered from what was prepared before it.
///
/// # Errors
/// [`AppError::Store`].
pub async fn catch_up(database: &Database) -> Result<(), AppError> {
    let feed = Arc::clone(database.feed());
    let look = move |reading: &mut Reading<'_>| watch::catch_up(reading, &feed);
    Ok(database.read(look).await?)
}

/// Lets go of the changes committed before `oldest`; a cursor that would need them is expired from then on. Gives how
/// many there were.
///
/// # Errors
/// As [`Fault`].
pub fn forget_before(
    database: &Database,
    oldest: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<usize, Fault> {
    // What is no longer kept is declared first and deleted after, little by little: no commit waits long for it.
    const BATCH: i64 = 10_000;
    let floor = database
        .write_blocking(now, move |writing| change::raise_floor(writing.connection, oldest))?;
    database.feed().raise_floor(floor);
    let mut all = 0;
    loop {
        let deleted = database.write_blocking(now, move |writing| {
            change::delete_forgotten(writing.connection, floor, BATCH)
        })?;
        if deleted == 0 {
            return Ok(all);
        }
        all += deleted;
    }
}
