//! Departments' answers to submissions, each with the change that it names, if any.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::authz::{Permitted, act};
use crate::domain::code::{DepartmentCode, InitiativeCode};
use crate::domain::ids::{ReplyId, SubmissionId};
use crate::domain::submission::{Influence, ReplyOutcome, Visibility};
use crate::domain::text::Localized;
use crate::store::column::{from_json, instant, parse, to_json};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::ledger::{self, Entry, LedgerSort};
use crate::store::page::{Condition, Window};
use crate::store::schema::{submission_replies, submissions};
use crate::store::submission::Submission;

/// A department's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Its id.
    pub id: ReplyId,
    /// Counts its own changes, from 1.
    pub version: i64,
    /// What it answers.
    pub submission_id: SubmissionId,
    /// The department that answers.
    pub department_code: DepartmentCode,
    /// What came of the submission.
    pub outcome: ReplyOutcome,
    /// The answer in each language.
    pub text: Localized,
    /// What was changed because of the submission.
    pub influence: Option<Influence>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = submission_replies)]
struct Row {
    id: String,
    version: i64,
    submission_id: String,
    department_code: String,
    outcome: String,
    text: String,
    influence_initiative_code: Option<String>,
    influence_kind: Option<String>,
    influence_key: Option<String>,
    influence_version: Option<i64>,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    ordinal: i64,
}

/// The replies to a submission that still say something, oldest first: what is erased takes their words along.
///
/// # Errors
/// As [`Fault`].
pub fn readable(
    connection: &mut AnyConnection,
    submission: &Submission,
) -> Result<Vec<Reply>, Fault> {
    if submission.erased_at.is_some() {
        return Ok(Vec::new());
    }
    of_submissions(connection, &[submission.id])
}

/// The replies to the given submissions, by submission, oldest first.
///
/// # Errors
/// As [`Fault`].
pub fn of_submissions(
    connection: &mut AnyConnection,
    ids: &[SubmissionId],
) -> Result<Vec<Reply>, Fault> {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let rows: Vec<Row> = submission_replies::table
        .select(Row::as_select())
        .filter(submission_replies::submission_id.eq_any(ids))
        .order_by((
            submission_replies::submission_id.asc(),
            submission_replies::ordinal.asc(),
            submission_replies::id.asc(),
        ))
        .load(connection)?;
    rows.into_iter().map(Reply::try_from).collect()
}

/// The replies to public submissions that name a change of an initiative or of one of its milestones, newest first.
///
/// # Errors
/// As [`Fault`].
pub fn influencing(
    connection: &mut AnyConnection,
    code: &InitiativeCode,
    window: &Window<LedgerSort>,
) -> Result<Vec<Entry<Reply>>, Fault> {
    let mut query = submission_replies::table
        .select(Row::as_select())
        .filter(submission_replies::influence_initiative_code.eq(code.as_str()))
        .filter(is_public())
        .order_by((submission_replies::ordinal.desc(), submission_replies::id.desc()))
        .limit(window.limit)
        .into_boxed();
    if let Some(after) = &window.after {
        let (ordinal, id) = ledger::position(after)?;
        let tied = submission_replies::ordinal.eq(ordinal).and(submission_replies::id.lt(id));
        let behind: Condition<submission_replies::table> = Box::new(
            submission_replies::ordinal
                .le(ordinal)
                .and(submission_replies::ordinal.lt(ordinal).or(tied)),
        );
        query = query.filter(behind);
    }
    query.load(connection)?.into_iter().map(Entry::try_from).collect()
}

/// How many replies [`influencing`] gives in all.
///
/// # Errors
/// As [`Fault`].
pub fn count_influencing(
    connection: &mut AnyConnection,
    code: &InitiativeCode,
) -> Result<i64, Fault> {
    Ok(submission_replies::table
        .filter(submission_replies::influence_initiative_code.eq(code.as_str()))
        .filter(is_public())
        .count()
        .get_result(connection)?)
}

/// Stores a new reply.
///
/// # Errors
/// As [`Fault`].
pub fn insert(
    connection: &mut AnyConnection,
    _proof: &Permitted<act::ReplySubmission>,
    reply: &Reply,
) -> Result<(), Fault> {
    let newest: Option<i64> = submission_replies::table
        .select(diesel::dsl::max(submission_replies::ordinal))
        .first(connection)?;
    let row = Row::of(reply, ledger::next(newest))?;
    diesel::insert_into(submission_replies::table).values(row).execute(connection)?;
    Ok(())
}

/// That the submission is one that the public sees, looked up for each reply.
fn is_public() -> Condition<submission_replies::table> {
    Box::new(diesel::dsl::exists(
        submissions::table
            .filter(submissions::id.eq(submission_replies::submission_id))
            .filter(submissions::visibility.eq(Visibility::Public.as_str())),
    ))
}

fn influence(row: &Row) -> Result<Option<Influence>, Fault> {
    let columns = (
        &row.influence_initiative_code,
        &row.influence_kind,
        &row.influence_key,
        row.influence_version,
    );
    match columns {
        (None, None, None, None) => Ok(None),
        (Some(code), Some(kind), Some(key), Some(version)) => Ok(Some(Influence {
            initiative_code: parse("initiative code", code)?,
            kind: parse("kind of influence", kind)?,
            key: key.clone(),
            version,
        })),
        _ => Err(Fault::corrupt("influence", "it is not whole")),
    }
}

impl TryFrom<Row> for Reply {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        Ok(Self {
            influence: influence(&row)?,
            id: parse("reply id", &row.id)?,
            version: row.version,
            submission_id: parse("submission id", &row.submission_id)?,
            department_code: parse("department code", &row.department_code)?,
            outcome: parse("reply outcome", &row.outcome)?,
            text: from_json("reply", &row.text)?,
            created_at: row.created_at.and_utc(),
            updated_at: row.updated_at.and_utc(),
        })
    }
}

impl TryFrom<Row> for Entry<Reply> {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        Ok(Self { ordinal: row.ordinal, id: row.id.clone(), what: row.try_into()? })
    }
}

impl Row {
    fn of(reply: &Reply, ordinal: i64) -> Result<Self, Fault> {
        let influence = reply.influence.as_ref();
        Ok(Self {
            id: reply.id.to_string(),
            version: reply.version,
            submission_id: reply.submission_id.to_string(),
            department_code: reply.department_code.to_string(),
            outcome: reply.outcome.as_str().to_owned(),
            text: to_json("reply", &reply.text)?,
            influence_initiative_code: influence.map(|to| to.initiative_code.to_string()),
            influence_kind: influence.map(|to| to.kind.as_str().to_owned()),
            influence_key: influence.map(|to| to.key.clone()),
            influence_version: influence.map(|to| to.version),
            created_at: instant(reply.created_at),
            updated_at: instant(reply.updated_at),
            ordinal,
        })
    }
}
