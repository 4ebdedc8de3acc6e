//! Blueprint editions on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::v1::common::json::{InitiativeCounts, Meta, PageInfo};
use crate::api::v1::common::speech::{Fallbacks, Speech, Translations};
use crate::app::blueprint::BlueprintView;

/// A published edition of the plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct Blueprint {
    /// Its code.
    #[schema(max_length = 20, pattern = "^[a-z0-9][a-z0-9.-]*$", example = "v2")]
    pub code: String,
    /// Counts its own changes, from 1.
    #[schema(format = Int64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub version: i64,
    /// Its title.
    #[schema(max_length = 200, pattern = "^[^\\x00-\\x1F]+$")]
    pub title: String,
    /// The day it was published.
    pub published_on: NaiveDate,
    /// How many initiatives the publication itself counts; the catalogue may split them differently.
    #[schema(format = Int32, minimum = 0, maximum = 2_147_483_647)]
    pub announced_initiative_count: Option<i32>,
    /// Where the entry comes from; free text, not always an address.
    #[schema(max_length = 500, pattern = "^[^\\x00-\\x08]+$")]
    pub source: Option<String>,
    /// What else a reader should know.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub note: Option<String>,
    /// The catalogue's initiatives of this edition, by lifecycle.
    pub initiative_counts: InitiativeCounts,
    /// The members given in another language than asked for, as JSON pointers.
    #[schema(max_items = 100)]
    pub language_fallbacks: Vec<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Its texts in every language; only with `include=translations`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translations: Option<BlueprintTranslations>,
}

/// A blueprint's texts in every language they have.
#[derive(Debug, Serialize, ToSchema)]
pub struct BlueprintTranslations {
    /// The title by language.
    pub title: Translations,
}

/// A page of blueprint editions.
#[derive(Debug, Serialize, ToSchema)]
pub struct BlueprintList {
    /// The editions, by code.
    #[schema(max_items = 100)]
    pub data: Vec<Blueprint>,
    /// Where the page stands.
    pub page: PageInfo,
    /// What else is known of the list.
    pub meta: Meta,
}

impl Blueprint {
    /// The edition as `speech` gives it.
    #[must_use]
    pub fn of(view: BlueprintView, speech: Speech<'_>) -> Self {
        let BlueprintView { blueprint, initiatives } = view;
        let mut fallbacks = Fallbacks::default();
        Self {
            code: blueprint.code.to_string(),
            version: blueprint.version,
            title: speech.pick(&blueprint.title, "/title", &mut fallbacks),
            published_on: blueprint.published_on,
            announced_initiative_count: blueprint.announced_initiative_count,
            source: blueprint.source,
            note: blueprint.note,
            initiative_counts: (&initiatives).into(),
            language_fallbacks: fallbacks.into_pointers(),
            created_at: blueprint.created_at,
            updated_at: blueprint.updated_at,
            translations: speech
                .translations
                .then(|| BlueprintTranslations { title: Speech::all(&blueprint.title) }),
        }
    }
}
