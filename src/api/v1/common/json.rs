//! Wire types that several resources share.

use serde::Serialize;
use utoipa::ToSchema;

use crate::app::lifecycle_counts::LifecycleCounts;
use crate::domain::lifecycle::Lifecycle;

/// Where a page stands in its list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Page)]
pub struct PageInfo {
    /// The most items a page holds, as asked for.
    #[schema(format = Int32, minimum = 1, maximum = 100, example = 25)]
    pub limit: i32,
    /// The cursor of the next page; null on the last one.
    #[schema(max_length = 1024, pattern = "^[A-Za-z0-9_-]+$")]
    pub next_cursor: Option<String>,
    /// Whether there is a next page.
    pub has_more: bool,
}

/// What else is known of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Meta {
    /// How many items pass the filters, on all pages; only with `include_total=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub total: Option<i64>,
}

impl PageInfo {
    /// The position of a page whose next cursor has been sealed.
    #[must_use]
    pub fn of(limit: u8, next_cursor: Option<String>) -> Self {
        Self { limit: i32::from(limit), has_more: next_cursor.is_some(), next_cursor }
    }
}

/// Initiatives by lifecycle; every state is listed, also those without any.
#[derive(Debug, Serialize, ToSchema)]
pub struct InitiativeCounts {
    /// All of them.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub total: i64,
    /// Promised, not yet begun.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub planned: i64,
    /// Being worked on.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub in_progress: i64,
    /// Without an end by nature.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub ongoing: i64,
    /// Some of its stages are complete.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub completed_in_stages: i64,
    /// Complete.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub completed: i64,
    /// Stopped for now.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub on_hold: i64,
    /// Given up.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub cancelled: i64,
    /// Continued as another initiative.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub superseded: i64,
}

impl From<&LifecycleCounts> for InitiativeCounts {
    fn from(counts: &LifecycleCounts) -> Self {
        Self {
            total: counts.total(),
            planned: counts.of(Lifecycle::Planned),
            in_progress: counts.of(Lifecycle::InProgress),
            ongoing: counts.of(Lifecycle::Ongoing),
            completed_in_stages: counts.of(Lifecycle::CompletedInStages),
            completed: counts.of(Lifecycle::Completed),
            on_hold: counts.of(Lifecycle::OnHold),
            cancelled: counts.of(Lifecycle::Cancelled),
            superseded: counts.of(Lifecycle::Superseded),
        }
    }
}
