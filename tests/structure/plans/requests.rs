//! What readers ask for: every list with every filter and in every order, every item, the first page and a later one.

mod initiatives;
mod milestones;
mod others;
mod reports;
mod staff;
mod submissions;

use chrono::{DateTime, NaiveDate, Utc};
use smartcity::app::page::{PageRequest, Position};
use smartcity::store::Reading;
use smartcity::store::page::{Direction, SortBy};

/// Asks.
pub type Run = Box<dyn FnOnce(&mut Reading<'_>)>;

/// One thing that is asked for.
pub struct Case {
    pub name: String,
    pub run: Run,
}

impl Case {
    pub fn new(name: impl Into<String>, run: impl FnOnce(&mut Reading<'_>) + 'static) -> Self {
        Self { name: name.into(), run: Box::new(run) }
    }
}

/// Everything.
pub fn all() -> Vec<Case> {
    let mut cases = initiatives::filtered();
    cases.extend(initiatives::items());
    cases.extend(milestones::filtered());
    cases.extend(milestones::items());
    cases.extend(others::lists());
    cases.extend(reports::filtered());
    cases.extend(staff::filtered());
    cases.extend(submissions::filtered());
    cases.extend(in_order());
    cases
}

/// Each list, unfiltered, in each order; the first page and the one after it.
pub fn in_order() -> Vec<Case> {
    let mut cases = initiatives::in_order();
    cases.extend(milestones::in_order());
    cases.extend(others::in_order());
    cases.extend(reports::in_order());
    cases.extend(staff::in_order());
    cases.extend(submissions::in_order());
    cases
}

/// Lists of few among many, with the index that finds them.
pub fn narrow() -> Vec<(Case, &'static str)> {
    let mut cases = initiatives::narrow();
    cases.extend(milestones::narrow());
    cases.extend(reports::narrow());
    cases.extend(staff::narrow());
    cases.extend(submissions::narrow());
    cases
}

/// Each list with everything that can be asked for beside it, in pages of one size.
pub fn of_size(limit: u8) -> Vec<Case> {
    let mut cases = initiatives::of_size(limit);
    cases.extend(milestones::of_size(limit));
    cases.extend(others::of_size(limit));
    cases.extend(reports::of_size(limit));
    cases.extend(staff::of_size(limit));
    cases.extend(submissions::of_size(limit));
    cases
}

/// The day on which it is asked.
pub fn today() -> NaiveDate {
    day(2026, 11, 24)
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn recently() -> DateTime<Utc> {
    day(2025, 1, 14).and_hms_opt(12, 0, 0).unwrap().and_utc()
}

fn codes<T: std::str::FromStr<Err: std::fmt::Debug>>(codes: &[&str]) -> Vec<T> {
    codes.iter().map(|code| code.parse().unwrap()).collect()
}

/// The order that the API makes of one sort key: the unique key completes it, smallest first.
fn order<S: PartialEq + Copy>(key: S, direction: Direction, unique: S) -> Vec<SortBy<S>> {
    let mut order = vec![SortBy { key, direction }];
    if key != unique {
        order.push(SortBy { key: unique, direction: Direction::Ascending });
    }
    order
}

fn page<F, S>(filter: F, order: Vec<SortBy<S>>, position: Option<Position>) -> PageRequest<F, S> {
    PageRequest { filter, order, position, limit: 25, include_total: false }
}
