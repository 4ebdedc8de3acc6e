//! The fair figures of a department: how its milestones came, against what was promised first and what is promised now.
//! It must not know whose milestones it is given, how they are found, nor what day today is.

use chrono::{Days, NaiveDate};

use super::milestone::{MilestoneStatus, SlipInput, slip_days};

/// The fewest known slips that figures are made of: with fewer, a single milestone would decide them.
pub const MINIMUM_N: usize = 5;

/// How many days before today a window reaches back when nothing else is asked for.
pub const USUAL_DAYS: u64 = 365;

/// How many days a window may have.
pub const LONGEST_DAYS: i64 = 3660;

/// A window of original due dates as somebody asks for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AskedWindow {
    /// The first day in it.
    pub after: Option<NaiveDate>,
    /// The first day behind it.
    pub before: Option<NaiveDate>,
}

impl AskedWindow {
    /// The window that is meant `today`: an end that is left out is that of the year before today.
    #[must_use]
    pub fn on(self, today: NaiveDate) -> DueWindow {
        let usual = today.checked_sub_days(Days::new(USUAL_DAYS)).unwrap_or(today);
        DueWindow { after: self.after.unwrap_or(usual), before: self.before.unwrap_or(today) }
    }
}

/// A window of original due dates; a vague date lies in it when its last day does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueWindow {
    /// The first day in it.
    pub after: NaiveDate,
    /// The first day behind it.
    pub before: NaiveDate,
}

impl DueWindow {
    /// Whether there is a day in it, and no more than [`LONGEST_DAYS`].
    #[must_use]
    pub fn is_sound(self) -> bool {
        let days = self.before.signed_duration_since(self.after).num_days();
        (1..=LONGEST_DAYS).contains(&days)
    }
}

/// What can be said of some slips.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// The share of them that are not late, 0 to 1.
    pub on_time_share: f64,
    /// The one in the middle, or the mean of the two in the middle.
    pub median_slip_days: f64,
    /// The smallest one that nine in ten do not exceed (the method of the nearest rank).
    pub p90_slip_days: i64,
}

impl Figures {
    /// The figures of these slips; none when they are fewer than [`MINIMUM_N`].
    #[must_use]
    pub fn of(slips: &[i64]) -> Option<Self> {
        let n = slips.len();
        if n < MINIMUM_N {
            return None;
        }
        let mut sorted = slips.to_vec();
        sorted.sort_unstable();
        let on_time = sorted.iter().filter(|slip| **slip <= 0).count();
        // Among an odd number these are the same one.
        let (low, high) = (sorted.get((n - 1) / 2)?, sorted.get(n / 2)?);
        Some(Self {
            on_time_share: real(on_time) / real(n),
            median_slip_days: f64::midpoint(real(*low), real(*high)),
            p90_slip_days: *sorted.get((n * 9).div_ceil(10) - 1)?,
        })
    }
}

/// A number of days or milestones, for dividing. Days between years of four digits always fit.
fn real<N: TryInto<i32>>(number: N) -> f64 {
    f64::from(number.try_into().unwrap_or(i32::MAX))
}

/// The same milestones against both promises.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Against the date promised first.
    pub against_original: Figures,
    /// Against the date promised now.
    pub against_current: Figures,
}

/// How some milestones came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Performance {
    /// How many there are, without the cancelled ones.
    pub total: usize,
    /// Of how many of them the slip is known.
    pub measured: usize,
    /// The figures of those; none when they are too few.
    pub figures: Option<Comparison>,
}

impl Performance {
    /// How these milestones came, as far as is known `today`.
    #[must_use]
    pub fn of(milestones: &[SlipInput], today: NaiveDate) -> Self {
        let counted = || milestones.iter().filter(|one| one.status != MilestoneStatus::Cancelled);
        let (original, current): (Vec<i64>, Vec<i64>) =
            counted().filter_map(|one| slips(*one, today)).unzip();
        let figures = Figures::of(&original).zip(Figures::of(&current));
        Self {
            total: counted().count(),
            measured: original.len(),
            figures: figures.map(|(against_original, against_current)| Comparison {
                against_original,
                against_current,
            }),
        }
    }

    /// Of how many of them the slip is not known.
    #[must_use]
    pub fn unknown(&self) -> usize {
        self.total - self.measured
    }
}

