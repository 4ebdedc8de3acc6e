//! What a change of an initiative may say.

use chrono::NaiveDate;
use utoipa::ToSchema;

use crate::api::v1::common::speech::TranslationsPatch;
use crate::api::v1::common::words::Precision;

/// What is to be different about an initiative; members that are left out stay.
#[derive(Debug, ToSchema)]
pub struct InitiativePatch {
    /// The title, by language.
    #[schema(nullable = false)]
    pub title: Option<TranslationsPatch>,
    /// The summary, by language.
    #[schema(nullable = false)]
    pub summary: Option<TranslationsPatch>,
    /// The theme it belongs to; for administrators.
    #[schema(max_length = 40, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", nullable = false)]
    pub smart_area_code: Option<String>,
    /// The department that answers for it; for administrators.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$", nullable = false)]
    pub lead_department_code: Option<String>,
    /// All departments that help; for administrators.
    #[schema(max_items = 100, nullable = false)]
    pub supporting_department_codes: Option<Vec<String>>,
    /// Those of them that report on it; for publishers of the lead department.
    #[schema(max_items = 100, nullable = false)]
    pub reporting_department_codes: Option<Vec<String>>,
    /// All blueprint editions that contain it; for administrators.
    #[schema(max_items = 100, nullable = false)]
    pub blueprint_codes: Option<Vec<String>>,
    /// When it starts; any day of the period that the precision names, which stays as it is unless given. Null, also for
    /// the precision, when it is not known.
    pub starts_on: Option<NaiveDate>,
    /// How exactly the start is known; of the date that there is, unless one is given. Null for a day.
    pub starts_on_precision: Option<Precision>,
    /// When it ends; any day of the period that the precision names, which stays as it is unless given. Null, also for the
    /// precision, when it is not known.
    pub ends_on: Option<NaiveDate>,
    /// How exactly the end is known; of the date that there is, unless one is given. Null for a day.
    pub ends_on_precision: Option<Precision>,
    /// How often its department promises to report, in days; null for no promise.
    #[schema(format = Int32, minimum = 1, maximum = 3660)]
    pub update_cadence_days: Option<i32>,
    /// All tags.
    #[schema(max_items = 100, nullable = false)]
    pub tags: Option<Vec<String>>,
    /// What the department states instead of the computed progress; null to take it back.
    pub progress_override: Option<StatedProgressPatch>,
}

/// A department's own statement of progress. A member that is left out stays; when nothing is stated yet, both are needed.
#[derive(Debug, ToSchema)]
pub struct StatedProgressPatch {
    /// The stated progress, in per cent.
    #[schema(format = Double, minimum = 0, maximum = 100, nullable = false)]
    pub value: Option<f64>,
    /// Why it differs from the computed one.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$", nullable = false)]
    pub reason: Option<String>,
}
