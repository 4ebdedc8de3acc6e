//! The change sequence after a restore: it goes on behind the newest number ever given, so that no reader mistakes old for
//! new, and the numbers that were lost are kept in mind.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::store::change;
use crate::store::column::instant;
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::{change_head, changes, reply_standard, restores};

/// The numbers that tell nothing any more; none when the last is below the first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lost {
    pub first: i64,
    pub last: i64,
}

/// The newest number that a database has given.
pub(super) fn newest(connection: &mut AnyConnection) -> Result<i64, Fault> {
    Ok(change::head(connection)?.seq)
}

/// Goes on behind `newest` and behind the backup's own newest number. What changed before is no longer kept.
pub(super) fn go_on(
    restored: &mut AnyConnection,
    newest: i64,
    carried_over: bool,
    at: DateTime<Utc>,
) -> Result<Lost, Fault> {
    let backed_up = change::head(restored)?.seq;
    let lost = Lost { first: backed_up + 1, last: newest.max(backed_up) };
    let seq = lost.last + 1;
    diesel::delete(changes::table).execute(restored)?;
    diesel::update(change_head::table)
        .set((change_head::seq.eq(seq), change_head::floor.eq(seq)))
        .execute(restored)?;
    // Reply dates follow from holidays and standards that are the backup's again: a server that finds no standard computes
    // all of them anew.
    diesel::update(reply_standard::table)
        .set(reply_standard::days.eq(None::<i32>))
        .execute(restored)?;
    diesel::insert_into(restores::table)
        .values((
            restores::seq.eq(seq),
            restores::at.eq(instant(at)),
            restores::lost_from.eq(lost.first),
            restores::lost_to.eq(lost.last),
            restores::carried_over.eq(carried_over),
        ))
        .execute(restored)?;
    Ok(lost)
}
