//! Service accounts: machines that write, with keys that carry no more than they need and can be withdrawn one by one.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::app::acting::{Acting, Effect, Recorded};
use crate::app::error::{AppError, Conflict};
use crate::app::page::{Page, PageRequest, behind_code, code_of, cut};
use crate::app::user::memberships;
use crate::app::versions::{Expected, differing, recorded_since};
use crate::authn::opaque::{OpaqueKind, TokenHash, mint, prefix_of};
use crate::authz::{Action, Resource, act};
use crate::domain::account::PersonName;
use crate::domain::ids::{ApiKeyId, ServiceAccountId};
use crate::domain::membership::Membership;
use crate::domain::patch::Patch;
use crate::entropy::uuid_v7;
use crate::store::api_key::{self, ApiKey};
use crate::store::service_account::{self, ServiceAccount};
use crate::store::{AnyConnection, Fault, Reading};

/// How audit entries and versions name this kind of thing.
const KIND: &str = "service_account";

/// A service account with its keys.
#[derive(Debug, Clone)]
pub struct ServiceAccountView {
    /// Itself.
    pub account: ServiceAccount,
    /// Its keys, oldest first, without their secrets.
    pub keys: Vec<ApiKey>,
}

/// A service account to be made.
#[derive(Debug, Clone)]
pub struct NewServiceAccount {
    /// The name; no two have the same.
    pub name: PersonName,
    /// What it is for.
    pub description: Option<String>,
    /// The roles, in the order in which they were given.
    pub memberships: Vec<Membership>,
}

/// What is to be different about a service account; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct ServiceAccountPatch {
    /// Another name.
    pub name: Option<PersonName>,
    /// Another description, or none.
    pub description: Patch<String>,
    /// Whether its keys are refused.
    pub disabled: Option<bool>,
    /// All of the roles from now on, in the order in which they were given.
    pub memberships: Option<Vec<Membership>>,
}

impl ServiceAccountPatch {
    fn touched(&self) -> Vec<String> {
        let Self { name, description, disabled, memberships } = self;
        let named = [
            ("/name", name.is_some()),
            ("/description", description.is_named()),
            ("/disabled", disabled.is_some()),
            ("/memberships", memberships.is_some()),
        ];
        named.iter().filter(|(_, is)| *is).map(|(pointer, _)| (*pointer).to_owned()).collect()
    }
}

/// A key to be made.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// What it may be used for, of what its account may do.
    pub scope: BTreeSet<Action>,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A key that was made, with its secret, which is shown this once.
#[derive(Debug)]
pub struct IssuedKey {
    /// The key.
    pub key: ApiKey,
    /// What is to be sent with requests.
    pub secret: SecretString,
}

/// The service account of that id.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Store`].
pub fn find(
    reading: &mut Reading<'_>,
    id: ServiceAccountId,
) -> Result<ServiceAccountView, AppError> {
    let found = service_account::find(reading.connection, id)?.ok_or(AppError::NotFound)?;
    view_of(reading.connection, found)
}

/// One page of service accounts, in the order of their names.
///
/// # Errors
/// [`AppError::Store`].
pub fn list(
    reading: &mut Reading<'_>,
    request: &PageRequest<(), ()>,
) -> Result<Page<ServiceAccountView>, AppError> {
    let after = code_of(request.position.as_ref());
    let connection = &mut *reading.connection;
    let mut rows = service_account::list(connection, after, request.window().limit)?;
    let more = cut(&mut rows, request.size());
    let next = if more { rows.last().map(|last| behind_code(&last.name_key())) } else { None };
    let total = request.include_total.then(|| service_account::count(connection)).transpose()?;
    let ids: Vec<ServiceAccountId> = rows.iter().map(|row| row.id).collect();
    let mut keys: HashMap<ServiceAccountId, Vec<ApiKey>> = HashMap::new();
    for key in api_key::of_accounts(connection, &ids)? {
        keys.entry(key.account).or_default().push(key);
    }
    let items = rows.into_iter().map(|account| ServiceAccountView {
        keys: keys.remove(&account.id).unwrap_or_default(),
        account,
    });
    Ok(Page { items: items.collect(), next, total })
}

/// Makes a service account, without any key.
///
/// # Errors
/// [`AppError::Conflict`] when the name is taken; [`AppError::Invalid`] for an unknown department; refusals of the policy.
pub fn create(
    acting: &mut Acting<'_, '_, act::CreateServiceAccount>,
    new: &NewServiceAccount,
) -> Result<Effect<ServiceAccountView>, AppError> {
    let (at, entropy) = (acting.circumstances.at, acting.circumstances.entropy.as_ref());
    let id: ServiceAccountId =
        uuid_v7(at, entropy).map_err(|error| Fault::corrupt("account id", error))?.into();
    let proof = acting.authority.on(&Resource::service_account(&id.to_string()))?;
    let connection = &mut *acting.writing.connection;
    free_name(connection, &new.name, None)?;
    let account = ServiceAccount {
        id,
        version: 1,
        name: new.name.clone(),
        description: new.description.clone(),
        disabled: false,
        memberships: memberships(connection, &new.memberships)?,
        created_at: at,
        updated_at: at,
    };
    service_account::insert(connection, &proof, &account)
        .map_err(|fault| AppError::where_taken(fault, Conflict::NameTaken))?;
    let members = differing(&json!({}), &own(&account));
    let recorded = Recorded::of(&proof).versions(None, account.version).changed(members);
    Ok(Effect::Changed(ServiceAccountView { account, keys: Vec::new() }, recorded))
}

