//! The row of a submission, as both databases hold it.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::domain::submission::Place;
use crate::store::column::{instant, parse, parse_optional};
use crate::store::fault::Fault;
use crate::store::schema::submissions;
use crate::store::submission::Submission;

/// All columns.
#[derive(Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = submissions, treat_none_as_null = true)]
pub(super) struct Row {
    id: String,
    version: i64,
    reference: String,
    initiative_code: Option<String>,
    smart_area_code: Option<String>,
    subject_code: Option<String>,
    kind: String,
    language: String,
    text: String,
    original_text: String,
    state: String,
    visibility: String,
    hide_reason: Option<String>,
    department_code: Option<String>,
    outcome: Option<String>,
    duplicate_of: Option<String>,
    notice_version: i32,
    may_publish: bool,
    may_contact: bool,
    secret_hash: String,
    text_sha256: String,
    received_at: NaiveDateTime,
    reply_due_on: NaiveDate,
    paused_since: Option<NaiveDate>,
    paused_days: i32,
    closed_at: Option<NaiveDateTime>,
    erased_at: Option<NaiveDateTime>,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    received_on: NaiveDate,
    replied_on: Option<NaiveDate>,
}

/// What the three columns say together.
fn place(row: &Row) -> Result<Place, Fault> {
    let columns = (&row.initiative_code, &row.smart_area_code, &row.subject_code);
    match columns {
        (Some(code), None, None) => parse("initiative code", code).map(Place::Initiative),
        (None, Some(code), None) => parse("smart area code", code).map(Place::SmartArea),
        (None, None, Some(code)) => parse("subject code", code).map(Place::Subject),
        _ => Err(Fault::corrupt("submission", "it is not about exactly one thing")),
    }
}

impl TryFrom<Row> for Submission {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        Ok(Self {
            place: place(&row)?,
            id: parse("submission id", &row.id)?,
            version: row.version,
            reference: parse("reference", &row.reference)?,
            kind: parse("submission kind", &row.kind)?,
            language: parse("language", &row.language)?,
            text: row.text,
            original_text: row.original_text,
            state: parse("submission state", &row.state)?,
            visibility: parse("visibility", &row.visibility)?,
            hide_reason: parse_optional("hide reason", row.hide_reason.as_deref())?,
            department_code: parse_optional("department code", row.department_code.as_deref())?,
            outcome: parse_optional("reply outcome", row.outcome.as_deref())?,
            duplicate_of: parse_optional("submission id", row.duplicate_of.as_deref())?,
            notice_version: row.notice_version,
            may_publish: row.may_publish,
            may_contact: row.may_contact,
            secret_hash: row.secret_hash,
            text_sha256: row.text_sha256,
            received_at: row.received_at.and_utc(),
            reply_due_on: row.reply_due_on,
            paused_since: row.paused_since,
            paused_days: row.paused_days,
            closed_at: row.closed_at.map(|at| at.and_utc()),
            erased_at: row.erased_at.map(|at| at.and_utc()),
            created_at: row.created_at.and_utc(),
            updated_at: row.updated_at.and_utc(),
            received_on: row.received_on,
            replied_on: row.replied_on,
        })
    }
}

impl From<&Submission> for Row {
    fn from(submission: &Submission) -> Self {
        let place = &submission.place;
        Self {
            id: submission.id.to_string(),
            version: submission.version,
            reference: submission.reference.to_string(),
            initiative_code: place.initiative().map(ToString::to_string),
            smart_area_code: place.smart_area().map(ToString::to_string),
            subject_code: place.subject().map(ToString::to_string),
            kind: submission.kind.as_str().to_owned(),
            language: submission.language.as_str().to_owned(),
            text: submission.text.clone(),
            original_text: submission.original_text.clone(),
            state: submission.state.as_str().to_owned(),
            visibility: submission.visibility.as_str().to_owned(),
            hide_reason: submission.hide_reason.map(|reason| reason.as_str().to_owned()),
            department_code: submission.department_code.as_ref().map(ToString::to_string),
            outcome: submission.outcome.map(|outcome| outcome.as_str().to_owned()),
            duplicate_of: submission.duplicate_of.map(|id| id.to_string()),
            notice_version: submission.notice_version,
            may_publish: submission.may_publish,
            may_contact: submission.may_contact,
            secret_hash: submission.secret_hash.clone(),
            text_sha256: submission.text_sha256.clone(),
            received_at: instant(submission.received_at),
            reply_due_on: submission.reply_due_on,
            paused_since: submission.paused_since,
            paused_days: submission.paused_days,
            closed_at: submission.closed_at.map(instant),
            erased_at: submission.erased_at.map(instant),
            created_at: instant(submission.created_at),
            updated_at: instant(submission.updated_at),
            received_on: submission.received_on,
            replied_on: submission.replied_on,
        }
    }
}
