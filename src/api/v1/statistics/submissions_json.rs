//! Submissions in numbers on the wire.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::app::statistics::submissions::{SubmissionCounts as Counts, SubmissionNumbers};
use crate::domain::submission::{ReplyOutcome, SubmissionKind};

/// The published submissions in numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionStatistics {
    /// All of them, by how far they are.
    pub states: SubmissionCounts,
    /// All of them, by kind.
    pub kinds: KindCounts,
    /// The replies to them, by outcome.
    pub outcomes: OutcomeCounts,
    /// How many days lay between the day of receipt and that of the reply, in the mean; null when nothing was replied to.
    #[schema(format = Double, minimum = 0, maximum = 100_000)]
    pub mean_reply_days: Option<f64>,
    /// The same by the initiative that they are about, by code; initiatives without any are left out.
    #[schema(max_items = 10000)]
    pub by_initiative: Vec<SubmissionGroup>,
    /// The same by smart area, by code: those about it as a whole, and those about its initiatives.
    #[schema(max_items = 1000)]
    pub by_smart_area: Vec<SubmissionGroup>,
    /// The same by the subject that they are about, by code.
    #[schema(max_items = 1000)]
    pub by_subject: Vec<SubmissionGroup>,
}

/// The published submissions about one thing.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionGroup {
    /// Its code.
    #[schema(
        max_length = 80,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "hketoll-free-flow-tolling"
    )]
    pub code: String,
    /// The submissions, by how far they are.
    pub states: SubmissionCounts,
}

/// Published submissions by how far they are.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionCounts {
    /// All of them.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub total: i64,
    /// Those that wait for an answer.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub open: i64,
    /// Answered.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub answered: i64,
    /// Declined.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub declined: i64,
    /// Answered with another one that says the same.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub duplicate: i64,
    /// Taken back by their authors.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub withdrawn: i64,
}

/// Published submissions by kind; every kind is listed, also those without any.
#[derive(Debug, Serialize, ToSchema)]
pub struct KindCounts {
    /// What somebody thinks.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub view: i64,
    /// What somebody would have done.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub suggestion: i64,
    /// What somebody wants to know.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub question: i64,
    /// What does not work.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub problem: i64,
    /// What somebody likes.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub praise: i64,
}

/// Replies to published submissions by outcome; every outcome is listed, also those without any.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutcomeCounts {
    /// It is or will be done.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub accepted: i64,
    /// Some of it is or will be done.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub partly_accepted: i64,
    /// It had been done, or decided, before.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub already_done: i64,
    /// It cannot be done.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub not_feasible: i64,
    /// It is not for this government, or not for this plan.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub out_of_scope: i64,
    /// There was nothing to do but to take note of it.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub noted: i64,
}

impl From<&SubmissionNumbers> for SubmissionStatistics {
    fn from(numbers: &SubmissionNumbers) -> Self {
        Self {
            states: numbers.all.into(),
            kinds: KindCounts::of(&numbers.by_kind),
            outcomes: OutcomeCounts::of(&numbers.by_outcome),
            mean_reply_days: numbers.mean_reply_days,
            by_initiative: groups(&numbers.by_initiative),
            by_smart_area: groups(&numbers.by_smart_area),
            by_subject: groups(&numbers.by_subject),
        }
    }
}

fn groups(groups: &BTreeMap<String, Counts>) -> Vec<SubmissionGroup> {
    let group = |(code, counts): (&String, &Counts)| SubmissionGroup {
        code: code.clone(),
        states: (*counts).into(),
    };
    groups.iter().map(group).collect()
}

impl From<Counts> for SubmissionCounts {
    fn from(counts: Counts) -> Self {
        let Counts { total, open, answered, declined, duplicate, withdrawn } = counts;
        Self { total, open, answered, declined, duplicate, withdrawn }
    }
}

impl KindCounts {
    fn of(counts: &BTreeMap<SubmissionKind, i64>) -> Self {
        let of = |kind: SubmissionKind| counts.get(&kind).copied().unwrap_or(0);
        Self {
            view: of(SubmissionKind::View),
            suggestion: of(SubmissionKind::Suggestion),
            question: of(SubmissionKind::Question),
            problem: of(SubmissionKind::Problem),
            praise: of(SubmissionKind::Praise),
        }
    }
}

impl OutcomeCounts {
    fn of(counts: &BTreeMap<ReplyOutcome, i64>) -> Self {
        let of = |outcome: ReplyOutcome| counts.get(&outcome).copied().unwrap_or(0);
        Self {
            accepted: of(ReplyOutcome::Accepted),
            partly_accepted: of(ReplyOutcome::PartlyAccepted),
            already_done: of(ReplyOutcome::AlreadyDone),
            not_feasible: of(ReplyOutcome::NotFeasible),
            out_of_scope: of(ReplyOutcome::OutOfScope),
            noted: of(ReplyOutcome::Noted),
        }
    }
}
