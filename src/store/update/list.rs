//! Lists of progress updates: what the public sees of one initiative, and what staff see of their departments.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::authz::Scope;
use crate::domain::code::{DepartmentCode, InitiativeCode};
use crate::domain::update::UpdateState;
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::page::{Condition, Direction, KeyValue, SortBy, Window, mismatch};
use crate::store::schema::{initiative_departments, initiatives, progress_updates};
use crate::store::update::{ProgressUpdate, Row};

/// A key of the order in which the public reads: by the day that is spoken of, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicSort {
    /// The day.
    DatedOn,
    /// The id; unique.
    Id,
}

impl PublicSort {
    /// The order.
    #[must_use]
    pub fn newest_first() -> Vec<SortBy<Self>> {
        [Self::DatedOn, Self::Id].map(|key| SortBy { key, direction: Direction::Descending }).into()
    }

    /// An update's place in it.
    #[must_use]
    pub fn place(update: &ProgressUpdate) -> Vec<KeyValue> {
        vec![KeyValue::Date(update.dated_on), KeyValue::Text(update.id.to_string())]
    }
}

/// The key of the order in which staff read: what was made last comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftSort {
    /// The id, which grows with time; unique.
    Id,
}

impl DraftSort {
    /// The order.
    #[must_use]
    pub fn newest_first() -> Vec<SortBy<Self>> {
        vec![SortBy { key: Self::Id, direction: Direction::Descending }]
    }

    /// An update's place in it.
    #[must_use]
    pub fn place(update: &ProgressUpdate) -> Vec<KeyValue> {
        vec![KeyValue::Text(update.id.to_string())]
    }
}

/// What staff narrow their list to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StaffFilter {
    /// Of any of these initiatives.
    pub initiatives: Vec<InitiativeCode>,
    /// By any of these departments.
    pub departments: Vec<DepartmentCode>,
    /// In any of these states.
    pub states: Vec<UpdateState>,
}

/// The published updates of an initiative, as the window says.
///
/// # Errors
/// As [`Fault`].
pub fn list_public(
    connection: &mut AnyConnection,
    code: &InitiativeCode,
    window: &Window<PublicSort>,
) -> Result<Vec<ProgressUpdate>, Fault> {
    let mut query = progress_updates::table
        .select(Row::as_select())
        .filter(progress_updates::initiative_code.eq(code.as_str()))
        .filter(progress_updates::state.eq(UpdateState::Published.as_str()))
        .order_by((progress_updates::dated_on.desc(), progress_updates::id.desc()))
        .limit(window.limit)
        .into_boxed();
    if let Some(after) = &window.after {
        let [KeyValue::Date(day), KeyValue::Text(id)] = after.as_slice() else {
            return Err(mismatch());
        };
        let earlier = progress_updates::dated_on.lt(*day);
        let behind: Condition<progress_updates::table> = Box::new(
            progress_updates::dated_on
                .le(*day)
                .and(earlier.or(progress_updates::id.lt(id.clone()))),
        );
        query = query.filter(behind);
    }
    query.load(connection)?.into_iter().map(ProgressUpdate::try_from).collect()
}

/// How many published updates an initiative has.
///
/// # Errors
/// As [`Fault`].
pub fn count_public(connection: &mut AnyConnection, code: &InitiativeCode) -> Result<i64, Fault> {
    Ok(progress_updates::table
        .filter(progress_updates::initiative_code.eq(code.as_str()))
        .filter(progress_updates::state.eq(UpdateState::Published.as_str()))
        .count()
        .get_result(connection)?)
}

/// The updates by departments in `scope` that pass the filter, as the window says.
///
/// # Errors
/// As [`Fault`].
pub fn list_staff(
    connection: &mut AnyConnection,
    scope: &Scope,
    filter: &StaffFilter,
    window: &Window<DraftSort>,
) -> Result<Vec<ProgressUpdate>, Fault> {
    let mut query = progress_updates::table
        .select(Row::as_select())
        .order_by(progress_updates::id.desc())
        .limit(window.limit)
        .into_boxed();
    for condition in conditions(connection, scope, filter)? {
        query = query.filter(condition);
    }
    if let Some(after) = &window.after {
        let [KeyValue::Text(id)] = after.as_slice() else { return Err(mismatch()) };
        query = query.filter(progress_updates::id.lt(id.clone()));
    }
    query.load(connection)?.into_iter().map(ProgressUpdate::try_from).collect()
}

/// How many updates by departments in `scope` pass the filter.
///
/// # Errors
/// As [`Fault`].
pub fn count_staff(
    connection: &mut AnyConnection,
    scope: &Scope,
    filter: &StaffFilter,
) -> Result<i64, Fault> {
    let mut query = progress_updates::table.count().into_boxed();
    for condition in conditions(connection, scope, filter)? {
        query = query.filter(condition);
    }
    Ok(query.get_result(connection)?)
}

type Passing = Condition<progress_updates::table>;

fn conditions(
    connection: &mut AnyConnection,
    scope: &Scope,
    filter: &StaffFilter,
) -> Result<Vec<Passing>, Fault> {
    let StaffFilter { initiatives, departments, states } = filter;
    let mut all: Vec<Passing> = Vec::new();
    if let Some(own) = scope.departments() {
        all.push(kept_by(connection, own)?);
    }
    if !departments.is_empty() {
        all.push(Box::new(progress_updates::department_code.eq_any(texts(departments))));
    }
    if !initiatives.is_empty() {
        all.push(Box::new(progress_updates::initiative_code.eq_any(texts(initiatives))));
    }
    if !states.is_empty() {
        let words: Vec<&'static str> = states.iter().map(|state| state.as_str()).collect();
        all.push(Box::new(progress_updates::state.eq_any(words)));
    }
    Ok(all)
}

/// Whoever leads an initiative sees every update on it; whoever reports on it, those that they wrote, while they do. The
/// initiatives are looked up first, so that each part of the condition names its rows and has its index.
fn kept_by(connection: &mut AnyConnection, own: &[DepartmentCode]) -> Result<Passing, Fault> {
    let led: Vec<String> = initiatives::table
        .select(initiatives::code)
        .filter(initiatives::lead_department_code.eq_any(texts(own)))
        .load(connection)?;
    let reported: Vec<(String, String)> = initiative_departments::table
        .select((initiative_departments::department_code, initiative_departments::initiative_code))
        .filter(initiative_departments::department_code.eq_any(texts(own)))
        .filter(initiative_departments::reporting.eq(true))
        .load(connection)?;
    let mut kept: Passing = Box::new(progress_updates::initiative_code.eq_any(led));
    let mut by_author: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (author, code) in reported {
        by_author.entry(author).or_default().push(code);
    }
    for (author, on) in by_author {
        let theirs = progress_updates::department_code
            .eq(author)
            .and(progress_updates::initiative_code.eq_any(on));
        kept = Box::new(kept.or(theirs));
    }
    Ok(kept)
}

fn texts(codes: &[impl ToString]) -> Vec<String> {
    codes.iter().map(ToString::to_string).collect()
}
