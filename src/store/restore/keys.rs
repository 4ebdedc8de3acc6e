//! Keys after a restore. Receipts signed since the backup must still verify, what was sealed since must still open, and a
//! key that was withdrawn must not be honoured again.

use std::collections::HashSet;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::{data_keys, signing_keys};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = signing_keys)]
struct SigningKey {
    kid: String,
    purpose: String,
    sealed_secret: String,
    public_key: String,
    created_at: NaiveDateTime,
    active_from: NaiveDateTime,
    retired_at: Option<NaiveDateTime>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = data_keys)]
struct DataKey {
    key_id: String,
    purpose: String,
    sealed_secret: String,
    created_at: NaiveDateTime,
    retired_at: Option<NaiveDateTime>,
}

/// Carries keys over; gives how many the backup did not have. All keys of an installation are read at once: there are a
/// handful.
///
/// Keys of a database that shares none with the backup are sealed under another master key, and nobody could open them: they
/// stay out.
pub(super) fn carry_over(
    live: &mut AnyConnection,
    restored: &mut AnyConnection,
) -> Result<usize, Fault> {
    Ok(signing(live, restored)? + data(live, restored)?)
}

/// Signing keys are what they are in the live database: it deletes those that nothing may be verified with any more.
fn signing(live: &mut AnyConnection, restored: &mut AnyConnection) -> Result<usize, Fault> {
    let now: Vec<SigningKey> = signing_keys::table.select(SigningKey::as_select()).load(live)?;
    let then: Vec<String> = signing_keys::table.select(signing_keys::kid).load(restored)?;
    let then: HashSet<String> = then.into_iter().collect();
    let shared = now.iter().filter(|key| then.contains(&key.kid)).count();
    if shared == 0 && !then.is_empty() {
        return Ok(0);
    }
    let added = now.len() - shared;
    diesel::delete(signing_keys::table).execute(restored)?;
    for key in now {
        diesel::insert_into(signing_keys::table).values(key).execute(restored)?;
    }
    Ok(added)
}

/// Data keys are those of both: what the backup has sealed must open as well.
fn data(live: &mut AnyConnection, restored: &mut AnyConnection) -> Result<usize, Fault> {
    let now: Vec<DataKey> = data_keys::table.select(DataKey::as_select()).load(live)?;
    let then: Vec<String> = data_keys::table.select(data_keys::key_id).load(restored)?;
    let then: HashSet<String> = then.into_iter().collect();
    let shared: Vec<&str> =
        now.iter().map(|key| key.key_id.as_str()).filter(|id| then.contains(*id)).collect();
    if shared.is_empty() && !then.is_empty() {
        return Ok(0);
    }
    let added = now.len() - shared.len();
    diesel::delete(data_keys::table.filter(data_keys::key_id.eq_any(shared))).execute(restored)?;
    for key in now {
        diesel::insert_into(data_keys::table).values(key).execute(restored)?;
    }
    Ok(added)
}
