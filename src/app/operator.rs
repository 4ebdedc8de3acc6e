//! What whoever has the command line may do with accounts: the same use cases as over HTTP, with the operator's rights and
//! the operator's name in the audit log.

use std::sync::Arc;

use chrono_tz::Tz;
use secrecy::SecretString;

use crate::app::acting::{Acting, Circumstances, Effect, Recorded, as_operator};
use crate::app::error::AppError;
use crate::app::identity::{IdentityError, Invited};
use crate::app::user::{self, NewUser, UserPatch};
use crate::app::versions::Expected;
use crate::authn::password::{HashCost, Hasher, NewPassword};
use crate::authz::{ActionType, Resource, act};
use crate::clock::Clock;
use crate::config::AuthSettings;
use crate::domain::account::EmailAddress;
use crate::domain::code::DepartmentCode;
use crate::domain::membership::Membership;
use crate::entropy::Entropy;
use crate::store::audit::AuditAction;
use crate::store::page::{Direction, SortBy, Window};
use crate::store::session::{self, EndReason};
use crate::store::user::{self as users, User, UserFilter, UserSort};
use crate::store::{Database, Fault, invitation, statistics};

/// How many accounts are read at once.
const PAGE: i64 = 100;

/// What the commands work on.
#[derive(Debug, Clone)]
pub struct Installation {
    /// The database.
    pub database: Database,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What new ids and secrets are made from.
    pub entropy: Arc<dyn Entropy>,
    /// The zone of local dates.
    pub zone: Tz,
    /// How people are recognised.
    pub settings: AuthSettings,
}

impl Installation {
    fn circumstances(&self) -> Circumstances {
        Circumstances {
            at: self.clock.now(),
            zone: self.zone,
            request_id: None,
            address: None,
            dry_run: false,
            entropy: Arc::clone(&self.entropy),
        }
    }

    fn act<A: ActionType, T: Send + 'static>(
        &self,
        work: impl Fn(&mut Acting<'_, '_, A>) -> Result<Effect<T>, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        as_operator(&self.database, self.circumstances(), work)
    }

    fn hash(&self, email: &EmailAddress, password: &SecretString) -> Result<String, IdentityError> {
        let checked = NewPassword::check(password, &[email.as_str()])
            .map_err(|fault| IdentityError::Password { pointer: "/password", fault })?;
        let cost = HashCost {
            memory_kib: self.settings.password_memory_kib,
            iterations: self.settings.password_iterations,
        };
        let hash = Hasher::new(cost).hash(&checked, self.entropy.as_ref());
        hash.map_err(|error| Fault::corrupt("password hash", error).into())
    }
}

/// Makes an account, with a password or with a one-time link for choosing one.
///
/// # Errors
/// As [`user::create`]; [`IdentityError::Password`].
pub fn create_user(
    installation: &Installation,
    new: &NewUser,
    password: Option<&SecretString>,
) -> Result<(User, Option<Invited>), IdentityError> {
    let hashed = password.map(|password| installation.hash(&new.email, password)).transpose()?;
    let (new, valid) = (new.clone(), installation.settings.link_validity());
    Ok(installation.act::<act::CreateUser, _>(move |acting| {
        let at = acting.circumstances.at;
        let effect = user::create(acting, &new, valid)?;
        let Effect::Changed((made, invited), recorded) = effect else {
            return Err(AppError::Defect("a new account changed nothing"));
        };
        let Some(hashed) = &hashed else {
            return Ok(Effect::Changed((made, Some(invited)), recorded));
        };
        let connection = &mut *acting.writing.connection;
        users::set_password(connection, made.id, hashed, at)?;
        // The link was made with the account; nobody is told of it.
        invitation::void_open(connection, Some(made.id), at)?;
        Ok(Effect::Changed((made, None), recorded))
    })?)
}

/// All accounts, by address.
///
/// # Errors
/// As [`Fault`].
pub fn list_users(installation: &Installation) -> Result<Vec<User>, Fault> {
    let order = || vec![SortBy { key: UserSort::Email, direction: Direction::Ascending }];
    let mut all: Vec<User> = Vec::new();
    loop {
        let after = all.last().map(|last| vec![UserSort::Email.value(last)]);
        let window = Window { order: order(), after, limit: PAGE };
        let page = installation.database.read_blocking(|reading| {
            users::list(reading.connection, &UserFilter::default(), &window)
        })?;
        let is_last = page.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
        all.extend(page);
        if is_last {
            return Ok(all);
        }
    }
}

