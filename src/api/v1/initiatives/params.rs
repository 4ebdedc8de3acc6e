//! The query parameters of the initiatives' operations, and what they mean.

use std::str::FromStr;

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::api::extract::Reader;
use crate::api::problem::{Fault, FaultCode};
use crate::api::v1::common::params::search;
use crate::api::v1::common::words::{Health as HealthWord, Lifecycle as LifecycleWord};
use crate::app::initiative::Include;
use crate::domain::health::Health;
use crate::domain::lifecycle::Lifecycle;
use crate::store::initiative::filter::InitiativeFilter;
use crate::store::initiative::sort::InitiativeSort;
use crate::store::page::SortBy;

/// With their milestones, so many initiatives fit on a page.
const MOST_WITH_MILESTONES: u8 = 25;

/// Which initiatives, in which order.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InitiativeParams {
    /// Of any of these smart areas.
    #[param(value_type = Option<Vec<String>>, style = Form, explode = false, min_items = 1, max_items = 100, example = json!(["mobility"]))]
    pub smart_area: Option<String>,
    /// Led by any of these departments. A `&` in a code must be percent-encoded.
    #[param(value_type = Option<Vec<String>>, style = Form, explode = false, min_items = 1, max_items = 100, example = json!(["TD"]))]
    pub department: Option<String>,
    /// Supported by any of these departments.
    #[param(value_type = Option<Vec<String>>, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub supporting_department: Option<String>,
    /// In any of these blueprint editions.
    #[param(value_type = Option<Vec<String>>, style = Form, explode = false, min_items = 1, max_items = 100, example = json!(["v2"]))]
    pub blueprint: Option<String>,
    /// In any of these states.
    #[param(value_type = Option<Vec<LifecycleWord>>, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub lifecycle: Option<String>,
    /// With any of these healths today.
    #[param(value_type = Option<Vec<HealthWord>>, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub health: Option<String>,
    /// With any of these tags.
    #[param(value_type = Option<Vec<String>>, style = Form, explode = false, min_items = 1, max_items = 100, example = json!(["its"]))]
    pub tag: Option<String>,
    /// With an open milestone due before this day. With `due_after` one milestone must be due between the two.
    #[param(value_type = Option<chrono::NaiveDate>)]
    pub due_before: Option<String>,
    /// With an open milestone due on this day or later.
    #[param(value_type = Option<chrono::NaiveDate>)]
    pub due_after: Option<String>,
    /// Changed themselves at this instant or later.
    #[param(value_type = Option<chrono::DateTime<chrono::Utc>>)]
    pub updated_since: Option<String>,
    /// With an overdue milestone (`true`) or without one (`false`).
    #[param(value_type = Option<bool>)]
    pub overdue: Option<String>,
    /// With at least this much computed progress, in per cent. Initiatives without a value never match.
    #[param(value_type = Option<f64>, format = Double, minimum = 0, maximum = 100)]
    pub progress_min: Option<String>,
    /// With at most this much computed progress, in per cent. Initiatives without a value never match.
    #[param(value_type = Option<f64>, format = Double, minimum = 0, maximum = 100)]
    pub progress_max: Option<String>,
    /// All of these words in the title or the summary, in any language; Chinese text by its characters and pairs.
    /// Initiatives with all of them in the title come first. Case, width, accents and Chinese variants (Traditional,
    /// Simplified) make no difference. A text in which nothing is seen is refused as `empty`.
    #[param(min_length = 1, max_length = 200, pattern = "\\S", example = "smart lampposts")]
    pub q: Option<String>,
    /// Keys to sort by, each at most once, `-` for descending: `code`, `created_at`, `ends_on`, `progress`,
    /// `starts_on`, `updated_at`. Missing values come last in both directions; `code` completes the order.
    #[param(value_type = Option<Vec<InitiativeSortKey>>, style = Form, explode = false, min_items = 1, max_items = 6, example = json!(["-updated_at"]))]
    pub sort: Option<String>,
}

/// What else to give beside each initiative of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InitiativeListIncludeParams {
    /// What else to give beside each initiative; `milestones` needs a `limit` of at most 25.
    #[param(value_type = Option<Vec<InitiativeInclude>>, style = Form, explode = false, min_items = 1, max_items = 4)]
    pub include: Option<String>,
}

/// What else to give beside the initiative.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InitiativeIncludeParams {
    /// What else to give beside the initiative.
    #[param(value_type = Option<Vec<InitiativeInclude>>, style = Form, explode = false, min_items = 1, max_items = 4)]
    pub include: Option<String>,
}

