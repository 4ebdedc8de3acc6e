//! From the token of a request to the actor: the signature first, then what the database says of the account now.

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::ExposeSecret;

use crate::app::identity::Identity;
use crate::app::identity::error::IdentityError;
use crate::authn::access_token::{self, Claims, TokenFault, TrustedIssuer};
use crate::authn::opaque::{OpaqueKind, TokenHash, parse};
use crate::authn::rotation::{self, KeyPurpose};
use crate::authz::{Actor, ActorId, Grants};
use crate::domain::ids::{ApiKeyId, SessionId, UserId};
use crate::store::{Fault, Writing, api_key, authority};

/// The last use of a key is noted to this precision: a key that is used all the time does not write all the time.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Somebody whose token was accepted.
#[derive(Debug, Clone)]
pub struct Authenticated {
    /// Who it is.
    pub actor: Actor,
    /// What was granted to them, as it is now.
    pub grants: Grants,
    /// Their session, for people.
    pub session: Option<SessionId>,
}

impl Identity {
    /// Who sends `token`, and with which rights.
    ///
    /// # Errors
    /// [`IdentityError::InvalidToken`], [`IdentityError::StaleToken`], or a failure of the store.
    pub async fn authenticate(
        &self,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Authenticated, IdentityError> {
        match parse(OpaqueKind::ApiKey, token) {
            Some(key) => self.by_api_key(TokenHash::of(key.expose_secret()), now).await,
            None => self.by_access_token(token, now).await,
        }
    }

    async fn by_access_token(
        &self,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Authenticated, IdentityError> {
        let claims = match self.verified(token, now) {
            Err(TokenFault::UnknownKey) if self.keyring.look_for_unknown(now).await? => {
                self.verified(token, now)
            }
            verified => verified,
        };
        let claims = claims.map_err(|fault| {
            tracing::debug!(?fault, "an access token was refused");
            IdentityError::InvalidToken
        })?;
        let user: UserId = claims.sub.parse().map_err(|_| IdentityError::InvalidToken)?;
        let session: SessionId = claims.sid.parse().map_err(|_| IdentityError::InvalidToken)?;
        let found = self
            .database
            .read(move |reading| authority::of_session(reading.connection, session, user))
            .await
            .map_err(|fault: Fault| fault)?;
        let found = found.ok_or(IdentityError::InvalidToken)?;
        if found.is_disabled || found.has_ended || found.expires_at <= now {
            return Err(IdentityError::InvalidToken);
        }
        if claims.ver < found.token_version {
            return Err(IdentityError::StaleToken);
        }
        Ok(Authenticated {
            actor: Actor::new(ActorId::User(user), &found.name),
            grants: Grants::new(found.memberships),
            session: Some(session),
        })
    }

    fn verified(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, TokenFault> {
        let keys = |kid: &str| self.keyring.public(kid, now);
        let own = TrustedIssuer {
            issuer: &self.settings.issuer,
            audience: &self.settings.audience,
            keys: &keys,
        };
        access_token::verify(token, &[own], now)
    }

    async fn by_api_key(
        &self,
        hash: TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Authenticated, IdentityError> {
        let found = self
            .database
            .read(move |reading| authority::of_api_key(reading.connection, &hash))
            .await
            .map_err(|fault: Fault| fault)?
            .ok_or(IdentityError::InvalidToken)?;
        let has_expired = found.expires_at.is_some_and(|end| end <= now);
        if found.is_disabled || found.revoked_at.is_some() || has_expired {
            return Err(IdentityError::InvalidToken);
        }
        if found.last_used_at.is_none_or(|last| (now - last).abs() >= NOTED_EVERY) {
            self.note_use(found.key, now).await;
        }
        let id = ActorId::ApiKey { account: found.account, key: found.key };
        Ok(Authenticated {
            actor: Actor::new(id, &found.name),
            grants: Grants::scoped(found.memberships, found.scope),
            session: None,
        })
    }

    /// Notes that a key was used. The request does not depend on it.
    async fn note_use(&self, key: ApiKeyId, now: DateTime<Utc>) {
        let note = move |writing: &mut Writing<'_>| -> Result<(), Fault> {
            api_key::note_use(writing.connection, key, now)
        };
        if let Err(error) = self.database.write(now, note).await {
            tracing::warn!(%error, "the use of a key could not be noted");
        }
    }

    /// An access token for a session.
    pub(super) fn access_token(
        &self,
        user: UserId,
        session: SessionId,
        version: i64,
        now: DateTime<Utc>,
    ) -> Result<String, IdentityError> {
        let id = crate::entropy::uuid_v7(now, self.entropy.as_ref())
            .map_err(|error| Fault::corrupt("token id", error))?;
        let claims = Claims {
            iss: self.settings.issuer.clone(),
            sub: user.to_string(),
            aud: self.settings.audience.clone(),
            client_id: self.settings.audience.clone(),
            exp: (now + rotation::access_token_lifetime()).timestamp(),
            iat: now.timestamp(),
            nbf: now.timestamp(),
            jti: id.to_string(),
            sid: session.to_string(),
            ver: version,
        };
        self.keyring
            .sign_with(KeyPurpose::AccessTokens, now, |key| access_token::issue(&claims, key))
            .ok_or_else(|| Fault::Broken("no signing key is active".into()))?
            .map_err(|error| Fault::corrupt("access token", error).into())
    }
}
