//! Smart areas on the wire.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::v1::common::json::{InitiativeCounts, Meta, PageInfo};
use crate::api::v1::common::speech::{Fallbacks, Speech, Translations, TranslationsPatch};
use crate::app::smart_area::SmartAreaView;
use crate::store::smart_area::SmartArea as Stored;

/// A theme of the plan, with its initiatives in numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct SmartArea {
    /// The theme itself.
    #[serde(flatten)]
    pub smart_area: SmartAreaSummary,
    /// Its initiatives by lifecycle.
    pub initiative_counts: InitiativeCounts,
}

/// A theme of the plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct SmartAreaSummary {
    /// Its code.
    #[schema(max_length = 40, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "mobility")]
    pub code: String,
    /// Counts its own changes, from 1.
    #[schema(format = Int64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub version: i64,
    /// Its name.
    #[schema(max_length = 200, pattern = "^[^\\x00-\\x1F]+$")]
    pub name: String,
    /// What it is about.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub summary: String,
    /// The members given in another language than asked for, as JSON pointers.
    #[schema(max_items = 100)]
    pub language_fallbacks: Vec<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Its texts in every language; only with `include=translations`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translations: Option<SmartAreaTranslations>,
}

/// A smart area's texts in every language they have.
#[derive(Debug, Serialize, ToSchema)]
pub struct SmartAreaTranslations {
    /// The name by language.
    pub name: Translations,
    /// The summary by language.
    pub summary: Translations,
}

/// A page of smart areas.
#[derive(Debug, Serialize, ToSchema)]
pub struct SmartAreaList {
    /// The areas, by code.
    #[schema(max_items = 100)]
    pub data: Vec<SmartArea>,
    /// Where the page stands.
    pub page: PageInfo,
    /// What else is known of the list.
    pub meta: Meta,
}

/// A smart area to be added.
#[derive(Debug, ToSchema)]
pub struct NewSmartArea {
    /// Its code, which never changes.
    #[schema(max_length = 40, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "resilience")]
    pub code: String,
    /// Its name by language.
    pub name: Translations,
    /// What it is about, by language.
    pub summary: Translations,
}

/// What is to be different about a smart area; members that are left out stay.
#[derive(Debug, ToSchema)]
pub struct SmartAreaPatch {
    /// Its name, by language.
    #[schema(nullable = false)]
    pub name: Option<TranslationsPatch>,
    /// What it is about, by language.
    #[schema(nullable = false)]
    pub summary: Option<TranslationsPatch>,
}

impl SmartArea {
    /// The area as `speech` gives it.
    #[must_use]
    pub fn of(view: &SmartAreaView, speech: Speech<'_>) -> Self {
        Self {
            smart_area: SmartAreaSummary::of(&view.smart_area, speech),
            initiative_counts: (&view.initiatives).into(),
        }
    }
}

impl SmartAreaSummary {
    /// The area as `speech` gives it.
    #[must_use]
    pub fn of(area: &Stored, speech: Speech<'_>) -> Self {
        let mut fallbacks = Fallbacks::default();
        Self {
            code: area.code.to_string(),
            version: area.version,
            name: speech.pick(&area.name, "/name", &mut fallbacks),
            summary: speech.pick(&area.summary, "/summary", &mut fallbacks),
            language_fallbacks: fallbacks.into_pointers(),
            created_at: area.created_at,
            updated_at: area.updated_at,
            translations: speech.translations.then(|| SmartAreaTranslations {
                name: Speech::all(&area.name),
                summary: Speech::all(&area.summary),
            }),
        }
    }
}
