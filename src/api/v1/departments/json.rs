//! Departments on the wire.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::v1::common::json::{InitiativeCounts, Meta, PageInfo};
use crate::api::v1::common::speech::{Fallbacks, Speech, Translations, TranslationsPatch};
use crate::app::department::DepartmentView;
use crate::store::department::Department as Stored;

/// A bureau, department or public body, with the initiatives it leads in numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct Department {
    /// The department itself.
    #[serde(flatten)]
    pub department: DepartmentSummary,
    /// The initiatives it leads, by lifecycle.
    pub initiative_counts: InitiativeCounts,
}

/// A bureau, department or public body.
#[derive(Debug, Serialize, ToSchema)]
pub struct DepartmentSummary {
    /// Its code. It may contain `&`, which must be percent-encoded in a query.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$", example = "TD")]
    pub code: String,
    /// Counts its own changes, from 1.
    #[schema(format = Int64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub version: i64,
    /// Its name.
    #[schema(max_length = 200, pattern = "^[^\\x00-\\x1F]+$")]
    pub name: String,
    /// What kind of body it is.
    #[schema(max_length = 40, pattern = "^[^\\x00-\\x1F]+$", example = "department")]
    pub kind: String,
    /// The bureau it belongs to.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$")]
    pub bureau_code: Option<String>,
    /// The body that took its place.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$")]
    pub superseded_by: Option<String>,
    /// What else a reader should know.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub note: Option<String>,
    /// Within how many working days it replies to submissions; null where it is the installation's number.
    #[schema(format = Int32, minimum = 1, maximum = 250)]
    pub reply_days: Option<i32>,
    /// The members given in another language than asked for, as JSON pointers.
    #[schema(max_items = 100)]
    pub language_fallbacks: Vec<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Its texts in every language; only with `include=translations`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translations: Option<DepartmentTranslations>,
}

/// A department's texts in every language they have.
#[derive(Debug, Serialize, ToSchema)]
pub struct DepartmentTranslations {
    /// The name by language.
    pub name: Translations,
}

/// A page of departments.
#[derive(Debug, Serialize, ToSchema)]
pub struct DepartmentList {
    /// The departments, by code.
    #[schema(max_items = 100)]
    pub data: Vec<Department>,
    /// Where the page stands.
    pub page: PageInfo,
    /// What else is known of the list.
    pub meta: Meta,
}

/// A department to be added.
#[derive(Debug, ToSchema)]
pub struct NewDepartment {
    /// Its code, which never changes.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$", example = "DPO")]
    pub code: String,
    /// Its name by language.
    pub name: Translations,
    /// What kind of body it is.
    #[schema(max_length = 40, pattern = "^[^\\x00-\\x1F]+$", example = "department")]
    pub kind: String,
    /// The bureau it belongs to.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$")]
    pub bureau_code: Option<String>,
    /// What else a reader should know.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub note: Option<String>,
    /// Within how many working days it replies to submissions; the installation's number unless given.
    #[schema(format = Int32, minimum = 1, maximum = 250)]
    pub reply_days: Option<i32>,
}

/// What is to be different about a department; members that are left out stay.
#[derive(Debug, ToSchema)]
pub struct DepartmentPatch {
    /// Its name, by language.
    #[schema(nullable = false)]
    pub name: Option<TranslationsPatch>,
    /// What kind of body it is.
    #[schema(max_length = 40, pattern = "^[^\\x00-\\x1F]+$", nullable = false)]
    pub kind: Option<String>,
    /// The bureau it belongs to; null for none.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$")]
    pub bureau_code: Option<String>,
    /// The body that took its place; null for none.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$")]
    pub superseded_by: Option<String>,
    /// What else a reader should know; null for nothing.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub note: Option<String>,
    /// Within how many working days it replies to submissions; null for the installation's number.
    #[schema(format = Int32, minimum = 1, maximum = 250)]
    pub reply_days: Option<i32>,
}

impl Department {
    /// The department as `speech` gives it.
    #[must_use]
    pub fn of(view: &DepartmentView, speech: Speech<'_>) -> Self {
        Self {
            department: DepartmentSummary::of(&view.department, speech),
            initiative_counts: (&view.initiatives).into(),
        }
    }
}

impl DepartmentSummary {
    /// The department as `speech` gives it.
    #[must_use]
    pub fn of(department: &Stored, speech: Speech<'_>) -> Self {
        let mut fallbacks = Fallbacks::default();
        Self {
            code: department.code.to_string(),
            version: department.version,
            name: speech.pick(&department.name, "/name", &mut fallbacks),
            kind: department.kind.clone(),
            bureau_code: department.bureau_code.as_ref().map(ToString::to_string),
            superseded_by: department.superseded_by.as_ref().map(ToString::to_string),
            note: department.note.clone(),
            reply_days: department.reply_days.map(|days| i32::from(days.get())),
            language_fallbacks: fallbacks.into_pointers(),
            created_at: department.created_at,
            updated_at: department.updated_at,
            translations: speech
                .translations
                .then(|| DepartmentTranslations { name: Speech::all(&department.name) }),
        }
    }
}
