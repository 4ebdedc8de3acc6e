//! What staff write while they work on a submission.

use serde::Deserialize;
use utoipa::ToSchema;

/// A note to be added.
#[derive(Debug, ToSchema)]
pub struct NewSubmissionNote {
    /// What it says.
    #[schema(min_length = 1, max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub text: String,
}

/// What a department does while it works on a submission.
#[derive(Debug, ToSchema)]
pub struct NewSubmissionTransition {
    /// Ask its author something, or go on without waiting any longer.
    pub to: WorkingState,
    /// What is asked; with `awaiting_citizen` alone, and then needed.
    #[schema(min_length = 1, max_length = 5000, pattern = "^[^\\x00-\\x08]+$")]
    pub message: Option<String>,
}

/// The states between which a department moves a submission while it works on it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WorkingState {
    /// The clock stands still until the author writes, or the department goes on.
    AwaitingCitizen,
    /// The clock goes on.
    Assigned,
}
