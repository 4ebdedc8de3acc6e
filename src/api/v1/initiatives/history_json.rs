//! The history of an initiative on the wire.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::api::v1::common::json::{Meta, PageInfo};
use crate::api::v1::common::words::{Event, Origin};
use crate::domain::history::ChangedMember as Stored;
use crate::store::history::HistoryEntry as StoredEntry;

/// Something that happened to an initiative or to what belongs to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryEntry {
    /// The kind of thing that it happened to.
    pub r#type: HistoryType,
    /// The thing's code or id.
    #[schema(
        max_length = 80,
        pattern = "^[A-Za-z0-9&.-]+$",
        example = "hketoll-free-flow-tolling"
    )]
    pub key: String,
    /// The thing's version since then.
    #[schema(format = Int64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub version: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What happened.
    pub event: Event,
    /// Whose hand it was.
    pub origin: Origin,
    /// In the name of which department; null for the catalogue file.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$")]
    pub department_code: Option<String>,
    /// Why.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub reason: Option<String>,
    /// The members that were changed; none for what was made or taken away as a whole.
    #[schema(max_items = 100)]
    pub changes: Vec<ChangedMember>,
}

/// A kind of thing in a history.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HistoryType {
    /// The initiative itself.
    Initiative,
    /// A milestone of it.
    Milestone,
    /// A published progress update on it.
    Update,
    /// A confirmation of it.
    Confirmation,
}

/// A member that was changed, from what to what. Texts are given in all languages, dates with their precision.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedMember {
    /// Which one, as a JSON pointer (RFC 6901).
    #[schema(max_length = 200, pattern = "^/.+$", example = "/status")]
    pub member: String,
    /// What it was.
    pub old: Value,
    /// What it is since.
    pub new: Value,
}

/// A page of a history.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryList {
    /// What happened, newest first.
    #[schema(max_items = 100)]
    pub data: Vec<HistoryEntry>,
    /// Where the page stands.
    pub page: PageInfo,
    /// What else is known of the list.
    pub meta: Meta,
}

impl From<StoredEntry> for HistoryEntry {
    fn from(entry: StoredEntry) -> Self {
        Self {
            r#type: entry.kind.into(),
            key: entry.key,
            version: entry.version,
            at: entry.at,
            event: entry.event.into(),
            origin: entry.origin.into(),
            department_code: entry.department_code.map(|code| code.to_string()),
            reason: entry.reason,
            changes: entry.changed.into_iter().map(ChangedMember::from).collect(),
        }
    }
}

impl From<crate::domain::history::HistoryKind> for HistoryType {
    fn from(kind: crate::domain::history::HistoryKind) -> Self {
        use crate::domain::history::HistoryKind as From;
        match kind {
            From::Initiative => Self::Initiative,
            From::Milestone => Self::Milestone,
            From::Update => Self::Update,
            From::Confirmation => Self::Confirmation,
        }
    }
}

impl From<Stored> for ChangedMember {
    fn from(changed: Stored) -> Self {
        let Stored { member, old, new } = changed;
        Self { member, old, new }
    }
}