/// Changes a service account.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Stale`], [`AppError::Invalid`], [`AppError::Conflict`] when the name is taken; refusals
/// of the policy.
pub fn edit(
    acting: &mut Acting<'_, '_, act::EditServiceAccount>,
    id: ServiceAccountId,
    expected: &Expected,
    patch: &ServiceAccountPatch,
) -> Result<Effect<ServiceAccountView>, AppError> {
    let connection = &mut *acting.writing.connection;
    let stored = service_account::find(connection, id)?.ok_or(AppError::NotFound)?;
    let proof = acting.authority.on(&Resource::service_account(&id.to_string()))?;
    expected.check(stored.version, &patch.touched(), |since| {
        recorded_since(connection, KIND, &id.to_string(), since)
    })?;
    if let Some(name) = &patch.name {
        free_name(connection, name, Some(id))?;
    }
    let memberships = match &patch.memberships {
        Some(given) => memberships(connection, given)?,
        None => stored.memberships.clone(),
    };
    let mut next = ServiceAccount {
        name: patch.name.clone().unwrap_or_else(|| stored.name.clone()),
        description: patch.description.clone().apply(stored.description.clone()),
        disabled: patch.disabled.unwrap_or(stored.disabled),
        memberships,
        ..stored.clone()
    };
    let members = differing(&own(&stored), &own(&next));
    if members.is_empty() {
        return Ok(Effect::Unchanged(view_of(connection, stored)?));
    }
    next.version = stored.version + 1;
    next.updated_at = acting.circumstances.at;
    service_account::replace(connection, &proof, &next)
        .map_err(|fault| AppError::where_taken(fault, Conflict::NameTaken))?;
    let recorded =
        Recorded::of(&proof).versions(Some(stored.version), next.version).changed(members);
    Ok(Effect::Changed(view_of(connection, next)?, recorded))
}

/// Makes a key for a service account.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Conflict`] when the account is disabled; refusals of the policy.
pub fn issue_key(
    acting: &mut Acting<'_, '_, act::IssueApiKey>,
    account: ServiceAccountId,
    new: &NewApiKey,
) -> Result<Effect<IssuedKey>, AppError> {
    let (at, entropy) = (acting.circumstances.at, acting.circumstances.entropy.as_ref());
    let connection = &mut *acting.writing.connection;
    let stored = service_account::find(connection, account)?.ok_or(AppError::NotFound)?;
    if stored.disabled {
        return Err(AppError::Conflict(Conflict::AccountDisabled));
    }
    let broken = |error: crate::entropy::EntropyError| Fault::corrupt("key", error);
    let id: ApiKeyId = uuid_v7(at, entropy).map_err(broken)?.into();
    let proof = acting.authority.on(&Resource::api_key(&id.to_string()))?;
    let secret = mint(OpaqueKind::ApiKey, entropy).map_err(broken)?;
    let key = ApiKey {
        id,
        account,
        prefix: prefix_of(secret.expose_secret()),
        scope: new.scope.clone(),
        created_at: at,
        expires_at: new.expires_at,
        last_used_at: None,
        revoked_at: None,
    };
    api_key::insert(connection, &proof, &key, &TokenHash::of(secret.expose_secret()))?;
    Ok(Effect::Changed(IssuedKey { key, secret }, Recorded::of(&proof)))
}

/// Withdraws a key: it is refused from the next request on.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Conflict`] when it was withdrawn before; refusals of the policy.
pub fn revoke_key(
    acting: &mut Acting<'_, '_, act::RevokeApiKey>,
    account: ServiceAccountId,
    id: ApiKeyId,
) -> Result<Effect<()>, AppError> {
    let at = acting.circumstances.at;
    let connection = &mut *acting.writing.connection;
    let key = api_key::find(connection, id)?.filter(|key| key.account == account);
    let key = key.ok_or(AppError::NotFound)?;
    let proof = acting.authority.on(&Resource::api_key(&id.to_string()))?;
    if key.revoked_at.is_some() {
        return Err(AppError::Conflict(Conflict::AlreadyRevoked));
    }
    api_key::revoke(connection, &proof, id, at)?;
    Ok(Effect::Changed((), Recorded::of(&proof)))
}

/// An account's own members as audit entries name them.
fn own(account: &ServiceAccount) -> Value {
    json!({
        "name": account.name.as_str(),
        "description": account.description,
        "disabled": account.disabled,
        "memberships": account.memberships.iter().map(|membership| json!({
            "role": membership.role.as_str(),
            "department_code": membership.department.as_ref().map(ToString::to_string),
        })).collect::<Vec<_>>(),
    })
}

fn free_name(
    connection: &mut AnyConnection,
    name: &PersonName,
    own: Option<ServiceAccountId>,
) -> Result<(), AppError> {
    match service_account::find_by_name(connection, name)? {
        Some(other) if Some(other.id) != own => Err(AppError::Conflict(Conflict::NameTaken)),
        _ => Ok(()),
    }
}

fn view_of(
    connection: &mut AnyConnection,
    account: ServiceAccount,
) -> Result<ServiceAccountView, AppError> {
    let keys = api_key::of_accounts(connection, &[account.id])?;
    Ok(ServiceAccountView { account, keys })
}
