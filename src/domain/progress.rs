//! The progress of an initiative: the weighted mean of its milestones, with what each of them contributes.
//! It must not know an override that a department states, nor where milestones come from.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::ids::MilestoneId;
use super::lifecycle::Lifecycle;
use super::milestone::{MilestoneStatus, Percent, Weight, effective_completion};
use super::word::{self, UnknownWord};

/// The name of the rules below, by the month they came into force; it changes when they do.
pub const RULESET: &str = "2026-11";

/// How a progress value came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProgressMethod {
    /// The weighted mean of the milestones that are not cancelled.
    WeightedMilestones,
    /// There is no value: no milestone counts.
    NoMilestones,
    /// There is no value: the initiative has no end by nature.
    NotApplicable,
    /// The initiative is complete, whatever its milestones say.
    Lifecycle,
}

impl ProgressMethod {
    /// All methods.
    pub const ALL: [Self; 4] =
        [Self::WeightedMilestones, Self::NoMilestones, Self::NotApplicable, Self::Lifecycle];

    /// The method's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WeightedMilestones => "weighted_milestones",
            Self::NoMilestones => "no_milestones",
            Self::NotApplicable => "not_applicable",
            Self::Lifecycle => "lifecycle",
        }
    }
}

impl fmt::Display for ProgressMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for ProgressMethod {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("progress method", &Self::ALL, Self::as_str, text)
    }
}

/// What progress needs to know of one milestone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MilestoneInput {
    /// Which milestone.
    pub id: MilestoneId,
    /// Its state.
    pub status: MilestoneStatus,
    /// The completion its department states.
    pub completion: Option<Percent>,
    /// How much it counts.
    pub weight: Weight,
}

/// What one milestone adds to the value.
#[expect(clippy::struct_field_names, reason = "the member is named by the contract")]
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Contribution {
    /// Which milestone.
    pub milestone_id: MilestoneId,
    /// How much it counts.
    pub weight: Weight,
    /// How complete it counts.
    pub completion: Percent,
    /// Its completion times its share of all weights, in per cent of the initiative.
    pub contribution: f64,
}

/// Why a milestone does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExclusionReason {
    /// It was given up.
    Cancelled,
}

impl ExclusionReason {
    /// The reason's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
        }
    }
}

/// A milestone that does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Excluded {
    /// Which milestone.
    pub milestone_id: MilestoneId,
    /// Why.
    pub reason: ExclusionReason,
}

/// The progress of an initiative, explained.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Progress {
    /// Per cent, 0 to 100; `None` when the method gives no value.
    pub value: Option<f64>,
    /// How the value came about.
    pub method: ProgressMethod,
    /// The milestones that count, in the order given. They add up to the value only under [`ProgressMethod::WeightedMilestones`].
    pub contributions: Vec<Contribution>,
    /// The milestones that do not count, in the order given.
    pub excluded: Vec<Excluded>,
}

/// The progress of an initiative with these milestones, and what each of them contributes.
#[must_use]
pub fn derive(lifecycle: Lifecycle, milestones: &[MilestoneInput]) -> Progress {
    let (value, method) =
        value(lifecycle, milestones.iter().map(|m| (m.status, m.completion, m.weight)));
    let counted = || milestones.iter().filter(|m| m.status != MilestoneStatus::Cancelled);
    let all_weights: f64 = counted().map(|m| f64::from(m.weight.get())).sum();
    let contributions = counted()
        .map(|m| {
            let completion = effective_completion(m.status, m.completion);
            let contribution =
                f64::from(completion.get()) * f64::from(m.weight.get()) / all_weights;
            Contribution { milestone_id: m.id, weight: m.weight, completion, contribution }
        })
        .collect();
    let excluded = milestones
        .iter()
        .filter(|m| m.status == MilestoneStatus::Cancelled)
        .map(|m| Excluded { milestone_id: m.id, reason: ExclusionReason::Cancelled })
        .collect();
    Progress { value, method, contributions, excluded }
}

