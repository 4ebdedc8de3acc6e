//! Initiatives on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::v1::common::json::{Meta, PageInfo};
use crate::api::v1::common::speech::{Fallbacks, Speech, Translations};
use crate::api::v1::common::words::{
    BlueprintEvidence, Evidence, Health, Lifecycle, Precision, ProgressMethod,
};
use crate::api::v1::departments::json::DepartmentSummary;
use crate::api::v1::milestones::json::Milestone;
use crate::api::v1::smart_areas::json::SmartAreaSummary;
use crate::app::initiative::InitiativeView;
use crate::store::initiative::{Initiative as Stored, InitiativeProvenance};

/// A promise of the plan: what it is, who answers for it, and how far it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Initiative {
    /// Its code; it never changes.
    #[schema(
        max_length = 80,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "hketoll-free-flow-tolling"
    )]
    pub code: String,
    /// Counts the initiative's own changes, from 1.
    #[schema(format = Int64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub version: i64,
    /// Its title.
    #[schema(max_length = 200, pattern = "^[^\\x00-\\x1F]+$")]
    pub title: String,
    /// What it does.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub summary: String,
    /// The theme it belongs to.
    #[schema(max_length = 40, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "mobility")]
    pub smart_area_code: String,
    /// The department that answers for it.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$", example = "TD")]
    pub lead_department_code: String,
    /// The departments that help.
    #[schema(max_items = 100, max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$")]
    pub supporting_department_codes: Vec<String>,
    /// Those of them that may report on its milestones.
    #[schema(max_items = 100)]
    pub reporting_department_codes: Vec<String>,
    /// The blueprint editions that contain it.
    #[schema(max_items = 100)]
    pub blueprint_codes: Vec<String>,
    /// Where it stands.
    pub lifecycle: Lifecycle,
    /// How it fares today, computed.
    pub health: Health,
    /// How far it is.
    pub progress: ProgressSummary,
    /// When it starts: the first day of its period.
    pub starts_on: Option<NaiveDate>,
    /// How exactly the start is known.
    pub starts_on_precision: Option<Precision>,
    /// When it ends: the last day of its period.
    pub ends_on: Option<NaiveDate>,
    /// How exactly the end is known.
    pub ends_on_precision: Option<Precision>,
    /// Its milestones in numbers.
    pub milestone_counts: MilestoneCounts,
    /// How often its department promised to report, in days.
    #[schema(format = Int32, minimum = 1, maximum = 3650)]
    pub update_cadence_days: Option<i32>,
    /// Its tags.
    #[schema(max_items = 100)]
    pub tags: Vec<String>,
    /// What backs it.
    pub provenance: Provenance,
    /// The initiative that took its place.
    #[schema(max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub superseded_by: Option<String>,
    /// The members given in another language than asked for, as JSON pointers.
    #[schema(max_items = 100)]
    pub language_fallbacks: Vec<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed itself; what is computed from its milestones does not count.
    pub updated_at: DateTime<Utc>,
    /// Its milestones by due date; only with `include=milestones`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 1000)]
    pub milestones: Option<Vec<Milestone>>,
    /// Its lead department; only with `include=lead_department`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_department: Option<DepartmentSummary>,
    /// Its smart area; only with `include=smart_area`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smart_area: Option<SmartAreaSummary>,
    /// Its texts in every language; only with `include=translations`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translations: Option<InitiativeTranslations>,
}

/// Progress in short; the full derivation is at `/initiatives/{code}/progress`.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgressSummary {
    /// The computed progress, in per cent; null when the method gives none.
    #[schema(format = Double, minimum = 0, maximum = 100)]
    pub value: Option<f64>,
    /// How it was computed.
    pub method: ProgressMethod,
    /// What the department states instead, beside the computed value.
    pub r#override: Option<ProgressOverride>,
}

/// A department's own statement of progress.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgressOverride {
    /// The stated progress, in per cent.
    #[schema(format = Double, minimum = 0, maximum = 100)]
    pub value: f64,
    /// Why it differs from the computed one.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub reason: String,
    /// Who states it.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$")]
    pub department_code: String,
    /// When it was stated.
    pub at: DateTime<Utc>,
}

/// Milestones in numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct MilestoneCounts {
    /// Those that are not cancelled.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub total: i64,
    /// Met.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub met: i64,
    /// Open past their due date.
    #[schema(format = Int64, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub overdue: i64,
}

