//! Tests of the milestone rules, apart from them for length.
//! They must not know anything but the public functions and the one comparison of periods.

use super::*;
use crate::domain::date::{Precision, period};
use chrono::Days;
use proptest::prelude::*;

const TODAY: &str = "2026-11-23";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn on(text: &str) -> VagueDate {
    VagueDate::day(day(text))
}

fn year(year: i32) -> VagueDate {
    VagueDate::ending(year, None, None, None).unwrap()
}

fn quarter(year: i32, quarter: u32) -> VagueDate {
    VagueDate::ending(year, None, Some(quarter), None).unwrap()
}

fn slip(
    status: MilestoneStatus,
    original: impl Into<Option<VagueDate>>,
    due: impl Into<Option<VagueDate>>,
    met: impl Into<Option<VagueDate>>,
) -> Option<i64> {
    let (original, due, met) = (original.into(), due.into(), met.into());
    slip_days(SlipInput { status, original, due, met }, day(TODAY))
}

#[test]
fn every_status_and_reason_has_one_word_in_text_and_in_json() {
    for status in MilestoneStatus::ALL {
        assert_eq!(status.as_str().parse(), Ok(status));
        assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
    }
    for reason in RebaselineReason::ALL {
        assert_eq!(reason.as_str().parse(), Ok(reason));
        assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
    }
}

#[test]
fn the_allowed_moves_are_those_of_the_rule() {
    use MilestoneStatus::{Cancelled, InProgress, Met, NotMet, PartiallyMet, Scheduled};
    let rule: [(MilestoneStatus, &[MilestoneStatus]); 6] = [
        (Scheduled, &[InProgress, Met, PartiallyMet, NotMet, Cancelled]),
        (InProgress, &[Met, PartiallyMet, NotMet, Cancelled]),
        (PartiallyMet, &[Met, NotMet]),
        (NotMet, &[InProgress]),
        (Met, &[InProgress]),
        (Cancelled, &[]),
    ];
    for (from, to) in rule {
        assert_eq!(from.allowed(), to, "{from}");
        assert_eq!(from.is_open(), matches!(from, Scheduled | InProgress));
    }
}

#[test]
fn a_percentage_is_0_to_100_and_a_weight_1_to_100() {
    assert_eq!(Percent::try_from(0), Ok(Percent::ZERO));
    assert_eq!(Percent::try_from(100), Ok(Percent::FULL));
    assert!(Percent::try_from(101).is_err() && Percent::try_from(-1).is_err());
    assert_eq!(Weight::try_from(1), Ok(Weight::default()));
    assert_eq!(
        Weight::try_from(0).unwrap_err().to_string(),
        "must be a whole number from 1 to 100"
    );
    assert!(serde_json::from_str::<Weight>("101").is_err());
    assert_eq!(serde_json::to_string(&Percent::FULL).unwrap(), "100");
}

#[test]
fn a_milestone_is_overdue_from_the_day_after_its_due_date() {
    let overdue = |due| {
        is_overdue(MilestoneStatus::Scheduled, Some(day(due)), Lifecycle::InProgress, day(TODAY))
    };
    assert!(overdue("2026-11-22"));
    assert!(!overdue(TODAY));
}

#[test]
fn only_an_open_and_dated_milestone_of_a_running_initiative_is_overdue() {
    for status in MilestoneStatus::ALL {
        for lifecycle in Lifecycle::ALL {
            let overdue = is_overdue(status, Some(day("2020-01-01")), lifecycle, day(TODAY));
            assert_eq!(overdue, status.is_open() && lifecycle.accepts_overdue());
            assert!(!is_overdue(status, None, lifecycle, day(TODAY)));
        }
    }
}

#[test]
fn the_completion_that_counts_follows_the_status() {
    let stated = Percent::try_from(40).ok();
    let counts = |status| effective_completion(status, stated).get();
    assert_eq!(counts(MilestoneStatus::Met), 100);
    assert_eq!(counts(MilestoneStatus::PartiallyMet), 40);
    assert_eq!(counts(MilestoneStatus::InProgress), 40);
    assert_eq!(counts(MilestoneStatus::Scheduled), 0);
    assert_eq!(counts(MilestoneStatus::NotMet), 0);
    assert_eq!(effective_completion(MilestoneStatus::InProgress, None), Percent::ZERO);
}

