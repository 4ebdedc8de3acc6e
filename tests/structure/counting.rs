//! What is counted is what is shown, whatever became of a submission.

use std::collections::BTreeMap;

use rstest::rstest;
use smartcity::domain::submission::{
    HideReason, ReplyOutcome, SubmissionKind, SubmissionState, Visibility,
};
use smartcity::store::page::{Direction, Window};
use smartcity::store::submission::{
    self, PublicFilter, Submission, SubmissionSort, count, count_public, erase, list_public,
};
use smartcity::store::{AnyConnection, Fault};

use crate::submissions::{now, nth, with, write};
use crate::support::engine::Engine;

/// What can have become of a submission.
#[derive(Debug, Clone, Copy)]
struct Fate {
    visibility: Visibility,
    state: SubmissionState,
    outcome: Option<ReplyOutcome>,
    is_erased: bool,
}

fn fates() -> Vec<Fate> {
    let states = [
        (SubmissionState::Received, None),
        (SubmissionState::Answered, Some(ReplyOutcome::Noted)),
        (SubmissionState::Withdrawn, None),
    ];
    let mut all = Vec::new();
    for visibility in [Visibility::Pending, Visibility::Public, Visibility::Hidden] {
        for (state, outcome) in states {
            for is_erased in [false, true] {
                all.push(Fate { visibility, state, outcome, is_erased });
            }
        }
    }
    all
}

fn become_of(connection: &mut AnyConnection, version: i64, fate: Fate) -> Result<(), Fault> {
    let next = Submission {
        version,
        visibility: fate.visibility,
        hide_reason: (fate.visibility == Visibility::Hidden).then_some(HideReason::AuthorRequest),
        state: fate.state,
        outcome: fate.outcome,
        replied_on: fate.outcome.map(|_| nth(0).received_on + chrono::Days::new(3)),
        closed_at: fate.state.is_closed().then(now),
        erased_at: fate.is_erased.then(now),
        ..nth(0)
    };
    if fate.is_erased {
        erase::erase(connection, &next)
    } else {
        submission::replace_by_author(connection, &next)
    }
}

/// How many there are of a sort, and how many days their replies took.
type Numbers = BTreeMap<(SubmissionKind, SubmissionState, Option<ReplyOutcome>), (i64, i64)>;

fn counted(connection: &mut AnyConnection) -> Result<Numbers, Fault> {
    let cells = count::all(connection)?.into_iter();
    let number = |one: count::SubmissionCell| {
        ((one.kind, one.state, one.outcome), (one.count, one.reply_days))
    };
    Ok(cells.map(number).collect())
}

fn shown(connection: &mut AnyConnection) -> Result<Numbers, Fault> {
    let order = SubmissionSort::by_received(Direction::Descending);
    let window = Window { order, after: None, limit: 100 };
    let mut numbers = Numbers::new();
    for one in list_public(connection, &PublicFilter::default(), &window)? {
        let number = numbers.entry((one.kind, one.state, one.outcome)).or_default();
        number.0 += 1;
        number.1 += one.replied_on.map_or(0, |day| (day - one.received_on).num_days());
    }
    Ok(numbers)
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn whatever_follows_on_whatever_what_is_counted_is_what_is_listed(#[case] engine: Engine) {
    let (_kept, database) = with(engine, 2);
    let wrong = write(&database, |connection| {
        let (mut version, mut wrong) = (1, Vec::new());
        for before in fates() {
            for after in fates() {
                for fate in [before, after] {
                    version += 1;
                    become_of(connection, version, fate)?;
                    let (counted, shown) = (counted(connection)?, shown(connection)?);
                    let total = count_public(connection, &PublicFilter::default())?;
                    let sum: i64 = counted.values().map(|(count, _)| count).sum();
                    if counted != shown || sum != total {
                        wrong.push(format!("{before:?}, {after:?}: {counted:?}, not {shown:?}"));
                    }
                }
            }
        }
        Ok(wrong)
    });
    assert_eq!(wrong, Vec::<String>::new());
}
