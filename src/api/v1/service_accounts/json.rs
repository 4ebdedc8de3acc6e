//! Service accounts on the wire.

use chrono::{DateTime, Utc};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::v1::common::json::{Meta, PageInfo};
use crate::api::v1::common::membership::Membership;
use crate::app::service_account::{IssuedKey, ServiceAccountView};
use crate::store::api_key::ApiKey as StoredKey;

/// A machine that writes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceAccount {
    /// The id.
    pub id: Uuid,
    /// Counts the account's changes, from 1.
    #[schema(format = Int64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub version: i64,
    /// The name.
    #[schema(max_length = 100, pattern = "^[^\\x00-\\x1F]+$", example = "Tunnel traffic feed")]
    pub name: String,
    /// What it is for.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub description: Option<String>,
    /// Whether its keys are refused.
    pub disabled: bool,
    /// The roles held.
    #[schema(max_items = 50)]
    pub memberships: Vec<Membership>,
    /// Its keys, oldest first.
    #[schema(max_items = 1000)]
    pub keys: Vec<ApiKey>,
    /// When the account was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A page of service accounts.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceAccountList {
    /// The accounts, by name.
    #[schema(max_items = 100)]
    pub data: Vec<ServiceAccount>,
    /// Where the page stands.
    pub page: PageInfo,
    /// What else is known of the list.
    pub meta: Meta,
}

/// A key of a service account, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiKey {
    /// The id.
    pub id: Uuid,
    /// How its secret begins, to tell keys apart.
    #[schema(max_length = 20, pattern = "^sck_[A-Za-z0-9_-]+$", example = "sck_kq1Zt0vJ")]
    pub prefix: String,
    /// What it may be used for, of what its account may do.
    #[schema(max_items = 100)]
    pub scope: Vec<ScopeAction>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was withdrawn.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Something that a key may be used for: an action of the policy, such as `initiatives.edit`.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(max_length = 60, pattern = "^[a-z_]+(\\.[a-z_]+)+$", example = "initiatives.edit")]
pub struct ScopeAction(pub String);

/// A key with its secret, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct IssuedApiKey {
    /// The key.
    #[serde(flatten)]
    pub key: ApiKey,
    /// What is to be sent as `Authorization: Bearer …`.
    #[schema(max_length = 100, pattern = "^sck_[A-Za-z0-9_-]+$")]
    pub secret: String,
}

/// A service account to be made.
#[derive(Debug, ToSchema)]
pub struct NewServiceAccount {
    /// The name; no two accounts have the same.
    #[schema(max_length = 100, pattern = "^[^\\x00-\\x1F]+$", example = "Tunnel traffic feed")]
    pub name: String,
    /// What it is for.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub description: Option<String>,
    /// The roles; none unless given.
    #[schema(max_items = 50, nullable = false)]
    pub memberships: Option<Vec<Membership>>,
}

/// What is to be different about a service account; members that are left out stay.
#[derive(Debug, ToSchema)]
pub struct ServiceAccountPatch {
    /// The name.
    #[schema(max_length = 100, pattern = "^[^\\x00-\\x1F]+$", nullable = false)]
    pub name: Option<String>,
    /// What it is for; null removes it.
    #[schema(max_length = 2000, pattern = "^[^\\x00-\\x08]+$")]
    pub description: Option<String>,
    /// Whether its keys are refused.
    #[schema(nullable = false)]
    pub disabled: Option<bool>,
    /// All of the roles from now on.
    #[schema(max_items = 50, nullable = false)]
    pub memberships: Option<Vec<Membership>>,
}

/// A key to be made.
#[derive(Debug, ToSchema)]
pub struct NewApiKey {
    /// What it may be used for, of what its account may do. Rights that the account does not have are of no use.
    #[schema(min_items = 1, max_items = 100)]
    pub scope: Vec<ScopeAction>,
    /// When it ends by itself; never unless given.
    pub expires_at: Option<DateTime<Utc>>,
}

impl ServiceAccount {
    /// The account as it is stored.
    #[must_use]
    pub fn of(view: &ServiceAccountView) -> Self {
        let account = &view.account;
        Self {
            id: account.id.as_uuid(),
            version: account.version,
            name: account.name.to_string(),
            description: account.description.clone(),
            disabled: account.disabled,
            memberships: account.memberships.iter().map(Membership::from).collect(),
            keys: view.keys.iter().map(ApiKey::of).collect(),
            created_at: account.created_at,
            updated_at: account.updated_at,
        }
    }
}

impl ApiKey {
    /// The key as it is stored.
    #[must_use]
    pub fn of(key: &StoredKey) -> Self {
        Self {
            id: key.id.as_uuid(),
            prefix: key.prefix.clone(),
            scope: key.scope.iter().map(|action| ScopeAction(action.as_str().to_owned())).collect(),
            created_at: key.created_at,
            expires_at: key.expires_at,
            last_used_at: key.last_used_at,
            revoked_at: key.revoked_at,
        }
    }
}

impl IssuedApiKey {
    /// The key with its secret.
    #[must_use]
    pub fn of(issued: &IssuedKey) -> Self {
        let secret = issued.secret.expose_secret().to_owned();
        Self { key: ApiKey::of(&issued.key), secret }
    }
}
