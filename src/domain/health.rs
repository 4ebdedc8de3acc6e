//! The health of an initiative: one word for whether its promises hold, from its maintained summary and today.
//! It must not know a database; the same rule as a query expression is held equal to this one by a test elsewhere.

use std::fmt;
use std::str::FromStr;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::lifecycle::Lifecycle;
use super::word::{self, UnknownWord};

/// How many days before its due date an open milestone can put its initiative at risk; the last of them is included.
pub const AT_RISK_DAYS: u64 = 30;

/// How an initiative does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// It is complete, cancelled, superseded or on hold.
    NotApplicable,
    /// A milestone is overdue.
    Delayed,
    /// There is no milestone and there never was a report.
    Unknown,
    /// The newest report is older than the cadence it should keep.
    Stale,
    /// A milestone is due soon and less than half complete.
    AtRisk,
    /// None of the others.
    OnTrack,
}

impl Health {
    /// All of them, in the order in which the rule tries them.
    pub const ALL: [Self; 6] = [
        Self::NotApplicable,
        Self::Delayed,
        Self::Unknown,
        Self::Stale,
        Self::AtRisk,
        Self::OnTrack,
    ];

    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotApplicable => "not_applicable",
            Self::Delayed => "delayed",
            Self::Unknown => "unknown",
            Self::Stale => "stale",
            Self::AtRisk => "at_risk",
            Self::OnTrack => "on_track",
        }
    }
}

impl fmt::Display for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Health {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("health", &Self::ALL, Self::as_str, text)
    }
}

/// What health depends on, besides today: columns that every write maintains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HealthInput {
    /// The initiative's state.
    pub lifecycle: Lifecycle,
    /// How many milestones it has that are not cancelled.
    pub milestone_total: i64,
    /// The earliest last due day among its open milestones.
    pub earliest_open_due_on: Option<NaiveDate>,
    /// The same among those less than half complete.
    pub earliest_open_due_on_below_half: Option<NaiveDate>,
    /// Whether there ever was an update, a transition or a confirmation.
    pub reported: bool,
    /// The first local day on which its newest report counts as too old; `None` when it need not report.
    pub stale_from: Option<NaiveDate>,
}

/// The health of an initiative on the local day `today`: the first of the rules that applies.
#[must_use]
pub fn health(input: &HealthInput, today: NaiveDate) -> Health {
    // Where the calendar ends, every date is soon.
    let soon = today.checked_add_days(Days::new(AT_RISK_DAYS)).unwrap_or(NaiveDate::MAX);
    if !input.lifecycle.accepts_overdue() {
        Health::NotApplicable
    } else if input.earliest_open_due_on.is_some_and(|due| due < today) {
        Health::Delayed
    } else if input.milestone_total == 0 && !input.reported {
        Health::Unknown
    } else if input.stale_from.is_some_and(|day| day <= today) {
        Health::Stale
    } else if input.earliest_open_due_on_below_half.is_some_and(|due| due <= soon) {
        Health::AtRisk
    } else {
        Health::OnTrack
    }
}

