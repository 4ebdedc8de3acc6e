//! What a department reports of a milestone's status, and what such a report must bring along.
//! It must not know who reports, nor how a report is stored.

use chrono::NaiveDate;

use super::evidence::Evidence;
use super::milestone::{MilestoneStatus, Percent};

/// A report that a milestone has another status now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
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

/// What a report lacks, or has and should not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFault {
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

/// Everything that is wrong with a report on a milestone in the status `from`, which may go where the report says.
#[must_use]
pub fn faults(from: MilestoneStatus, report: &Report, today: NaiveDate) -> Vec<ReportFault> {
    let claims = matches!(report.to, MilestoneStatus::Met | MilestoneStatus::PartiallyMet);
    let gives_up = matches!(report.to, MilestoneStatus::NotMet | MilestoneStatus::Cancelled);
    let is_full = report.to == MilestoneStatus::Met && report.completion == Some(Percent::FULL);
    let rules = [
        (
            ReportFault::ReasonMissing,
            (gives_up || is_reopening(from, report.to)) && report.reason.is_none(),
        ),
        (ReportFault::EvidenceMissing, claims && report.evidence.is_empty()),
        (ReportFault::DateMissing, claims && report.effective_on.is_none()),
        (ReportFault::DateInFuture, report.effective_on.is_some_and(|day| day > today)),
        (
            ReportFault::CompletionMissing,
            report.to == MilestoneStatus::PartiallyMet && report.completion.is_none(),
        ),
        (
            ReportFault::CompletionOutOfPlace,
            report.completion.is_some() && !states_completion(report.to) && !is_full,
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

    fn report(to: MilestoneStatus) -> Report {
        Report { to, effective_on: None, reason: None, evidence: Vec::new(), completion: None }
    }

    fn shown() -> Vec<Evidence> {
        vec![Evidence { url: "https://gov.hk".into(), title: "A page".into(), sha256: None }]
    }

    fn found(from: MilestoneStatus, report: &Report) -> Vec<ReportFault> {
        faults(from, report, day("2026-11-24"))
    }

    #[test]
    fn who_says_that_it_is_met_shows_it_and_says_when() {
        use ReportFault::{CompletionMissing, DateMissing, EvidenceMissing};
        assert_eq!(found(InProgress, &report(Met)), [EvidenceMissing, DateMissing]);
        assert_eq!(
            found(InProgress, &report(PartiallyMet)),
            [EvidenceMissing, DateMissing, CompletionMissing]
        );
        let told = Report {
            effective_on: Some(day("2026-11-24")),
            evidence: shown(),
            completion: Percent::try_from(100).ok(),
            ..report(Met)
        };
        assert_eq!(found(InProgress, &told), []);
    }

    #[test]
    fn giving_up_and_taking_back_need_a_reason() {
        for (from, to) in [(Scheduled, NotMet), (InProgress, Cancelled), (Met, InProgress)] {
            assert_eq!(found(from, &report(to)), [ReportFault::ReasonMissing], "{from} {to}");
            let told = Report { reason: Some("Because.".into()), ..report(to) };
            assert_eq!(found(from, &told), [], "{from} {to}");
        }
        assert_eq!(found(Scheduled, &report(InProgress)), []);
        assert_eq!(found(NotMet, &report(InProgress)), [], "only what was met is reopened");
    }

    #[test]
    fn nothing_is_reported_ahead_of_time() {
        let early = Report { effective_on: Some(day("2026-11-25")), ..report(InProgress) };
        assert_eq!(found(Scheduled, &early), [ReportFault::DateInFuture]);
    }

    #[test]
    fn a_completion_is_stated_only_where_it_counts() {
        for to in MilestoneStatus::ALL {
            let told = Report { completion: Percent::try_from(40).ok(), ..report(to) };
            let is_out_of_place =
                found(Scheduled, &told).contains(&ReportFault::CompletionOutOfPlace);
            assert_eq!(is_out_of_place, ![InProgress, PartiallyMet].contains(&to), "{to}");
        }
    }
}
