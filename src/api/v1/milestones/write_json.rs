//! What a new milestone, and a change of one, may say.

use chrono::NaiveDate;
use utoipa::ToSchema;

use crate::api::v1::common::speech::{Translations, TranslationsPatch};
use crate::api::v1::common::words::Precision;

/// A dated promise to be made.
#[derive(Debug, ToSchema)]
pub struct NewMilestone {
    /// What is promised, by language.
    pub title: Translations,
    /// More about it, by language.
    pub description: Option<Translations>,
    /// What it counts for among its initiative's milestones; 1 unless given.
    #[schema(format = Int32, minimum = 1, maximum = 100)]
    pub weight: Option<i32>,
    /// The date that it is promised for; any day of the period that the precision names. It is the original date from then
    /// on.
    pub due_on: Option<NaiveDate>,
    /// How exactly that is known; a day unless given.
    pub due_on_precision: Option<Precision>,
}

/// What is to be different about a milestone; members that are left out stay. Its status is reported at `/transitions`, its
/// date is changed at `/rebaselines`.
#[derive(Debug, ToSchema)]
pub struct MilestonePatch {
    /// What is promised, by language.
    #[schema(nullable = false)]
    pub title: Option<TranslationsPatch>,
    /// More about it, by language; null for nothing.
    pub description: Option<TranslationsPatch>,
    /// What it counts for among its initiative's milestones.
    #[schema(format = Int32, minimum = 1, maximum = 100, nullable = false)]
    pub weight: Option<i32>,
    /// How much of it is done, in per cent; stated while it is `in_progress` or `partially_met`.
    #[schema(format = Int32, minimum = 0, maximum = 100)]
    pub completion: Option<i32>,
    /// Why; needed when the weight or the completion changes, because the initiative's progress moves with them.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub reason: Option<String>,
}
