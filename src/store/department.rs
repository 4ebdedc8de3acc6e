//! Departments as stored.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::authz::{Permitted, act};
use crate::domain::code::DepartmentCode;
use crate::domain::submission::clock::ReplyStandard;
use crate::domain::text::Localized;
use crate::store::column::{from_json, instant, parse, parse_optional, to_json};
use crate::store::connection::AnyConnection;
use crate::store::dialect;
use crate::store::fault::Fault;
use crate::store::schema::departments;
use crate::store::unique;

/// A bureau, department or public body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// Its code.
    pub code: DepartmentCode,
    /// Counts its own changes, from 1.
    pub version: i64,
    /// Its name in each language.
    pub name: Localized,
    /// What kind of body it is, in the catalogue's words.
    pub kind: String,
    /// The bureau it belongs to.
    pub bureau_code: Option<DepartmentCode>,
    /// The body that took its place.
    pub superseded_by: Option<DepartmentCode>,
    /// What else a reader should know.
    pub note: Option<String>,
    /// Within how many working days it replies to submissions, when that is not the installation's number.
    pub reply_days: Option<ReplyStandard>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = departments, treat_none_as_null = true)]
struct Row {
    code: String,
    version: i64,
    name: String,
    kind: String,
    bureau_code: Option<String>,
    superseded_by: Option<String>,
    note: Option<String>,
    reply_days: Option<i32>,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

/// At most `limit` departments after the code `after`, by code.
///
/// # Errors
/// As [`Fault`].
pub fn list(
    connection: &mut AnyConnection,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Department>, Fault> {
    let mut query = departments::table
        .select(Row::as_select())
        .order_by(departments::code.asc())
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(departments::code.gt(after));
    }
    query.load(connection)?.into_iter().map(Department::try_from).collect()
}

/// The departments of those codes, in no order.
///
/// # Errors
/// As [`Fault`].
pub fn find_all(
    connection: &mut AnyConnection,
    codes: &[DepartmentCode],
) -> Result<Vec<Department>, Fault> {
    let codes: Vec<&str> = codes.iter().map(DepartmentCode::as_str).collect();
    let rows: Vec<Row> = departments::table
        .select(Row::as_select())
        .filter(departments::code.eq_any(codes))
        .load(connection)?;
    rows.into_iter().map(Department::try_from).collect()
}

/// The department of that code, kept as it is until the transaction ends.
///
/// # Errors
/// As [`Fault`].
pub fn share(
    connection: &mut AnyConnection,
    code: &DepartmentCode,
) -> Result<Option<Department>, Fault> {
    dialect::share_department(connection, code)?;
    Ok(find_all(connection, std::slice::from_ref(code))?.pop())
}

/// Within how many working days departments reply that have a standard of their own.
///
/// # Errors
/// As [`Fault`].
pub fn reply_standards(
    connection: &mut AnyConnection,
) -> Result<HashMap<DepartmentCode, ReplyStandard>, Fault> {
    let rows: Vec<(String, i32)> = departments::table
        .select((departments::code, departments::reply_days.assume_not_null()))
        .filter(departments::reply_days.is_not_null())
        .load(connection)?;
    rows.into_iter()
        .map(|(code, days)| Ok((parse("department code", &code)?, standard(days)?)))
        .collect()
}

/// How many there are.
///
/// # Errors
/// As [`Fault`].
pub fn count(connection: &mut AnyConnection) -> Result<i64, Fault> {
    Ok(departments::table.select(diesel::dsl::count_star()).first(connection)?)
}

/// Stores a new department; its bureau must be stored already.
///
/// # Errors
/// [`Fault::Taken`] when another one has the code; as [`Fault`].
pub fn insert(
    connection: &mut AnyConnection,
    _proof: &Permitted<act::CreateDepartment>,
    department: &Department,
) -> Result<(), Fault> {
    let insert = diesel::insert_into(departments::table).values(Row::try_from(department)?);
    unique::store(connection, "departments_pkey", |connection| insert.execute(connection))?;
    Ok(())
}

/// Replaces a stored department.
///
/// # Errors
/// [`Fault::Collision`] when the stored version is not the one before; as [`Fault`].
pub fn replace(
    connection: &mut AnyConnection,
    _proof: &Permitted<act::EditDepartment>,
    department: &Department,
) -> Result<(), Fault> {
    let stored = departments::table
        .filter(departments::code.eq(department.code.as_str()))
        .filter(departments::version.eq(department.version - 1));
    let updated = diesel::update(stored).set(Row::try_from(department)?).execute(connection)?;
    Fault::unless_one(updated)
}

fn standard(days: i32) -> Result<ReplyStandard, Fault> {
    ReplyStandard::try_from(i64::from(days)).map_err(|error| Fault::corrupt("reply days", error))
}

impl TryFrom<Row> for Department {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        Ok(Self {
            code: parse("department code", &row.code)?,
            version: row.version,
            name: from_json("department name", &row.name)?,
            kind: row.kind,
            bureau_code: parse_optional("department code", row.bureau_code.as_deref())?,
            superseded_by: parse_optional("department code", row.superseded_by.as_deref())?,
            note: row.note,
            reply_days: row.reply_days.map(standard).transpose()?,
            created_at: row.created_at.and_utc(),
            updated_at: row.updated_at.and_utc(),
        })
    }
}

impl TryFrom<&Department> for Row {
    type Error = Fault;

    fn try_from(department: &Department) -> Result<Self, Fault> {
        Ok(Self {
            code: department.code.to_string(),
            version: department.version,
            name: to_json("department name", &department.name)?,
            kind: department.kind.clone(),
            bureau_code: department.bureau_code.as_ref().map(ToString::to_string),
            superseded_by: department.superseded_by.as_ref().map(ToString::to_string),
            note: department.note.clone(),
            reply_days: department.reply_days.map(|days| i32::from(days.get())),
            created_at: instant(department.created_at),
            updated_at: instant(department.updated_at),
        })
    }
}
