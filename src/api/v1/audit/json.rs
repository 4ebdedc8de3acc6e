//! Audit entries on the wire.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::v1::common::json::{Meta, PageInfo};
use crate::store::audit::AuditEntry as Stored;

/// Who did what to what. Entries are never changed and never deleted.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEntry {
    /// Its number: without gaps, in the order of commits.
    #[schema(format = Int64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: AuditActor,
    /// The department in whose name an administrator acted.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$")]
    pub on_behalf_of: Option<String>,
    /// What was done or tried.
    #[schema(max_length = 60, pattern = "^[a-z_.]+$", example = "initiatives.edit")]
    pub action: String,
    /// What became of it.
    #[schema(value_type = AuditOutcome)]
    pub outcome: String,
    /// The rule that decided.
    #[schema(max_length = 60, pattern = "^[a-z-]+$", example = "department-edits-own")]
    pub rule: Option<String>,
    /// What it was done to; null when it was refused before that was known.
    pub target: Option<AuditTarget>,
    /// The members that changed, as JSON pointers; never their values.
    #[schema(max_items = 100)]
    pub changed_members: Vec<String>,
    /// Why.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub reason: Option<String>,
    /// The request that did it.
    #[schema(max_length = 64, pattern = "^[A-Za-z0-9._-]+$")]
    pub request_id: Option<String>,
    /// The network address it came from.
    #[schema(max_length = 45, pattern = "^[0-9a-f.:]+$")]
    pub address: Option<String>,
    /// How often the same happened again within the minute.
    #[schema(format = Int32, minimum = 0, maximum = 2_147_483_647)]
    pub repeated: i32,
}

/// Who did it, as known then.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditActor {
    /// The kind of actor: `user`, `service_account`, `operator`, or `nobody` for a failed attempt to sign in.
    #[schema(max_length = 40, pattern = "^[a-z_]+$", example = "user")]
    pub kind: String,
    /// The account's id.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub id: Option<String>,
    /// The key that a machine used.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub key_id: Option<String>,
    /// The account's name then.
    #[schema(max_length = 100, pattern = "^[^\\x00-\\x1F]*$")]
    pub name: String,
}

/// What it was done to.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditTarget {
    /// The kind of thing.
    #[schema(max_length = 40, pattern = "^[a-z_]+$", example = "initiative")]
    pub kind: String,
    /// Its code or id.
    #[schema(max_length = 100, pattern = "^[\\x21-\\x7E]+$")]
    pub key: Option<String>,
    /// Its version before.
    #[schema(format = Int64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub version_before: Option<i64>,
    /// Its version after.
    #[schema(format = Int64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub version_after: Option<i64>,
}

/// What became of something that was tried.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuditOutcome {
    /// It was done.
    Done,
    /// The policy refused it.
    Refused,
    /// The credentials were wrong.
    Failed,
}

/// A page of audit entries.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEntryList {
    /// The entries, in the order asked for.
    #[schema(max_items = 100)]
    pub data: Vec<AuditEntry>,
    /// Where the page stands.
    pub page: PageInfo,
    /// What else is known of the list.
    pub meta: Meta,
}

impl AuditEntry {
    /// The entry as it is stored.
    #[must_use]
    pub fn of(entry: &Stored) -> Self {
        let target = AuditTarget {
            kind: entry.target_kind.clone(),
            key: entry.target_key.clone(),
            version_before: entry.version_before,
            version_after: entry.version_after,
        };
        Self {
            seq: entry.seq,
            at: entry.at,
            actor: AuditActor {
                kind: entry.actor_kind.clone(),
                id: entry.actor_id.clone(),
                key_id: entry.actor_key_id.clone(),
                name: entry.actor_name.clone(),
            },
            on_behalf_of: entry.on_behalf_of.clone(),
            action: entry.action.clone(),
            outcome: entry.outcome.clone(),
            rule: entry.rule.clone(),
            target: Some(target).filter(|target| !target.kind.is_empty()),
            changed_members: entry.changed_members.clone(),
            reason: entry.reason.clone(),
            request_id: entry.request_id.clone(),
            address: entry.address.clone(),
            repeated: entry.repeated,
        }
    }
}
