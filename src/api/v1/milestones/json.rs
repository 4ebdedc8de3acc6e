//! Milestones on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::v1::common::json::{Meta, PageInfo};
use crate::api::v1::common::speech::{Fallbacks, Speech, Translations};
use crate::api::v1::common::words::{MilestoneStatus, Precision, Verification};
use crate::app::milestone::MilestoneView;
use crate::domain::evidence::Evidence as StoredEvidence;
use crate::store::milestone::MilestoneProvenance as StoredProvenance;

/// A dated promise of one initiative.
#[derive(Debug, Serialize, ToSchema)]
pub struct Milestone {
    /// Its id.
    pub id: Uuid,
    /// Counts its own changes, from 1.
    #[schema(format = Int64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub version: i64,
    /// The initiative it belongs to.
    #[schema(
        max_length = 80,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "hketoll-free-flow-tolling"
    )]
    pub initiative_code: String,
    /// What is promised.
    #[schema(max_length = 200, pattern = "^[^\\x00-\\x1F]+$")]
    pub title: String,
    /// More about it.
    #[schema(max_length = 5000, pattern = "^[^\\x00-\\x08]+$")]
    pub description: Option<String>,
    /// Where it stands.
    pub status: MilestoneStatus,
    /// How much of it is done, in per cent, when its department states it.
    #[schema(format = Int32, minimum = 0, maximum = 100)]
    pub completion: Option<i32>,
    /// What it counts for among its initiative's milestones.
    #[schema(format = Int32, minimum = 1, maximum = 100)]
    pub weight: i32,
    /// The first date it was promised for: the last day of its period. Set once, it never changes.
    pub original_due_on: Option<NaiveDate>,
    /// How exactly the first date was known.
    pub original_due_on_precision: Option<Precision>,
    /// The date it is promised for now: the last day of its period.
    pub due_on: Option<NaiveDate>,
    /// How exactly the date is known.
    pub due_on_precision: Option<Precision>,
    /// When it was met: the last day of its period.
    pub met_on: Option<NaiveDate>,
    /// How exactly that is known.
    pub met_on_precision: Option<Precision>,
    /// Whether it is open past its due date, in a running initiative.
    pub overdue: bool,
    /// Days between the period first promised and the one it came in, or will come in as far as known today; negative
    /// when early, 0 when they overlap, null when it cannot be told.
    #[schema(format = Int64, minimum = -9_007_199_254_740_991_i64, maximum = 9_007_199_254_740_991_i64)]
    pub slip_days: Option<i64>,
    /// What shows that it was met.
    #[schema(max_items = 100)]
    pub evidence: Vec<MilestoneEvidence>,
    /// What backs it, when it was loaded from the catalogue.
    pub provenance: Option<MilestoneProvenance>,
    /// The members given in another language than asked for, as JSON pointers.
    #[schema(max_items = 100)]
    pub language_fallbacks: Vec<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Its texts in every language; only with `include=translations`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translations: Option<MilestoneTranslations>,
}

/// What shows that a milestone was met.
#[derive(Debug, Serialize, ToSchema)]
pub struct MilestoneEvidence {
    /// Where it is published.
    #[schema(max_length = 2000, pattern = "^https?://\\S+$")]
    pub url: String,
    /// What it is.
    #[schema(max_length = 200, pattern = "^[^\\x00-\\x1F]+$")]
    pub title: String,
    /// The SHA-256 of the published document.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: Option<String>,
}

/// What backs a loaded milestone.
#[derive(Debug, Serialize, ToSchema)]
pub struct MilestoneProvenance {
    /// How far it was verified.
    pub verification: Verification,
    /// Where it comes from; free text, not always an address.
    #[schema(max_length = 500, pattern = "^[^\\x00-\\x08]+$")]
    pub source: Option<String>,
    /// What else a reader should know.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub note: Option<String>,
}

/// A milestone's texts in every language they have.
#[derive(Debug, Serialize, ToSchema)]
pub struct MilestoneTranslations {
    /// The title by language.
    pub title: Translations,
    /// The description by language; null when there is none.
    pub description: Option<Translations>,
}

/// A page of milestones.
#[derive(Debug, Serialize, ToSchema)]
pub struct MilestoneList {
    /// The milestones, in the order asked for.
    #[schema(max_items = 100)]
    pub data: Vec<Milestone>,
    /// Where the page stands.
    pub page: PageInfo,
    /// What else is known of the list.
    pub meta: Meta,
}

impl Milestone {
    /// The milestone as `speech` gives it.
    #[must_use]
    pub fn of(view: MilestoneView, speech: Speech<'_>) -> Self {
        let MilestoneView { milestone, evidence, overdue, slip_days } = view;
        let mut fallbacks = Fallbacks::default();
        let description = milestone.description.as_ref();
        Self {
            id: milestone.id.as_uuid(),
            version: milestone.version,
            initiative_code: milestone.initiative_code.to_string(),
            title: speech.pick(&milestone.title, "/title", &mut fallbacks),
            description: description.map(|text| speech.pick(text, "/description", &mut fallbacks)),
            status: milestone.status.into(),
            completion: milestone.completion.map(|completion| i32::from(completion.get())),
            weight: i32::from(milestone.weight.get()),
            original_due_on: milestone.original_due_on.map(|date| date.on),
            original_due_on_precision: milestone.original_due_on.map(|date| date.precision.into()),
            due_on: milestone.due_on.map(|date| date.on),
            due_on_precision: milestone.due_on.map(|date| date.precision.into()),
            met_on: milestone.met_on.map(|date| date.on),
            met_on_precision: milestone.met_on.map(|date| date.precision.into()),
            overdue,
            slip_days,
            evidence: evidence.into_iter().map(MilestoneEvidence::from).collect(),
            provenance: milestone.provenance.map(MilestoneProvenance::from),
            language_fallbacks: fallbacks.into_pointers(),
            created_at: milestone.created_at,
            updated_at: milestone.updated_at,
            translations: speech.translations.then(|| MilestoneTranslations {
                title: Speech::all(&milestone.title),
                description: milestone.description.as_ref().map(Speech::all),
            }),
        }
    }
}

impl From<StoredEvidence> for MilestoneEvidence {
    fn from(evidence: StoredEvidence) -> Self {
        Self { url: evidence.url, title: evidence.title, sha256: evidence.sha256 }
    }
}

impl From<StoredProvenance> for MilestoneProvenance {
    fn from(provenance: StoredProvenance) -> Self {
        Self {
            verification: provenance.verification.into(),
            source: provenance.source,
            note: provenance.note,
        }
    }
}
