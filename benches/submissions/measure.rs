//! What is measured, each on its own: a page of a list as a request reads it, and one more submission on disk.

use std::time::Instant;

use chrono::NaiveDate;
use smartcity::authz::{Action, Grants, Scope};
use smartcity::domain::membership::{Membership, Memberships};
use smartcity::domain::role::Role;
use smartcity::domain::submission::SubmissionState;
use smartcity::store::page::{Direction, Window};
use smartcity::store::submission::{
    self, PublicFilter, QueueFilter, QueueSort, SubmissionSort, count,
};
use smartcity::store::{Database, Fault, Reading};

use crate::{Failure, filled};

/// A page.
const PAGE: i64 = 26;

/// The medians, in microseconds.
pub fn all(
    database: &Database,
    stored: u32,
    rounds: u32,
) -> Result<Vec<(&'static str, f64)>, Failure> {
    let public = PublicFilter::default();
    let one = PublicFilter {
        initiatives: vec!["automated-parking-systems".parse()?],
        ..PublicFilter::default()
    };
    let open = QueueFilter { states: vec![SubmissionState::Assigned], ..QueueFilter::default() };
    let found =
        QueueFilter { terms: Some(vec![(stored - 1).to_string()]), ..QueueFilter::default() };
    let (all, own) = (scope(Role::Moderator, None)?, scope(Role::Responder, Some("TD"))?);
    let newest = Window {
        order: SubmissionSort::by_received(Direction::Descending),
        after: None,
        limit: PAGE,
    };
    let due = Window { order: QueueSort::by_due(Direction::Ascending), after: None, limit: PAGE };
    let day = NaiveDate::default();
    let read = |what: &dyn Fn(&mut Reading<'_>) -> Result<usize, Fault>| {
        median(rounds, || Ok(database.read_blocking(|reading| what(reading)).map(drop)?))
    };
    let public_page = |filter: &PublicFilter, reading: &mut Reading<'_>| {
        submission::list_public(reading.connection, filter, &newest).map(|page| page.len())
    };
    let queue_page = |scope: &Scope, filter: &QueueFilter, reading: &mut Reading<'_>| {
        let connection = &mut *reading.connection;
        submission::list_queue(connection, scope, filter, &due, day).map(|page| page.len())
    };
    Ok(vec![
        ("public list, newest first", read(&|reading| public_page(&public, reading))?),
        ("public list of one initiative", read(&|reading| public_page(&one, reading))?),
        (
            "queue of a moderator",
            read(&|reading| queue_page(&all, &QueueFilter::default(), reading))?,
        ),
        ("queue of a department, open", read(&|reading| queue_page(&own, &open, reading))?),
        ("queue, searched for a word", read(&|reading| queue_page(&all, &found, reading))?),
        (
            "numbers for the statistics",
            read(&|reading| count::all(reading.connection).map(|all| all.len()))?,
        ),
        ("one more stored, on disk", intake(database, rounds)?),
    ])
}

fn scope(role: Role, department: Option<&str>) -> Result<Scope, Failure> {
    let department = department.map(str::parse).transpose()?;
    let memberships = Memberships::new(vec![Membership { role, department }])
        .map_err(|_| "the role is not held so")?;
    Ok(Grants::new(memberships).scope(Action::ReadSubmissions))
}

/// Takes in one after the other, numbered from the end so that none meets those that come later.
fn intake(database: &Database, rounds: u32) -> Result<f64, Failure> {
    thread_local! { static NEXT: std::cell::Cell<u32> = const { std::cell::Cell::new(u32::MAX) }; }
    median(rounds, || {
        let number = NEXT.replace(NEXT.get() - 1);
        let one = filled::submission(number)?;
        let stored = database.write_blocking(filled::began(), move |writing| {
            submission::insert(writing.connection, &one)
        });
        Ok(stored.map_err(|fault: Fault| fault.to_string())?)
    })
}

fn median(rounds: u32, mut once: impl FnMut() -> Result<(), Failure>) -> Result<f64, Failure> {
    once()?;
    let mut took = Vec::new();
    for _ in 0..rounds {
        let began = Instant::now();
        once()?;
        took.push(began.elapsed().as_secs_f64() * 1e6);
    }
    took.sort_by(f64::total_cmp);
    Ok(took.get(took.len() / 2).copied().unwrap_or_default())
}
