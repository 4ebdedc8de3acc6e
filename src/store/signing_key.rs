//! Signing keys as stored: wrapped, so that the database alone signs nothing.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::store::column::instant;
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::signing_keys;

/// A key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredKey {
    /// The id.
    pub kid: String,
    /// What it signs.
    pub purpose: String,
    /// The secret half, sealed.
    pub sealed_secret: String,
    /// The public half, in base64url.
    pub public_key: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From when on it signs.
    pub active_from: DateTime<Utc>,
    /// When it was withdrawn.
    pub retired_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = signing_keys)]
struct Row {
    kid: String,
    purpose: String,
    sealed_secret: String,
    public_key: String,
    created_at: NaiveDateTime,
    active_from: NaiveDateTime,
    retired_at: Option<NaiveDateTime>,
}

/// The keys of a purpose, in the order in which they sign.
///
/// # Errors
/// As [`Fault`].
pub fn list(connection: &mut AnyConnection, purpose: &str) -> Result<Vec<StoredKey>, Fault> {
    let rows: Vec<Row> = signing_keys::table
        .select(Row::as_select())
        .filter(signing_keys::purpose.eq(purpose))
        .order_by(signing_keys::active_from.asc())
        .load(connection)?;
    Ok(rows.into_iter().map(StoredKey::from).collect())
}

/// Stores a new key.
///
/// # Errors
/// As [`Fault`].
pub fn insert(connection: &mut AnyConnection, key: &StoredKey) -> Result<(), Fault> {
    let row = Row {
        kid: key.kid.clone(),
        purpose: key.purpose.clone(),
        sealed_secret: key.sealed_secret.clone(),
        public_key: key.public_key.clone(),
        created_at: instant(key.created_at),
        active_from: instant(key.active_from),
        retired_at: key.retired_at.map(instant),
    };
    diesel::insert_into(signing_keys::table).values(row).execute(connection)?;
    Ok(())
}

/// Withdraws a key.
///
/// # Errors
/// As [`Fault`].
pub fn retire(connection: &mut AnyConnection, kid: &str, at: DateTime<Utc>) -> Result<(), Fault> {
    diesel::update(signing_keys::table.filter(signing_keys::kid.eq(kid)))
        .set(signing_keys::retired_at.eq(instant(at)))
        .execute(connection)?;
    Ok(())
}

/// Keeps `sealed` in place of what was sealed of a key.
///
/// # Errors
/// As [`Fault`].
pub fn reseal(connection: &mut AnyConnection, kid: &str, sealed: &str) -> Result<(), Fault> {
    diesel::update(signing_keys::table.filter(signing_keys::kid.eq(kid)))
        .set(signing_keys::sealed_secret.eq(sealed))
        .execute(connection)?;
    Ok(())
}

/// Deletes a key.
///
/// # Errors
/// As [`Fault`].
pub fn delete(connection: &mut AnyConnection, kid: &str) -> Result<(), Fault> {
    diesel::delete(signing_keys::table.filter(signing_keys::kid.eq(kid))).execute(connection)?;
    Ok(())
}

impl From<Row> for StoredKey {
    fn from(row: Row) -> Self {
        Self {
            kid: row.kid,
            purpose: row.purpose,
            sealed_secret: row.sealed_secret,
            public_key: row.public_key,
            created_at: row.created_at.and_utc(),
            active_from: row.active_from.and_utc(),
            retired_at: row.retired_at.map(|at| at.and_utc()),
        }
    }
}
