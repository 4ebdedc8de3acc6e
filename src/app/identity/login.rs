//! Signing in with address and password. Every refusal looks and takes the same: whether the account exists, is
//! disabled or has another password is nobody's business.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};

use crate::app::identity::Identity;
use crate::app::identity::error::IdentityError;
use crate::app::identity::throttle::{self, Subjects};
use crate::authn::opaque::{OpaqueKind, TokenHash, mint};
use crate::authn::password::Verdict;
use crate::authn::rotation;
use crate::authz::{Actor, ActorId};
use crate::domain::account::EmailAddress;
use crate::domain::ids::{SessionId, UserId};
use crate::entropy::uuid_v7;
use crate::store::audit::{self, AuditAction, AuditOutcome, NewAuditEntry};
use crate::store::session::{self, NewSession, RefreshToken};
use crate::store::{Fault, Reading, Writing, user};

/// An attempt to sign in.
#[derive(Debug, Clone)]
pub struct Login {
    /// The address as it was typed.
    pub email: String,
    /// The password.
    pub password: SecretString,
    /// Where from.
    pub address: Option<IpAddr>,
    /// With what.
    pub user_agent: Option<String>,
    /// The request's id.
    pub request_id: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What somebody is given who has signed in.
#[derive(Debug)]
pub struct Tokens {
    /// The access token.
    pub access: String,
    /// How long it is good for, in seconds.
    pub expires_in: i64,
    /// The refresh token.
    pub refresh: SecretString,
}

/// An account whose password was right.
#[derive(Debug, Clone)]
struct Recognised {
    id: UserId,
    name: String,
    /// Which of the account's passwords it was.
    token_version: i64,
    /// The password's new hash, when the stored one is weaker than hashes are now.
    rehashed: Option<String>,
}

impl Identity {
    /// Signs in: a new session with its first tokens.
    ///
    /// # Errors
    /// [`IdentityError::InvalidCredentials`], [`IdentityError::TooManyAttempts`], or a failure of the store.
    pub async fn login(&self, login: Login) -> Result<Tokens, IdentityError> {
        // What is typed in the wrong field may be a password: only its MAC is kept of a name that is no address.
        let email = EmailAddress::recognise(&login.email).ok();
        let name = email.as_ref().map_or_else(|| login.email.clone(), EmailAddress::common_key);
        let subjects = self.subjects(&name, login.address);
        let (asked, at) = (subjects.clone(), login.at);
        let look = move |reading: &mut Reading<'_>| -> Result<_, IdentityError> {
            throttle::check(reading.connection, &asked, at)?;
            let known = email.map(|email| user::credentials(reading.connection, &email));
            Ok(known.transpose()?.flatten())
        };
        let credentials = self.database.read(look).await?;
        let phc = credentials.as_ref().and_then(|known| known.password_hash.clone());
        let verdict = self.attempt(&subjects, phc, login.password.clone(), at).await?;
        match (credentials, verdict) {
            (Some(known), Verdict::Right { rehash }) if !known.is_disabled => {
                let rehashed = if rehash { self.rehash(&login.password).await } else { None };
                let recognised = Recognised {
                    id: known.user_id,
                    name: known.name,
                    token_version: known.token_version,
                    rehashed,
                };
                self.begin_session(recognised, login, subjects).await
            }
            (known, _) => {
                let account = known.map(|known| known.user_id);
                self.record_failed_login(account, &login).await?;
                Err(IdentityError::InvalidCredentials)
            }
        }
    }

    /// A stronger hash of a password that is right. It may be one that today's policy would refuse, and signing in does
    /// not depend on it.
    async fn rehash(&self, password: &SecretString) -> Option<String> {
        let hasher = std::sync::Arc::clone(&self.hasher);
        let entropy = std::sync::Arc::clone(&self.entropy);
        let password = password.clone();
        let hash = move || hasher.hash_again(&password, entropy.as_ref());
        self.hashing.run(hash).await.ok()?.ok()
    }

    async fn begin_session(
        &self,
        recognised: Recognised,
        login: Login,
        subjects: Subjects,
    ) -> Result<Tokens, IdentityError> {
        let broken = |error: crate::entropy::EntropyError| Fault::corrupt("session", error);
        let id: SessionId = uuid_v7(login.at, self.entropy.as_ref()).map_err(broken)?.into();
        let refresh = mint(OpaqueKind::Refresh, self.entropy.as_ref()).map_err(broken)?;
        let token = RefreshToken {
            hash: TokenHash::of(refresh.expose_secret()),
            session: id,
            parent: None,
            created_at: login.at,
            spent_at: None,
            sealed_successor: None,
        };
        let (at, user_id, version) = (login.at, recognised.id, recognised.token_version);
        let address = login.address.map(|address| address.to_string());
        let session = NewSession {
            id,
            user: user_id,
            created_at: at,
            expires_at: at + rotation::session_lifetime(),
            user_agent: login.user_agent,
            address: address.clone(),
        };
        let entry = NewAuditEntry {
            at,
            actor: Some(Actor::new(ActorId::User(user_id), &recognised.name)),
            target_kind: "session".into(),
            target_key: Some(id.to_string()),
            request_id: Some(login.request_id),
            address,
            ..NewAuditEntry::new(AuditAction::SessionStarted, AuditOutcome::Done)
        };
        let begin = move |writing: &mut Writing<'_>| -> Result<(), IdentityError> {
            let connection = &mut *writing.connection;
            // While the password was looked at, the account may have been disabled or given another one. This comes
            // first: whoever does so later has to end a session that is there for them to see.
            if !user::touch_login(connection, user_id, version, at)? {
                return Err(IdentityError::InvalidCredentials);
            }
            throttle::succeed(connection, &subjects, at)?;
            if let Some(phc) = &recognised.rehashed {
                user::rehash(connection, user_id, version, phc)?;
            }
            session::insert(connection, &session)?;
            session::insert_token(connection, &token)?;
            audit::append(connection, &entry)?;
            Ok(())
        };
        self.database.write(at, begin).await?;
        let access = self.access_token(user_id, id, version, at)?;
        let expires_in = rotation::access_token_lifetime().num_seconds();
        Ok(Tokens { access, expires_in, refresh })
    }

    async fn record_failed_login(
        &self,
        account: Option<UserId>,
        login: &Login,
    ) -> Result<(), IdentityError> {
        let address = login.address.map(|address| address.to_string());
        let entry = NewAuditEntry {
            at: login.at,
            target_kind: "user".into(),
            target_key: account.map(|id| id.to_string()),
            request_id: Some(login.request_id.clone()),
            address,
            ..NewAuditEntry::new(AuditAction::LoginFailed, AuditOutcome::Failed)
        };
        let record = move |writing: &mut Writing<'_>| -> Result<(), IdentityError> {
            Ok(audit::append_or_count(writing.connection, &entry)?)
        };
        self.database.write(login.at, record).await
    }
}
