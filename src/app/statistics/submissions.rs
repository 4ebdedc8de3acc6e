//! Submissions in numbers: those that the public sees, so that everybody can count them again.

use std::collections::BTreeMap;

use crate::domain::submission::{Place, ReplyOutcome, SubmissionKind, SubmissionState};
use crate::store::submission::count::{self, SubmissionCell};
use crate::store::{AnyConnection, Fault};

/// Public submissions by how far they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SubmissionCounts {
    /// All of them.
    pub total: i64,
    /// Those that wait for an answer.
    pub open: i64,
    /// Answered.
    pub answered: i64,
    /// Declined.
    pub declined: i64,
    /// Answered in the place of another one.
    pub duplicate: i64,
    /// Taken back by their authors.
    pub withdrawn: i64,
}

/// The numbers of all public submissions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SubmissionNumbers {
    /// Everything.
    pub all: SubmissionCounts,
    /// How many days lay between the day of receipt and that of the reply, in the mean, to a hundredth.
    pub mean_reply_days: Option<f64>,
    /// By kind.
    pub by_kind: BTreeMap<SubmissionKind, i64>,
    /// Their replies, by outcome.
    pub by_outcome: BTreeMap<ReplyOutcome, i64>,
    /// By the code of the initiative that they are about.
    pub by_initiative: BTreeMap<String, SubmissionCounts>,
    /// By smart area: those about it as a whole, and those about its initiatives.
    pub by_smart_area: BTreeMap<String, SubmissionCounts>,
    /// By the code of the subject that they are about.
    pub by_subject: BTreeMap<String, SubmissionCounts>,
}

impl SubmissionCounts {
    fn add(&mut self, state: SubmissionState, count: i64) {
        self.total += count;
        let member = match state {
            SubmissionState::Received
            | SubmissionState::Triaged
            | SubmissionState::Assigned
            | SubmissionState::AwaitingCitizen => &mut self.open,
            SubmissionState::Answered => &mut self.answered,
            SubmissionState::Declined => &mut self.declined,
            SubmissionState::Duplicate => &mut self.duplicate,
            SubmissionState::Withdrawn => &mut self.withdrawn,
        };
        *member += count;
    }
}

/// Adds up the counts of public submissions.
pub(super) fn compute(connection: &mut AnyConnection) -> Result<SubmissionNumbers, Fault> {
    let mut numbers = SubmissionNumbers::default();
    let (mut replies, mut days) = (0, 0);
    for cell in count::all(connection)? {
        numbers.add(&cell);
        if cell.outcome.is_some() {
            replies += cell.count;
            days += cell.reply_days;
        }
    }
    numbers.mean_reply_days = mean(days, replies);
    Ok(numbers)
}

/// The mean of so many days in sum, to a hundredth; none of nothing.
fn mean(days: i64, replies: i64) -> Option<f64> {
    let hundredths = days.checked_mul(100)?.checked_add(replies / 2)?.checked_div(replies)?;
    i32::try_from(hundredths).ok().map(|hundredths| f64::from(hundredths) / 100.0)
}

impl SubmissionNumbers {
    fn add(&mut self, cell: &SubmissionCell) {
        self.all.add(cell.state, cell.count);
        *self.by_kind.entry(cell.kind).or_default() += cell.count;
        if let Some(outcome) = cell.outcome {
            *self.by_outcome.entry(outcome).or_default() += cell.count;
        }
        let (group, code) = match &cell.place {
            Place::Initiative(code) => (&mut self.by_initiative, code.to_string()),
            Place::SmartArea(code) => (&mut self.by_smart_area, code.to_string()),
            Place::Subject(code) => (&mut self.by_subject, code.to_string()),
        };
        group.entry(code).or_default().add(cell.state, cell.count);
        if let Some(area) = &cell.area_of_initiative {
            self.by_smart_area.entry(area.clone()).or_default().add(cell.state, cell.count);
        }
    }
}
