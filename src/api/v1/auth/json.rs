//! Identity on the wire.

use chrono::{DateTime, Utc};
use secrecy::ExposeSecret;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::v1::common::json::{Meta, PageInfo};
use crate::api::v1::common::membership::Membership;
use crate::app::identity::{Authenticated, SessionView, Tokens};
use crate::authz::{ActorId, EffectivePermission};
use crate::domain::ids::SessionId;

/// Address and password.
#[derive(Debug, ToSchema)]
pub struct LoginRequest {
    /// The email address of the account.
    #[schema(format = Email, max_length = 254, pattern = "^[^\\x00-\\x1F]+$", example = "officer@example.gov.hk")]
    pub email: String,
    /// The password.
    #[schema(format = Password, min_length = 1, max_length = 128, pattern = "^[^\\x00]+$", example = "correct horse battery staple")]
    pub password: String,
}

/// The refresh token.
#[derive(Debug, ToSchema)]
pub struct RefreshRequest {
    /// The refresh token given last.
    #[schema(format = Password, max_length = 100, pattern = "^[\\x21-\\x7E]+$", example = "scr_kq1Zt0vJ4mX9cQ2yB7nL5sR8wE3uA6dF0hG1iK2oP4T")]
    pub refresh_token: String,
}

/// The password until now and the one from now on.
#[derive(Debug, ToSchema)]
pub struct PasswordRequest {
    /// The password until now.
    #[schema(format = Password, min_length = 1, max_length = 128, pattern = "^[^\\x00]+$")]
    pub current_password: String,
    /// The password from now on: 12 to 128 characters, and none that is easy to guess.
    #[schema(format = Password, min_length = 12, max_length = 128, pattern = "^[^\\x00]+$")]
    pub new_password: String,
}

/// The secret of a one-time link, and the password that its owner chooses.
#[derive(Debug, ToSchema)]
pub struct InvitationRequest {
    /// The secret of the link.
    #[schema(format = Password, max_length = 100, pattern = "^[\\x21-\\x7E]+$", example = "sci_kq1Zt0vJ4mX9cQ2yB7nL5sR8wE3uA6dF0hG1iK2oP4T")]
    pub token: String,
    /// The password from now on: 12 to 128 characters, and none that is easy to guess.
    #[schema(format = Password, min_length = 12, max_length = 128, pattern = "^[^\\x00]+$")]
    pub password: String,
}

/// The secret of the setup link, and who the first administrator is.
#[derive(Debug, ToSchema)]
pub struct SetupRequest {
    /// The secret of the link.
    #[schema(format = Password, max_length = 100, pattern = "^[\\x21-\\x7E]+$", example = "scs_kq1Zt0vJ4mX9cQ2yB7nL5sR8wE3uA6dF0hG1iK2oP4T")]
    pub token: String,
    /// The address to sign in with.
    #[schema(format = Email, max_length = 254, pattern = "^[^\\x00-\\x1F]+$", example = "admin@example.gov.hk")]
    pub email: String,
    /// The name.
    #[schema(max_length = 100, pattern = "^[^\\x00-\\x1F]+$", example = "Chan Siu-ming")]
    pub name: String,
    /// The password from now on: 12 to 128 characters, and none that is easy to guess.
    #[schema(format = Password, min_length = 12, max_length = 128, pattern = "^[^\\x00]+$")]
    pub password: String,
}

/// Tokens of a session.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenAnswer {
    /// The access token, to be sent as `Authorization: Bearer …`.
    #[schema(max_length = 4096, pattern = "^[A-Za-z0-9_.-]+$")]
    pub access_token: String,
    /// How the access token is to be sent (RFC 6750).
    #[schema(max_length = 6, pattern = "^Bearer$")]
    pub token_type: &'static str,
    /// How long the access token is good for, in seconds.
    #[schema(format = Int64, minimum = 1, maximum = 86_400)]
    pub expires_in: i64,
    /// What brings the next tokens; good for one use.
    #[schema(max_length = 100, pattern = "^scr_[A-Za-z0-9_-]+$")]
    pub refresh_token: String,
}

