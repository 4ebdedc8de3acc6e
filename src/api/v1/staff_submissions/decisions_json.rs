//! Decisions of moderators on the wire.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::problem::ProblemBody;
use crate::api::v1::common::submission_words::HideReason;
use crate::api::v1::staff_submissions::json::StaffSubmission;

/// Decisions about submissions, each done or refused by itself.
#[derive(Debug, ToSchema)]
pub struct NewDecisions {
    /// The decisions, done in this order.
    #[schema(min_items = 1, max_items = 100)]
    pub decisions: Vec<NewDecision>,
}

/// A decision about one submission.
#[derive(Debug, ToSchema)]
pub struct NewDecision {
    /// The submission.
    pub id: Uuid,
    /// The version that the moderator has seen.
    #[schema(format = Int64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub version: i64,
    /// What is decided.
    pub decision: DecisionKind,
    /// The department that is to answer; with `assign`.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$", example = "TD")]
    pub department_code: Option<String>,
    /// What is to be published in place of what was sent, personal data covered; with `publish`.
    #[schema(min_length = 1, max_length = 5000, pattern = "^[^\\x00-\\x08]+$")]
    pub text: Option<String>,
    /// Why it is hidden; with `hide`.
    pub hide_reason: Option<HideReason>,
    /// Why nobody answers it, as its author reads it; with `decline`.
    #[schema(min_length = 1, max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub reason: Option<String>,
    /// The submission that says the same; with `duplicate`.
    pub duplicate_of: Option<Uuid>,
    /// For staff alone.
    #[schema(min_length = 1, max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub note: Option<String>,
}

/// What can be decided about a submission.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    /// Somebody has looked at it.
    Triage,
    /// A department is to answer it, or another one than before.
    Assign,
    /// Everybody may see it.
    Publish,
    /// The public is not to see it, or no longer.
    Hide,
    /// The public may see it again. What its author does not let be published is pending again.
    Unhide,
    /// Nobody answers it.
    Decline,
    /// Another one says the same, and is answered in its place.
    Duplicate,
}

/// What became of each decision, in the order in which they were sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionResults {
    /// The results.
    #[schema(max_items = 100)]
    pub data: Vec<DecisionResult>,
}

/// What became of one decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionResult {
    /// The submission.
    pub id: Uuid,
    /// The status that the decision alone would have been answered with: 200 when it was done.
    #[schema(format = Int32, minimum = 200, maximum = 599)]
    pub status: u16,
    /// The submission as it is since; null when it was refused.
    #[schema(value_type = Option<StaffSubmission>)]
    pub submission: Option<Value>,
    /// Why it was refused; null when it was done.
    pub problem: Option<ProblemBody>,
}