/// The value and the method alone, of milestones as (status, stated completion, weight).
pub fn value<M>(lifecycle: Lifecycle, milestones: M) -> (Option<f64>, ProgressMethod)
where
    M: IntoIterator<Item = (MilestoneStatus, Option<Percent>, Weight)>,
{
    match lifecycle {
        Lifecycle::Ongoing => return (None, ProgressMethod::NotApplicable),
        Lifecycle::Completed => return (Some(100.0), ProgressMethod::Lifecycle),
        _ => {}
    }
    // Whole numbers this small add up exactly, so the mean is rounded once and never leaves 0 to 100.
    let (done, weights) = milestones
        .into_iter()
        .filter(|(status, ..)| *status != MilestoneStatus::Cancelled)
        .fold((0.0, 0.0), |(done, weights), (status, stated, weight)| {
            let weight = f64::from(weight.get());
            let completion = f64::from(effective_completion(status, stated).get());
            (done + completion * weight, weights + weight)
        });
    if weights > 0.0 {
        (Some(done / weights), ProgressMethod::WeightedMilestones)
    } else {
        (None, ProgressMethod::NoMilestones)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn milestone(
        number: u128,
        status: MilestoneStatus,
        completion: Option<i64>,
        weight: i64,
    ) -> MilestoneInput {
        MilestoneInput {
            id: MilestoneId::from(Uuid::from_u128(number)),
            status,
            completion: completion.map(|number| Percent::try_from(number).unwrap()),
            weight: Weight::try_from(weight).unwrap(),
        }
    }

    #[test]
    fn every_method_has_one_word_in_text_and_in_json() {
        for method in ProgressMethod::ALL {
            assert_eq!(method.as_str().parse(), Ok(method));
            assert_eq!(serde_json::to_value(method).unwrap(), method.as_str());
        }
        assert_eq!(serde_json::to_value(ExclusionReason::Cancelled).unwrap(), "cancelled");
        assert_eq!(ExclusionReason::Cancelled.as_str(), "cancelled");
    }

    #[test]
    fn the_value_is_the_weighted_mean_without_the_cancelled() {
        let progress = derive(
            Lifecycle::InProgress,
            &[
                milestone(1, MilestoneStatus::Met, None, 3),
                milestone(2, MilestoneStatus::InProgress, Some(50), 1),
                milestone(3, MilestoneStatus::Cancelled, Some(90), 100),
            ],
        );
        assert_eq!(progress.value, Some(87.5));
        assert_eq!(progress.method, ProgressMethod::WeightedMilestones);
        let contributions: Vec<_> = progress.contributions.iter().map(|c| c.contribution).collect();
        assert_eq!(contributions, [75.0, 12.5]);
        assert_eq!(progress.excluded.len(), 1);
        assert_eq!(progress.excluded[0].milestone_id, MilestoneId::from(Uuid::from_u128(3)));
    }

    #[test]
    fn an_ongoing_initiative_has_no_value_and_still_shows_its_milestones() {
        let progress = derive(Lifecycle::Ongoing, &[milestone(1, MilestoneStatus::Met, None, 1)]);
        assert_eq!((progress.value, progress.method), (None, ProgressMethod::NotApplicable));
        assert_eq!(progress.contributions.len(), 1);
    }

    #[test]
    fn a_completed_initiative_is_100_whatever_its_milestones_say() {
        let progress =
            derive(Lifecycle::Completed, &[milestone(1, MilestoneStatus::NotMet, None, 1)]);
        assert_eq!((progress.value, progress.method), (Some(100.0), ProgressMethod::Lifecycle));
        assert_eq!(progress.contributions[0].completion, Percent::ZERO);
        assert_eq!(derive(Lifecycle::Completed, &[]).value, Some(100.0));
    }

    #[test]
    fn without_a_milestone_that_counts_there_is_no_value() {
        for milestones in [vec![], vec![milestone(1, MilestoneStatus::Cancelled, None, 1)]] {
            let progress = derive(Lifecycle::InProgress, &milestones);
            assert_eq!((progress.value, progress.method), (None, ProgressMethod::NoMilestones));
        }
    }

    fn any_milestones() -> impl Strategy<Value = Vec<MilestoneInput>> {
        let one = (any::<u128>(), 0_usize..6, proptest::option::of(0_i64..=100), 1_i64..=100);
        proptest::collection::vec(
            one.prop_map(|(id, at, completion, weight)| {
                milestone(id, MilestoneStatus::ALL[at], completion, weight)
            }),
            0..40,
        )
    }

    proptest! {
        #[test]
        fn a_value_is_0_to_100_and_the_sum_of_its_contributions(
            milestones in any_milestones(), at in 0_usize..8,
        ) {
            let progress = derive(Lifecycle::ALL[at], &milestones);
            if let Some(value) = progress.value {
                prop_assert!((0.0..=100.0).contains(&value));
            }
            if progress.method == ProgressMethod::WeightedMilestones {
                let sum: f64 = progress.contributions.iter().map(|c| c.contribution).sum();
                prop_assert!((sum - progress.value.unwrap()).abs() <= 1e-9);
            } else {
                prop_assert!([None, Some(100.0)].contains(&progress.value));
            }
            prop_assert!(progress.contributions.iter().all(|c| c.contribution.is_finite()));
            prop_assert_eq!(progress.contributions.len() + progress.excluded.len(), milestones.len());
        }

        #[test]
        fn meeting_a_milestone_never_lowers_the_value(
            milestones in any_milestones(), at in any::<proptest::sample::Index>(),
        ) {
            prop_assume!(!milestones.is_empty());
            let mut met = milestones.clone();
            let one = at.index(met.len());
            prop_assume!(met[one].status != MilestoneStatus::Cancelled);
            met[one].status = MilestoneStatus::Met;
            let before = derive(Lifecycle::InProgress, &milestones).value;
            prop_assert!(derive(Lifecycle::InProgress, &met).value >= before);
        }
    }
}
