//! The days on which replies are due, to be computed anew: the submissions that wait for one, in pages, without what they
//! say; and when their clocks stood still. It must not know the rule.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::dsl::Asc;
use diesel::prelude::*;
use serde_json::Value;

use crate::domain::code::DepartmentCode;
use crate::domain::history::Event;
use crate::domain::ids::SubmissionId;
use crate::domain::submission::{SubmissionState, Visibility};
use crate::store::change::ChangeKind;
use crate::store::column::{from_json, parse, parse_optional};
use crate::store::connection::AnyConnection;
use crate::store::dialect;
use crate::store::fault::Fault;
use crate::store::schema::{stored_versions, submissions};

/// A submission as its reply clock sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its id.
    pub id: SubmissionId,
    /// Its version.
    pub version: i64,
    /// How far its handling is.
    pub state: SubmissionState,
    /// Whether the public sees it.
    pub visibility: Visibility,
    /// The department that is to answer.
    pub department_code: Option<DepartmentCode>,
    /// When it arrived.
    pub received_at: DateTime<Utc>,
    /// The last day on which an answer is in time.
    pub reply_due_on: NaiveDate,
    /// How many working days the clock stood still before.
    pub paused_days: i32,
}

/// The day on which an answer is due, when the submission arrived, and its id.
pub type Place = (NaiveDate, NaiveDateTime, String);

/// Some submissions, and where to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingPage {
    /// The submissions.
    pub items: Vec<Waiting>,
    /// Where the next ones begin; none when there are no more.
    pub next: Option<Place>,
}

/// When the handling of a submission came to a state.
pub type Moved = (DateTime<Utc>, SubmissionState);

type Row = (String, i64, String, String, Option<String>, NaiveDateTime, NaiveDate, i32);

/// The submissions in a state, of all departments or of one, in the order of their days, at most `limit` after `after`. They
/// are held until the transaction ends: whoever changes one next waits.
///
/// # Errors
/// As [`Fault`].
pub fn hold_page(
    connection: &mut AnyConnection,
    state: SubmissionState,
    department: Option<&DepartmentCode>,
    after: Option<&Place>,
    limit: i64,
) -> Result<WaitingPage, Fault> {
    let mut query = submissions::table
        .select((submissions::reply_due_on, submissions::received_at, submissions::id))
        .filter(submissions::state.eq(state.as_str()))
        .order_by(in_order())
        .limit(limit)
        .into_boxed();
    if let Some(department) = department {
        query = query.filter(submissions::department_code.eq(department.as_str()));
    }
    if let Some((day, at, id)) = after {
        // The first bound alone lets an index be used.
        let tied = submissions::received_at.eq(at).and(submissions::id.gt(id));
        let behind = submissions::reply_due_on.gt(day).or(submissions::received_at.gt(at).or(tied));
        query = query.filter(submissions::reply_due_on.ge(day)).filter(behind);
    }
    let found: Vec<Place> = query.load(connection)?;
    let ids: Vec<&str> = found.iter().map(|(_, _, id)| id.as_str()).collect();
    dialect::hold_submissions(connection, &ids)?;
    let rows: Vec<Row> = submissions::table
        .select((
            submissions::id,
            submissions::version,
            submissions::state,
            submissions::visibility,
            submissions::department_code,
            submissions::received_at,
            submissions::reply_due_on,
            submissions::paused_days,
        ))
        .filter(submissions::id.eq_any(&ids))
        .order_by(in_order())
        .load(connection)?;
    let items = rows.into_iter().map(typed).collect::<Result<_, _>>()?;
    let is_full = i64::try_from(found.len()).is_ok_and(|count| count == limit);
    Ok(WaitingPage { items, next: found.into_iter().next_back().filter(|_| is_full) })
}

fn in_order()
-> (Asc<submissions::reply_due_on>, Asc<submissions::received_at>, Asc<submissions::id>) {
    (submissions::reply_due_on.asc(), submissions::received_at.asc(), submissions::id.asc())
}

fn typed(row: Row) -> Result<Waiting, Fault> {
    let (id, version, state, visibility, department, received_at, reply_due_on, paused_days) = row;
    Ok(Waiting {
        id: parse("submission id", &id)?,
        version,
        state: parse("submission state", &state)?,
        visibility: parse("visibility", &visibility)?,
        department_code: parse_optional("department code", department.as_deref())?,
        received_at: received_at.and_utc(),
        reply_due_on,
        paused_days,
    })
}

/// Puts down another day, computed anew. The submission's own version stays: nobody has changed it.
///
/// # Errors
/// As [`Fault`].
pub fn renew(
    connection: &mut AnyConnection,
    id: SubmissionId,
    reply_due_on: NaiveDate,
    paused_days: i32,
) -> Result<(), Fault> {
    let row = submissions::table.filter(submissions::id.eq(id.to_string()));
    let days =
        (submissions::reply_due_on.eq(reply_due_on), submissions::paused_days.eq(paused_days));
    Fault::unless_one(diesel::update(row).set(days).execute(connection)?)
}

/// When the handling of submissions came to other states, oldest first, by id.
///
/// # Errors
/// As [`Fault`].
pub fn moves_of(
    connection: &mut AnyConnection,
    ids: &[SubmissionId],
) -> Result<HashMap<SubmissionId, Vec<Moved>>, Fault> {
    let keys: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let mut rows: Vec<(i64, String, NaiveDateTime, String)> = stored_versions::table
        .select((
            stored_versions::version,
            stored_versions::key,
            stored_versions::at,
            stored_versions::body,
        ))
        .filter(stored_versions::kind.eq(ChangeKind::Submission.as_str()))
        .filter(stored_versions::key.eq_any(keys))
        .filter(stored_versions::event.eq(Event::Transitioned.as_str()))
        .load(connection)?;
    rows.sort_unstable_by_key(|row| row.0);
    let mut all: HashMap<SubmissionId, Vec<Moved>> = HashMap::new();
    for (_, key, at, body) in rows {
        let body: Value = from_json("stored version", &body)?;
        let state = body.get("state").and_then(Value::as_str).unwrap_or_default();
        let moved = (at.and_utc(), parse("submission state", state)?);
        all.entry(parse("submission id", &key)?).or_default().push(moved);
    }
    Ok(all)
}
