//! The ledgers of milestones on the wire, and what departments send to them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::v1::common::json::{Meta, PageInfo};
use crate::api::v1::common::speech::Speech;
use crate::api::v1::common::words::{MilestoneStatus, Origin, Precision, RebaselineReason};
use crate::api::v1::milestones::json::{Milestone, MilestoneEvidence};
use crate::app::milestone::rebaseline::Rebaselined;
use crate::app::milestone::transition::Transitioned;
use crate::domain::date::VagueDate;
use crate::store::milestone::rebaseline::Rebaseline as StoredRebaseline;
use crate::store::milestone::transition::MilestoneTransition as StoredTransition;

/// A reported status of a milestone: it is added and never changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct MilestoneTransition {
    /// Its id.
    pub id: Uuid,
    /// The milestone.
    pub milestone_id: Uuid,
    /// The status before.
    pub from: MilestoneStatus,
    /// The status after.
    pub to: MilestoneStatus,
    /// Since which day it holds.
    pub effective_on: NaiveDate,
    /// How much of it was done then, in per cent, when stated.
    #[schema(format = Int32, minimum = 0, maximum = 100)]
    pub completion: Option<i32>,
    /// Why.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub reason: Option<String>,
    /// What shows it.
    #[schema(max_items = 20)]
    pub evidence: Vec<MilestoneEvidence>,
    /// Whose hand it was.
    pub origin: Origin,
    /// In the name of which department.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$")]
    pub department_code: Option<String>,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// The milestone as it is since; only in the answer to the report itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub milestone: Option<Milestone>,
}

/// A page of reported statuses.
#[derive(Debug, Serialize, ToSchema)]
pub struct MilestoneTransitionList {
    /// The reports, newest first.
    #[schema(max_items = 100)]
    pub data: Vec<MilestoneTransition>,
    /// Where the page stands.
    pub page: PageInfo,
    /// What else is known of the list.
    pub meta: Meta,
}

/// A date that something was promised for.
#[derive(Debug, Serialize, ToSchema)]
pub struct DueDate {
    /// The last day of its period.
    pub due_on: NaiveDate,
    /// How exactly the date is known.
    pub due_on_precision: Precision,
}

/// A change of a milestone's due date: it is added and never changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct Rebaseline {
    /// Its id.
    pub id: Uuid,
    /// The milestone.
    pub milestone_id: Uuid,
    /// The date before; null when the milestone had none.
    pub old: Option<DueDate>,
    /// The date after; null only where the catalogue file took a date back.
    pub new: Option<DueDate>,
    /// Why, as a code.
    pub reason_code: RebaselineReason,
    /// Why, in words.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub reason: String,
    /// Whose hand it was.
    pub origin: Origin,
    /// In the name of which department.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$")]
    pub department_code: Option<String>,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// The milestone as it is since; only in the answer to the change itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub milestone: Option<Milestone>,
}

/// A page of changes of a due date.
#[derive(Debug, Serialize, ToSchema)]
pub struct RebaselineList {
    /// The changes, newest first.
    #[schema(max_items = 100)]
    pub data: Vec<Rebaseline>,
    /// Where the page stands.
    pub page: PageInfo,
    /// What else is known of the list.
    pub meta: Meta,
}

/// A report that a milestone has another status now.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewMilestoneTransition {
    /// The status that it has.
    pub to: MilestoneStatus,
    /// Since which day it holds; today unless given, and needed for `met` and `partially_met`. Never a day to come.
    pub effective_on: Option<NaiveDate>,
    /// Why; needed for `not_met`, `cancelled` and for taking back that it was met.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub reason: Option<String>,
    /// What shows it; needed for `met` and `partially_met`.
    #[schema(max_items = 20, nullable = false)]
    pub evidence: Option<Vec<NewEvidence>>,
    /// How much of it is done, in per cent; needed for `partially_met`, possible for `in_progress`.
    #[schema(format = Int32, minimum = 0, maximum = 100)]
    pub completion: Option<i32>,
}

/// A published page or document that shows something.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewEvidence {
    /// Where it is published.
    #[schema(max_length = 2000, pattern = "^https?://\\S+$")]
    pub url: String,
    /// What it is.
    #[schema(max_length = 200, pattern = "^[^\\x00-\\x1F]+$")]
    pub title: String,
    /// The SHA-256 of the published document, so that it can be told from a later one.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: Option<String>,
}

/// A change of a due date.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewRebaseline {
    /// The date from now on; any day of the period that the precision names.
    pub due_on: NaiveDate,
    /// How exactly that is known; a day unless given.
    pub due_on_precision: Option<Precision>,
    /// Why, as a code.
    pub reason_code: RebaselineReason,
    /// Why, in words.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub reason: String,
}

impl MilestoneTransition {
    /// A report as it is listed.
    #[must_use]
    pub fn of(stored: StoredTransition) -> Self {
        Self {
            id: stored.id.as_uuid(),
            milestone_id: stored.milestone_id.as_uuid(),
            from: stored.from.into(),
            to: stored.to.into(),
            effective_on: stored.effective_on,
            completion: stored.completion.map(|completion| i32::from(completion.get())),
            reason: stored.reason,
            evidence: stored.evidence.into_iter().map(MilestoneEvidence::from).collect(),
            origin: stored.origin.into(),
            department_code: stored.department_code.map(|code| code.to_string()),
            at: stored.created_at,
            milestone: None,
        }
    }

    /// A report as it is answered.
    #[must_use]
    pub fn made(done: Transitioned, speech: Speech<'_>) -> Self {
        let milestone = Some(Milestone::of(done.milestone, speech));
        Self { milestone, ..Self::of(done.transition) }
    }
}

impl Rebaseline {
    /// A change as it is listed.
    #[must_use]
    pub fn of(stored: StoredRebaseline) -> Self {
        Self {
            id: stored.id.as_uuid(),
            milestone_id: stored.milestone_id.as_uuid(),
            old: stored.old.map(DueDate::from),
            new: stored.new.map(DueDate::from),
            reason_code: stored.reason_code.into(),
            reason: stored.reason,
            origin: stored.origin.into(),
            department_code: stored.department_code.map(|code| code.to_string()),
            at: stored.created_at,
            milestone: None,
        }
    }

    /// A change as it is answered.
    #[must_use]
    pub fn made(done: Rebaselined, speech: Speech<'_>) -> Self {
        let milestone = Some(Milestone::of(done.milestone, speech));
        Self { milestone, ..Self::of(done.rebaseline) }
    }
}

impl From<VagueDate> for DueDate {
    fn from(date: VagueDate) -> Self {
        Self { due_on: date.on, due_on_precision: date.precision.into() }
    }
}
