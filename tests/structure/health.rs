//! Health is decided twice, by a function and by a database expression: both say the same of any initiative.

use chrono::{Days, NaiveDate};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rstest::rstest;
use smartcity::domain::health::{Health, HealthInput, health};
use smartcity::domain::lifecycle::Lifecycle;
use smartcity::store::AnyConnection;
use smartcity::store::initiative::filter::health_sql;

use crate::support::engine::Engine;
use crate::support::rows;

/// Initiatives that are compared at once.
const BATCH: usize = 120;

/// Days that lie far from today, near it, and on the edges of the rules.
fn around(today: NaiveDate) -> impl Strategy<Value = Option<NaiveDate>> {
    let (near, edges, far) =
        (-45_i64..45, prop::sample::select(vec![-1_i64, 0, 1, 29, 30, 31]), -9_000_i64..9_000);
    let away = prop_oneof![4 => near, 4 => edges, 1 => far];
    option::weighted(0.7, away.prop_map(move |days| later(today, days)))
}

fn later(day: NaiveDate, days: i64) -> NaiveDate {
    let distance = Days::new(days.unsigned_abs());
    if days < 0 { day - distance } else { day + distance }
}

fn input(today: NaiveDate) -> impl Strategy<Value = HealthInput> {
    let lifecycle = prop_oneof![
        3 => Just(Lifecycle::InProgress),
        2 => prop::sample::select(Lifecycle::ALL.to_vec()),
    ];
    (lifecycle, 0_i64..3, around(today), around(today), any::<bool>(), around(today)).prop_map(
        |(lifecycle, milestone_total, due, below_half, reported, stale_from)| HealthInput {
            lifecycle,
            milestone_total,
            earliest_open_due_on: due,
            earliest_open_due_on_below_half: below_half,
            reported,
            stale_from,
        },
    )
}

/// A day and initiatives whose dates lie around it.
fn batch() -> impl Strategy<Value = (NaiveDate, Vec<HealthInput>)> {
    let first = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
    (0_i64..80_000)
        .prop_map(move |days| later(first, days))
        .prop_flat_map(|today| vec(input(today), BATCH).prop_map(move |inputs| (today, inputs)))
}

/// The departments and areas that every initiative needs.
fn prepare(connection: &mut AnyConnection) {
    rows::run(
        connection,
        "INSERT INTO smart_areas (code, version, name, summary, created_at, updated_at) \
         VALUES ('area', 1, '{}', '{}', '2026-01-01 00:00:00', '2026-01-01 00:00:00');
         INSERT INTO departments (code, version, name, kind, created_at, updated_at) \
         VALUES ('D', 1, '{}', 'bureau', '2026-01-01 00:00:00', '2026-01-01 00:00:00');",
    );
}

fn store(connection: &mut AnyConnection, inputs: &[HealthInput]) {
    let date = |date: Option<NaiveDate>| date.map_or("NULL".to_owned(), |date| format!("'{date}'"));
    let values: Vec<String> = inputs
        .iter()
        .enumerate()
        .map(|(nth, input)| {
            let reported = if input.reported { "'2026-01-01 00:00:00'" } else { "NULL" };
            format!(
                "('i{nth:04}', 1, '{{}}', '{{}}', 'area', 'D', '{}', '{{}}', {}, 0, {}, {}, {reported}, {}, 'no_milestones', \
                 '2026-01-01 00:00:00', '2026-01-01 00:00:00')",
                input.lifecycle,
                input.milestone_total,
                date(input.earliest_open_due_on),
                date(input.earliest_open_due_on_below_half),
                date(input.stale_from),
            )
        })
        .collect();
    let statement = format!(
        "BEGIN; DELETE FROM initiatives; INSERT INTO initiatives (code, version, title, summary, smart_area_code, \
         lead_department_code, lifecycle, provenance, milestone_total, milestone_met, earliest_open_due_on, \
         earliest_open_due_on_below_half, last_report_at, stale_from, progress_method, created_at, updated_at) \
         VALUES {}; COMMIT;",
        values.join(", ")
    );
    rows::run(connection, &statement);
}

fn by_expression(connection: &mut AnyConnection, today: NaiveDate) -> Vec<String> {
    let expression = health_sql(today);
    rows::lines(connection, &format!("SELECT {expression} AS line FROM initiatives ORDER BY code"))
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn the_expression_finds_the_health_that_the_function_finds(#[case] engine: Engine) {
    let database = engine.migrated();
    let mut connection = database.connect();
    prepare(&mut connection);
    let mut met: Vec<Health> = Vec::new();
    let config = Config { cases: 40, failure_persistence: None, ..Config::default() };
    let outcome = {
        let (connection, met) =
            (std::cell::RefCell::new(&mut connection), std::cell::RefCell::new(&mut met));
        TestRunner::new(config).run(&batch(), |(today, inputs)| {
            let mut connection = connection.borrow_mut();
            store(&mut connection, &inputs);
            let found = by_expression(&mut connection, today);
            prop_assert_eq!(found.len(), inputs.len());
            for (input, found) in inputs.iter().zip(found) {
                let expected = health(input, today);
                prop_assert_eq!(found, expected.as_str(), "{:?} on {}", input, today);
                met.borrow_mut().push(expected);
            }
            Ok(())
        })
    };
    outcome.unwrap();
    for health in Health::ALL {
        let share = met.iter().filter(|found| **found == health).count();
        assert!(share > 20, "{health} came up {share} times among {}", met.len());
    }
}

#[rstest]
#[case::sqlite(Engine::Sqlite)]
#[case::postgres(Engine::Postgres)]
fn both_agree_on_every_lifecycle_and_on_the_edges_of_every_rule(#[case] engine: Engine) {
    let database = engine.migrated();
    let mut connection = database.connect();
    prepare(&mut connection);
    // The last day of a leap February, so that thirty days on lies across the end of two months.
    let today = NaiveDate::from_ymd_opt(2028, 2, 29).unwrap();
    let days: Vec<Option<NaiveDate>> = [None, Some(-1), Some(0), Some(1), Some(30), Some(31)]
        .map(|days| days.map(|days| later(today, days)))
        .to_vec();
    let mut inputs = Vec::new();
    for lifecycle in Lifecycle::ALL {
        for due in &days {
            for below_half in &days {
                for stale_from in &days {
                    for (milestone_total, reported) in [(0, false), (0, true), (1, false)] {
                        inputs.push(HealthInput {
                            lifecycle,
                            milestone_total,
                            earliest_open_due_on: *due,
                            earliest_open_due_on_below_half: *below_half,
                            reported,
                            stale_from: *stale_from,
                        });
                    }
                }
            }
        }
    }
    store(&mut connection, &inputs);
    let expected: Vec<&str> = inputs.iter().map(|input| health(input, today).as_str()).collect();
    assert_eq!(by_expression(&mut connection, today), expected);
}
