//! Keys of machines as stored: by the hash of their secret, which is kept nowhere.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::authn::opaque::TokenHash;
use crate::authz::{Action, Permitted, act};
use crate::domain::ids::{ApiKeyId, ServiceAccountId};
use crate::store::column::{from_json, instant, parse, to_json};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::schema::api_keys;

/// A key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// The id.
    pub id: ApiKeyId,
    /// The machine's account.
    pub account: ServiceAccountId,
    /// How its secret begins.
    pub prefix: String,
    /// What it may be used for, of what its account may do.
    pub scope: BTreeSet<Action>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was withdrawn.
    pub revoked_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = api_keys)]
pub(super) struct Row {
    id: String,
    service_account_id: String,
    prefix: String,
    scope: String,
    created_at: NaiveDateTime,
    expires_at: Option<NaiveDateTime>,
    last_used_at: Option<NaiveDateTime>,
    revoked_at: Option<NaiveDateTime>,
}

/// The key of that id.
///
/// # Errors
/// As [`Fault`].
pub fn find(connection: &mut AnyConnection, id: ApiKeyId) -> Result<Option<ApiKey>, Fault> {
    let row: Option<Row> = api_keys::table
        .select(Row::as_select())
        .filter(api_keys::id.eq(id.to_string()))
        .first(connection)
        .optional()?;
    row.map(ApiKey::try_from).transpose()
}

/// The key whose secret has that hash.
///
/// # Errors
/// As [`Fault`].
pub fn find_by_hash(
    connection: &mut AnyConnection,
    hash: &TokenHash,
) -> Result<Option<ApiKey>, Fault> {
    let row: Option<Row> = api_keys::table
        .select(Row::as_select())
        .filter(api_keys::token_hash.eq(hash.as_str()))
        .first(connection)
        .optional()?;
    row.map(ApiKey::try_from).transpose()
}

/// The keys of those accounts, oldest first.
///
/// # Errors
/// As [`Fault`].
pub fn of_accounts(
    connection: &mut AnyConnection,
    accounts: &[ServiceAccountId],
) -> Result<Vec<ApiKey>, Fault> {
    let ids: Vec<String> = accounts.iter().map(ToString::to_string).collect();
    let rows: Vec<Row> = api_keys::table
        .select(Row::as_select())
        .filter(api_keys::service_account_id.eq_any(ids))
        .order_by((api_keys::service_account_id, api_keys::id))
        .load(connection)?;
    rows.into_iter().map(ApiKey::try_from).collect()
}

/// Stores a new key.
///
/// # Errors
/// As [`Fault`].
pub fn insert(
    connection: &mut AnyConnection,
    _proof: &Permitted<act::IssueApiKey>,
    key: &ApiKey,
    hash: &TokenHash,
) -> Result<(), Fault> {
    let scope: Vec<&str> = key.scope.iter().map(|action| action.as_str()).collect();
    diesel::insert_into(api_keys::table)
        .values((
            api_keys::id.eq(key.id.to_string()),
            api_keys::service_account_id.eq(key.account.to_string()),
            api_keys::prefix.eq(&key.prefix),
            api_keys::token_hash.eq(hash.as_str()),
            api_keys::scope.eq(to_json("scope", &scope)?),
            api_keys::created_at.eq(instant(key.created_at)),
            api_keys::expires_at.eq(key.expires_at.map(instant)),
        ))
        .execute(connection)?;
    Ok(())
}

/// Withdraws a key.
///
/// # Errors
/// As [`Fault`].
pub fn revoke(
    connection: &mut AnyConnection,
    _proof: &Permitted<act::RevokeApiKey>,
    id: ApiKeyId,
    at: DateTime<Utc>,
) -> Result<(), Fault> {
    diesel::update(api_keys::table.filter(api_keys::id.eq(id.to_string())))
        .set(api_keys::revoked_at.eq(instant(at)))
        .execute(connection)?;
    Ok(())
}

/// Notes that a key was used.
///
/// # Errors
/// As [`Fault`].
pub fn note_use(
    connection: &mut AnyConnection,
    id: ApiKeyId,
    at: DateTime<Utc>,
) -> Result<(), Fault> {
    diesel::update(api_keys::table.filter(api_keys::id.eq(id.to_string())))
        .set(api_keys::last_used_at.eq(instant(at)))
        .execute(connection)?;
    Ok(())
}

impl TryFrom<Row> for ApiKey {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        let scope: Vec<String> = from_json("scope", &row.scope)?;
        Ok(Self {
            id: parse("key id", &row.id)?,
            account: parse("account id", &row.service_account_id)?,
            prefix: row.prefix,
            scope: scope
                .iter()
                .map(|action| parse("action", action))
                .collect::<Result<_, Fault>>()?,
            created_at: row.created_at.and_utc(),
            expires_at: row.expires_at.map(|at| at.and_utc()),
            last_used_at: row.last_used_at.map(|at| at.and_utc()),
            revoked_at: row.revoked_at.map(|at| at.and_utc()),
        })
    }
}