/// The first local day that counts as stale when the newest report is of the local day `newest`; `None` without a cadence.
#[must_use]
pub fn stale_from(newest: NaiveDate, cadence_days: Option<u16>) -> Option<NaiveDate> {
    newest.checked_add_days(Days::new(u64::from(cadence_days?) + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn healthy() -> HealthInput {
        HealthInput {
            lifecycle: Lifecycle::InProgress,
            milestone_total: 1,
            earliest_open_due_on: None,
            earliest_open_due_on_below_half: None,
            reported: true,
            stale_from: None,
        }
    }

    fn today() -> NaiveDate {
        day("2026-11-23")
    }

    #[test]
    fn every_health_has_one_word_in_text_and_in_json() {
        for health in Health::ALL {
            assert_eq!(health.as_str().parse(), Ok(health));
            assert_eq!(serde_json::to_value(health).unwrap(), health.as_str());
        }
    }

    #[test]
    fn a_closed_or_paused_initiative_has_no_health_even_with_an_overdue_milestone() {
        for lifecycle in Lifecycle::ALL {
            let input = HealthInput {
                lifecycle,
                earliest_open_due_on: Some(day("2020-01-01")),
                ..healthy()
            };
            let expected = match lifecycle {
                Lifecycle::Completed
                | Lifecycle::Cancelled
                | Lifecycle::Superseded
                | Lifecycle::OnHold => Health::NotApplicable,
                _ => Health::Delayed,
            };
            assert_eq!(health(&input, today()), expected, "{lifecycle}");
        }
    }

    #[test]
    fn a_milestone_delays_its_initiative_from_the_day_after_its_due_date() {
        let due = |text| HealthInput { earliest_open_due_on: Some(day(text)), ..healthy() };
        assert_eq!(health(&due("2026-11-22"), today()), Health::Delayed);
        assert_eq!(health(&due("2026-11-23"), today()), Health::OnTrack);
    }

    #[test]
    fn nothing_is_known_without_milestone_and_report() {
        let silent = HealthInput { milestone_total: 0, reported: false, ..healthy() };
        assert_eq!(health(&silent, today()), Health::Unknown);
        let due = HealthInput { stale_from: Some(day("2026-01-01")), ..silent };
        assert_eq!(health(&due, today()), Health::Unknown, "before stale");
        let reported = HealthInput { reported: true, ..silent };
        assert_eq!(health(&reported, today()), Health::OnTrack);
    }

    #[test]
    fn a_report_is_stale_from_the_day_after_its_cadence() {
        assert_eq!(stale_from(day("2026-10-24"), Some(30)), Some(day("2026-11-24")));
        assert_eq!(stale_from(day("2026-10-24"), None), None);
        assert_eq!(stale_from(NaiveDate::MAX, Some(1)), None);
        let from = |text| HealthInput { stale_from: Some(day(text)), ..healthy() };
        assert_eq!(health(&from("2026-11-24"), today()), Health::OnTrack);
        assert_eq!(health(&from("2026-11-23"), today()), Health::Stale);
    }

    #[test]
    fn a_milestone_is_at_risk_up_to_and_including_the_thirtieth_day() {
        let due = |text| HealthInput {
            earliest_open_due_on: Some(day(text)),
            earliest_open_due_on_below_half: Some(day(text)),
            ..healthy()
        };
        assert_eq!(health(&due("2026-11-23"), today()), Health::AtRisk);
        assert_eq!(health(&due("2026-12-23"), today()), Health::AtRisk);
        assert_eq!(health(&due("2026-12-24"), today()), Health::OnTrack);
    }

    #[test]
    fn stale_comes_before_at_risk() {
        let input = HealthInput {
            earliest_open_due_on_below_half: Some(today()),
            stale_from: Some(today()),
            ..healthy()
        };
        assert_eq!(health(&input, today()), Health::Stale);
    }

    fn near_today() -> impl Strategy<Value = Option<NaiveDate>> {
        proptest::option::of((0_u64..100).prop_map(|days| day("2026-10-04") + Days::new(days)))
    }

    proptest! {
        #[test]
        fn the_first_rule_that_applies_decides(
            at in 0_usize..8, milestone_total in 0_i64..3, reported: bool,
            due in near_today(), below in near_today(), stale in near_today(),
        ) {
            let input = HealthInput {
                lifecycle: Lifecycle::ALL[at], milestone_total, earliest_open_due_on: due,
                earliest_open_due_on_below_half: below, reported, stale_from: stale,
            };
            let applies = |health| match health {
                Health::NotApplicable => matches!(
                    input.lifecycle,
                    Lifecycle::Completed | Lifecycle::Cancelled | Lifecycle::Superseded | Lifecycle::OnHold
                ),
                Health::Delayed => due.is_some_and(|due| due < today()),
                Health::Unknown => milestone_total == 0 && !reported,
                Health::Stale => stale.is_some_and(|from| today() >= from),
                Health::AtRisk => below.is_some_and(|due| (due - today()).num_days() <= 30),
                Health::OnTrack => true,
            };
            let first = Health::ALL.into_iter().find(|health| applies(*health)).unwrap();
            prop_assert_eq!(health(&input, today()), first);
        }
    }
}
