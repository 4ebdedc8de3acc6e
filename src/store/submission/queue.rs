//! The queue that staff work through.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::authz::Scope;
use crate::domain::code::DepartmentCode;
use crate::domain::ids::SubmissionId;
use crate::domain::language::LanguageTag;
use crate::domain::submission::{SubmissionKind, SubmissionState, Visibility};
use crate::store::column::{instant, parse};
use crate::store::connection::{AnyConnection, MultiBackend};
use crate::store::fault::Fault;
use crate::store::page::{
    self, Compare, Condition, Direction, KeyValue, SortBy, Window, among, compare, mismatch,
};
use crate::store::schema::{submission_terms, submissions};
use crate::store::submission::{Submission, few, in_order_of};

/// A key that the queue can be sorted by. An index serves an order whose keys all have one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueSort {
    /// The last day on which an answer is in time.
    ReplyDueOn,
    /// When it arrived.
    ReceivedAt,
    /// The id; unique.
    Id,
}

impl QueueSort {
    /// By the day on which an answer is due; those of one day by when they arrived.
    #[must_use]
    pub fn by_due(direction: Direction) -> Vec<SortBy<Self>> {
        [Self::ReplyDueOn, Self::ReceivedAt, Self::Id].map(|key| SortBy { key, direction }).into()
    }

    /// The submission's value of this key.
    #[must_use]
    pub fn value(self, submission: &Submission) -> KeyValue {
        match self {
            Self::ReplyDueOn => KeyValue::Date(submission.reply_due_on),
            Self::ReceivedAt => KeyValue::Instant(instant(submission.received_at)),
            Self::Id => KeyValue::Text(submission.id.to_string()),
        }
    }
}

/// What the queue is narrowed to. An empty list or `None` does not narrow; the values of one member are alternatives,
/// the members add up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// In any of these states.
    pub states: Vec<SubmissionState>,
    /// Assigned to any of these departments.
    pub departments: Vec<DepartmentCode>,
    /// Written in any of these languages.
    pub languages: Vec<LanguageTag>,
    /// Of any of these kinds.
    pub kinds: Vec<SubmissionKind>,
    /// Seen by the public or not, in any of these ways.
    pub visibilities: Vec<Visibility>,
    /// Whose answer is late (or not).
    pub overdue: Option<bool>,
    /// Search terms, all of which must occur; `Some` and empty matches nothing.
    pub terms: Option<Vec<String>>,
}

/// The values of a row by which the queue is sorted.
type Place = (NaiveDate, NaiveDateTime, String);

type Conditions = Vec<Condition<submissions::table>>;

/// The submissions in `scope` that pass the filter, as the window says.
///
/// # Errors
/// As [`Fault`].
pub fn list_queue(
    connection: &mut AnyConnection,
    scope: &Scope,
    filter: &QueueFilter,
    window: &Window<QueueSort>,
    today: NaiveDate,
) -> Result<Vec<Submission>, Fault> {
    let Some(filter) = within(scope, filter) else { return Ok(Vec::new()) };
    let few = few::with_terms(connection, filter.terms.as_deref())?;
    let parts = if few.is_some() { vec![filter] } else { parts(&filter) };
    // The keys come from the index alone; texts are read for the page that is shown.
    let mut found: Vec<Place> = Vec::new();
    for part in parts {
        let mut query = submissions::table
            .select((submissions::reply_due_on, submissions::received_at, submissions::id))
            .into_boxed();
        for condition in conditions(&part, today) {
            query = query.filter(condition);
        }
        if let Some(few) = &few {
            query = query.filter(submissions::id.eq_any(few));
        }
        if let Some(after) = &window.after {
            query = query.filter(page::behind(&window.order, after, column)?);
        }
        for sort in &window.order {
            query = query.then_order_by(order(*sort));
        }
        found.extend(query.limit(window.limit).load::<Place>(connection)?);
    }
    let page = page::merged(found, window, |key, one, other| match key {
        QueueSort::ReplyDueOn => one.0.cmp(&other.0),
        QueueSort::ReceivedAt => one.1.cmp(&other.1),
        QueueSort::Id => one.2.cmp(&other.2),
    });
    let ids: Result<Vec<SubmissionId>, Fault> =
        page.iter().map(|(_, _, id)| parse("submission id", id)).collect();
    in_order_of(connection, &ids?)
}

/// How many submissions in `scope` pass the filter.
///
/// # Errors
/// As [`Fault`].
pub fn count_queue(
    connection: &mut AnyConnection,
    scope: &Scope,
    filter: &QueueFilter,
    today: NaiveDate,
) -> Result<i64, Fault> {
    let Some(filter) = within(scope, filter) else { return Ok(0) };
    let mut query = submissions::table.count().into_boxed();
    for condition in conditions(&filter, today) {
        query = query.filter(condition);
    }
    Ok(query.get_result(connection)?)
}

/// How many replies are late on that day, of all departments together.
///
/// # Errors
/// As [`Fault`].
pub fn count_overdue(connection: &mut AnyConnection, today: NaiveDate) -> Result<i64, Fault> {
    let running = SubmissionState::ALL.into_iter().filter(|state| state.clock_runs());
    let running: Vec<&str> = running.map(SubmissionState::as_str).collect();
    let overdue = submissions::table
        .filter(submissions::state.eq_any(running))
        .filter(submissions::reply_due_on.lt(today));
    Ok(overdue.count().get_result(connection)?)
}

