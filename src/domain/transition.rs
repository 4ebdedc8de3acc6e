//! The transition of a milestone from one status to the next, and what it must bring along.
//! It must not know who makes one, nor how it is stored.

use chrono::NaiveDate;

use super::evidence::Evidence;
use super::milestone::{MilestoneStatus, Percent};

/// That a milestone has another status now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// The status that it has.
    pub to: MilestoneStatus,
    /// Since which day; today unless it is said.
    pub effective_on: Option<NaiveDate>,
    /// Why.
    pub reason: Option<String>,
    /// What shows it.
    pub evidence: Vec<Evidence>,
    /// How much of it is done.
    pub completion: Option<Percent>,
}

/// What a transition lacks, or has and should not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransitionFault {
    /// This move needs a reason.
    ReasonMissing,
    /// Who says that it is met must show it.
    EvidenceMissing,
    /// Who says that it is met must say when.
    DateMissing,
    /// Nothing is reported ahead of time.
    DateInFuture,
    /// What is met in part must say how far.
    CompletionMissing,
    /// In this status there is no completion to state.
    CompletionOutOfPlace,
}

/// Whether a move takes back that the milestone was met.
#[must_use]
pub const fn is_reopening(from: MilestoneStatus, to: MilestoneStatus) -> bool {
    matches!((from, to), (MilestoneStatus::Met, MilestoneStatus::InProgress))
}

/// Whether a milestone in this status states how much of it is done.
#[must_use]
pub const fn states_completion(status: MilestoneStatus) -> bool {
    matches!(status, MilestoneStatus::InProgress | MilestoneStatus::PartiallyMet)
}

/// Everything that is wrong with a transition of a milestone in the status `from`, which may go where it says.
#[must_use]
pub fn faults(
    from: MilestoneStatus,
    transition: &Transition,
    today: NaiveDate,
) -> Vec<TransitionFault> {
    let claims = matches!(transition.to, MilestoneStatus::Met | MilestoneStatus::PartiallyMet);
    let gives_up = matches!(transition.to, MilestoneStatus::NotMet | MilestoneStatus::Cancelled);
    let is_full =
        transition.to == MilestoneStatus::Met && transition.completion == Some(Percent::FULL);
    let rules = [
        (
            TransitionFault::ReasonMissing,
            (gives_up || is_reopening(from, transition.to)) && transition.reason.is_none(),
        ),
        (TransitionFault::EvidenceMissing, claims && transition.evidence.is_empty()),
        (TransitionFault::DateMissing, claims && transition.effective_on.is_none()),
        (TransitionFault::DateInFuture, transition.effective_on.is_some_and(|day| day > today)),
        (
            TransitionFault::CompletionMissing,
            transition.to == MilestoneStatus::PartiallyMet && transition.completion.is_none(),
        ),
        (
            TransitionFault::CompletionOutOfPlace,
            transition.completion.is_some() && !states_completion(transition.to) && !is_full,
        ),
    ];
    rules.into_iter().filter(|(_, is_broken)| *is_broken).map(|(fault, _)| fault).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use MilestoneStatus::{Cancelled, InProgress, Met, NotMet, PartiallyMet, Scheduled};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn to_status(to: MilestoneStatus) -> Transition {
        Transition { to, effective_on: None, reason: None, evidence: Vec::new(), completion: None }
    }

    fn shown() -> Vec<Evidence> {
        vec![Evidence { url: "https://gov.hk".into(), title: "A page".into(), sha256: None }]
    }

    fn found(from: MilestoneStatus, transition: &Transition) -> Vec<TransitionFault> {
        faults(from, transition, day("2026-11-24"))
    }

    #[test]
    fn who_says_that_it_is_met_shows_it_and_says_when() {
        use TransitionFault::{CompletionMissing, DateMissing, EvidenceMissing};
        assert_eq!(found(InProgress, &to_status(Met)), [EvidenceMissing, DateMissing]);
        assert_eq!(
            found(InProgress, &to_status(PartiallyMet)),
            [EvidenceMissing, DateMissing, CompletionMissing]
        );
        let told = Transition {
            effective_on: Some(day("2026-11-24")),
            evidence: shown(),
            completion: Percent::try_from(100).ok(),
            ..to_status(Met)
        };
        assert_eq!(found(InProgress, &told), []);
    }

    #[test]
    fn giving_up_and_taking_back_need_a_reason() {
        for (from, to) in [(Scheduled, NotMet), (InProgress, Cancelled), (Met, InProgress)] {
            assert_eq!(
                found(from, &to_status(to)),
                [TransitionFault::ReasonMissing],
                "{from} {to}"
            );
            let told = Transition { reason: Some("Because.".into()), ..to_status(to) };
            assert_eq!(found(from, &told), [], "{from} {to}");
        }
        assert_eq!(found(Scheduled, &to_status(InProgress)), []);
        assert_eq!(found(NotMet, &to_status(InProgress)), [], "only what was met is reopened");
    }

    #[test]
    fn nothing_is_reported_ahead_of_time() {
        let early = Transition { effective_on: Some(day("2026-11-25")), ..to_status(InProgress) };
        assert_eq!(found(Scheduled, &early), [TransitionFault::DateInFuture]);
    }

    #[test]
    fn a_completion_is_stated_only_where_it_counts() {
        for to in MilestoneStatus::ALL {
            let told = Transition { completion: Percent::try_from(40).ok(), ..to_status(to) };
            let is_out_of_place =
                found(Scheduled, &told).contains(&TransitionFault::CompletionOutOfPlace);
            assert_eq!(is_out_of_place, ![InProgress, PartiallyMet].contains(&to), "{to}");
        }
    }
}
