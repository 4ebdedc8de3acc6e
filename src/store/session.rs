//! Sessions and their refresh tokens as stored: tokens by their hash alone.

use std::fmt;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::authn::opaque::TokenHash;
use crate::domain::ids::{SessionId, UserId};
use crate::store::column::{instant, parse};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::{refresh_tokens, sessions};

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The id.
    pub id: SessionId,
    /// Whose.
    pub user: UserId,
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
    /// When it was ended.
    pub ended_at: Option<DateTime<Utc>>,
}

/// A session to be begun.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The id.
    pub id: SessionId,
    /// Whose.
    pub user: UserId,
    /// When it begins.
    pub created_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// With what.
    pub user_agent: Option<String>,
    /// Where from.
    pub address: Option<String>,
}

/// A refresh token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshToken {
    /// Its hash.
    pub hash: TokenHash,
    /// The session that it renews.
    pub session: SessionId,
    /// The token that brought it.
    pub parent: Option<TokenHash>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was used.
    pub spent_at: Option<DateTime<Utc>>,
    /// The token that it brought, readable with itself alone.
    pub sealed_successor: Option<String>,
}

/// Why a session was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    /// Its owner signed out.
    Logout,
    /// The password was changed.
    PasswordChanged,
    /// The account was disabled.
    Disabled,
    /// A spent refresh token came back.
    Reuse,
}

impl fmt::Display for EndReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Logout => "logout",
            Self::PasswordChanged => "password_changed",
            Self::Disabled => "disabled",
            Self::Reuse => "reuse",
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
struct Row {
    id: String,
    user_id: String,
    created_at: NaiveDateTime,
    last_used_at: NaiveDateTime,
    expires_at: NaiveDateTime,
    user_agent: Option<String>,
    address: Option<String>,
    ended_at: Option<NaiveDateTime>,
}

/// The session of that id.
///
/// # Errors
/// As [`Fault`].
pub fn find(connection: &mut AnyConnection, id: SessionId) -> Result<Option<Session>, Fault> {
    let row: Option<Row> = sessions::table
        .select(Row::as_select())
        .filter(sessions::id.eq(id.to_string()))
        .first(connection)
        .optional()?;
    row.map(Session::try_from).transpose()
}

/// At most `limit` of the user's sessions, newest first: those that have not ended, end after `now` and were used after
/// `idle`.
///
/// # Errors
/// As [`Fault`].
pub fn list_open(
    connection: &mut AnyConnection,
    user: UserId,
    now: DateTime<Utc>,
    idle: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Session>, Fault> {
    let rows: Vec<Row> = sessions::table
        .select(Row::as_select())
        .filter(sessions::user_id.eq(user.to_string()))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(instant(now)))
        .filter(sessions::last_used_at.gt(instant(idle)))
        .order_by(sessions::id.desc())
        .limit(limit)
        .load(connection)?;
    rows.into_iter().map(Session::try_from).collect()
}

/// Stores a new session.
///
/// # Errors
/// As [`Fault`].
pub fn insert(connection: &mut AnyConnection, session: &NewSession) -> Result<(), Fault> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(session.id.to_string()),
            sessions::user_id.eq(session.user.to_string()),
            sessions::created_at.eq(instant(session.created_at)),
            sessions::last_used_at.eq(instant(session.created_at)),
            sessions::expires_at.eq(instant(session.expires_at)),
            sessions::user_agent.eq(session.user_agent.as_deref()),
            sessions::address.eq(session.address.as_deref()),
        ))
        .execute(connection)?;
    Ok(())
}

/// Notes that a session was renewed.
///
/// # Errors
/// As [`Fault`].
pub fn touch(
    connection: &mut AnyConnection,
    id: SessionId,
    at: DateTime<Utc>,
) -> Result<(), Fault> {
    diesel::update(sessions::table.filter(sessions::id.eq(id.to_string())))
        .set(sessions::last_used_at.eq(instant(at)))
        .execute(connection)?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// As [`Fault`].
pub fn end(
    connection: &mut AnyConnection,
    id: SessionId,
    reason: EndReason,
    at: DateTime<Utc>,
) -> Result<(), Fault> {
    diesel::update(sessions::table.filter(sessions::id.eq(id.to_string())))
        .set((sessions::ended_at.eq(instant(at)), sessions::end_reason.eq(reason.to_string())))
        .execute(connection)?;
    Ok(())
}

/// Ends all open sessions of a user, or all but one; gives how many there were.
///
/// # Errors
/// As [`Fault`].
pub fn end_all(
    connection: &mut AnyConnection,
    user: UserId,
    but: Option<SessionId>,
    reason: EndReason,
    at: DateTime<Utc>,
) -> Result<usize, Fault> {
    let but = but.map(|id| id.to_string()).unwrap_or_default();
    let open = sessions::table
        .filter(sessions::user_id.eq(user.to_string()))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::id.ne(but));
    Ok(diesel::update(open)
        .set((sessions::ended_at.eq(instant(at)), sessions::end_reason.eq(reason.to_string())))
        .execute(connection)?)
}