/// The department that leads the most initiatives; none when there is no initiative.
///
/// # Errors
/// As [`Fault`].
pub fn busiest_department(installation: &Installation) -> Result<Option<DepartmentCode>, Fault> {
    installation
        .database
        .read_blocking(|reading| statistics::busiest_department(reading.connection))
}

/// Lets an account be used no more, or again.
///
/// # Errors
/// As [`user::edit`].
pub fn set_disabled(
    installation: &Installation,
    email: &EmailAddress,
    disabled: bool,
) -> Result<User, AppError> {
    change(installation, email, move |_| UserPatch {
        disabled: Some(disabled),
        ..UserPatch::default()
    })
}

/// Gives an account a role.
///
/// # Errors
/// As [`user::edit`].
pub fn grant(
    installation: &Installation,
    email: &EmailAddress,
    membership: Membership,
) -> Result<User, AppError> {
    change(installation, email, move |user| {
        let mut all = user.memberships.as_slice().to_vec();
        if !all.contains(&membership) {
            all.push(membership.clone());
        }
        UserPatch { memberships: Some(all), ..UserPatch::default() }
    })
}

/// Takes a role away from an account.
///
/// # Errors
/// As [`user::edit`].
pub fn revoke(
    installation: &Installation,
    email: &EmailAddress,
    membership: &Membership,
) -> Result<User, AppError> {
    let membership = membership.clone();
    change(installation, email, move |user| {
        let left = user.memberships.iter().filter(|held| **held != membership);
        UserPatch { memberships: Some(left.cloned().collect()), ..UserPatch::default() }
    })
}

/// Makes a one-time link for choosing another password.
///
/// # Errors
/// As [`user::invite_again`].
pub fn invite(installation: &Installation, email: &EmailAddress) -> Result<Invited, AppError> {
    let (email, valid) = (email.clone(), installation.settings.link_validity());
    installation.act::<act::InviteUser, _>(move |acting| {
        let found = users::find_by_email(acting.writing.connection, &email)?;
        let id = found.ok_or(AppError::NotFound)?.id;
        match user::invite_again(acting, id, valid)? {
            Effect::Changed((_, invited), recorded) => Ok(Effect::Changed(invited, recorded)),
            Effect::Unchanged((_, invited)) => Ok(Effect::Unchanged(invited)),
        }
    })
}

/// Sets a password; all sessions of the account end, and its one-time links are void.
///
/// # Errors
/// [`AppError::NotFound`], [`IdentityError::Password`], or a failure of the store.
pub fn set_password(
    installation: &Installation,
    email: &EmailAddress,
    password: &SecretString,
) -> Result<(), IdentityError> {
    let hashed = installation.hash(email, password)?;
    let email = email.clone();
    Ok(installation.act::<act::InviteUser, _>(move |acting| {
        let at = acting.circumstances.at;
        let connection = &mut *acting.writing.connection;
        let found = users::find_by_email(connection, &email)?.ok_or(AppError::NotFound)?;
        let proof = acting.authority.on(&Resource::user(&found.id.to_string()))?;
        users::set_password(connection, found.id, &hashed, at)?;
        session::end_all(connection, found.id, None, EndReason::PasswordChanged, at)?;
        invitation::void_open(connection, Some(found.id), at)?;
        Ok(Effect::Changed((), Recorded::of(&proof).told_as(AuditAction::PasswordReset)))
    })?)
}

/// Changes the account of that address as `patch` says of it.
fn change(
    installation: &Installation,
    email: &EmailAddress,
    patch: impl Fn(&User) -> UserPatch + Send + 'static,
) -> Result<User, AppError> {
    let email = email.clone();
    installation.act::<act::EditUser, _>(move |acting| {
        let found = users::find_by_email(acting.writing.connection, &email)?;
        let found = found.ok_or(AppError::NotFound)?;
        user::edit(acting, found.id, &Expected(vec![found.version]), &patch(&found))
    })
}
