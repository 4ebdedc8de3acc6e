//! One-time links with which somebody chooses a password: new staff for the first time, others when they have lost it.

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};

use crate::app::acting::Circumstances;
use crate::app::identity::Identity;
use crate::app::identity::error::IdentityError;
use crate::authn::opaque::{OpaqueKind, TokenHash, mint, parse};
use crate::authz::{Actor, ActorId};
use crate::domain::account::{EmailAddress, PersonName};
use crate::domain::ids::{InvitationId, UserId};
use crate::entropy::{Entropy, uuid_v7};
use crate::store::audit::{self, AuditAction, AuditOutcome, NewAuditEntry};
use crate::store::invitation::{self, NewInvitation, Purpose};
use crate::store::session::{self, EndReason};
use crate::store::{AnyConnection, Fault, Writing, user};

/// Where the password stands in the request.
const PASSWORD: &str = "/password";

/// A one-time link that was made.
#[derive(Debug, Clone)]
pub struct Invited {
    /// The secret part; it is shown once.
    pub token: SecretString,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
}

/// Makes a one-time link for `owner`, in place of those made before.
///
/// # Errors
/// As [`Fault`].
pub fn invite(
    connection: &mut AnyConnection,
    owner: UserId,
    purpose: Purpose,
    valid: TimeDelta,
    at: DateTime<Utc>,
    entropy: &dyn Entropy,
) -> Result<Invited, Fault> {
    invitation::void_open(connection, Some(owner), at)?;
    add(connection, Some(owner), purpose, valid, at, entropy)
}

/// Adds a one-time link; without an owner it makes the first administrator.
pub(super) fn add(
    connection: &mut AnyConnection,
    owner: Option<UserId>,
    purpose: Purpose,
    valid: TimeDelta,
    at: DateTime<Utc>,
    entropy: &dyn Entropy,
) -> Result<Invited, Fault> {
    let broken = |error: crate::entropy::EntropyError| Fault::corrupt("invitation", error);
    let kind = match purpose {
        Purpose::Setup => OpaqueKind::Setup,
        Purpose::Invitation | Purpose::Reset => OpaqueKind::Invitation,
    };
    let token = mint(kind, entropy).map_err(broken)?;
    let expires_at = at + valid;
    let id: InvitationId = uuid_v7(at, entropy).map_err(broken)?.into();
    let hash = TokenHash::of(token.expose_secret());
    let new = NewInvitation { id, user: owner, hash, purpose, created_at: at, expires_at };
    invitation::insert(connection, &new)?;
    Ok(Invited { token, expires_at })
}

/// An account that a link is for.
struct Invitee {
    id: UserId,
    email: EmailAddress,
    name: PersonName,
}

impl Identity {
    /// Sets the password of the account that the link is for. All of its sessions end.
    ///
    /// # Errors
    /// [`IdentityError::Gone`], [`IdentityError::Password`], or a failure of the store.
    pub async fn accept_invitation(
        &self,
        token: &str,
        password: SecretString,
        told: Circumstances,
    ) -> Result<(), IdentityError> {
        let token = parse(OpaqueKind::Invitation, token).ok_or(IdentityError::Gone)?;
        let hash = TokenHash::of(token.expose_secret());
        let (at, looked_up) = (told.at, hash.clone());
        let invitee =
            self.database.read(move |reading| find(reading.connection, &looked_up, at)).await?;
        let inputs = vec![invitee.email.to_string(), invitee.name.to_string()];
        // The password is refused before the link is used up.
        let hashed = self.hash(password, inputs, PASSWORD).await?;
        let accept = move |writing: &mut Writing<'_>| -> Result<(), IdentityError> {
            let connection = &mut *writing.connection;
            let invitee = find(connection, &hash, at)?;
            // The account first, then its sessions, then its links: as everybody does it, so that nobody waits in a ring.
            user::set_password(connection, invitee.id, &hashed, at)?;
            session::end_all(connection, invitee.id, None, EndReason::PasswordChanged, at)?;
            // Of two who come at once with one link, the second finds it used; whoever comes with one that was made void
            // in the meantime does so too. Nothing of the above is kept then.
            if !invitation::use_up(connection, &hash, at)? {
                return Err(IdentityError::Gone);
            }
            invitation::void_open(connection, Some(invitee.id), at)?;
            let entry = NewAuditEntry {
                at,
                actor: Some(Actor::new(ActorId::User(invitee.id), invitee.name.as_str())),
                target_kind: "user".into(),
                target_key: Some(invitee.id.to_string()),
                request_id: told.request_id.clone(),
                address: told.address.clone(),
                ..NewAuditEntry::new(AuditAction::InvitationAccepted, AuditOutcome::Done)
            };
            audit::append(connection, &entry)?;
            Ok(())
        };
        self.database.write(at, accept).await
    }
}

/// The account that the link is for, while the link is good and the account is not disabled.
fn find(
    connection: &mut AnyConnection,
    hash: &TokenHash,
    at: DateTime<Utc>,
) -> Result<Invitee, IdentityError> {
    let found = invitation::find(connection, hash)?;
    let owner = found
        .filter(|found| found.used_at.is_none() && found.expires_at > at)
        .and_then(|found| found.user)
        .ok_or(IdentityError::Gone)?;
    let user = user::find(connection, owner)?.filter(|user| !user.disabled);
    let user = user.ok_or(IdentityError::Gone)?;
    Ok(Invitee { id: user.id, email: user.email, name: user.name })
}
