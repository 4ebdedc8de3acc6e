//! The full derivation of an initiative's progress on the wire.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::v1::common::words::ProgressMethod;
use crate::api::v1::initiatives::json::ProgressOverride;
use crate::app::initiative::ProgressView;
use crate::domain::progress::{self, RULESET};

/// How an initiative's progress comes about.
#[derive(Debug, Serialize, ToSchema)]
pub struct Progress {
    /// The initiative.
    #[schema(max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub initiative_code: String,
    /// The computed progress, in per cent; null when the method gives none.
    #[schema(format = Double, minimum = 0, maximum = 100)]
    pub value: Option<f64>,
    /// How it was computed.
    pub method: ProgressMethod,
    /// The edition of the rules.
    #[schema(max_length = 20, pattern = "^[0-9]{4}-[0-9]{2}$")]
    pub ruleset: String,
    /// What each milestone adds; with the method `weighted_milestones` they add up to the value.
    #[schema(max_items = 1000)]
    pub contributions: Vec<Contribution>,
    /// The milestones that do not count.
    #[schema(max_items = 1000)]
    pub excluded: Vec<Excluded>,
    /// What the department states instead, beside the computed value.
    pub r#override: Option<ProgressOverride>,
}

/// What one milestone adds.
#[expect(clippy::struct_field_names, reason = "the member is named by the contract")]
#[derive(Debug, Serialize, ToSchema)]
pub struct Contribution {
    /// The milestone.
    pub milestone_id: Uuid,
    /// What it counts for.
    #[schema(format = Int32, minimum = 1, maximum = 100)]
    pub weight: i32,
    /// How much of it counts as done, in per cent.
    #[schema(format = Int32, minimum = 0, maximum = 100)]
    pub completion: i32,
    /// Its completion times its share of all weights, in per cent of the initiative.
    #[schema(format = Double, minimum = 0, maximum = 100)]
    pub contribution: f64,
}

/// A milestone that does not count.
#[derive(Debug, Serialize, ToSchema)]
pub struct Excluded {
    /// The milestone.
    pub milestone_id: Uuid,
    /// Why it does not count.
    pub reason: ExclusionReason,
}

/// Why a milestone does not count.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExclusionReason {
    /// It was given up.
    Cancelled,
}

impl From<ProgressView> for Progress {
    fn from(view: ProgressView) -> Self {
        let ProgressView { initiative, progress } = view;
        let contributions = progress.contributions.iter().map(|contribution| Contribution {
            milestone_id: contribution.milestone_id.as_uuid(),
            weight: i32::from(contribution.weight.get()),
            completion: i32::from(contribution.completion.get()),
            contribution: contribution.contribution,
        });
        let excluded = progress.excluded.iter().map(|excluded| Excluded {
            milestone_id: excluded.milestone_id.as_uuid(),
            reason: match excluded.reason {
                progress::ExclusionReason::Cancelled => ExclusionReason::Cancelled,
            },
        });
        Self {
            initiative_code: initiative.code.to_string(),
            value: progress.value,
            method: progress.method.into(),
            ruleset: RULESET.to_owned(),
            contributions: contributions.collect(),
            excluded: excluded.collect(),
            r#override: ProgressOverride::of(&initiative),
        }
    }
}