#[test]
fn a_milestone_met_within_its_promised_period_did_not_slip() {
    assert_eq!(slip(MilestoneStatus::Met, year(2024), year(2024), on("2024-03-02")), Some(0));
    assert_eq!(slip(MilestoneStatus::Met, on("2024-03-02"), None, year(2024)), Some(0));
    assert_eq!(slip(MilestoneStatus::Met, quarter(2024, 2), None, year(2024)), Some(0));
}

#[test]
fn a_milestone_met_outside_its_period_slipped_by_the_days_between_the_edges() {
    assert_eq!(slip(MilestoneStatus::Met, year(2023), None, on("2024-01-05")), Some(5));
    assert_eq!(slip(MilestoneStatus::Met, year(2023), None, year(2024)), Some(1));
    assert_eq!(slip(MilestoneStatus::Met, quarter(2024, 2), None, on("2024-03-30")), Some(-2));
    assert_eq!(slip(MilestoneStatus::Met, on("2024-01-10"), None, on("2024-01-03")), Some(-7));
}

#[test]
fn a_milestone_still_due_slipped_to_its_present_due_date() {
    assert_eq!(slip(MilestoneStatus::Scheduled, year(2025), year(2027), None), Some(366));
    assert_eq!(slip(MilestoneStatus::InProgress, on(TODAY), on(TODAY), None), Some(0));
    assert_eq!(slip(MilestoneStatus::PartiallyMet, year(2026), year(2026), None), Some(0));
}

#[test]
fn a_date_that_passed_unmet_slips_to_today() {
    for status in [
        MilestoneStatus::Scheduled,
        MilestoneStatus::InProgress,
        MilestoneStatus::PartiallyMet,
        MilestoneStatus::NotMet,
    ] {
        assert_eq!(slip(status, on("2026-11-20"), on("2026-11-22"), None), Some(3), "{status}");
    }
}

#[test]
fn there_is_no_slip_where_nothing_can_be_compared() {
    assert_eq!(slip(MilestoneStatus::Cancelled, year(2020), year(2020), None), None);
    assert_eq!(slip(MilestoneStatus::Met, year(2020), year(2020), None), None);
    assert_eq!(slip(MilestoneStatus::Met, None, None, year(2020)), None);
    assert_eq!(slip(MilestoneStatus::Scheduled, None, None, None), None);
}

fn any_date() -> impl Strategy<Value = VagueDate> {
    (0_u64..20_000, 0_usize..4).prop_map(|(days, at)| {
        let precision = Precision::ALL[at];
        let (_, on) = period(day("1990-01-01") + Days::new(days), precision);
        VagueDate { on, precision }
    })
}

proptest! {
    #[test]
    fn the_slip_between_two_dates_is_the_opposite_the_other_way(a in any_date(), b in any_date()) {
        prop_assert_eq!(days_between(a, b), -days_between(b, a));
        prop_assert_eq!(days_between(a, a), 0);
    }

    #[test]
    fn the_slip_is_zero_exactly_when_the_periods_overlap(a in any_date(), b in any_date()) {
        let overlap = a.first_day() <= b.last_day() && b.first_day() <= a.last_day();
        prop_assert_eq!(days_between(a, b) == 0, overlap);
    }

    #[test]
    fn an_open_milestone_never_slips_less_as_days_pass(
        original in any_date(), due in any_date(), days in 0_u64..20_000,
    ) {
        let input = SlipInput {
            status: MilestoneStatus::Scheduled, original: Some(original), due: Some(due), met: None,
        };
        // A vague due date is compared by its first day until it passes, so that only later can the slip be greater.
        let today = due.last_day() + Days::new(1 + days);
        prop_assert!(slip_days(input, today) >= slip_days(input, due.last_day()));
        prop_assert!(slip_days(input, today + Days::new(1)) >= slip_days(input, today));
    }
}
