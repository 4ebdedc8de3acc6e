//! What the database says of somebody whose token was verified: a few indexed reads on the way of every request that
//! carries credentials, and once more within every write.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::authn::opaque::TokenHash;
use crate::authz::{Action, ActorId, Grants};
use crate::domain::ids::{ApiKeyId, ServiceAccountId, SessionId, UserId};
use crate::domain::membership::Memberships;
use crate::store::api_key;
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::membership;
use crate::store::schema::{memberships, service_accounts, sessions, users};
use crate::store::service_account;

/// A session and its account as they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionAuthority {
    /// The account's name.
    pub name: String,
    /// Whether the account may be used no more.
    pub is_disabled: bool,
    /// Counts changes of the password.
    pub token_version: i64,
    /// Whether the session was ended.
    pub has_ended: bool,
    /// When the session ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// The roles held.
    pub memberships: Memberships,
}

/// A key and its account as they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyAuthority {
    /// The key.
    pub key: ApiKeyId,
    /// The account.
    pub account: ServiceAccountId,
    /// The account's name.
    pub name: String,
    /// Whether the account's keys are refused.
    pub is_disabled: bool,
    /// When the key ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was withdrawn.
    pub revoked_at: Option<DateTime<Utc>>,
    /// What it may be used for.
    pub scope: BTreeSet<Action>,
    /// The roles that the account holds.
    pub memberships: Memberships,
}

/// The session of that user, if there is one.
///
/// # Errors
/// As [`Fault`].
pub fn of_session(
    connection: &mut AnyConnection,
    session: SessionId,
    user: UserId,
) -> Result<Option<SessionAuthority>, Fault> {
    let row: Option<(Option<NaiveDateTime>, NaiveDateTime)> = sessions::table
        .select((sessions::ended_at, sessions::expires_at))
        .filter(sessions::id.eq(session.to_string()))
        .filter(sessions::user_id.eq(user.to_string()))
        .first(connection)
        .optional()?;
    let Some((ended_at, expires_at)) = row else { return Ok(None) };
    let Some((name, is_disabled, token_version)) = account(connection, user)? else {
        return Ok(None);
    };
    Ok(Some(SessionAuthority {
        name,
        is_disabled,
        token_version,
        has_ended: ended_at.is_some(),
        expires_at: expires_at.and_utc(),
        memberships: memberships_of(connection, user)?,
    }))
}

/// The key whose secret has that hash, if there is one.
///
/// # Errors
/// As [`Fault`].
pub fn of_api_key(
    connection: &mut AnyConnection,
    hash: &TokenHash,
) -> Result<Option<KeyAuthority>, Fault> {
    let Some(key) = api_key::find_by_hash(connection, hash)? else { return Ok(None) };
    let (name, is_disabled): (String, bool) = service_accounts::table
        .select((service_accounts::name, service_accounts::disabled))
        .filter(service_accounts::id.eq(key.account.to_string()))
        .first(connection)?;
    Ok(Some(KeyAuthority {
        key: key.id,
        account: key.account,
        name,
        is_disabled,
        expires_at: key.expires_at,
        last_used_at: key.last_used_at,
        revoked_at: key.revoked_at,
        scope: key.scope,
        memberships: service_account::memberships_of(connection, key.account)?,
    }))
}

/// What is granted to an actor at `now`; none when the account or the key no longer counts.
///
/// # Errors
/// As [`Fault`].
pub fn grants_of(
    connection: &mut AnyConnection,
    actor: &ActorId,
    now: DateTime<Utc>,
) -> Result<Option<Grants>, Fault> {
    match actor {
        ActorId::User(user) => match account(connection, *user)? {
            Some((_, false, _)) => Ok(Some(Grants::new(memberships_of(connection, *user)?))),
            Some((_, true, _)) | None => Ok(None),
        },
        ActorId::ApiKey { account, key } => {
            let Some(found) = api_key::find(connection, *key)? else { return Ok(None) };
            let owner = service_account::find(connection, *account)?;
            let is_over = found.expires_at.is_some_and(|end| end <= now);
            let owner = owner.filter(|owner| !owner.disabled);
            Ok(owner
                .filter(|_| found.revoked_at.is_none() && !is_over)
                .map(|owner| Grants::scoped(owner.memberships, found.scope)))
        }
        ActorId::Operator => Ok(None),
    }
}

/// Name, whether it is disabled, and the version of the password.
fn account(
    connection: &mut AnyConnection,
    user: UserId,
) -> Result<Option<(String, bool, i64)>, Fault> {
    Ok(users::table
        .select((users::name, users::disabled, users::token_version))
        .filter(users::id.eq(user.to_string()))
        .first(connection)
        .optional()?)
}

fn memberships_of(connection: &mut AnyConnection, user: UserId) -> Result<Memberships, Fault> {
    let rows: Vec<(String, String)> = memberships::table
        .select((memberships::role, memberships::department_code))
        .filter(memberships::user_id.eq(user.to_string()))
        .load(connection)?;
    membership::read(rows.iter().map(|(role, department)| (role.as_str(), department.as_str())))
}
