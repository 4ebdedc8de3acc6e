//! Subjects and privacy notices on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::v1::common::json::{Meta, PageInfo};
use crate::api::v1::common::speech::{Fallbacks, Speech, Translations};
use crate::store::notice::Notice as StoredNotice;
use crate::store::subject::Subject as Stored;

/// A subject that people write about, beside initiatives and smart areas.
#[derive(Debug, Serialize, ToSchema)]
pub struct Subject {
    /// Its code.
    #[schema(max_length = 40, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub code: String,
    /// Counts its own changes, from 1.
    #[schema(format = Int64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub version: i64,
    /// Its title.
    #[schema(max_length = 200, pattern = "^[^\\x00-\\x1F]+$")]
    pub title: String,
    /// The members given in another language than asked for, as JSON pointers.
    #[schema(max_items = 100)]
    pub language_fallbacks: Vec<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Its texts in every language; only with `include=translations`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translations: Option<SubjectTranslations>,
}

/// A subject's texts in every language they have.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubjectTranslations {
    /// The title by language.
    pub title: Translations,
}

/// A page of subjects.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubjectList {
    /// The subjects, by code.
    #[schema(max_items = 100)]
    pub data: Vec<Subject>,
    /// Where the page stands.
    pub page: PageInfo,
    /// What else is known of the list.
    pub meta: Meta,
}

/// A privacy notice: what is done with what people send. Another text is another version.
#[derive(Debug, Serialize, ToSchema)]
pub struct PrivacyNotice {
    /// Its version, to be named in the consents.
    #[schema(format = Int32, minimum = 1, maximum = 9999)]
    pub version: i32,
    /// What it says.
    #[schema(max_length = 5000, pattern = "^[^\\x00-\\x08]+$")]
    pub text: String,
    /// From which day on it is in force.
    pub effective_on: NaiveDate,
    /// The members given in another language than asked for, as JSON pointers.
    #[schema(max_items = 100)]
    pub language_fallbacks: Vec<String>,
}

impl Subject {
    /// The subject as `speech` gives it.
    #[must_use]
    pub fn of(subject: &Stored, speech: Speech<'_>) -> Self {
        let mut fallbacks = Fallbacks::default();
        Self {
            code: subject.code.to_string(),
            version: subject.version,
            title: speech.pick(&subject.title, "/title", &mut fallbacks),
            language_fallbacks: fallbacks.into_pointers(),
            created_at: subject.created_at,
            updated_at: subject.updated_at,
            translations: speech
                .translations
                .then(|| SubjectTranslations { title: Speech::all(&subject.title) }),
        }
    }
}

impl PrivacyNotice {
    /// The notice as `speech` gives it.
    #[must_use]
    pub fn of(notice: &StoredNotice, speech: Speech<'_>) -> Self {
        let mut fallbacks = Fallbacks::default();
        Self {
            version: notice.version,
            text: speech.pick(&notice.text, "/text", &mut fallbacks),
            effective_on: notice.effective_on,
            language_fallbacks: fallbacks.into_pointers(),
        }
    }
}
