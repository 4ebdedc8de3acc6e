//! Moves of initiatives through their lives, confirmations and new initiatives on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::v1::common::json::{Meta, PageInfo};
use crate::api::v1::common::speech::{Speech, Translations};
use crate::api::v1::common::words::{Lifecycle, Origin, Precision};
use crate::api::v1::initiatives::json::Initiative;
use crate::app::initiative::confirm::Confirmation as Given;
use crate::app::initiative::transition::Transitioned;
use crate::store::initiative::transition::InitiativeTransition as Stored;

/// A move of an initiative from one state to the next: it is added and never changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct InitiativeTransition {
    /// Its id.
    pub id: Uuid,
    /// The initiative.
    #[schema(max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub initiative_code: String,
    /// The state before.
    pub from: Lifecycle,
    /// The state after.
    pub to: Lifecycle,
    /// Since which day it holds.
    pub effective_on: NaiveDate,
    /// Why.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub reason: Option<String>,
    /// The initiative that takes its place.
    #[schema(max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub superseded_by: Option<String>,
    /// Whose hand it was.
    pub origin: Origin,
    /// In the name of which department.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$")]
    pub department_code: Option<String>,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// The initiative as it is since; only in the answer to the move itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub initiative: Option<Initiative>,
}

/// A page of moves.
#[derive(Debug, Serialize, ToSchema)]
pub struct InitiativeTransitionList {
    /// The moves, newest first.
    #[schema(max_items = 100)]
    pub data: Vec<InitiativeTransition>,
    /// Where the page stands.
    pub page: PageInfo,
    /// What else is known of the list.
    pub meta: Meta,
}

/// A move to be made.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewInitiativeTransition {
    /// The state that it is in.
    pub to: Lifecycle,
    /// Since which day; today unless given, never a day to come.
    pub effective_on: Option<NaiveDate>,
    /// Why; needed for taking an end back.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub reason: Option<String>,
    /// The initiative that takes its place; needed for `superseded`, and only there.
    #[schema(max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub superseded_by: Option<String>,
}

/// That an initiative is still as published.
#[derive(Debug, Serialize, ToSchema)]
pub struct Confirmation {
    /// Its id.
    pub id: Uuid,
    /// The initiative.
    #[schema(max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub initiative_code: String,
    /// What was said besides.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub note: Option<String>,
    /// In the name of which department.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$")]
    pub department_code: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What is said with a confirmation.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewConfirmation {
    /// What is to be said besides.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub note: Option<String>,
}

/// An initiative to be made.
#[derive(Debug, ToSchema)]
pub struct NewInitiative {
    /// Its code, which never changes.
    #[schema(max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub code: String,
    /// Its title, by language.
    pub title: Translations,
    /// What it does, by language.
    pub summary: Translations,
    /// The theme it belongs to.
    #[schema(max_length = 40, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub smart_area_code: String,
    /// The department that answers for it.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$")]
    pub lead_department_code: String,
    /// The departments that help.
    #[schema(max_items = 100, nullable = false)]
    pub supporting_department_codes: Option<Vec<String>>,
    /// Those of them that report on it.
    #[schema(max_items = 100, nullable = false)]
    pub reporting_department_codes: Option<Vec<String>>,
    /// The blueprint editions that contain it.
    #[schema(max_items = 100, nullable = false)]
    pub blueprint_codes: Option<Vec<String>>,
    /// Where it begins: `planned` unless given, `in_progress` or `ongoing`.
    pub lifecycle: Option<Lifecycle>,
    /// When it starts; any day of the period that the precision names.
    pub starts_on: Option<NaiveDate>,
    /// How exactly that is known; a day unless given.
    pub starts_on_precision: Option<Precision>,
    /// When it ends; any day of the period that the precision names.
    pub ends_on: Option<NaiveDate>,
    /// How exactly that is known; a day unless given.
    pub ends_on_precision: Option<Precision>,
    /// How often its department promises to report, in days.
    #[schema(format = Int32, minimum = 1, maximum = 3660)]
    pub update_cadence_days: Option<i32>,
    /// Its tags.
    #[schema(max_items = 100, nullable = false)]
    pub tags: Option<Vec<String>>,
    /// Where it comes from; free text, not always an address.
    #[schema(max_items = 100, nullable = false)]
    pub sources: Option<Vec<String>>,
}

impl InitiativeTransition {
    /// A move as it is listed.
    #[must_use]
    pub fn of(stored: Stored) -> Self {
        Self {
            id: stored.id.as_uuid(),
            initiative_code: stored.initiative_code.to_string(),
            from: stored.from.into(),
            to: stored.to.into(),
            effective_on: stored.effective_on,
            reason: stored.reason,
            superseded_by: stored.superseded_by.map(|code| code.to_string()),
            origin: stored.origin.into(),
            department_code: stored.department_code.map(|code| code.to_string()),
            at: stored.created_at,
            initiative: None,
        }
    }

    /// A move as it is answered.
    #[must_use]
    pub fn made(moved: Transitioned, speech: Speech<'_>) -> Self {
        let initiative = Some(Initiative::of(moved.initiative, speech));
        Self { initiative, ..Self::of(moved.transition) }
    }
}

impl From<Given> for Confirmation {
    fn from(given: Given) -> Self {
        Self {
            id: given.id.as_uuid(),
            initiative_code: given.initiative_code.to_string(),
            note: given.note,
            department_code: given.department_code.map(|code| code.to_string()),
            at: given.at,
        }
    }
}
