//! How many public submissions there are of each sort, counted as they change rather than when somebody asks.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::domain::submission::{Place, ReplyOutcome, SubmissionKind, SubmissionState, Visibility};
use crate::store::column::{parse, parse_optional};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::{initiatives, submission_counts as counts};
use crate::store::submission::Submission;
use crate::store::unique;

/// How many public submissions of one sort there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmissionCell {
    /// What they are about.
    pub place: Place,
    /// The smart area of the initiative that they are about.
    pub area_of_initiative: Option<String>,
    /// Of which kind.
    pub kind: SubmissionKind,
    /// In which state.
    pub state: SubmissionState,
    /// What was replied.
    pub outcome: Option<ReplyOutcome>,
    /// How many.
    pub count: i64,
    /// How many days passed from receipt to reply, all together.
    pub reply_days: i64,
}

const INITIATIVE: &str = "initiative";
const SMART_AREA: &str = "smart_area";
const SUBJECT: &str = "subject";

/// What tells one sort from another, as its columns hold it.
type Key = (&'static str, String, &'static str, &'static str, &'static str);

/// Counts a submission that has come from what it was before, if it was there, to what it is.
///
/// # Errors
/// [`Fault::Taken`] when the first of its sort is counted elsewhere at this moment, [`Fault::Invariant`] when what it was
/// before is not counted; as [`Fault`].
pub(super) fn moved(
    connection: &mut AnyConnection,
    before: Option<&Submission>,
    after: &Submission,
) -> Result<(), Fault> {
    let (before, after) = (before.and_then(counted), counted(after));
    if before == after {
        return Ok(());
    }
    if let Some((key, days)) = before {
        let updated = add(connection, &key, -1, -days)?;
        if updated != 1 {
            return Err(Fault::Invariant(format!("{updated} counts of a submission, not one")));
        }
    }
    if let Some((key, days)) = after
        && add(connection, &key, 1, days)? == 0
    {
        let (place, code, kind, state, outcome) = key;
        let first = (
            counts::place.eq(place),
            counts::place_code.eq(code),
            counts::kind.eq(kind),
            counts::state.eq(state),
            counts::outcome.eq(outcome),
            counts::submissions.eq(1),
            counts::reply_days.eq(days),
        );
        diesel::insert_into(counts::table)
            .values(first)
            .execute(connection)
            .map_err(|error| unique::taken(error, "submission_counts_pkey"))?;
    }
    Ok(())
}

/// Where a submission is counted, and how many days its reply took; nowhere unless it is public. Seconds would tell, with the
/// instant of the reply, when to the second it was sent.
fn counted(submission: &Submission) -> Option<(Key, i64)> {
    if submission.visibility != Visibility::Public {
        return None;
    }
    let (place, code) = match &submission.place {
        Place::Initiative(code) => (INITIATIVE, code.to_string()),
        Place::SmartArea(code) => (SMART_AREA, code.to_string()),
        Place::Subject(code) => (SUBJECT, code.to_string()),
    };
    let outcome = submission.outcome.map_or("", ReplyOutcome::as_str);
    // A clock that was set back does not make a reply come before its question.
    let between = |day: NaiveDate| (day - submission.received_on).num_days().max(0);
    let days = submission.replied_on.map_or(0, between);
    let key = (place, code, submission.kind.as_str(), submission.state.as_str(), outcome);
    Some((key, days))
}

fn add(
    connection: &mut AnyConnection,
    (place, code, kind, state, outcome): &Key,
    submissions: i64,
    days: i64,
) -> Result<usize, Fault> {
    let row = counts::table
        .filter(counts::place.eq(place))
        .filter(counts::place_code.eq(code))
        .filter(counts::kind.eq(kind))
        .filter(counts::state.eq(state))
        .filter(counts::outcome.eq(outcome));
    let sums = (
        counts::submissions.eq(counts::submissions + submissions),
        counts::reply_days.eq(counts::reply_days + days),
    );
    Ok(diesel::update(row).set(sums).execute(connection)?)
}

type Row = (String, String, String, String, String, i64, i64, Option<String>);

/// All counts: as many as there are sorts, however many submissions there are.
///
/// # Errors
/// As [`Fault`].
pub fn all(connection: &mut AnyConnection) -> Result<Vec<SubmissionCell>, Fault> {
    let initiative = counts::place.eq(INITIATIVE).and(initiatives::code.eq(counts::place_code));
    let rows: Vec<Row> = counts::table
        .left_join(initiatives::table.on(initiative))
        .filter(counts::submissions.gt(0))
        .select((
            counts::place,
            counts::place_code,
            counts::kind,
            counts::state,
            counts::outcome,
            counts::submissions,
            counts::reply_days,
            initiatives::smart_area_code.nullable(),
        ))
        .load(connection)?;
    rows.into_iter().map(cell).collect()
}

fn cell(row: Row) -> Result<SubmissionCell, Fault> {
    let (place, code, kind, state, outcome, count, reply_days, area_of_initiative) = row;
    let place = match place.as_str() {
        INITIATIVE => Place::Initiative(parse("initiative code", &code)?),
        SMART_AREA => Place::SmartArea(parse("smart area code", &code)?),
        SUBJECT => Place::Subject(parse("subject code", &code)?),
        _ => return Err(Fault::corrupt("submission count", "it is of an unknown kind of place")),
    };
    let outcome = Some(outcome.as_str()).filter(|outcome| !outcome.is_empty());
    Ok(SubmissionCell {
        place,
        area_of_initiative,
        kind: parse("submission kind", &kind)?,
        state: parse("submission state", &state)?,
        outcome: parse_optional("reply outcome", outcome)?,
        count,
        reply_days,
    })
}
