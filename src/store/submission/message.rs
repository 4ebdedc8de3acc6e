//! Messages about a submission: the correspondence with its author, and the notes that staff keep for themselves.

use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::authz::{Permitted, act};
use crate::domain::code::DepartmentCode;
use crate::domain::ids::{MessageId, SubmissionId};
use crate::store::column::{instant, parse, parse_optional};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::ledger;
use crate::store::schema::submission_messages;

/// Whose message it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The author of the submission.
    Citizen,
    /// A department or a moderator, to the author.
    Department,
    /// A department or a moderator, to staff alone.
    Note,
}

impl Author {
    const ALL: [Self; 3] = [Self::Citizen, Self::Department, Self::Note];

    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Department => "department",
            Self::Note => "note",
        }
    }
}

/// The word is none of the authors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a known author of messages")]
pub struct UnknownAuthor;

impl FromStr for Author {
    type Err = UnknownAuthor;
    fn from_str(word: &str) -> Result<Self, UnknownAuthor> {
        Self::ALL.into_iter().find(|author| author.as_str() == word).ok_or(UnknownAuthor)
    }
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Whose it is.
    pub author: Author,
    /// In the name of which department.
    pub department_code: Option<DepartmentCode>,
    /// What it says.
    pub text: String,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = submission_messages)]
struct Row {
    id: String,
    submission_id: String,
    author: String,
    department_code: Option<String>,
    text: String,
    created_at: NaiveDateTime,
    ordinal: i64,
}

/// All messages about a submission, oldest first.
///
/// # Errors
/// As [`Fault`].
pub fn of(connection: &mut AnyConnection, id: SubmissionId) -> Result<Vec<Message>, Fault> {
    let rows: Vec<Row> = submission_messages::table
        .select(Row::as_select())
        .filter(submission_messages::submission_id.eq(id.to_string()))
        .order_by((submission_messages::ordinal.asc(), submission_messages::id.asc()))
        .load(connection)?;
    rows.into_iter().map(Message::try_from).collect()
}

/// How many messages of its author there are about a submission.
///
/// # Errors
/// As [`Fault`].
pub fn count_of_author(connection: &mut AnyConnection, id: SubmissionId) -> Result<i64, Fault> {
    Ok(submission_messages::table
        .filter(submission_messages::submission_id.eq(id.to_string()))
        .filter(submission_messages::author.eq(Author::Citizen.as_str()))
        .count()
        .get_result(connection)?)
}

/// Stores a message of the submission's author, who proved it by the secret.
///
/// # Errors
/// As [`Fault`].
pub fn insert(
    connection: &mut AnyConnection,
    id: SubmissionId,
    message: &Message,
) -> Result<(), Fault> {
    store(connection, id, message)
}

/// Stores a department's question to the submission's author.
///
/// # Errors
/// As [`Fault`].
pub fn ask(
    connection: &mut AnyConnection,
    _proof: &Permitted<act::AwaitCitizen>,
    id: SubmissionId,
    message: &Message,
) -> Result<(), Fault> {
    store(connection, id, message)
}

/// Stores why nobody answers the submission, for its author.
///
/// # Errors
/// As [`Fault`].
pub fn explain(
    connection: &mut AnyConnection,
    _proof: &Permitted<act::DecideSubmission>,
    id: SubmissionId,
    message: &Message,
) -> Result<(), Fault> {
    store(connection, id, message)
}

/// Stores a note that staff alone see.
///
/// # Errors
/// As [`Fault`].
pub fn note(
    connection: &mut AnyConnection,
    _proof: &Permitted<act::NoteSubmission>,
    id: SubmissionId,
    message: &Message,
) -> Result<(), Fault> {
    store(connection, id, message)
}

fn store(connection: &mut AnyConnection, id: SubmissionId, message: &Message) -> Result<(), Fault> {
    let newest: Option<i64> = submission_messages::table
        .select(diesel::dsl::max(submission_messages::ordinal))
        .filter(submission_messages::submission_id.eq(id.to_string()))
        .first(connection)?;
    let row = Row {
        id: message.id.to_string(),
        submission_id: id.to_string(),
        author: message.author.as_str().to_owned(),
        department_code: message.department_code.as_ref().map(ToString::to_string),
        text: message.text.clone(),
        created_at: instant(message.created_at),
        ordinal: ledger::next(newest),
    };
    diesel::insert_into(submission_messages::table).values(row).execute(connection)?;
    Ok(())
}

impl TryFrom<Row> for Message {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        Ok(Self {
            id: parse("message id", &row.id)?,
            author: parse("author", &row.author)?,
            department_code: parse_optional("department code", row.department_code.as_deref())?,
            text: row.text,
            created_at: row.created_at.and_utc(),
        })
    }
}