/// What backs an initiative.
#[derive(Debug, Serialize, ToSchema)]
pub struct Provenance {
    /// What backs the initiative as a whole.
    pub evidence: Evidence,
    /// What backs its place in the blueprint editions.
    pub blueprint_evidence: BlueprintEvidence,
    /// Where it comes from; free text, not always an address.
    #[schema(max_items = 100)]
    pub sources: Vec<String>,
    /// What else a reader should know.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub note: Option<String>,
}

/// An initiative's texts in every language they have.
#[derive(Debug, Serialize, ToSchema)]
pub struct InitiativeTranslations {
    /// The title by language.
    pub title: Translations,
    /// The summary by language.
    pub summary: Translations,
}

/// A page of initiatives.
#[derive(Debug, Serialize, ToSchema)]
pub struct InitiativeList {
    /// The initiatives, in the order asked for.
    #[schema(max_items = 100)]
    pub data: Vec<Initiative>,
    /// Where the page stands.
    pub page: PageInfo,
    /// What else is known of the list.
    pub meta: Meta,
}

impl Initiative {
    /// The initiative as `speech` gives it.
    #[must_use]
    pub fn of(view: InitiativeView, speech: Speech<'_>) -> Self {
        let InitiativeView { initiative, parts, health, milestones, lead_department, smart_area } =
            view;
        let mut fallbacks = Fallbacks::default();
        let supporting = parts.supporting.iter();
        let reporting = supporting.clone().filter(|supporter| supporter.reporting);
        Self {
            title: speech.pick(&initiative.title, "/title", &mut fallbacks),
            summary: speech.pick(&initiative.summary, "/summary", &mut fallbacks),
            code: initiative.code.to_string(),
            version: initiative.version,
            smart_area_code: initiative.smart_area_code.to_string(),
            lead_department_code: initiative.lead_department_code.to_string(),
            supporting_department_codes: supporting
                .map(|supporter| supporter.department_code.to_string())
                .collect(),
            reporting_department_codes: reporting
                .map(|supporter| supporter.department_code.to_string())
                .collect(),
            blueprint_codes: parts.blueprints.iter().map(ToString::to_string).collect(),
            lifecycle: initiative.lifecycle.into(),
            health: health.into(),
            progress: ProgressSummary::of(&initiative),
            starts_on: initiative.starts_on.map(|date| date.on),
            starts_on_precision: initiative.starts_on.map(|date| date.precision.into()),
            ends_on: initiative.ends_on.map(|date| date.on),
            ends_on_precision: initiative.ends_on.map(|date| date.precision.into()),
            milestone_counts: MilestoneCounts {
                total: i64::from(initiative.maintained.milestone_total),
                met: i64::from(initiative.maintained.milestone_met),
                overdue: parts.overdue,
            },
            update_cadence_days: initiative.update_cadence_days.map(i32::from),
            tags: parts.tags.iter().map(ToString::to_string).collect(),
            superseded_by: initiative.superseded_by.as_ref().map(ToString::to_string),
            language_fallbacks: fallbacks.into_pointers(),
            created_at: initiative.created_at,
            updated_at: initiative.updated_at,
            milestones: milestones
                .map(|all| all.into_iter().map(|one| Milestone::of(one, speech)).collect()),
            lead_department: lead_department.map(|one| DepartmentSummary::of(&one, speech)),
            smart_area: smart_area.map(|one| SmartAreaSummary::of(&one, speech)),
            translations: speech.translations.then(|| InitiativeTranslations {
                title: Speech::all(&initiative.title),
                summary: Speech::all(&initiative.summary),
            }),
            provenance: initiative.provenance.into(),
        }
    }
}

impl ProgressSummary {
    /// The initiative's progress in short.
    #[must_use]
    pub fn of(initiative: &Stored) -> Self {
        Self {
            value: initiative.maintained.progress_value,
            method: initiative.maintained.progress_method.into(),
            r#override: ProgressOverride::of(initiative),
        }
    }
}

impl ProgressOverride {
    /// What the initiative's department states, if it does.
    #[must_use]
    pub fn of(initiative: &Stored) -> Option<Self> {
        initiative.progress_override.as_ref().map(|stated| Self {
            value: stated.value,
            reason: stated.reason.clone(),
            department_code: stated.department_code.to_string(),
            at: stated.at,
        })
    }
}

impl From<InitiativeProvenance> for Provenance {
    fn from(provenance: InitiativeProvenance) -> Self {
        Self {
            evidence: provenance.evidence.into(),
            blueprint_evidence: provenance.blueprint_evidence.into(),
            sources: provenance.sources,
            note: provenance.note,
        }
    }
}
