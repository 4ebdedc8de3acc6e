//! Staying signed in: each refresh token is good for one use and brings its successor. A spent one that comes back means
//! that somebody has a copy: the whole session ends. But for a few seconds the immediate parent brings the same successor
//! again, because browsers refresh in several tabs at once and networks lose answers (RFC 9700 section 4.14).

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};

use crate::app::identity::Identity;
use crate::app::identity::error::IdentityError;
use crate::app::identity::login::Tokens;
use crate::authn::opaque::{OpaqueKind, TokenHash, mint, parse};
use crate::authn::rotation::{self, PUT_BACK};
use crate::authz::{Actor, ActorId};
use crate::domain::ids::{SessionId, UserId};
use crate::sealing::SealingKey;
use crate::store::audit::{self, AuditAction, AuditOutcome, NewAuditEntry};
use crate::store::session::{self, EndReason, RefreshToken};
use crate::store::{AnyConnection, Fault, Writing, authority};

/// Purpose of the key under which a successor is kept for its parent.
const SUCCESSOR: &str = "refresh token successor";

/// What a refresh came to. All but the last are committed: ending a session must not be taken back by the refusal.
enum Outcome {
    Renewed { user: UserId, session: SessionId, version: i64, successor: SecretString },
    Refused,
}

/// A refresh under way.
#[derive(Clone)]
struct Attempt {
    presented: SecretString,
    fresh: SecretString,
    entropy: std::sync::Arc<dyn crate::entropy::Entropy>,
    at: DateTime<Utc>,
    request_id: String,
    address: Option<String>,
}

impl Identity {
    /// New tokens for the session of the presented one.
    ///
    /// # Errors
    /// [`IdentityError::InvalidToken`], or a failure of the store.
    pub async fn refresh(
        &self,
        presented: &str,
        request_id: String,
        address: Option<String>,
        at: DateTime<Utc>,
    ) -> Result<Tokens, IdentityError> {
        let presented = parse(OpaqueKind::Refresh, presented).ok_or(IdentityError::InvalidToken)?;
        let fresh = mint(OpaqueKind::Refresh, self.entropy.as_ref())
            .map_err(|error| Fault::corrupt("refresh token", error))?;
        let entropy = std::sync::Arc::clone(&self.entropy);
        let attempt = Attempt { presented, fresh, entropy, at, request_id, address };
        let outcome = self
            .database
            .write(at, move |writing: &mut Writing<'_>| attempt.run(writing.connection))
            .await?;
        match outcome {
            Outcome::Renewed { user, session, version, successor } => {
                let access = self.access_token(user, session, version, at)?;
                let expires_in = rotation::access_token_lifetime().num_seconds();
                Ok(Tokens { access, expires_in, refresh: successor })
            }
            Outcome::Refused => Err(IdentityError::InvalidToken),
        }
    }
}

impl Attempt {
    fn run(&self, connection: &mut AnyConnection) -> Result<Outcome, IdentityError> {
        let hash = TokenHash::of(self.presented.expose_secret());
        // The session's row is locked: of twenty refreshes at once, one makes the successor and the others find it.
        let Some(token) = session::find_token_for_update(connection, &hash)? else {
            return Ok(Outcome::Refused);
        };
        let Some(held) = session::find(connection, token.session)? else {
            return Ok(Outcome::Refused);
        };
        let idle_end = held.last_used_at + rotation::idle_lifetime();
        if held.ended_at.is_some() || held.expires_at <= self.at || idle_end <= self.at {
            return Ok(Outcome::Refused);
        }
        let found = authority::of_session(connection, held.id, held.user)?;
        let Some(account) = found.filter(|account| !account.is_disabled) else {
            return Ok(Outcome::Refused);
        };
        let successor = match (token.spent_at, &token.sealed_successor) {
            (None, _) => self.rotate(connection, &token)?,
            (Some(spent), Some(sealed)) if self.is_within_grace(spent) => {
                self.same_again(&token, sealed)?
            }
            (Some(_), _) => {
                self.end_reused(connection, held.id, held.user, &account.name)?;
                return Ok(Outcome::Refused);
            }
        };
        session::touch(connection, held.id, self.at)?;
        let version = account.token_version;
        Ok(Outcome::Renewed { user: held.user, session: held.id, version, successor })
    }

    /// Not after the clock was put back either: that would be a grace for as long as it went back.
    fn is_within_grace(&self, spent: DateTime<Utc>) -> bool {
        (-PUT_BACK..=rotation::grace()).contains(&(self.at - spent))
    }

    fn rotate(
        &self,
        connection: &mut AnyConnection,
        token: &RefreshToken,
    ) -> Result<SecretString, IdentityError> {
        // What was kept for the parent's own parent is needed no more: only the immediate parent may come again.
        session::forget_successors(connection, token.session)?;
        let next = RefreshToken {
            hash: TokenHash::of(self.fresh.expose_secret()),
            session: token.session,
            parent: Some(token.hash.clone()),
            created_at: self.at,
            spent_at: None,
            sealed_successor: None,
        };
        let key = SealingKey::derive(self.presented.expose_secret().as_bytes(), SUCCESSOR);
        let sealed = key
            .seal(self.fresh.expose_secret().as_bytes(), token.hash.as_str(), self.entropy.as_ref())
            .map_err(|error| Fault::corrupt("successor", error))?;
        session::spend_token(connection, &token.hash, self.at, &sealed)?;
        session::insert_token(connection, &next)?;
        Ok(self.fresh.clone())
    }

    fn same_again(
        &self,
        token: &RefreshToken,
        sealed: &str,
    ) -> Result<SecretString, IdentityError> {
        let key = SealingKey::derive(self.presented.expose_secret().as_bytes(), SUCCESSOR);
        let opened = key
            .open(sealed, token.hash.as_str())
            .map_err(|error| Fault::corrupt("successor", error))?;
        let text =
            std::str::from_utf8(&opened).map_err(|error| Fault::corrupt("successor", error))?;
        Ok(SecretString::from(text))
    }

    fn end_reused(
        &self,
        connection: &mut AnyConnection,
        id: SessionId,
        owner: UserId,
        name: &str,
    ) -> Result<(), IdentityError> {
        session::end(connection, id, EndReason::Reuse, self.at)?;
        let entry = NewAuditEntry {
            at: self.at,
            actor: Some(Actor::new(ActorId::User(owner), name)),
            target_kind: "session".into(),
            target_key: Some(id.to_string()),
            request_id: Some(self.request_id.clone()),
            address: self.address.clone(),
            ..NewAuditEntry::new(AuditAction::TokenReused, AuditOutcome::Failed)
        };
        audit::append(connection, &entry)?;
        Ok(())
    }
}
