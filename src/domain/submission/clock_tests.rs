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
    reply_due_on(day(received_on), standard(days), &[], &holidays())
}

/// By when a reply to what came on 23 November is due in so many days, with a pause, and on how many days it stood.
fn paused(days: i64, since: &str, until: &str) -> (NaiveDate, i32) {
    let (received_on, pauses) = (day("2026-11-23"), [day(since)..=day(until)]);
    let due_on = reply_due_on(received_on, standard(days), &pauses, &holidays());
    (due_on, paused_days(received_on, &pauses, &holidays()))
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
    assert_eq!(paused(3, "2026-11-24", "2026-11-24"), (day("2026-11-27"), 1));
    assert_eq!(paused(3, "2026-11-24", "2026-11-25"), (day("2026-11-30"), 2));
    assert_eq!(paused(3, "2026-11-23", "2026-11-23"), (day("2026-11-26"), 0));
    assert_eq!(paused(23, "2026-12-23", "2026-12-28"), (day("2026-12-30"), 3));
}

#[test]
fn what_was_late_when_it_stopped_is_late_when_it_goes_on() {
    assert_eq!(paused(1, "2026-11-25", "2026-11-27"), (day("2026-11-24"), 3));
}

#[test]
fn a_day_on_which_one_question_was_answered_and_another_asked_is_left_out_once() {
    let pauses = [day("2026-11-24")..=day("2026-11-25"), day("2026-11-25")..=day("2026-11-26")];
    let due_on = reply_due_on(day("2026-11-23"), standard(3), &pauses, &holidays());
    assert_eq!(due_on, day("2026-12-01"));
    assert_eq!(paused_days(day("2026-11-23"), &pauses, &holidays()), 3);
}

#[test]
fn a_holiday_in_a_pause_moves_nothing_and_one_after_it_does() {
    let pauses = [day("2026-11-24")..=day("2026-11-25")];
    let with = |holiday: &str| {
        let holidays = [day(holiday)].into();
        let due_on = reply_due_on(day("2026-11-23"), standard(3), &pauses, &holidays);
        (due_on, paused_days(day("2026-11-23"), &pauses, &holidays))
    };
    assert_eq!(with("2026-11-25"), (day("2026-11-30"), 1));
    assert_eq!(with("2026-11-26"), (day("2026-12-01"), 2));
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
fn the_calendar_of_holidays_ends_with_the_year_of_the_last_one() {
    assert_eq!(calendar_end(&holidays()), Some(day("2026-12-31")));
    assert_eq!(calendar_end(&BTreeSet::new()), None);
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
    let long = [first..=day("2026-12-31")];
    for received_on in [first, day("2026-11-23"), last] {
        assert!(reply_due_on(received_on, standard(250), &[], &none) >= received_on);
        assert!(paused_days(received_on, &long, &none) >= 0);
    }
    assert_eq!(reply_due_on(last, standard(1), &long, &none), last);
    assert!(reply_due_on(day("2026-11-23"), standard(1), &long, &none) > day("2026-12-31"));
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
        let due = reply_due_on(received_on, standard(days), &[], &holidays);
        let naive = received_on.iter_days().skip(1)
            .filter(|day| is_working_day(*day, &holidays))
            .nth(usize::try_from(days - 1).unwrap());
        prop_assert_eq!(Some(due), naive);
        prop_assert!(due < reply_due_on(received_on, standard(days + 1), &[], &holidays));
    }

    #[test]
    fn pauses_leave_out_their_days_and_nothing_else(
        received_on in days("2026-01-01", 60), days in 1_i64..60, holidays in some_holidays(),
        begin in 0_u64..40, length in 0_u64..40, between in 0_u64..20, again in 0_u64..20,
    ) {
        let since = received_on + Days::new(begin);
        let until = since + Days::new(length);
        let later = until + Days::new(between);
        let pauses = [since..=until, later..=later + Days::new(again)];
        let is_paused = |day: &NaiveDate| pauses.iter().any(|pause| pause.contains(day));
        let naive = received_on.iter_days().skip(1)
            .filter(|day| is_working_day(*day, &holidays) && !is_paused(day))
            .nth(usize::try_from(days - 1).unwrap());
        prop_assert_eq!(Some(reply_due_on(received_on, standard(days), &pauses, &holidays)), naive);
        let stood = received_on.iter_days().skip(1).take(200)
            .filter(|day| is_working_day(*day, &holidays) && is_paused(day)).count();
        prop_assert_eq!(paused_days(received_on, &pauses, &holidays), i32::try_from(stood).unwrap());
    }

    #[test]
    fn working_days_are_those_of_the_calendar(from in days("-0003-12-20", 2_000), length in 0_u64..40) {
        let until = from + Days::new(length);
        let naive = from.iter_days().skip(1).take_while(|day| *day <= until)
            .filter(|day| is_working_day(*day, &BTreeSet::new())).count();
        prop_assert_eq!(working_days(from, until, &BTreeSet::new()), i64::try_from(naive).unwrap());
    }
}
