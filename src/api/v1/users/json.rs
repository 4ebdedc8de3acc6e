//! Staff accounts on the wire.

use chrono::{DateTime, Utc};
use secrecy::ExposeSecret;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::v1::common::json::{Meta, PageInfo};
use crate::api::v1::common::membership::Membership;
use crate::app::identity::Invited;
use crate::store::user::User as Stored;

/// A member of staff.
#[derive(Debug, Serialize, ToSchema)]
pub struct User {
    /// The id.
    pub id: Uuid,
    /// Counts the account's changes, from 1.
    #[schema(format = Int64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub version: i64,
    /// The email address to sign in with. One from before addresses had to be such that mail can be sent to them stays as it is.
    #[schema(max_length = 254, pattern = "^[^\\x00-\\x1F]+$", example = "officer@example.gov.hk")]
    pub email: String,
    /// The name.
    #[schema(max_length = 100, pattern = "^[^\\x00-\\x1F]+$", example = "Chan Siu-ming")]
    pub name: String,
    /// Whether the account may be used no more.
    pub disabled: bool,
    /// The roles held.
    #[schema(max_items = 50)]
    pub memberships: Vec<Membership>,
    /// Whether the owner has chosen a password.
    pub has_password: bool,
    /// When the account was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// When its owner last signed in.
    pub last_login_at: Option<DateTime<Utc>>,
}

/// A page of accounts.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserList {
    /// The accounts, in the order asked for.
    #[schema(max_items = 100)]
    pub data: Vec<User>,
    /// Where the page stands.
    pub page: PageInfo,
    /// What else is known of the list.
    pub meta: Meta,
}

/// A member of staff to be made.
#[derive(Debug, ToSchema)]
pub struct NewUser {
    /// The email address to sign in with; no two accounts have the same.
    #[schema(format = Email, max_length = 254, pattern = "^[^\\x00-\\x1F]+$", example = "officer@example.gov.hk")]
    pub email: String,
    /// The name.
    #[schema(max_length = 100, pattern = "^[^\\x00-\\x1F]+$", example = "Chan Siu-ming")]
    pub name: String,
    /// The roles; none unless given.
    #[schema(max_items = 50, nullable = false)]
    pub memberships: Option<Vec<Membership>>,
}

/// What is to be different about an account; members that are left out stay.
#[derive(Debug, ToSchema)]
pub struct UserPatch {
    /// The email address to sign in with.
    #[schema(format = Email, max_length = 254, pattern = "^[^\\x00-\\x1F]+$", nullable = false)]
    pub email: Option<String>,
    /// The name.
    #[schema(max_length = 100, pattern = "^[^\\x00-\\x1F]+$", nullable = false)]
    pub name: Option<String>,
    /// Whether the account may be used no more; all of its sessions end.
    #[schema(nullable = false)]
    pub disabled: Option<bool>,
    /// All of the roles from now on.
    #[schema(max_items = 50, nullable = false)]
    pub memberships: Option<Vec<Membership>>,
}

/// An account with a new one-time link.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitedUser {
    /// The account.
    #[serde(flatten)]
    pub user: User,
    /// The link with which its owner chooses a password. It is shown this once: hand it over in person or by a
    /// channel that you trust.
    pub invitation: Invitation,
}

/// A one-time link.
#[derive(Debug, Serialize, ToSchema)]
pub struct Invitation {
    /// The secret part, for `POST /auth/invitations/accept`.
    #[schema(max_length = 100, pattern = "^sci_[A-Za-z0-9_-]+$")]
    pub token: String,
    /// The path of the page that takes it, below the address of this installation. The secret stands behind `#`,
    /// which browsers send to nobody.
    #[schema(max_length = 200, pattern = "^/account#invitation=sci_[A-Za-z0-9_-]+$")]
    pub path: String,
    /// Until when the link is good.
    pub expires_at: DateTime<Utc>,
}

impl User {
    /// The account as it is stored.
    #[must_use]
    pub fn of(user: &Stored) -> Self {
        Self {
            id: user.id.as_uuid(),
            version: user.version,
            email: user.email.to_string(),
            name: user.name.to_string(),
            disabled: user.disabled,
            memberships: user.memberships.iter().map(Membership::from).collect(),
            has_password: user.has_password,
            created_at: user.created_at,
            updated_at: user.updated_at,
            last_login_at: user.last_login_at,
        }
    }
}

impl InvitedUser {
    /// The account with its link.
    #[must_use]
    pub fn of(user: &Stored, invited: &Invited) -> Self {
        let token = invited.token.expose_secret().to_owned();
        let path = format!("/account#invitation={token}");
        let invitation = Invitation { token, path, expires_at: invited.expires_at };
        Self { user: User::of(user), invitation }
    }
}