impl From<Tokens> for TokenAnswer {
    fn from(tokens: Tokens) -> Self {
        Self {
            access_token: tokens.access,
            token_type: "Bearer",
            expires_in: tokens.expires_in,
            refresh_token: tokens.refresh.expose_secret().to_owned(),
        }
    }
}

/// Who is signed in, and what they may do.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// What kind of account it is.
    pub kind: AccountKind,
    /// The account's id.
    pub id: Uuid,
    /// The account's name.
    #[schema(max_length = 100, pattern = "^[^\\x00-\\x1F]+$")]
    pub name: String,
    /// The session, for people.
    pub session_id: Option<Uuid>,
    /// The roles held.
    #[schema(max_items = 50)]
    pub memberships: Vec<Membership>,
    /// What follows from them, and by which rule.
    #[schema(max_items = 100)]
    pub permissions: Vec<Permission>,
}

/// A kind of account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// A member of staff.
    User,
    /// A machine.
    ServiceAccount,
}

/// Something that may be done.
#[derive(Debug, Serialize, ToSchema)]
pub struct Permission {
    /// What.
    #[schema(max_length = 60, pattern = "^[a-z_.]+$", example = "initiatives.edit")]
    pub action: String,
    /// For which departments; null means for all.
    #[schema(max_items = 50)]
    pub department_codes: Option<Vec<String>>,
    /// The rule that decided.
    #[schema(max_length = 80, pattern = "^[a-z0-9-]+$", example = "department-edits-own")]
    pub rule: String,
}

impl From<EffectivePermission> for Permission {
    fn from(permission: EffectivePermission) -> Self {
        let codes = permission.departments;
        Self {
            action: permission.action.as_str().to_owned(),
            department_codes: codes.map(|codes| codes.iter().map(ToString::to_string).collect()),
            rule: permission.rule.id().to_owned(),
        }
    }
}

impl From<&Authenticated> for Me {
    fn from(known: &Authenticated) -> Self {
        let kind = match known.actor.id {
            ActorId::ApiKey { .. } => AccountKind::ServiceAccount,
            ActorId::User(_) | ActorId::Operator => AccountKind::User,
        };
        Self {
            kind,
            id: known.actor.id.account(),
            name: known.actor.name.clone(),
            session_id: known.session.map(SessionId::as_uuid),
            memberships: known.grants.memberships().iter().map(Membership::from).collect(),
            permissions: known.grants.effective().into_iter().map(Permission::from).collect(),
        }
    }
}

/// One's own open sessions.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionList {
    /// The sessions, newest first.
    #[schema(max_items = 100)]
    pub data: Vec<Session>,
    /// Where the page stands: there is only one.
    pub page: PageInfo,
    /// What else is known of the list.
    pub meta: Meta,
}

/// A session: from signing in until signing out.
#[derive(Debug, Serialize, ToSchema)]
pub struct Session {
    /// Its id.
    pub id: Uuid,
    /// Whether the request belongs to it.
    pub current: bool,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last renewed.
    pub last_used_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// The program it was begun with, as it names itself.
    #[schema(max_length = 200, pattern = "^[^\\x00-\\x1F]*$")]
    pub user_agent: Option<String>,
    /// The network address it was begun from.
    #[schema(max_length = 45, pattern = "^[0-9a-f.:]+$")]
    pub address: Option<String>,
}

impl From<SessionView> for Session {
    fn from(view: SessionView) -> Self {
        Self {
            id: view.id.as_uuid(),
            current: view.is_current,
            created_at: view.created_at,
            last_used_at: view.last_used_at,
            expires_at: view.expires_at,
            user_agent: view.user_agent,
            address: view.address,
        }
    }
}
