//! The members of the catalogue file as they are written, one struct per kind of record.
//! It must not know what they mean: codes, dates and texts are still plain here, and absent members `None`.
//!
//! Every member is optional for the reader, so that one fault does not hide the others; `required` says which must be there.
//! Words can be written too because the crate that checks them keeps the faulty value.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use validator::Validate;

use crate::domain::lifecycle::Lifecycle;
use crate::domain::provenance::{BlueprintEvidence, Evidence, Verification};

/// A text by language, both unchecked.
pub(super) type Texts = BTreeMap<String, String>;

/// The whole file; its records are read one by one.
#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// What the file says about itself; nothing of it is loaded.
    #[serde(rename = "meta")]
    pub _meta: Option<Map<String, Value>>,
    #[validate(required)]
    pub smart_areas: Option<Vec<Value>>,
    #[validate(required)]
    pub departments: Option<Vec<Value>>,
    #[validate(required)]
    pub blueprints: Option<Vec<Value>>,
    #[validate(required)]
    pub initiatives: Option<Vec<Value>>,
}

#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct AreaRecord {
    #[validate(required)]
    pub code: Option<String>,
    #[validate(required)]
    pub name: Option<Texts>,
    #[validate(required)]
    pub summary: Option<Texts>,
}

#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DepartmentRecord {
    #[validate(required)]
    pub code: Option<String>,
    #[validate(required)]
    pub name: Option<Texts>,
    #[validate(required)]
    pub kind: Option<String>,
    pub bureau: Option<String>,
    pub superseded_by: Option<String>,
    pub note: Option<String>,
}

#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BlueprintRecord {
    #[validate(required)]
    pub code: Option<String>,
    #[validate(required)]
    pub title: Option<Texts>,
    #[validate(required)]
    pub published_on: Option<String>,
    #[validate(range(max = 100_000))]
    pub initiative_count: Option<u32>,
    pub initiative_count_note: Option<String>,
    pub source: Option<String>,
}

#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct InitiativeRecord {
    #[validate(required)]
    pub code: Option<String>,
    #[validate(required)]
    pub smart_area: Option<String>,
    #[validate(required)]
    pub title: Option<Texts>,
    /// Where the Chinese title comes from; nothing of it is loaded.
    #[serde(rename = "title_zh")]
    pub _title_zh: Option<TitleOrigin>,
    #[validate(required)]
    pub summary: Option<Texts>,
    #[validate(required)]
    pub lead_department: Option<String>,
    #[validate(length(max = 50))]
    pub supporting_departments: Option<Vec<String>>,
    #[validate(length(max = 50))]
    pub reporting_departments: Option<Vec<String>>,
    #[validate(length(max = 20))]
    pub blueprints: Option<Vec<String>>,
    /// A guess, which is checked and never loaded.
    #[validate(length(max = 20))]
    pub blueprints_possible: Option<Vec<String>>,
    #[validate(required)]
    pub blueprint_evidence: Option<BlueprintEvidenceWord>,
    #[validate(required)]
    pub status: Option<InitiativeStatusWord>,
    /// Says the lifecycle where the status has no word for it.
    pub lifecycle: Option<Lifecycle>,
    pub superseded_by: Option<String>,
    pub starts_on: Option<Value>,
    pub ends_on: Option<Value>,
    #[validate(range(min = 1, max = 3650))]
    pub update_cadence_days: Option<u16>,
    #[validate(length(max = 200))]
    pub milestones: Option<Vec<Value>>,
    #[validate(length(max = 50))]
    pub sources: Option<Vec<String>>,
    #[validate(required)]
    pub evidence: Option<EvidenceWord>,
    #[validate(length(max = 20))]
    pub tags: Option<Vec<String>>,
    pub note: Option<String>,
}

#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct MilestoneRecord {
    #[validate(required)]
    pub key: Option<String>,
    #[validate(required)]
    pub title: Option<Texts>,
    pub description: Option<Texts>,
    pub due_on: Option<Value>,
    #[validate(required)]
    pub status: Option<MilestoneStatusWord>,
    pub achieved_on: Option<Value>,
    #[validate(range(min = 1, max = 100))]
    pub weight: Option<i64>,
    #[validate(range(min = 0, max = 100))]
    pub completion: Option<i64>,
    pub source: Option<String>,
    pub note: Option<String>,
    #[validate(required)]
    pub verification: Option<VerificationWord>,
}

/// A date in parts.
#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DateParts {
    #[validate(required)]
    pub year: Option<i32>,
    pub month: Option<u32>,
    pub quarter: Option<u32>,
}

/// Where a Chinese title comes from.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum TitleOrigin {
    Official,
    Translated,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum InitiativeStatusWord {
    Planned,
    InProgress,
    Ongoing,
    Completed,
    Cancelled,
}

impl From<InitiativeStatusWord> for Lifecycle {
    fn from(word: InitiativeStatusWord) -> Self {
        match word {
            InitiativeStatusWord::Planned => Self::Planned,
            InitiativeStatusWord::InProgress => Self::InProgress,
            InitiativeStatusWord::Ongoing => Self::Ongoing,
            InitiativeStatusWord::Completed => Self::Completed,
            InitiativeStatusWord::Cancelled => Self::Cancelled,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum MilestoneStatusWord {
    Achieved,
    Pending,
    Missed,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) enum EvidenceWord {
    #[serde(rename = "retrieved")]
    Retrieved,
    #[serde(rename = "general knowledge")]
    GeneralKnowledge,
}

impl From<EvidenceWord> for Evidence {
    fn from(word: EvidenceWord) -> Self {
        match word {
            EvidenceWord::Retrieved => Self::Retrieved,
            EvidenceWord::GeneralKnowledge => Self::GeneralKnowledge,
        }
    }
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) enum VerificationWord {
    #[serde(rename = "retrieved")]
    Retrieved,
    #[serde(rename = "partial")]
    Partial,
    #[serde(rename = "general knowledge")]
    GeneralKnowledge,
}

impl From<VerificationWord> for Verification {
    fn from(word: VerificationWord) -> Self {
        match word {
            VerificationWord::Retrieved => Self::Retrieved,
            VerificationWord::Partial => Self::Partial,
            VerificationWord::GeneralKnowledge => Self::GeneralKnowledge,
        }
    }
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) enum BlueprintEvidenceWord {
    #[serde(rename = "retrieved")]
    Retrieved,
    #[serde(rename = "general knowledge")]
    GeneralKnowledge,
    #[serde(rename = "uncertain")]
    Uncertain,
    #[serde(rename = "not a blueprint item as far as known")]
    NotABlueprintItem,
}

impl From<BlueprintEvidenceWord> for BlueprintEvidence {
    fn from(word: BlueprintEvidenceWord) -> Self {
        match word {
            BlueprintEvidenceWord::Retrieved => Self::Retrieved,
            BlueprintEvidenceWord::GeneralKnowledge => Self::GeneralKnowledge,
            BlueprintEvidenceWord::Uncertain => Self::Uncertain,
            BlueprintEvidenceWord::NotABlueprintItem => Self::NotABlueprintItem,
        }
    }
}
