//! Blueprint editions as stored.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::code::BlueprintCode;
use crate::domain::text::Localized;
use crate::store::column::{from_json, instant, parse, to_json};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::blueprints;

/// A published edition of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blueprint {
    /// Its code.
    pub code: BlueprintCode,
    /// Counts its own changes, from 1.
    pub version: i64,
    /// Its title in each language.
    pub title: Localized,
    /// The day it was published.
    pub published_on: NaiveDate,
    /// How many initiatives the publication itself counts.
    pub announced_initiative_count: Option<i32>,
    /// Where it comes from; free text.
    pub source: Option<String>,
    /// What else a reader should know.
    pub note: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = blueprints, treat_none_as_null = true)]
struct Row {
    code: String,
    version: i64,
    title: String,
    published_on: NaiveDate,
    announced_initiative_count: Option<i32>,
    source: Option<String>,
    note: Option<String>,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

/// At most `limit` editions after the code `after`, by code.
///
/// # Errors
/// As [`Fault`].
pub fn list(
    connection: &mut AnyConnection,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Blueprint>, Fault> {
    let mut query = blueprints::table
        .select(Row::as_select())
        .order_by(blueprints::code.asc())
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(blueprints::code.gt(after));
    }
    query.load(connection)?.into_iter().map(Blueprint::try_from).collect()
}

/// The editions of those codes, in no order.
///
/// # Errors
/// As [`Fault`].
pub fn find_all(
    connection: &mut AnyConnection,
    codes: &[BlueprintCode],
) -> Result<Vec<Blueprint>, Fault> {
    let codes: Vec<&str> = codes.iter().map(BlueprintCode::as_str).collect();
    let rows: Vec<Row> = blueprints::table
        .select(Row::as_select())
        .filter(blueprints::code.eq_any(codes))
        .load(connection)?;
    rows.into_iter().map(Blueprint::try_from).collect()
}

/// How many there are.
///
/// # Errors
/// As [`Fault`].
pub fn count(connection: &mut AnyConnection) -> Result<i64, Fault> {
    Ok(blueprints::table.select(diesel::dsl::count_star()).first(connection)?)
}

/// Stores a new edition.
///
/// # Errors
/// As [`Fault`].
pub fn insert(connection: &mut AnyConnection, blueprint: &Blueprint) -> Result<(), Fault> {
    diesel::insert_into(blueprints::table).values(Row::try_from(blueprint)?).execute(connection)?;
    Ok(())
}

/// Replaces a stored edition.
///
/// # Errors
/// As [`Fault`].
pub fn replace(connection: &mut AnyConnection, blueprint: &Blueprint) -> Result<(), Fault> {
    diesel::update(blueprints::table.filter(blueprints::code.eq(blueprint.code.as_str())))
        .set(Row::try_from(blueprint)?)
        .execute(connection)?;
    Ok(())
}

impl TryFrom<Row> for Blueprint {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        Ok(Self {
            code: parse("blueprint code", &row.code)?,
            version: row.version,
            title: from_json("blueprint title", &row.title)?,
            published_on: row.published_on,
            announced_initiative_count: row.announced_initiative_count,
            source: row.source,
            note: row.note,
            created_at: row.created_at.and_utc(),
            updated_at: row.updated_at.and_utc(),
        })
    }
}

impl TryFrom<&Blueprint> for Row {
    type Error = Fault;

    fn try_from(blueprint: &Blueprint) -> Result<Self, Fault> {
        Ok(Self {
            code: blueprint.code.to_string(),
            version: blueprint.version,
            title: to_json("blueprint title", &blueprint.title)?,
            published_on: blueprint.published_on,
            announced_initiative_count: blueprint.announced_initiative_count,
            source: blueprint.source.clone(),
            note: blueprint.note.clone(),
            created_at: instant(blueprint.created_at),
            updated_at: instant(blueprint.updated_at),
        })
    }
}
