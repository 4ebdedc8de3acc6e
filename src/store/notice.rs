//! Privacy notices as stored: what people consent to. A notice never changes; another text is another version.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::domain::text::Localized;
use crate::store::column::{from_json, to_json};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::notices;

/// A privacy notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its number, from 1.
    pub version: i32,
    /// What it says, in each language.
    pub text: Localized,
    /// From which day on it is the one to consent to.
    pub effective_on: NaiveDate,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = notices)]
struct Row {
    version: i32,
    text: String,
    effective_on: NaiveDate,
}

/// The notice of that version.
///
/// # Errors
/// As [`Fault`].
pub fn find(connection: &mut AnyConnection, version: i32) -> Result<Option<Notice>, Fault> {
    let row: Option<Row> = notices::table
        .select(Row::as_select())
        .filter(notices::version.eq(version))
        .first(connection)
        .optional()?;
    row.map(Notice::try_from).transpose()
}

/// The notice that is to be consented to on that day.
///
/// # Errors
/// As [`Fault`].
pub fn newest(connection: &mut AnyConnection, today: NaiveDate) -> Result<Option<Notice>, Fault> {
    let row: Option<Row> = notices::table
        .select(Row::as_select())
        .filter(notices::effective_on.le(today))
        .order_by((notices::effective_on.desc(), notices::version.desc()))
        .first(connection)
        .optional()?;
    row.map(Notice::try_from).transpose()
}

/// Stores a new notice.
///
/// # Errors
/// As [`Fault`].
pub fn insert(connection: &mut AnyConnection, notice: &Notice) -> Result<(), Fault> {
    let row = Row {
        version: notice.version,
        text: to_json("notice", &notice.text)?,
        effective_on: notice.effective_on,
    };
    diesel::insert_into(notices::table).values(row).execute(connection)?;
    Ok(())
}

impl TryFrom<Row> for Notice {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        Ok(Self {
            version: row.version,
            text: from_json("notice", &row.text)?,
            effective_on: row.effective_on,
        })
    }
}