/// The filter narrowed to what may be shown; none when nothing is left.
fn within(scope: &Scope, filter: &QueueFilter) -> Option<QueueFilter> {
    let mut filter = filter.clone();
    if let Some(own) = scope.departments() {
        if filter.departments.is_empty() {
            filter.departments = own.to_vec();
        } else {
            filter.departments.retain(|department| own.contains(department));
        }
        if filter.departments.is_empty() {
            return None;
        }
    }
    if filter.overdue == Some(true) {
        if filter.states.is_empty() {
            filter.states = SubmissionState::ALL.to_vec();
        }
        filter.states.retain(|state| state.clock_runs());
        if filter.states.is_empty() {
            return None;
        }
    }
    Some(filter)
}

/// The filter as filters with one state each, and one department, language or visibility: the list of each is then one stretch
/// of an index, already in order, however many rows there are.
fn parts(filter: &QueueFilter) -> Vec<QueueFilter> {
    let QueueFilter { states, departments, languages, visibilities, .. } = filter;
    let is_led = !(departments.is_empty() && languages.is_empty() && visibilities.is_empty());
    if states.is_empty() && !is_led {
        return vec![filter.clone()];
    }
    let all = &SubmissionState::ALL[..];
    let states = if states.is_empty() { all } else { states.as_slice() };
    let mut parts = Vec::new();
    for state in states {
        let part = QueueFilter { states: vec![*state], ..filter.clone() };
        if !departments.is_empty() {
            let one = |code: &DepartmentCode| vec![code.clone()];
            parts.extend(
                departments
                    .iter()
                    .map(|code| QueueFilter { departments: one(code), ..part.clone() }),
            );
        } else if !languages.is_empty() {
            let one = |tag: &LanguageTag| vec![tag.clone()];
            parts.extend(
                languages.iter().map(|tag| QueueFilter { languages: one(tag), ..part.clone() }),
            );
        } else if !visibilities.is_empty() {
            let one = |seen: &Visibility| vec![*seen];
            parts.extend(
                visibilities
                    .iter()
                    .map(|seen| QueueFilter { visibilities: one(seen), ..part.clone() }),
            );
        } else {
            parts.push(part);
        }
    }
    parts
}

fn conditions(filter: &QueueFilter, today: NaiveDate) -> Conditions {
    let QueueFilter { states, departments, languages, kinds, visibilities, overdue, terms } =
        filter;
    let mut all: Conditions = Vec::new();
    if !states.is_empty() {
        let words = states.iter().map(|state| state.as_str().to_owned()).collect();
        all.push(among(submissions::state, words));
    }
    if !departments.is_empty() {
        let codes = departments.iter().map(ToString::to_string).collect();
        all.push(among(submissions::department_code.assume_not_null(), codes));
    }
    if !languages.is_empty() {
        let tags = languages.iter().map(|tag| tag.as_str().to_owned()).collect();
        all.push(among(submissions::language, tags));
    }
    if !kinds.is_empty() {
        let words = kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
        all.push(among(submissions::kind, words));
    }
    if !visibilities.is_empty() {
        let words = visibilities.iter().map(|seen| seen.as_str().to_owned()).collect();
        all.push(among(submissions::visibility, words));
    }
    match overdue {
        // Only states in which the clock runs are left in the filter.
        Some(true) => all.push(Box::new(submissions::reply_due_on.lt(today))),
        Some(false) => {
            let all_states = SubmissionState::ALL.into_iter();
            let resting: Vec<&'static str> = all_states
                .filter(|state| !state.clock_runs())
                .map(SubmissionState::as_str)
                .collect();
            let in_time = submissions::reply_due_on.ge(today);
            all.push(Box::new(in_time.or(submissions::state.eq_any(resting))));
        }
        None => {}
    }
    if let Some(terms) = terms {
        searched(terms, &mut all);
    }
    all
}

/// Adds that every one of the terms occurs.
pub(super) fn searched(terms: &[String], all: &mut Conditions) {
    if terms.is_empty() {
        all.push(Box::new(sql::<Bool>("1 = 0")));
    }
    for term in terms {
        let having = submission_terms::table
            .filter(submission_terms::term.eq(term.clone()))
            .filter(submission_terms::submission_id.eq(submissions::id));
        all.push(Box::new(diesel::dsl::exists(having)));
    }
}

type Order = Box<
    dyn BoxableExpression<
            submissions::table,
            MultiBackend,
            SqlType = diesel::expression::expression_types::NotSelectable,
        >,
>;

fn order(sort: SortBy<QueueSort>) -> Order {
    use Direction::{Ascending, Descending};
    match (sort.key, sort.direction) {
        (QueueSort::ReplyDueOn, Ascending) => Box::new(submissions::reply_due_on.asc()),
        (QueueSort::ReplyDueOn, Descending) => Box::new(submissions::reply_due_on.desc()),
        (QueueSort::ReceivedAt, Ascending) => Box::new(submissions::received_at.asc()),
        (QueueSort::ReceivedAt, Descending) => Box::new(submissions::received_at.desc()),
        (QueueSort::Id, Ascending) => Box::new(submissions::id.asc()),
        (QueueSort::Id, Descending) => Box::new(submissions::id.desc()),
    }
}

fn column(
    sort: SortBy<QueueSort>,
    how: Compare,
    value: &KeyValue,
) -> Result<Condition<submissions::table>, Fault> {
    Ok(match (sort.key, value) {
        (QueueSort::ReplyDueOn, KeyValue::Date(day)) => {
            compare(how, submissions::reply_due_on, *day)
        }
        (QueueSort::ReceivedAt, KeyValue::Instant(at)) => {
            compare(how, submissions::received_at, *at)
        }
        (QueueSort::Id, KeyValue::Text(id)) => compare(how, submissions::id, id.clone()),
        _ => return Err(mismatch()),
    })
}
