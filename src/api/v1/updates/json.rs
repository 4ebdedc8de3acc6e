//! Progress updates on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::v1::common::json::{Meta, PageInfo};
use crate::api::v1::common::speech::{Fallbacks, Speech, Translations, TranslationsPatch};
use crate::api::v1::common::words::UpdateState;
use crate::store::update::ProgressUpdate as Stored;

/// What a department tells of an initiative.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgressUpdate {
    /// Its id.
    pub id: Uuid,
    /// Counts its own changes, from 1.
    #[schema(format = Int64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub version: i64,
    /// The initiative that it tells of.
    #[schema(
        max_length = 80,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "hketoll-free-flow-tolling"
    )]
    pub initiative_code: String,
    /// The department that tells it.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$", example = "TD")]
    pub department_code: String,
    /// Whether the public sees it.
    pub state: UpdateState,
    /// Its title.
    #[schema(max_length = 200, pattern = "^[^\\x00-\\x1F]+$")]
    pub title: String,
    /// What it tells.
    #[schema(max_length = 5000, pattern = "^[^\\x00-\\x08]+$")]
    pub body: String,
    /// The day that it speaks of.
    pub dated_on: NaiveDate,
    /// When it became public.
    pub published_at: Option<DateTime<Utc>>,
    /// The members given in another language than asked for, as JSON pointers.
    #[schema(max_items = 100)]
    pub language_fallbacks: Vec<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Its texts in every language; only with `include=translations`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translations: Option<UpdateTranslations>,
}

/// An update's texts in every language they have.
#[derive(Debug, Serialize, ToSchema)]
pub struct UpdateTranslations {
    /// The title by language.
    pub title: Translations,
    /// The text by language.
    pub body: Translations,
}

/// A page of progress updates.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgressUpdateList {
    /// The updates, newest first.
    #[schema(max_items = 100)]
    pub data: Vec<ProgressUpdate>,
    /// Where the page stands.
    pub page: PageInfo,
    /// What else is known of the list.
    pub meta: Meta,
}

/// An update to be drafted.
#[derive(Debug, ToSchema)]
pub struct NewProgressUpdate {
    /// Its title, by language.
    pub title: Translations,
    /// What it tells, by language.
    pub body: Translations,
    /// The day that it speaks of; today unless given, never a day to come.
    pub dated_on: Option<NaiveDate>,
}

/// What is to be different about an update; members that are left out stay.
#[derive(Debug, ToSchema)]
pub struct ProgressUpdatePatch {
    /// Its title, by language.
    #[schema(nullable = false)]
    pub title: Option<TranslationsPatch>,
    /// What it tells, by language.
    #[schema(nullable = false)]
    pub body: Option<TranslationsPatch>,
    /// The day that it speaks of; never a day to come.
    #[schema(nullable = false)]
    pub dated_on: Option<NaiveDate>,
}

impl ProgressUpdate {
    /// The update as `speech` gives it.
    #[must_use]
    pub fn of(update: &Stored, speech: Speech<'_>) -> Self {
        let mut fallbacks = Fallbacks::default();
        Self {
            id: update.id.as_uuid(),
            version: update.version,
            initiative_code: update.initiative_code.to_string(),
            department_code: update.department_code.to_string(),
            state: update.state.into(),
            title: speech.pick(&update.title, "/title", &mut fallbacks),
            body: speech.pick(&update.body, "/body", &mut fallbacks),
            dated_on: update.dated_on,
            published_at: update.published_at,
            language_fallbacks: fallbacks.into_pointers(),
            created_at: update.created_at,
            updated_at: update.updated_at,
            translations: speech.translations.then(|| UpdateTranslations {
                title: Speech::all(&update.title),
                body: Speech::all(&update.body),
            }),
        }
    }
}
