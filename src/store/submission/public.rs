//! The list of submissions that everybody sees.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use crate::domain::code::{InitiativeCode, SmartAreaCode, SubjectCode};
use crate::domain::ids::SubmissionId;
use crate::domain::submission::{ReplyOutcome, SubmissionKind, SubmissionState, Visibility};
use crate::store::column::{instant, parse};
use crate::store::connection::{AnyConnection, MultiBackend};
use crate::store::fault::Fault;
use crate::store::page::{
    self, Compare, Condition, Direction, KeyValue, SortBy, Window, among, compare, mismatch,
};
use crate::store::schema::submissions;
use crate::store::submission::queue::searched;
use crate::store::submission::{Submission, few, in_order_of};

/// A key that the public list can be sorted by. An index serves an order whose keys all have one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubmissionSort {
    /// The local day on which it arrived.
    ReceivedOn,
    /// The id, which tells nothing; unique.
    Id,
}

impl SubmissionSort {
    /// By the days on which they arrived. Within one they are in no order that tells anything.
    #[must_use]
    pub fn by_received(direction: Direction) -> Vec<SortBy<Self>> {
        [Self::ReceivedOn, Self::Id].map(|key| SortBy { key, direction }).into()
    }

    /// The submission's value of this key.
    #[must_use]
    pub fn value(self, submission: &Submission) -> KeyValue {
        match self {
            Self::ReceivedOn => KeyValue::Date(submission.received_on),
            Self::Id => KeyValue::Text(submission.id.to_string()),
        }
    }
}

/// What the public list is narrowed to. An empty list does not narrow; the values of one member are alternatives, the
/// members add up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicFilter {
    /// About any of these initiatives.
    pub initiatives: Vec<InitiativeCode>,
    /// About any of these smart areas as a whole.
    pub smart_areas: Vec<SmartAreaCode>,
    /// About any of these subjects.
    pub subjects: Vec<SubjectCode>,
    /// Of any of these kinds.
    pub kinds: Vec<SubmissionKind>,
    /// In any of these states.
    pub states: Vec<SubmissionState>,
    /// Answered with any of these outcomes.
    pub outcomes: Vec<ReplyOutcome>,
    /// Changed at this instant or later.
    pub updated_since: Option<DateTime<Utc>>,
    /// Search terms, all of which must occur; `Some` and empty matches nothing.
    pub terms: Option<Vec<String>>,
}

type Conditions = Vec<Condition<submissions::table>>;

