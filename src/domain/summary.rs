//! The summary of an initiative's milestones that every write keeps beside it, so that lists need not read them all.
//! It must not know a database, nor what day today is.

use chrono::NaiveDate;

use super::lifecycle::Lifecycle;
use super::milestone::{MilestoneStatus, Percent, Weight, effective_completion};
use super::progress::{self, ProgressMethod};

/// What the summary needs to know of one milestone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MilestoneFacts {
    /// Its state.
    pub status: MilestoneStatus,
    /// The completion its department states.
    pub completion: Option<Percent>,
    /// How much it counts.
    pub weight: Weight,
    /// The last day of its present due date.
    pub due_on: Option<NaiveDate>,
}

/// What is kept beside an initiative.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// How many milestones are not cancelled.
    pub milestone_total: i64,
    /// How many are met.
    pub milestone_met: i64,
    /// The earliest due day among the open ones.
    pub earliest_open_due_on: Option<NaiveDate>,
    /// The same among those less than half complete.
    pub earliest_open_due_on_below_half: Option<NaiveDate>,
    /// The computed progress in per cent.
    pub progress_value: Option<f64>,
    /// How that value came about.
    pub progress_method: ProgressMethod,
}

/// Summarises the milestones of an initiative in a state.
#[must_use]
pub fn summarise(lifecycle: Lifecycle, milestones: &[MilestoneFacts]) -> Summary {
    let (progress_value, progress_method) =
        progress::value(lifecycle, milestones.iter().map(|m| (m.status, m.completion, m.weight)));
    let open = || milestones.iter().filter(|m| m.status.is_open());
    let below_half =
        |m: &&MilestoneFacts| effective_completion(m.status, m.completion).is_below_half();
    Summary {
        milestone_total: count(milestones, |status| status != MilestoneStatus::Cancelled),
        milestone_met: count(milestones, |status| status == MilestoneStatus::Met),
        earliest_open_due_on: open().filter_map(|m| m.due_on).min(),
        earliest_open_due_on_below_half: open().filter(below_half).filter_map(|m| m.due_on).min(),
        progress_value,
        progress_method,
    }
}

fn count(milestones: &[MilestoneFacts], which: fn(MilestoneStatus) -> bool) -> i64 {
    milestones.iter().map(|m| i64::from(which(m.status))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn facts(
        status: MilestoneStatus,
        completion: Option<i64>,
        due: Option<&str>,
    ) -> MilestoneFacts {
        MilestoneFacts {
            status,
            completion: completion.map(|number| Percent::try_from(number).unwrap()),
            weight: Weight::default(),
            due_on: due.map(|text| text.parse().unwrap()),
        }
    }

    #[test]
    fn the_cancelled_are_not_counted_and_only_the_open_are_due() {
        let summary = summarise(
            Lifecycle::InProgress,
            &[
                facts(MilestoneStatus::Met, None, Some("2020-01-01")),
                facts(MilestoneStatus::NotMet, None, Some("2021-01-01")),
                facts(MilestoneStatus::PartiallyMet, Some(10), Some("2021-06-01")),
                facts(MilestoneStatus::Cancelled, None, Some("2022-01-01")),
                facts(MilestoneStatus::InProgress, Some(50), Some("2027-01-01")),
                facts(MilestoneStatus::InProgress, Some(49), Some("2028-01-01")),
                facts(MilestoneStatus::Scheduled, None, Some("2029-01-01")),
            ],
        );
        assert_eq!((summary.milestone_total, summary.milestone_met), (6, 1));
        assert_eq!(summary.earliest_open_due_on, "2027-01-01".parse().ok());
        assert_eq!(summary.earliest_open_due_on_below_half, "2028-01-01".parse().ok());
        assert_eq!(summary.progress_method, ProgressMethod::WeightedMilestones);
        assert_eq!(summary.progress_value, Some(209.0 / 6.0));
    }

    #[test]
    fn a_completion_stated_for_a_scheduled_milestone_does_not_count() {
        let summary = summarise(
            Lifecycle::Planned,
            &[facts(MilestoneStatus::Scheduled, Some(90), Some("2029-01-01"))],
        );
        assert_eq!(summary.earliest_open_due_on_below_half, "2029-01-01".parse().ok());
        assert_eq!(summary.progress_value, Some(0.0));
    }

    #[test]
    fn an_initiative_without_milestones_has_an_empty_summary() {
        let summary = summarise(Lifecycle::Planned, &[]);
        assert_eq!((summary.milestone_total, summary.milestone_met), (0, 0));
        assert_eq!(summary.earliest_open_due_on, None);
        assert_eq!(summary.progress_method, ProgressMethod::NoMilestones);
    }

    proptest! {
        #[test]
        fn the_earliest_day_below_half_is_never_before_the_earliest_day(
            parts in proptest::collection::vec(
                (0_usize..6, proptest::option::of(0_i64..=100), proptest::option::of(1_u32..28)), 0..12,
            ),
        ) {
            let milestones: Vec<_> = parts.iter().map(|(at, completion, due)| {
                let due = due.map(|day| format!("2027-02-{day:02}"));
                facts(MilestoneStatus::ALL[*at], *completion, due.as_deref())
            }).collect();
            let summary = summarise(Lifecycle::InProgress, &milestones);
            prop_assert!(summary.milestone_met <= summary.milestone_total);
            if let Some(below) = summary.earliest_open_due_on_below_half {
                prop_assert!(summary.earliest_open_due_on.is_some_and(|due| due <= below));
            }
        }
    }
}
