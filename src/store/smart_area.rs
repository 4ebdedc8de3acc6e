//! Smart areas as stored.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::authz::{Permitted, act};
use crate::domain::code::SmartAreaCode;
use crate::domain::text::Localized;
use crate::store::column::{from_json, instant, parse, to_json};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::smart_areas;
use crate::store::unique;

/// A theme of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmartArea {
    /// Its code.
    pub code: SmartAreaCode,
    /// Counts its own changes, from 1.
    pub version: i64,
    /// Its name in each language.
    pub name: Localized,
    /// What it is about, in each language.
    pub summary: Localized,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = smart_areas)]
struct Row {
    code: String,
    version: i64,
    name: String,
    summary: String,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

/// At most `limit` areas after the code `after`, by code.
///
/// # Errors
/// As [`Fault`].
pub fn list(
    connection: &mut AnyConnection,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<SmartArea>, Fault> {
    let mut query = smart_areas::table
        .select(Row::as_select())
        .order_by(smart_areas::code.asc())
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(smart_areas::code.gt(after));
    }
    query.load(connection)?.into_iter().map(SmartArea::try_from).collect()
}

/// The areas of those codes, in no order.
///
/// # Errors
/// As [`Fault`].
pub fn find_all(
    connection: &mut AnyConnection,
    codes: &[SmartAreaCode],
) -> Result<Vec<SmartArea>, Fault> {
    let codes: Vec<&str> = codes.iter().map(SmartAreaCode::as_str).collect();
    let rows: Vec<Row> = smart_areas::table
        .select(Row::as_select())
        .filter(smart_areas::code.eq_any(codes))
        .load(connection)?;
    rows.into_iter().map(SmartArea::try_from).collect()
}

/// How many there are.
///
/// # Errors
/// As [`Fault`].
pub fn count(connection: &mut AnyConnection) -> Result<i64, Fault> {
    Ok(smart_areas::table.select(diesel::dsl::count_star()).first(connection)?)
}

/// Stores a new area.
///
/// # Errors
/// [`Fault::Taken`] when another one has the code; as [`Fault`].
pub fn insert(
    connection: &mut AnyConnection,
    _proof: &Permitted<act::CreateSmartArea>,
    area: &SmartArea,
) -> Result<(), Fault> {
    let insert = diesel::insert_into(smart_areas::table).values(Row::try_from(area)?);
    unique::store(connection, "smart_areas_pkey", |connection| insert.execute(connection))?;
    Ok(())
}

/// Replaces a stored area.
///
/// # Errors
/// [`Fault::Collision`] when the stored version is not the one before; as [`Fault`].
pub fn replace(
    connection: &mut AnyConnection,
    _proof: &Permitted<act::EditSmartArea>,
    area: &SmartArea,
) -> Result<(), Fault> {
    let stored = smart_areas::table
        .filter(smart_areas::code.eq(area.code.as_str()))
        .filter(smart_areas::version.eq(area.version - 1));
    let updated = diesel::update(stored).set(Row::try_from(area)?).execute(connection)?;
    Fault::unless_one(updated)
}

impl TryFrom<Row> for SmartArea {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        Ok(Self {
            code: parse("smart area code", &row.code)?,
            version: row.version,
            name: from_json("smart area name", &row.name)?,
            summary: from_json("smart area summary", &row.summary)?,
            created_at: row.created_at.and_utc(),
            updated_at: row.updated_at.and_utc(),
        })
    }
}

impl TryFrom<&SmartArea> for Row {
    type Error = Fault;

    fn try_from(area: &SmartArea) -> Result<Self, Fault> {
        Ok(Self {
            code: area.code.to_string(),
            version: area.version,
            name: to_json("smart area name", &area.name)?,
            summary: to_json("smart area summary", &area.summary)?,
            created_at: instant(area.created_at),
            updated_at: instant(area.updated_at),
        })
    }
}