/// The public submissions that pass the filter, as the window says.
///
/// # Errors
/// As [`Fault`].
pub fn list_public(
    connection: &mut AnyConnection,
    filter: &PublicFilter,
    window: &Window<SubmissionSort>,
) -> Result<Vec<Submission>, Fault> {
    // The keys come from the index alone; texts are read for the page that is shown.
    let mut found: Vec<(NaiveDate, String)> = Vec::new();
    let few = few_of(connection, filter)?;
    let parts = if few.is_some() { vec![filter.clone()] } else { parts(filter) };
    for part in parts {
        let mut query =
            submissions::table.select((submissions::received_on, submissions::id)).into_boxed();
        for condition in conditions(&part) {
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
        found.extend(query.limit(window.limit).load::<(NaiveDate, String)>(connection)?);
    }
    let page = page::merged(found, window, |key, one, other| match key {
        SubmissionSort::ReceivedOn => one.0.cmp(&other.0),
        SubmissionSort::Id => one.1.cmp(&other.1),
    });
    let ids: Result<Vec<SubmissionId>, Fault> =
        page.iter().map(|(_, id)| parse("submission id", id)).collect();
    in_order_of(connection, &ids?)
}

/// The submissions that can be in the list, when they are few.
fn few_of(
    connection: &mut AnyConnection,
    filter: &PublicFilter,
) -> Result<Option<Vec<String>>, Fault> {
    let having = few::with_terms(connection, filter.terms.as_deref())?;
    match (having, filter.updated_since) {
        (None, Some(since)) => few::updated_since(connection, since),
        (having, _) => Ok(having),
    }
}

/// How many public submissions pass the filter.
///
/// # Errors
/// As [`Fault`].
pub fn count_public(connection: &mut AnyConnection, filter: &PublicFilter) -> Result<i64, Fault> {
    let mut query = submissions::table.count().into_boxed();
    for condition in conditions(filter) {
        query = query.filter(condition);
    }
    Ok(query.get_result(connection)?)
}

/// The filter as filters with one alternative each in the member that an index leads with: the list of each is then one
/// stretch of that index, already in order, however many rows there are.
fn parts(filter: &PublicFilter) -> Vec<PublicFilter> {
    let PublicFilter { initiatives, smart_areas, subjects, kinds, states, outcomes, .. } = filter;
    let rest = || filter.clone();
    if !initiatives.is_empty() {
        let part =
            |code: &InitiativeCode| PublicFilter { initiatives: vec![code.clone()], ..rest() };
        initiatives.iter().map(part).collect()
    } else if !smart_areas.is_empty() {
        let part =
            |code: &SmartAreaCode| PublicFilter { smart_areas: vec![code.clone()], ..rest() };
        smart_areas.iter().map(part).collect()
    } else if !subjects.is_empty() {
        let part = |code: &SubjectCode| PublicFilter { subjects: vec![code.clone()], ..rest() };
        subjects.iter().map(part).collect()
    } else if !kinds.is_empty() {
        let part = |kind: &SubmissionKind| PublicFilter { kinds: vec![*kind], ..rest() };
        kinds.iter().map(part).collect()
    } else if !states.is_empty() {
        let part = |state: &SubmissionState| PublicFilter { states: vec![*state], ..rest() };
        states.iter().map(part).collect()
    } else if !outcomes.is_empty() {
        let part = |outcome: &ReplyOutcome| PublicFilter { outcomes: vec![*outcome], ..rest() };
        outcomes.iter().map(part).collect()
    } else {
        vec![rest()]
    }
}

fn conditions(filter: &PublicFilter) -> Conditions {
    let PublicFilter { initiatives, smart_areas, subjects, kinds, states, .. } = filter;
    let public = submissions::visibility.eq(Visibility::Public.as_str());
    let mut all: Conditions = vec![Box::new(public)];
    if !initiatives.is_empty() {
        all.push(among(submissions::initiative_code.assume_not_null(), texts(initiatives)));
    }
    if !smart_areas.is_empty() {
        all.push(among(submissions::smart_area_code.assume_not_null(), texts(smart_areas)));
    }
    if !subjects.is_empty() {
        all.push(among(submissions::subject_code.assume_not_null(), texts(subjects)));
    }
    if !kinds.is_empty() {
        let words = kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
        all.push(among(submissions::kind, words));
    }
    if !states.is_empty() {
        let words = states.iter().map(|state| state.as_str().to_owned()).collect();
        all.push(among(submissions::state, words));
    }
    narrowed(filter, &mut all);
    all
}

/// The conditions that no index leads with.
fn narrowed(filter: &PublicFilter, all: &mut Conditions) {
    let PublicFilter { outcomes, updated_since, terms, .. } = filter;
    if !outcomes.is_empty() {
        let words = outcomes.iter().map(|word| word.as_str().to_owned()).collect();
        all.push(among(submissions::outcome.assume_not_null(), words));
    }
    if let Some(since) = updated_since {
        all.push(Box::new(submissions::updated_at.ge(instant(*since))));
    }
    if let Some(terms) = terms {
        searched(terms, all);
    }
}

fn texts<T: ToString>(values: &[T]) -> Vec<String> {
    values.iter().map(T::to_string).collect()
}

type Order = Box<
    dyn BoxableExpression<
            submissions::table,
            MultiBackend,
            SqlType = diesel::expression::expression_types::NotSelectable,
        >,
>;

fn order(sort: SortBy<SubmissionSort>) -> Order {
    use Direction::{Ascending, Descending};
    match (sort.key, sort.direction) {
        (SubmissionSort::ReceivedOn, Ascending) => Box::new(submissions::received_on.asc()),
        (SubmissionSort::ReceivedOn, Descending) => Box::new(submissions::received_on.desc()),
        (SubmissionSort::Id, Ascending) => Box::new(submissions::id.asc()),
        (SubmissionSort::Id, Descending) => Box::new(submissions::id.desc()),
    }
}

fn column(
    sort: SortBy<SubmissionSort>,
    how: Compare,
    value: &KeyValue,
) -> Result<Condition<submissions::table>, Fault> {
    Ok(match (sort.key, value) {
        (SubmissionSort::ReceivedOn, KeyValue::Date(day)) => {
            compare(how, submissions::received_on, *day)
        }
        (SubmissionSort::Id, KeyValue::Text(id)) => compare(how, submissions::id, id.clone()),
        _ => return Err(mismatch()),
    })
}
