//! Progress updates as stored: the typed row, one by id, and storing one. Lists are in their own file.

mod list;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::authz::act::ChangesUpdate;
use crate::authz::{Permitted, act};
use crate::domain::code::{DepartmentCode, InitiativeCode};
use crate::domain::ids::UpdateId;
use crate::domain::text::Localized;
use crate::domain::update::UpdateState;
use crate::store::column::{from_json, instant, parse, to_json};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::{initiative_departments, progress_updates};

pub use list::{
    DraftSort, PublicSort, StaffFilter, count_public, count_staff, list_public, list_staff,
};

/// A dated narrative of an initiative by its department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressUpdate {
    /// Its id.
    pub id: UpdateId,
    /// Counts its own changes, from 1.
    pub version: i64,
    /// The initiative that it tells of.
    pub initiative_code: InitiativeCode,
    /// The department that tells it.
    pub department_code: DepartmentCode,
    /// Whether the public sees it.
    pub state: UpdateState,
    /// Its title in each language.
    pub title: Localized,
    /// What it tells, in each language.
    pub body: Localized,
    /// The day that it speaks of.
    pub dated_on: NaiveDate,
    /// When it became public.
    pub published_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

#[derive(Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = progress_updates, treat_none_as_null = true)]
struct Row {
    id: String,
    version: i64,
    initiative_code: String,
    department_code: String,
    state: String,
    title: String,
    body: String,
    dated_on: NaiveDate,
    published_at: Option<NaiveDateTime>,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

/// The update of that id, a draft or not.
///
/// # Errors
/// As [`Fault`].
pub fn find(connection: &mut AnyConnection, id: UpdateId) -> Result<Option<ProgressUpdate>, Fault> {
    let row: Option<Row> = progress_updates::table
        .select(Row::as_select())
        .filter(progress_updates::id.eq(id.to_string()))
        .first(connection)
        .optional()?;
    row.map(ProgressUpdate::try_from).transpose()
}

/// Whether the department that wrote the update still reports on the initiative beside the one that leads it.
///
/// # Errors
/// As [`Fault`].
pub fn is_reporting(
    connection: &mut AnyConnection,
    update: &ProgressUpdate,
) -> Result<bool, Fault> {
    let listed = initiative_departments::table
        .filter(initiative_departments::initiative_code.eq(update.initiative_code.as_str()))
        .filter(initiative_departments::department_code.eq(update.department_code.as_str()))
        .filter(initiative_departments::reporting.eq(true));
    Ok(diesel::select(diesel::dsl::exists(listed)).get_result(connection)?)
}

/// Stores a new update.
///
/// # Errors
/// As [`Fault`].
pub fn insert(
    connection: &mut AnyConnection,
    _proof: &Permitted<act::DraftUpdate>,
    update: &ProgressUpdate,
) -> Result<(), Fault> {
    diesel::insert_into(progress_updates::table)
        .values(Row::try_from(update)?)
        .execute(connection)?;
    Ok(())
}

/// Replaces a stored update.
///
/// # Errors
/// [`Fault::Collision`] when the stored version is not the one before; as [`Fault`].
pub fn replace<A: ChangesUpdate>(
    connection: &mut AnyConnection,
    _proof: &Permitted<A>,
    update: &ProgressUpdate,
) -> Result<(), Fault> {
    let stored = progress_updates::table
        .filter(progress_updates::id.eq(update.id.to_string()))
        .filter(progress_updates::version.eq(update.version - 1));
    Fault::unless_one(diesel::update(stored).set(Row::try_from(update)?).execute(connection)?)
}

impl TryFrom<&ProgressUpdate> for Row {
    type Error = Fault;

    fn try_from(update: &ProgressUpdate) -> Result<Self, Fault> {
        Ok(Self {
            id: update.id.to_string(),
            version: update.version,
            initiative_code: update.initiative_code.to_string(),
            department_code: update.department_code.to_string(),
            state: update.state.as_str().to_owned(),
            title: to_json("update title", &update.title)?,
            body: to_json("update body", &update.body)?,
            dated_on: update.dated_on,
            published_at: update.published_at.map(instant),
            created_at: instant(update.created_at),
            updated_at: instant(update.updated_at),
        })
    }
}

impl TryFrom<Row> for ProgressUpdate {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        Ok(Self {
            id: parse("update id", &row.id)?,
            version: row.version,
            initiative_code: parse("initiative code", &row.initiative_code)?,
            department_code: parse("department code", &row.department_code)?,
            state: parse("update state", &row.state)?,
            title: from_json("update title", &row.title)?,
            body: from_json("update body", &row.body)?,
            dated_on: row.dated_on,
            published_at: row.published_at.map(|at| at.and_utc()),
            created_at: row.created_at.and_utc(),
            updated_at: row.updated_at.and_utc(),
        })
    }
}
