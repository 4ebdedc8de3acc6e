//! Staff accounts: who they are and which roles they hold. Passwords are chosen by their owners alone, with one-time links.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::app::acting::{Acting, Effect, Recorded};
use crate::app::error::{AppError, Conflict, MemberFault, MemberFaultKind};
use crate::app::identity::{Invited, invite};
use crate::app::page::{Page, PageRequest, Position, cut};
use crate::app::versions::{Expected, differing, recorded_since};
use crate::authz::{Resource, act};
use crate::domain::account::{EmailAddress, PersonName};
use crate::domain::ids::UserId;
use crate::domain::membership::{Membership, Memberships};
use crate::domain::role::Role;
use crate::entropy::uuid_v7;
use crate::store::invitation::{self, Purpose};
use crate::store::session::{self, EndReason};
use crate::store::user::{self, User, UserFilter, UserSort};
use crate::store::{self, AnyConnection, Fault, Reading, department};

/// How audit entries and versions name this kind of thing.
const KIND: &str = "user";

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The address to sign in with.
    pub email: EmailAddress,
    /// The name.
    pub name: PersonName,
    /// The roles, in the order in which they were given.
    pub memberships: Vec<Membership>,
}

/// What is to be different about an account; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct UserPatch {
    /// Another address to sign in with.
    pub email: Option<EmailAddress>,
    /// Another name.
    pub name: Option<PersonName>,
    /// Whether the account may be used no more.
    pub disabled: Option<bool>,
    /// All of the roles from now on, in the order in which they were given.
    pub memberships: Option<Vec<Membership>>,
}

impl UserPatch {
    /// The members that the patch names, as JSON pointers.
    fn touched(&self) -> Vec<String> {
        let Self { email, name, disabled, memberships } = self;
        let named = [
            ("/email", email.is_some()),
            ("/name", name.is_some()),
            ("/disabled", disabled.is_some()),
            ("/memberships", memberships.is_some()),
        ];
        named.iter().filter(|(_, is)| *is).map(|(pointer, _)| (*pointer).to_owned()).collect()
    }
}

/// The account of that id.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Store`].
pub fn find(reading: &mut Reading<'_>, id: UserId) -> Result<User, AppError> {
    user::find(reading.connection, id)?.ok_or(AppError::NotFound)
}

/// One page of the accounts that pass the filter.
///
/// # Errors
/// [`AppError::Store`].
pub fn list(
    reading: &mut Reading<'_>,
    request: &PageRequest<UserFilter, UserSort>,
) -> Result<Page<User>, AppError> {
    let mut rows = user::list(reading.connection, &request.filter, &request.window())?;
    let more = cut(&mut rows, request.size());
    let next = rows.last().filter(|_| more).map(|last| Position {
        elsewhere: false,
        keys: request.order.iter().map(|sort| sort.key.value(last)).collect(),
    });
    let total = request
        .include_total
        .then(|| user::count(reading.connection, &request.filter))
        .transpose()?;
    Ok(Page { items: rows, next, total })
}

/// Makes an account and the one-time link with which its owner chooses a password.
///
/// # Errors
/// [`AppError::Conflict`] when the address is taken; [`AppError::Invalid`] for an unknown department; refusals of the policy.
pub fn create(
    acting: &mut Acting<'_, '_, act::CreateUser>,
    new: &NewUser,
    link_valid: TimeDelta,
) -> Result<Effect<(User, Invited)>, AppError> {
    let (at, entropy) = (acting.circumstances.at, acting.circumstances.entropy.as_ref());
    let id: UserId = uuid_v7(at, entropy).map_err(|error| Fault::corrupt("user id", error))?.into();
    let proof = acting.authority.on(&Resource::user(&id.to_string()))?;
    let connection = &mut *acting.writing.connection;
    free_email(connection, &new.email, None)?;
    let memberships = memberships(connection, &new.memberships)?;
    let user = User::new(id, new.email.clone(), new.name.clone(), memberships, at);
    user::insert(connection, &proof, &user)
        .map_err(|fault| AppError::where_taken(fault, Conflict::EmailTaken))?;
    let invited = invite(connection, id, Purpose::Invitation, link_valid, at, entropy)?;
    let members = differing(&json!({}), &own(&user));
    let recorded = Recorded::of(&proof).versions(None, user.version).changed(members);
    Ok(Effect::Changed((user, invited), recorded))
}

