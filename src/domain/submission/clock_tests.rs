//! Tests of the reply clock, apart from it for length. They must not know anything but the public functions.

use super::*;
use chrono::Days;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn standard(days: i64) -> ReplyStandard {
    days.try_into().unwrap()
}

/// Some of Hong Kong's general holidays; the first one is a Sunday, made up for by the Monday.
fn holidays() -> BTreeSet<NaiveDate> {
    ["2026-04-05", "2026-04-06", "2026-04-07", "2026-05-01", "2026-12-25", "2026-12-26"]
        .map(day)
        .into()
}

fn due(received_on: &str, days: i64) -> NaiveDate {
    reply_due_on(day(received_on), standard(days), 0, &holidays())
}

fn resumed(due_on: &str, since: &str, today: &str) -> (NaiveDate, i32) {
    let Resumed { due_on, stood } =
        resume(day("2026-11-23"), day(due_on), day(since), day(today), &holidays());
    (due_on, stood)
}

#[test]
fn the_day_of_receipt_does_not_count() {
    assert_eq!(due("2026-11-23", 1), day("2026-11-24"));
    assert_eq!(due("2026-11-23", 4), day("2026-11-27"));
}

#[test]
fn weekends_and_holidays_do_not_count() {
    assert_eq!(due("2026-11-27", 1), day("2026-11-30"), "a Friday");
    assert_eq!(due("2026-11-28", 1), day("2026-11-30"), "a Saturday");
    assert_eq!(due("2026-04-03", 1), day("2026-04-08"), "before a long weekend");
    assert_eq!(due("2026-04-30", 1), day("2026-05-04"), "before a holiday and a weekend");
    assert_eq!(due("2026-12-24", 10), day("2027-01-08"));
}

#[test]
fn neither_the_day_of_the_question_nor_that_of_the_answer_counts() {
    assert_eq!(due("2026-11-23", 3), day("2026-11-26"));
    assert_eq!(resumed("2026-11-26", "2026-11-24", "2026-11-24"), (day("2026-11-27"), 1));
    assert_eq!(resumed("2026-11-26", "2026-11-24", "2026-11-25"), (day("2026-11-30"), 2));
    assert_eq!(resumed("2026-11-26", "2026-11-23", "2026-11-23"), (day("2026-11-26"), 0));
    assert_eq!(resumed("2026-12-24", "2026-12-23", "2026-12-28"), (day("2026-12-30"), 3));
}

#[test]
fn what_was_late_when_it_stopped_is_late_when_it_goes_on() {
    assert_eq!(resumed("2026-11-24", "2026-11-25", "2026-11-27"), (day("2026-11-24"), 3));
}

#[test]
fn days_that_the_clock_stood_still_do_not_count_for_another_standard() {
    let paused = reply_due_on(day("2026-11-23"), standard(3), 2, &holidays());
    assert_eq!(paused, due("2026-11-23", 5));
}

#[test]
fn a_reply_is_late_from_the_day_after_unless_the_author_is_awaited_or_all_is_over() {
    for state in SubmissionState::ALL {
        let late = |today| is_overdue(day("2026-11-26"), day(today), state);
        assert!(!late("2026-11-25") && !late("2026-11-26"), "{state}");
        assert_eq!(late("2026-11-27"), state.clock_runs(), "{state}");
    }
}

#[test]
fn a_standard_is_1_to_250_days() {
    assert_eq!(standard(250).get(), 250);
    for days in [-1, 0, 251, i64::MAX] {
        let fault = ReplyStandard::try_from(days).unwrap_err();
        assert_eq!(fault.to_string(), "must be a whole number from 1 to 250");
    }
    assert_eq!(serde_json::from_str::<ReplyStandard>("21").unwrap(), standard(21));
    assert!(serde_json::from_str::<ReplyStandard>("0").is_err());
}

#[test]
fn the_ends_of_the_calendar_do_not_panic_or_take_long() {
    let none = BTreeSet::new();
    let (first, last) = (NaiveDate::MIN, NaiveDate::MAX);
    for received_on in [first, day("2026-11-23"), last] {
        assert!(reply_due_on(received_on, standard(250), 1_000, &none) >= received_on);
        assert!(resume(first, received_on, first, received_on, &none).due_on >= received_on);
    }
    assert_eq!(reply_due_on(last, standard(1), i32::MAX, &none), last);
    assert_eq!(resume(first, first, last, last, &none).due_on, first);
    assert!(working_days(first, last, &none) > 130_000_000);
    assert_eq!(working_days(last, first, &none), 0);
}

fn days(from: &'static str, length: u64) -> impl Strategy<Value = NaiveDate> {
    (0..length).prop_map(move |days| day(from) + Days::new(days))
}

fn some_holidays() -> impl Strategy<Value = BTreeSet<NaiveDate>> {
    proptest::collection::btree_set(days("2026-01-01", 120), 0..30)
}

proptest! {
    #[test]
    fn it_is_due_on_the_day_that_counting_day_by_day_gives(
        received_on in days("2026-01-01", 60), days in 1_i64..60, holidays in some_holidays(),
    ) {
        let due = reply_due_on(received_on, standard(days), 0, &holidays);
        let naive = received_on.iter_days().skip(1)
            .filter(|day| is_working_day(*day, &holidays))
            .nth(usize::try_from(days - 1).unwrap());
        prop_assert_eq!(Some(due), naive);
        prop_assert!(due < reply_due_on(received_on, standard(days + 1), 0, &holidays));
    }

    #[test]
    fn a_pause_leaves_out_its_days_and_nothing_else(
        received_on in days("2026-01-01", 60), days in 1_i64..60, holidays in some_holidays(),
        begin in 0_u64..40, length in 0_u64..40,
    ) {
        let due = reply_due_on(received_on, standard(days), 0, &holidays);
        let since = received_on + Days::new(begin);
        let today = since + Days::new(length);
        prop_assume!(since <= due);
        let after = resume(received_on, due, since, today, &holidays);
        let naive = received_on.iter_days().skip(1)
            .filter(|day| is_working_day(*day, &holidays) && !(since..=today).contains(day))
            .nth(usize::try_from(days - 1).unwrap());
        prop_assert_eq!(Some(after.due_on), naive);
        let again = reply_due_on(received_on, standard(days), after.stood, &holidays);
        prop_assert!(after.due_on == again, "setting the same standard again changes nothing");
    }

    #[test]
    fn working_days_are_those_of_the_calendar(from in days("-0003-12-20", 2_000), length in 0_u64..40) {
        let until = from + Days::new(length);
        let naive = from.iter_days().skip(1).take_while(|day| *day <= until)
            .filter(|day| is_working_day(*day, &BTreeSet::new())).count();
        prop_assert_eq!(working_days(from, until, &BTreeSet::new()), i64::try_from(naive).unwrap());
    }
}