/// The slips of one milestone, against its first date and against its present one. Both or none are known, so that both
/// figures speak of the same milestones.
fn slips(milestone: SlipInput, today: NaiveDate) -> Option<(i64, i64)> {
    let present = SlipInput { original: milestone.due, ..milestone };
    slip_days(milestone, today).zip(slip_days(present, today))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::date::VagueDate;
    use proptest::prelude::*;

    const TODAY: &str = "2026-11-24";

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[expect(clippy::unnecessary_wraps, reason = "a date may be missing")]
    fn on(text: &str) -> Option<VagueDate> {
        Some(VagueDate::day(day(text)))
    }

    fn met(original: &str, due: &str, met: Option<VagueDate>) -> SlipInput {
        SlipInput { status: MilestoneStatus::Met, original: on(original), due: on(due), met }
    }

    #[test]
    fn an_end_that_is_left_out_is_that_of_the_year_before_today() {
        let (today, other) = (day(TODAY), day("2026-01-01"));
        let asked = |after, before| AskedWindow { after, before }.on(today);
        let usual = day("2025-11-24");
        assert_eq!(asked(None, None), DueWindow { after: usual, before: today });
        assert_eq!(asked(Some(other), None), DueWindow { after: other, before: today });
        assert_eq!(asked(None, Some(other)), DueWindow { after: usual, before: other });
    }

    #[test]
    fn a_window_has_one_day_at_least_and_3660_at_most() {
        let sound = |after, before| DueWindow { after: day(after), before: day(before) }.is_sound();
        assert!(sound("2020-01-01", "2020-01-02") && sound("2010-01-01", "2020-01-09"));
        assert!(!sound("2020-01-01", "2020-01-01") && !sound("2020-01-02", "2020-01-01"));
        assert!(!sound("2010-01-01", "2020-01-10"));
    }

    #[test]
    fn figures_are_as_worked_out_by_hand() {
        let rows: [(&[i64], f64, f64, i64); 4] = [
            (&[3, 1, 2, 0, 9], 0.2, 2.0, 9),
            (&[5, -2, 0, 40, 1, 0], 0.5, 0.5, 40),
            (&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 0.0, 5.5, 9),
            (&[-1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 7], 10.0 / 11.0, -1.0, 0),
        ];
        for (slips, on_time_share, median_slip_days, p90_slip_days) in rows {
            let by_hand = Figures { on_time_share, median_slip_days, p90_slip_days };
            assert_eq!(Figures::of(slips), Some(by_hand), "{slips:?}");
        }
    }

    #[test]
    fn what_was_promised_anew_is_late_against_the_first_promise_alone() {
        let slipped = met("2026-01-01", "2026-03-02", on("2026-03-02"));
        let Performance { total, measured, figures } = Performance::of(&[slipped; 5], day(TODAY));
        assert_eq!((total, measured), (5, 5));
        let Comparison { against_original, against_current } = figures.unwrap();
        assert_eq!(Some(against_original), Figures::of(&[60; 5]));
        assert_eq!(Some(against_current), Figures::of(&[0; 5]));
    }

    #[test]
    fn a_cancelled_milestone_does_not_count_and_one_of_unknown_slip_is_not_measured() {
        let kept = met("2026-01-01", "2026-01-01", on("2026-01-01"));
        let unknown = met("2026-01-01", "2026-01-01", None);
        let cancelled = SlipInput { status: MilestoneStatus::Cancelled, ..kept };
        let without_first = SlipInput { original: None, ..kept };
        let all = [kept, kept, unknown, cancelled, kept, without_first, kept];
        let few = Performance::of(&all, day(TODAY));
        assert_eq!((few.total, few.measured, few.unknown(), few.figures), (6, 4, 2, None));
    }

    fn any_slips(sizes: std::ops::Range<usize>) -> impl Strategy<Value = Vec<i64>> {
        proptest::collection::vec(-4000_i64..4000, sizes)
    }

    proptest! {
        #[test]
        fn there_are_figures_from_five_on(slips in any_slips(0..12)) {
            prop_assert_eq!(Figures::of(&slips).is_some(), slips.len() >= 5);
        }

        #[test]
        fn figures_lie_among_the_slips(slips in any_slips(5..60)) {
            let figures = Figures::of(&slips).unwrap();
            let (least, most) = (*slips.iter().min().unwrap(), *slips.iter().max().unwrap());
            prop_assert!((0.0..=1.0).contains(&figures.on_time_share));
            prop_assert!((real(least)..=real(most)).contains(&figures.median_slip_days));
            prop_assert!(real(figures.p90_slip_days) >= figures.median_slip_days);
            let p90 = figures.p90_slip_days;
            prop_assert!(10 * slips.iter().filter(|slip| **slip <= p90).count() >= 9 * slips.len());
            prop_assert!(10 * slips.iter().filter(|slip| **slip < p90).count() < 9 * slips.len());
        }

        #[test]
        fn so_many_days_more_for_all_are_so_many_more_in_the_figures(
            slips in any_slips(5..60), days in -4000_i64..4000,
        ) {
            let before = Figures::of(&slips).unwrap();
            let moved: Vec<i64> = slips.iter().rev().map(|slip| slip + days).collect();
            let after = Figures::of(&moved).unwrap();
            prop_assert_eq!(after.p90_slip_days, before.p90_slip_days + days);
            let median = before.median_slip_days + real(days);
            prop_assert!((after.median_slip_days - median).abs() < 1e-9);
        }
    }
}
