//! Keys of personal data as stored: wrapped, so that the database alone opens nothing.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::store::column::instant;
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::data_keys;

/// A key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataKey {
    /// The id.
    pub key_id: String,
    /// What is sealed under it.
    pub purpose: String,
    /// The secret, sealed.
    pub sealed_secret: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Since when nothing new is sealed under it.
    pub retired_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = data_keys)]
struct Row {
    key_id: String,
    purpose: String,
    sealed_secret: String,
    created_at: NaiveDateTime,
    retired_at: Option<NaiveDateTime>,
}

/// The keys of a purpose, oldest first.
///
/// # Errors
/// As [`Fault`].
pub fn list(connection: &mut AnyConnection, purpose: &str) -> Result<Vec<DataKey>, Fault> {
    let rows: Vec<Row> = data_keys::table
        .select(Row::as_select())
        .filter(data_keys::purpose.eq(purpose))
        .order_by(data_keys::created_at.asc())
        .load(connection)?;
    Ok(rows.into_iter().map(DataKey::from).collect())
}

/// Stores a new key.
///
/// # Errors
/// As [`Fault`].
pub fn insert(connection: &mut AnyConnection, key: &DataKey) -> Result<(), Fault> {
    let row = Row {
        key_id: key.key_id.clone(),
        purpose: key.purpose.clone(),
        sealed_secret: key.sealed_secret.clone(),
        created_at: instant(key.created_at),
        retired_at: key.retired_at.map(instant),
    };
    diesel::insert_into(data_keys::table).values(row).execute(connection)?;
    Ok(())
}

/// Takes a key out of use for what is new; what is sealed under it can still be opened.
///
/// # Errors
/// As [`Fault`].
pub fn retire(
    connection: &mut AnyConnection,
    key_id: &str,
    at: DateTime<Utc>,
) -> Result<(), Fault> {
    diesel::update(data_keys::table.filter(data_keys::key_id.eq(key_id)))
        .set(data_keys::retired_at.eq(instant(at)))
        .execute(connection)?;
    Ok(())
}

impl From<Row> for DataKey {
    fn from(row: Row) -> Self {
        Self {
            key_id: row.key_id,
            purpose: row.purpose,
            sealed_secret: row.sealed_secret,
            created_at: row.created_at.and_utc(),
            retired_at: row.retired_at.map(|at| at.and_utc()),
        }
    }
}
