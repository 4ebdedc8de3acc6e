//! The query parameters of the milestones' operations, and what they mean.

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::api::extract::Reader;
use crate::api::v1::common::words::MilestoneStatus as StatusWord;
use crate::domain::milestone::MilestoneStatus;
use crate::store::milestone::filter::MilestoneFilter;
use crate::store::milestone::sort::MilestoneSort;
use crate::store::page::SortBy;

/// Which milestones, in which order.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MilestoneParams {
    /// In any of these states.
    #[param(value_type = Option<Vec<StatusWord>>, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub status: Option<String>,
    /// Open past their due date, in a running initiative (`true`), or not (`false`).
    #[param(value_type = Option<bool>)]
    pub overdue: Option<String>,
    /// Due before this day.
    #[param(value_type = Option<chrono::NaiveDate>)]
    pub due_before: Option<String>,
    /// Due on this day or later.
    #[param(value_type = Option<chrono::NaiveDate>)]
    pub due_after: Option<String>,
    /// Changed at this instant or later.
    #[param(value_type = Option<chrono::DateTime<chrono::Utc>>)]
    pub updated_since: Option<String>,
    /// Keys to sort by, each at most once, `-` for descending: `due_on`, `id`, `met_on`, `original_due_on`,
    /// `updated_at`. Missing values come last in both directions; `id` completes the order.
    #[param(value_type = Option<Vec<MilestoneSortKey>>, style = Form, explode = false, min_items = 1, max_items = 5, example = json!(["due_on", "id"]))]
    pub sort: Option<String>,
}

/// Of which initiatives.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MilestoneOriginParams {
    /// Of this initiative.
    #[param(max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub initiative: Option<String>,
    /// Of initiatives in any of these smart areas.
    #[param(value_type = Option<Vec<String>>, style = Form, explode = false, min_items = 1, max_items = 100, example = json!(["mobility"]))]
    pub smart_area: Option<String>,
    /// Of initiatives led by any of these departments. A `&` in a code must be percent-encoded.
    #[param(value_type = Option<Vec<String>>, style = Form, explode = false, min_items = 1, max_items = 100, example = json!(["TD"]))]
    pub department: Option<String>,
    /// Of initiatives in any of these blueprint editions.
    #[param(value_type = Option<Vec<String>>, style = Form, explode = false, min_items = 1, max_items = 100, example = json!(["v2"]))]
    pub blueprint: Option<String>,
}

/// A key to sort milestones by, with its direction.
#[derive(Debug, Deserialize, ToSchema)]
pub enum MilestoneSortKey {
    /// Earliest due first.
    #[serde(rename = "due_on")]
    DueOn,
    /// Latest due first.
    #[serde(rename = "-due_on")]
    DueOnDescending,
    /// By id.
    #[serde(rename = "id")]
    Id,
    /// By id, last first.
    #[serde(rename = "-id")]
    IdDescending,
    /// Earliest met first.
    #[serde(rename = "met_on")]
    MetOn,
    /// Latest met first.
    #[serde(rename = "-met_on")]
    MetOnDescending,
    /// Earliest first promise first.
    #[serde(rename = "original_due_on")]
    OriginalDueOn,
    /// Latest first promise first.
    #[serde(rename = "-original_due_on")]
    OriginalDueOnDescending,
    /// Longest unchanged first.
    #[serde(rename = "updated_at")]
    UpdatedAt,
    /// Latest changed first.
    #[serde(rename = "-updated_at")]
    UpdatedAtDescending,
}

const SORTS: [(&str, MilestoneSort); 5] = [
    ("due_on", MilestoneSort::DueOn),
    ("id", MilestoneSort::Id),
    ("met_on", MilestoneSort::MetOn),
    ("original_due_on", MilestoneSort::OriginalDueOn),
    ("updated_at", MilestoneSort::UpdatedAt),
];

impl MilestoneParams {
    /// What the list is narrowed to.
    #[must_use]
    pub fn filter(&self, reader: &mut Reader) -> MilestoneFilter {
        let statuses = MilestoneStatus::ALL.map(MilestoneStatus::as_str);
        MilestoneFilter {
            statuses: reader.words("status", self.status.as_deref(), &statuses),
            overdue: reader.boolean("overdue", self.overdue.as_deref()),
            due_before: reader.date("due_before", self.due_before.as_deref()),
            due_after: reader.date("due_after", self.due_after.as_deref()),
            updated_since: reader.instant("updated_since", self.updated_since.as_deref()),
            ..MilestoneFilter::default()
        }
    }

    /// The order of the list.
    #[must_use]
    pub fn order(&self, reader: &mut Reader) -> Vec<SortBy<MilestoneSort>> {
        let default = [MilestoneSort::DueOn, MilestoneSort::Id];
        reader.sort(self.sort.as_deref(), &SORTS, &default, MilestoneSort::Id)
    }
}

impl MilestoneOriginParams {
    /// Narrows the filter to milestones of these initiatives.
    pub fn narrow(&self, reader: &mut Reader, filter: &mut MilestoneFilter) {
        filter.initiative = reader.code("initiative", self.initiative.as_deref());
        filter.smart_areas = reader.codes("smart_area", self.smart_area.as_deref());
        filter.departments = reader.codes("department", self.department.as_deref());
        filter.blueprints = reader.codes("blueprint", self.blueprint.as_deref());
    }
}
