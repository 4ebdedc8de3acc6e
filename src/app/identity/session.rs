//! Somebody's own sessions: seeing them and ending them.

use chrono::{DateTime, Utc};

use crate::app::acting::Circumstances;
use crate::app::error::AppError;
use crate::app::identity::Identity;
use crate::app::identity::error::IdentityError;
use crate::authn::rotation;
use crate::authz::Actor;
use crate::domain::ids::{SessionId, UserId};
use crate::store::audit::{self, AuditAction, AuditOutcome, NewAuditEntry};
use crate::store::session::{self, EndReason};
use crate::store::{Fault, Writing};

/// The most sessions that are listed.
pub const LISTED: u8 = 100;

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionView {
    /// Its id.
    pub id: SessionId,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last renewed.
    pub last_used_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// With what it was begun.
    pub user_agent: Option<String>,
    /// Where from it was begun.
    pub address: Option<String>,
    /// Whether the request belongs to it.
    pub is_current: bool,
}

impl Identity {
    /// The newest of the user's open sessions, newest first, at most [`LISTED`]. Those that nobody has renewed in time have
    /// ended by themselves.
    ///
    /// # Errors
    /// As [`IdentityError::App`].
    pub async fn sessions(
        &self,
        user: UserId,
        current: SessionId,
        now: DateTime<Utc>,
    ) -> Result<Vec<SessionView>, IdentityError> {
        let open = self
            .database
            .read(move |reading| {
                let idle = now - rotation::idle_lifetime();
                session::list_open(reading.connection, user, now, idle, LISTED.into())
            })
            .await
            .map_err(|fault: Fault| fault)?;
        let views = open.into_iter().map(|session| SessionView {
            id: session.id,
            created_at: session.created_at,
            last_used_at: session.last_used_at,
            expires_at: session.expires_at,
            user_agent: session.user_agent,
            address: session.address,
            is_current: session.id == current,
        });
        Ok(views.collect())
    }

    /// Ends one of the user's own sessions. Its tokens are refused from the next request on.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the user has no such open session.
    pub async fn end_session(
        &self,
        actor: Actor,
        owner: UserId,
        id: SessionId,
        told: Circumstances,
    ) -> Result<(), IdentityError> {
        let at = told.at;
        let end = move |writing: &mut Writing<'_>| -> Result<(), IdentityError> {
            let connection = &mut *writing.connection;
            let found = session::find(connection, id)?;
            let is_own = found.is_some_and(|found| found.user == owner && found.ended_at.is_none());
            if !is_own {
                return Err(AppError::NotFound.into());
            }
            session::end(connection, id, EndReason::Logout, at)?;
            let entry = ended(&actor, &told, id.to_string(), None);
            audit::append(connection, &entry)?;
            Ok(())
        };
        self.database.write(at, end).await
    }

    /// Ends all of the user's sessions, also the one that asks.
    ///
    /// # Errors
    /// As [`IdentityError::App`].
    pub async fn end_all_sessions(
        &self,
        actor: Actor,
        owner: UserId,
        told: Circumstances,
    ) -> Result<(), IdentityError> {
        let at = told.at;
        let end = move |writing: &mut Writing<'_>| -> Result<(), IdentityError> {
            let connection = &mut *writing.connection;
            let count = session::end_all(connection, owner, None, EndReason::Logout, at)?;
            let reason = format!("{count} sessions of the account");
            let entry = ended(&actor, &told, owner.to_string(), Some(reason));
            audit::append(connection, &entry)?;
            Ok(())
        };
        self.database.write(at, end).await
    }
}

fn ended(actor: &Actor, told: &Circumstances, key: String, all: Option<String>) -> NewAuditEntry {
    let kind = if all.is_some() { "user" } else { "session" };
    NewAuditEntry {
        at: told.at,
        actor: Some(actor.clone()),
        target_kind: kind.into(),
        target_key: Some(key),
        reason: all,
        request_id: told.request_id.clone(),
        address: told.address.clone(),
        ..NewAuditEntry::new(AuditAction::SessionEnded, AuditOutcome::Done)
    }
}