/// A key to sort initiatives by, with its direction.
#[derive(Debug, Deserialize, ToSchema)]
pub enum InitiativeSortKey {
    /// By code.
    #[serde(rename = "code")]
    Code,
    /// By code, last first.
    #[serde(rename = "-code")]
    CodeDescending,
    /// Oldest first.
    #[serde(rename = "created_at")]
    CreatedAt,
    /// Newest first.
    #[serde(rename = "-created_at")]
    CreatedAtDescending,
    /// Earliest end first.
    #[serde(rename = "ends_on")]
    EndsOn,
    /// Latest end first.
    #[serde(rename = "-ends_on")]
    EndsOnDescending,
    /// Least progress first.
    #[serde(rename = "progress")]
    Progress,
    /// Most progress first.
    #[serde(rename = "-progress")]
    ProgressDescending,
    /// Earliest start first.
    #[serde(rename = "starts_on")]
    StartsOn,
    /// Latest start first.
    #[serde(rename = "-starts_on")]
    StartsOnDescending,
    /// Longest unchanged first.
    #[serde(rename = "updated_at")]
    UpdatedAt,
    /// Latest changed first.
    #[serde(rename = "-updated_at")]
    UpdatedAtDescending,
}

const SORTS: [(&str, InitiativeSort); 6] = [
    ("code", InitiativeSort::Code),
    ("created_at", InitiativeSort::CreatedAt),
    ("ends_on", InitiativeSort::EndsOn),
    ("progress", InitiativeSort::Progress),
    ("starts_on", InitiativeSort::StartsOn),
    ("updated_at", InitiativeSort::UpdatedAt),
];

/// What can be given beside an initiative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InitiativeInclude {
    /// `milestones`: its milestones, by due date.
    Milestones,
    /// `lead_department`: the department that answers for it.
    LeadDepartment,
    /// `smart_area`: the theme it belongs to.
    SmartArea,
    /// `translations`: its texts in every language they have.
    Translations,
}

const INCLUDES: [(&str, InitiativeInclude); 4] = [
    ("milestones", InitiativeInclude::Milestones),
    ("lead_department", InitiativeInclude::LeadDepartment),
    ("smart_area", InitiativeInclude::SmartArea),
    ("translations", InitiativeInclude::Translations),
];

impl FromStr for InitiativeInclude {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        INCLUDES.iter().find(|(name, _)| *name == text).map(|(_, include)| *include).ok_or(())
    }
}

/// What is asked for beside initiatives: siblings from the store, and whether every language is given.
#[must_use]
pub fn include(reader: &mut Reader, value: Option<&str>) -> (Include, bool) {
    let asked: Vec<InitiativeInclude> = reader.include(value, &INCLUDES.map(|(name, _)| name));
    let has = |include| asked.contains(&include);
    let siblings = Include {
        milestones: has(InitiativeInclude::Milestones),
        lead_department: has(InitiativeInclude::LeadDepartment),
        smart_area: has(InitiativeInclude::SmartArea),
    };
    (siblings, has(InitiativeInclude::Translations))
}

impl InitiativeParams {
    /// What the list is narrowed to.
    #[must_use]
    pub fn filter(&self, reader: &mut Reader) -> InitiativeFilter {
        let lifecycles = Lifecycle::ALL.map(Lifecycle::as_str);
        let healths = Health::ALL.map(Health::as_str);
        let filter = InitiativeFilter {
            smart_areas: reader.codes("smart_area", self.smart_area.as_deref()),
            departments: reader.codes("department", self.department.as_deref()),
            supporting_departments: reader
                .codes("supporting_department", self.supporting_department.as_deref()),
            blueprints: reader.codes("blueprint", self.blueprint.as_deref()),
            lifecycles: reader.words("lifecycle", self.lifecycle.as_deref(), &lifecycles),
            healths: reader.words("health", self.health.as_deref(), &healths),
            tags: reader.codes("tag", self.tag.as_deref()),
            due_before: reader.date("due_before", self.due_before.as_deref()),
            due_after: reader.date("due_after", self.due_after.as_deref()),
            updated_since: reader.instant("updated_since", self.updated_since.as_deref()),
            overdue: reader.boolean("overdue", self.overdue.as_deref()),
            progress_min: reader.percent("progress_min", self.progress_min.as_deref()),
            progress_max: reader.percent("progress_max", self.progress_max.as_deref()),
            terms: search(reader, self.q.as_deref()),
        };
        let crossed =
            filter.progress_min.zip(filter.progress_max).is_some_and(|(low, high)| low > high);
        if crossed {
            reader.refuse(
                Fault::parameter("progress_min", FaultCode::Conflicting).beside("progress_max"),
            );
        }
        filter
    }

    /// The order of the list.
    #[must_use]
    pub fn order(&self, reader: &mut Reader) -> Vec<SortBy<InitiativeSort>> {
        reader.sort(self.sort.as_deref(), &SORTS, &[InitiativeSort::Code], InitiativeSort::Code)
    }
}

impl InitiativeListIncludeParams {
    /// What is asked for beside each initiative, on a page of `limit`.
    #[must_use]
    pub fn include(&self, reader: &mut Reader, limit: u8) -> (Include, bool) {
        let (siblings, translations) = include(reader, self.include.as_deref());
        if siblings.milestones && limit > MOST_WITH_MILESTONES {
            let most = i64::from(MOST_WITH_MILESTONES);
            reader.refuse(
                Fault::parameter("limit", FaultCode::TooLarge).within(1, most).beside("include"),
            );
        }
        (siblings, translations)
    }
}