type TokenRow =
    (String, String, Option<String>, NaiveDateTime, Option<NaiveDateTime>, Option<String>);

/// The refresh token of that hash. Whoever else refreshes the same session waits until this transaction has ended.
///
/// # Errors
/// As [`Fault`].
pub fn find_token_for_update(
    connection: &mut AnyConnection,
    hash: &TokenHash,
) -> Result<Option<RefreshToken>, Fault> {
    let session: Option<String> = refresh_tokens::table
        .select(refresh_tokens::session_id)
        .filter(refresh_tokens::token_hash.eq(hash.as_str()))
        .first(connection)
        .optional()?;
    let Some(session) = session else { return Ok(None) };
    // An update that changes nothing locks the row in every engine.
    diesel::update(sessions::table.filter(sessions::id.eq(session)))
        .set(sessions::last_used_at.eq(sessions::last_used_at))
        .execute(connection)?;
    let row: TokenRow = refresh_tokens::table
        .select(refresh_tokens::all_columns)
        .filter(refresh_tokens::token_hash.eq(hash.as_str()))
        .first(connection)?;
    let (_, session, parent, created_at, spent_at, sealed_successor) = row;
    Ok(Some(RefreshToken {
        hash: hash.clone(),
        session: parse("session id", &session)?,
        parent: parent.map(TokenHash::from_stored),
        created_at: created_at.and_utc(),
        spent_at: spent_at.map(|at| at.and_utc()),
        sealed_successor,
    }))
}

/// Stores a new refresh token.
///
/// # Errors
/// As [`Fault`].
pub fn insert_token(connection: &mut AnyConnection, token: &RefreshToken) -> Result<(), Fault> {
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::token_hash.eq(token.hash.as_str()),
            refresh_tokens::session_id.eq(token.session.to_string()),
            refresh_tokens::parent_hash.eq(token.parent.as_ref().map(TokenHash::as_str)),
            refresh_tokens::created_at.eq(instant(token.created_at)),
        ))
        .execute(connection)?;
    Ok(())
}

/// Notes that a refresh token was used, with what it brought.
///
/// # Errors
/// As [`Fault`].
pub fn spend_token(
    connection: &mut AnyConnection,
    hash: &TokenHash,
    at: DateTime<Utc>,
    sealed_successor: &str,
) -> Result<(), Fault> {
    diesel::update(refresh_tokens::table.filter(refresh_tokens::token_hash.eq(hash.as_str())))
        .set((
            refresh_tokens::spent_at.eq(instant(at)),
            refresh_tokens::sealed_successor.eq(sealed_successor),
        ))
        .execute(connection)?;
    Ok(())
}

/// Forgets what the spent tokens of a session brought.
///
/// # Errors
/// As [`Fault`].
pub fn forget_successors(connection: &mut AnyConnection, session: SessionId) -> Result<(), Fault> {
    diesel::update(
        refresh_tokens::table.filter(refresh_tokens::session_id.eq(session.to_string())),
    )
    .set(refresh_tokens::sealed_successor.eq(None::<String>))
    .execute(connection)?;
    Ok(())
}

/// Forgets what tokens brought that were spent before `end`; gives how many there were.
///
/// # Errors
/// As [`Fault`].
pub fn forget_successors_before(
    connection: &mut AnyConnection,
    end: DateTime<Utc>,
) -> Result<usize, Fault> {
    let kept = refresh_tokens::table
        .filter(refresh_tokens::sealed_successor.is_not_null())
        .filter(refresh_tokens::spent_at.lt(instant(end)));
    Ok(diesel::update(kept)
        .set(refresh_tokens::sealed_successor.eq(None::<String>))
        .execute(connection)?)
}

/// Deletes at most `limit` sessions that expired before `end`, with their tokens; gives how many there were.
///
/// # Errors
/// As [`Fault`].
pub fn delete_expired(
    connection: &mut AnyConnection,
    end: DateTime<Utc>,
    limit: i64,
) -> Result<usize, Fault> {
    let ids: Vec<String> = sessions::table
        .select(sessions::id)
        .filter(sessions::expires_at.lt(instant(end)))
        .order_by(sessions::expires_at.asc())
        .limit(limit)
        .load(connection)?;
    diesel::delete(refresh_tokens::table.filter(refresh_tokens::session_id.eq_any(&ids)))
        .execute(connection)?;
    Ok(diesel::delete(sessions::table.filter(sessions::id.eq_any(&ids))).execute(connection)?)
}

impl TryFrom<Row> for Session {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        Ok(Self {
            id: parse("session id", &row.id)?,
            user: parse("user id", &row.user_id)?,
            created_at: row.created_at.and_utc(),
            last_used_at: row.last_used_at.and_utc(),
            expires_at: row.expires_at.and_utc(),
            user_agent: row.user_agent,
            address: row.address,
            ended_at: row.ended_at.map(|at| at.and_utc()),
        })
    }
}
