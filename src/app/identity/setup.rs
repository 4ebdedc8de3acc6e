//! The first administrator, made with a one-time link that the server prints when nobody is there yet.

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};

use crate::app::acting::Circumstances;
use crate::app::identity::Identity;
use crate::app::identity::error::IdentityError;
use crate::app::identity::invitation::{self, Invited};
use crate::authn::opaque::{OpaqueKind, TokenHash, parse};
use crate::authz::{Actor, ActorId, Operator, Resource, act};
use crate::domain::account::{EmailAddress, PersonName};
use crate::domain::ids::UserId;
use crate::domain::membership::{Membership, Memberships};
use crate::domain::role::Role;
use crate::entropy::{Entropy, uuid_v7};
use crate::store::audit::{self, AuditAction, AuditOutcome, NewAuditEntry};
use crate::store::invitation as links;
use crate::store::invitation::Purpose;
use crate::store::user::{self, User};
use crate::store::{self, Database, Fault, Writing};

/// How long a setup link is good for.
const VALID: TimeDelta = TimeDelta::hours(24);

/// Where the password stands in the request.
const PASSWORD: &str = "/password";

/// What somebody says of themself who becomes the first administrator.
#[derive(Debug, Clone)]
pub struct NewAdministrator {
    /// The address to sign in with.
    pub email: EmailAddress,
    /// The name.
    pub name: PersonName,
    /// The password.
    pub password: SecretString,
}

/// A link for making the first administrator, when there is no account yet.
///
/// # Errors
/// As [`Fault`].
pub fn open_setup(
    database: &Database,
    at: DateTime<Utc>,
    entropy: &std::sync::Arc<dyn Entropy>,
) -> Result<Option<Invited>, Fault> {
    let entropy = std::sync::Arc::clone(entropy);
    database.write_blocking(at, move |writing: &mut Writing<'_>| {
        let connection = &mut *writing.connection;
        if user::exists_any(connection)? {
            return Ok(None);
        }
        let made = invitation::add(connection, None, Purpose::Setup, VALID, at, entropy.as_ref())?;
        let entry = NewAuditEntry {
            at,
            actor: Some(Actor::operator()),
            target_kind: "setup_link".into(),
            ..NewAuditEntry::new(AuditAction::SetupOpened, AuditOutcome::Done)
        };
        audit::append(connection, &entry)?;
        Ok(Some(made))
    })
}

impl Identity {
    /// Makes the first administrator. The link, and every other of its kind, is used up.
    ///
    /// # Errors
    /// [`IdentityError::Gone`] when the link is not good or somebody is there already; [`IdentityError::Password`]; or a
    /// failure of the store.
    pub async fn set_up(
        &self,
        token: &str,
        new: NewAdministrator,
        told: Circumstances,
    ) -> Result<User, IdentityError> {
        let token = parse(OpaqueKind::Setup, token).ok_or(IdentityError::Gone)?;
        let hash = TokenHash::of(token.expose_secret());
        let (at, looked_up) = (told.at, hash.clone());
        self.database.read(move |reading| check(reading.connection, &looked_up, at)).await?;
        let inputs = vec![new.email.to_string(), new.name.to_string()];
        let hashed = self.hash(new.password, inputs, PASSWORD).await?;
        let id: UserId = uuid_v7(at, self.entropy.as_ref())
            .map_err(|error| Fault::corrupt("user id", error))?
            .into();
        let everywhere = Membership { role: Role::Administrator, department: None };
        let memberships = Memberships::new(vec![everywhere])
            .map_err(|_| Fault::Broken("an administrator's membership is refused".into()))?;
        let user = User::new(id, new.email, new.name, memberships, at);
        let make = move |writing: &mut Writing<'_>| -> Result<User, IdentityError> {
            let connection = &mut *writing.connection;
            store::lock_out_other_writers(connection)?;
            check(connection, &hash, at)?;
            links::void_open(connection, None, at)?;
            let proof = Operator::at_the_console()
                .permitted::<act::CreateUser>(&Resource::user(&id.to_string()));
            user::insert(connection, &proof, &user)?;
            user::set_password(connection, id, &hashed, at)?;
            let entry = NewAuditEntry {
                at,
                actor: Some(Actor::new(ActorId::User(id), user.name.as_str())),
                target_kind: "user".into(),
                target_key: Some(id.to_string()),
                version_after: Some(user.version),
                request_id: told.request_id.clone(),
                address: told.address.clone(),
                ..NewAuditEntry::new(AuditAction::SetupCompleted, AuditOutcome::Done)
            };
            audit::append(connection, &entry)?;
            user::find(connection, id)?
                .ok_or_else(|| Fault::Broken("a new account is missing".into()).into())
        };
        self.database.write(at, make).await
    }
}

fn check(
    connection: &mut store::AnyConnection,
    hash: &TokenHash,
    at: DateTime<Utc>,
) -> Result<(), IdentityError> {
    let found = links::find(connection, hash)?;
    let is_good = found.is_some_and(|found| {
        found.purpose == Purpose::Setup && found.used_at.is_none() && found.expires_at > at
    });
    if is_good && !user::exists_any(connection)? { Ok(()) } else { Err(IdentityError::Gone) }
}