/// Changes an account. Whoever is disabled is signed out everywhere at once, and their one-time links are void.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Stale`], [`AppError::Invalid`], [`AppError::Conflict`] when the address is taken or
/// nobody would be left to administer; refusals of the policy.
pub fn edit(
    acting: &mut Acting<'_, '_, act::EditUser>,
    id: UserId,
    expected: &Expected,
    patch: &UserPatch,
) -> Result<Effect<User>, AppError> {
    let at = acting.circumstances.at;
    let connection = &mut *acting.writing.connection;
    // Two administrators who take each other's role away at the same time must not both succeed.
    store::lock_out_other_writers(connection)?;
    let stored = user::find(connection, id)?.ok_or(AppError::NotFound)?;
    let proof = acting.authority.on(&Resource::user(&id.to_string()))?;
    expected.check(stored.version, &patch.touched(), |since| {
        recorded_since(connection, KIND, &id.to_string(), since)
    })?;
    if let Some(email) = &patch.email {
        free_email(connection, email, Some(id))?;
    }
    let memberships = match &patch.memberships {
        Some(given) => memberships(connection, given)?,
        None => stored.memberships.clone(),
    };
    let mut next = User {
        email: patch.email.clone().unwrap_or_else(|| stored.email.clone()),
        name: patch.name.clone().unwrap_or_else(|| stored.name.clone()),
        disabled: patch.disabled.unwrap_or(stored.disabled),
        memberships,
        ..stored.clone()
    };
    let members = differing(&own(&stored), &own(&next));
    if members.is_empty() {
        return Ok(Effect::Unchanged(stored));
    }
    if administers(&stored)
        && !administers(&next)
        && user::count_administrators_but(connection, Some(id))? == 0
    {
        return Err(AppError::Conflict(Conflict::LastAdministrator));
    }
    next.version = stored.version + 1;
    next.updated_at = at;
    user::replace(connection, &proof, &next)
        .map_err(|fault| AppError::where_taken(fault, Conflict::EmailTaken))?;
    if next.disabled && !stored.disabled {
        session::end_all(connection, id, None, EndReason::Disabled, at)?;
        invitation::void_open(connection, Some(id), at)?;
    }
    let recorded =
        Recorded::of(&proof).versions(Some(stored.version), next.version).changed(members);
    Ok(Effect::Changed(next, recorded))
}

/// Makes another one-time link for an account, in place of those made before; the password in use stays until the link is
/// used.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Conflict`] when the account is disabled; refusals of the policy.
pub fn invite_again(
    acting: &mut Acting<'_, '_, act::InviteUser>,
    id: UserId,
    link_valid: TimeDelta,
) -> Result<Effect<(User, Invited)>, AppError> {
    let (at, entropy) = (acting.circumstances.at, acting.circumstances.entropy.as_ref());
    let connection = &mut *acting.writing.connection;
    let user = user::find(connection, id)?.ok_or(AppError::NotFound)?;
    let proof = acting.authority.on(&Resource::user(&id.to_string()))?;
    if user.disabled {
        return Err(AppError::Conflict(Conflict::AccountDisabled));
    }
    let purpose = if user.has_password { Purpose::Reset } else { Purpose::Invitation };
    let invited = invite(connection, id, purpose, link_valid, at, entropy)?;
    let recorded = Recorded::of(&proof).versions(Some(user.version), user.version);
    Ok(Effect::Changed((user, invited), recorded))
}

/// An account's own members as audit entries name them.
fn own(user: &User) -> Value {
    json!({
        "email": user.email.as_str(),
        "name": user.name.as_str(),
        "disabled": user.disabled,
        "memberships": user.memberships.iter().map(|membership| json!({
            "role": membership.role.as_str(),
            "department_code": membership.department.as_ref().map(ToString::to_string),
        })).collect::<Vec<_>>(),
    })
}

fn administers(user: &User) -> bool {
    let is_administrator =
        user.memberships.iter().any(|membership| membership.role == Role::Administrator);
    !user.disabled && is_administrator
}

fn free_email(
    connection: &mut AnyConnection,
    email: &EmailAddress,
    own: Option<UserId>,
) -> Result<(), AppError> {
    match user::find_by_email(connection, email)? {
        Some(other) if Some(other.id) != own => Err(AppError::Conflict(Conflict::EmailTaken)),
        _ => Ok(()),
    }
}

/// The roles as they are stored; each department must exist.
///
/// # Errors
/// [`AppError::Invalid`] with every department that does not.
pub(super) fn memberships(
    connection: &mut AnyConnection,
    given: &[Membership],
) -> Result<Memberships, AppError> {
    let codes: Vec<_> =
        given.iter().filter_map(|membership| membership.department.clone()).collect();
    let known: Vec<_> =
        department::find_all(connection, &codes)?.into_iter().map(|known| known.code).collect();
    let is_unknown = |membership: &Membership| {
        membership.department.as_ref().is_some_and(|code| !known.contains(code))
    };
    let unknown: Vec<MemberFault> = given
        .iter()
        .enumerate()
        .filter(|(_, membership)| is_unknown(membership))
        .map(|(index, _)| MemberFault {
            pointer: format!("/memberships/{index}/department_code"),
            kind: MemberFaultKind::UnknownReference,
        })
        .collect();
    if !unknown.is_empty() {
        return Err(AppError::Invalid(unknown));
    }
    Memberships::new(given.to_vec()).map_err(|faults| {
        let fault = |(index, _)| MemberFault {
            pointer: format!("/memberships/{index}"),
            kind: MemberFaultKind::Conflicting,
        };
        AppError::Invalid(faults.into_iter().map(fault).collect())
    })
}
