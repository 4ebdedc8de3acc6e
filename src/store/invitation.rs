//! One-time links as stored: by the hash of their secret.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::authn::opaque::TokenHash;
use crate::domain::ids::{InvitationId, UserId};
use crate::domain::word::{self, UnknownWord};
use crate::store::column::{instant, parse, parse_optional};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::invitations;

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Choosing the first password.
    Invitation,
    /// Choosing another one.
    Reset,
    /// Making the first administrator.
    Setup,
}

impl Purpose {
    const ALL: [Self; 3] = [Self::Invitation, Self::Reset, Self::Setup];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
            Self::Setup => "setup",
        }
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Purpose {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("purpose", &Self::ALL, Self::as_str, text)
    }
}

/// A link to be made.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// The id.
    pub id: InvitationId,
    /// Whose; none for the first administrator's.
    pub user: Option<UserId>,
    /// The hash of its secret.
    pub hash: TokenHash,
    /// What it is for.
    pub purpose: Purpose,
    /// When it is made.
    pub created_at: DateTime<Utc>,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Whose; none for the first administrator's.
    pub user: Option<UserId>,
    /// What it is for.
    pub purpose: Purpose,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
    /// When it was used, or made void.
    pub used_at: Option<DateTime<Utc>>,
}

/// The link whose secret has that hash.
///
/// # Errors
/// As [`Fault`].
pub fn find(connection: &mut AnyConnection, hash: &TokenHash) -> Result<Option<Invitation>, Fault> {
    let row: Option<(Option<String>, String, NaiveDateTime, Option<NaiveDateTime>)> =
        invitations::table
            .select((
                invitations::user_id,
                invitations::purpose,
                invitations::expires_at,
                invitations::used_at,
            ))
            .filter(invitations::token_hash.eq(hash.as_str()))
            .first(connection)
            .optional()?;
    row.map(|(user, purpose, expires_at, used_at)| {
        Ok(Invitation {
            user: parse_optional("user id", user.as_deref())?,
            purpose: parse("purpose", &purpose)?,
            expires_at: expires_at.and_utc(),
            used_at: used_at.map(|at| at.and_utc()),
        })
    })
    .transpose()
}

/// Stores a new link.
///
/// # Errors
/// As [`Fault`].
pub fn insert(connection: &mut AnyConnection, new: &NewInvitation) -> Result<(), Fault> {
    diesel::insert_into(invitations::table)
        .values((
            invitations::id.eq(new.id.to_string()),
            invitations::user_id.eq(new.user.map(|id| id.to_string())),
            invitations::token_hash.eq(new.hash.as_str()),
            invitations::purpose.eq(new.purpose.as_str()),
            invitations::created_at.eq(instant(new.created_at)),
            invitations::expires_at.eq(instant(new.expires_at)),
        ))
        .execute(connection)?;
    Ok(())
}

/// Uses a link up. Says whether it did: not when it was used or made void before.
///
/// # Errors
/// As [`Fault`].
pub fn use_up(
    connection: &mut AnyConnection,
    hash: &TokenHash,
    at: DateTime<Utc>,
) -> Result<bool, Fault> {
    let unused = invitations::table
        .filter(invitations::token_hash.eq(hash.as_str()))
        .filter(invitations::used_at.is_null());
    let updated =
        diesel::update(unused).set(invitations::used_at.eq(instant(at))).execute(connection)?;
    Ok(updated == 1)
}

/// Makes all unused links of a user void, or those for the first administrator; gives how many there were.
///
/// # Errors
/// As [`Fault`].
pub fn void_open(
    connection: &mut AnyConnection,
    user: Option<UserId>,
    at: DateTime<Utc>,
) -> Result<usize, Fault> {
    let voiding = invitations::used_at.eq(instant(at));
    let open = invitations::table.filter(invitations::used_at.is_null());
    let voided = if let Some(id) = user {
        let own = open.filter(invitations::user_id.eq(id.to_string()));
        diesel::update(own).set(voiding).execute(connection)?
    } else {
        let unowned = open.filter(invitations::user_id.is_null());
        diesel::update(unowned).set(voiding).execute(connection)?
    };
    Ok(voided)
}

/// Deletes at most `limit` links that expired before `end`; gives how many there were.
///
/// # Errors
/// As [`Fault`].
pub fn delete_expired(
    connection: &mut AnyConnection,
    end: DateTime<Utc>,
    limit: i64,
) -> Result<usize, Fault> {
    let ids: Vec<String> = invitations::table
        .select(invitations::id)
        .filter(invitations::expires_at.lt(instant(end)))
        .order_by(invitations::expires_at.asc())
        .limit(limit)
        .load(connection)?;
    let expired = invitations::table.filter(invitations::id.eq_any(&ids));
    Ok(diesel::delete(expired).execute(connection)?)
}
