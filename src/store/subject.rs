//! Subjects as stored: what citizens write about beside initiatives and smart areas. They come from a loaded file.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::code::SubjectCode;
use crate::domain::text::Localized;
use crate::store::column::{from_json, instant, parse, to_json};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::subjects;

/// A subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Its code.
    pub code: SubjectCode,
    /// Counts its own changes, from 1.
    pub version: i64,
    /// Its title in each language.
    pub title: Localized,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = subjects)]
struct Row {
    code: String,
    version: i64,
    title: String,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

/// At most `limit` subjects after the code `after`, by code.
///
/// # Errors
/// As [`Fault`].
pub fn list(
    connection: &mut AnyConnection,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Subject>, Fault> {
    let mut query = subjects::table
        .select(Row::as_select())
        .order_by(subjects::code.asc())
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(subjects::code.gt(after));
    }
    query.load(connection)?.into_iter().map(Subject::try_from).collect()
}

/// The subjects of those codes, in no order.
///
/// # Errors
/// As [`Fault`].
pub fn find_all(
    connection: &mut AnyConnection,
    codes: &[SubjectCode],
) -> Result<Vec<Subject>, Fault> {
    let codes: Vec<&str> = codes.iter().map(SubjectCode::as_str).collect();
    let rows: Vec<Row> = subjects::table
        .select(Row::as_select())
        .filter(subjects::code.eq_any(codes))
        .load(connection)?;
    rows.into_iter().map(Subject::try_from).collect()
}

/// How many there are.
///
/// # Errors
/// As [`Fault`].
pub fn count(connection: &mut AnyConnection) -> Result<i64, Fault> {
    Ok(subjects::table.select(diesel::dsl::count_star()).first(connection)?)
}

/// Stores a new subject.
///
/// # Errors
/// As [`Fault`].
pub fn insert(connection: &mut AnyConnection, subject: &Subject) -> Result<(), Fault> {
    diesel::insert_into(subjects::table).values(Row::try_from(subject)?).execute(connection)?;
    Ok(())
}

/// Replaces a stored subject.
///
/// # Errors
/// [`Fault::Collision`] when the stored version is not the one before; as [`Fault`].
pub fn replace(connection: &mut AnyConnection, subject: &Subject) -> Result<(), Fault> {
    let stored = subjects::table
        .filter(subjects::code.eq(subject.code.as_str()))
        .filter(subjects::version.eq(subject.version - 1));
    let updated = diesel::update(stored).set(Row::try_from(subject)?).execute(connection)?;
    Fault::unless_one(updated)
}

impl TryFrom<Row> for Subject {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        Ok(Self {
            code: parse("subject code", &row.code)?,
            version: row.version,
            title: from_json("subject title", &row.title)?,
            created_at: row.created_at.and_utc(),
            updated_at: row.updated_at.and_utc(),
        })
    }
}

impl TryFrom<&Subject> for Row {
    type Error = Fault;

    fn try_from(subject: &Subject) -> Result<Self, Fault> {
        Ok(Self {
            code: subject.code.to_string(),
            version: subject.version,
            title: to_json("subject title", &subject.title)?,
            created_at: instant(subject.created_at),
            updated_at: instant(subject.updated_at),
        })
    }
}
