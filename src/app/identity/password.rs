//! Changing one's own password: the old one must be known, and every other session ends.

use std::net::IpAddr;

use secrecy::SecretString;

use crate::app::acting::Circumstances;
use crate::app::error::AppError;
use crate::app::identity::Identity;
use crate::app::identity::error::IdentityError;
use crate::app::identity::throttle;
use crate::authn::password::Verdict;
use crate::authz::Actor;
use crate::domain::ids::{SessionId, UserId};
use crate::store::audit::{self, AuditAction, AuditOutcome, NewAuditEntry};
use crate::store::session::{self, EndReason};
use crate::store::{Fault, Reading, Writing, invitation, user};

/// Where the new password stands in the request.
const NEW_PASSWORD: &str = "/new_password";

/// A change of one's own password.
#[derive(Debug, Clone)]
pub struct PasswordChange {
    /// Whose.
    pub owner: UserId,
    /// The session that asks; it stays.
    pub session: SessionId,
    /// The password until now.
    pub current: SecretString,
    /// The password from now on.
    pub new: SecretString,
    /// Where from.
    pub address: Option<IpAddr>,
}

impl Identity {
    /// Changes the password. Access tokens issued before are stale from the next request on, and one-time links are void.
    ///
    /// # Errors
    /// [`IdentityError::WrongPassword`], [`IdentityError::Password`], [`IdentityError::TooManyAttempts`],
    /// [`IdentityError::StaleToken`] when another password was set in the meantime, or a failure of the store.
    pub async fn change_password(
        &self,
        actor: Actor,
        change: PasswordChange,
        told: Circumstances,
    ) -> Result<(), IdentityError> {
        let owner = change.owner;
        let known = self
            .database
            .read(move |reading| user::find(reading.connection, owner))
            .await
            .map_err(|fault: Fault| fault)?
            .ok_or(AppError::Unauthenticated)?;
        let at = told.at;
        // Guessing the password with a stolen token is held off like guessing it at the door.
        let subjects = self.subjects(&known.email.common_key(), change.address);
        let email = known.email.clone();
        let asked = subjects.clone();
        let look = move |reading: &mut Reading<'_>| -> Result<_, IdentityError> {
            throttle::check(reading.connection, &asked, at)?;
            Ok(user::credentials(reading.connection, &email)?)
        };
        let credentials = self
            .database
            .read(look)
            .await?
            .filter(|credentials| credentials.user_id == owner)
            .ok_or(AppError::Unauthenticated)?;
        let version = credentials.token_version;
        let phc = credentials.password_hash;
        let verdict = self.attempt(&subjects, phc, change.current, at).await?;
        if matches!(verdict, Verdict::Wrong) {
            return Err(IdentityError::WrongPassword);
        }
        self.database
            .write(at, move |writing: &mut Writing<'_>| {
                throttle::succeed(writing.connection, &subjects, at).map_err(IdentityError::from)
            })
            .await?;
        let inputs = vec![known.email.to_string(), known.name.to_string()];
        let hashed = self.hash(change.new, inputs, NEW_PASSWORD).await?;
        let entry = NewAuditEntry {
            at,
            actor: Some(actor),
            target_kind: "user".into(),
            target_key: Some(owner.to_string()),
            request_id: told.request_id,
            address: told.address,
            ..NewAuditEntry::new(AuditAction::PasswordChanged, AuditOutcome::Done)
        };
        let session = change.session;
        let set = move |writing: &mut Writing<'_>| -> Result<(), IdentityError> {
            let connection = &mut *writing.connection;
            // Whoever has set another password since, or disabled the account, has the last word.
            if !user::replace_password(connection, owner, version, &hashed, at)? {
                return Err(IdentityError::StaleToken);
            }
            session::end_all(connection, owner, Some(session), EndReason::PasswordChanged, at)?;
            invitation::void_open(connection, Some(owner), at)?;
            audit::append(connection, &entry)?;
            Ok(())
        };
        self.database.write(at, set).await
    }
}
