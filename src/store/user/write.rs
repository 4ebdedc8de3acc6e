//! Writing accounts. Whoever changes one shows that the policy permits it; what an owner does with their own account is
//! decided by the password or the link that they have shown.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::authz::{Permitted, act};
use crate::domain::ids::UserId;
use crate::store::column::instant;
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::membership;
use crate::store::schema::{memberships, users};
use crate::store::unique;
use crate::store::user::User;

/// The index that lets an email address be one account's.
const EMAIL: &str = "users_email";

/// The columns of an account that an administrator decides about.
#[derive(AsChangeset, Insertable)]
#[diesel(table_name = users)]
struct Own {
    version: i64,
    email: String,
    email_key: String,
    name: String,
    disabled: bool,
    updated_at: NaiveDateTime,
}

impl From<&User> for Own {
    fn from(user: &User) -> Self {
        Self {
            version: user.version,
            email: user.email.to_string(),
            email_key: user.email.key(),
            name: user.name.to_string(),
            disabled: user.disabled,
            updated_at: instant(user.updated_at),
        }
    }
}

/// Stores a new account with its roles.
///
/// # Errors
/// [`Fault::Taken`] when another one has the email address; as [`Fault`].
pub fn insert(
    connection: &mut AnyConnection,
    _proof: &Permitted<act::CreateUser>,
    user: &User,
) -> Result<(), Fault> {
    let insert = diesel::insert_into(users::table).values((
        users::id.eq(user.id.to_string()),
        users::token_version.eq(user.token_version),
        users::created_at.eq(instant(user.created_at)),
        Own::from(user),
    ));
    unique::store(connection, EMAIL, |connection| insert.execute(connection))?;
    insert_memberships(connection, user)
}

/// Replaces what an administrator decides about a stored account, and its roles.
///
/// # Errors
/// [`Fault::Collision`] when the stored version is not the one before, [`Fault::Taken`] when another one has the email
/// address; as [`Fault`].
pub fn replace(
    connection: &mut AnyConnection,
    _proof: &Permitted<act::EditUser>,
    user: &User,
) -> Result<(), Fault> {
    let stored = users::table
        .filter(users::id.eq(user.id.to_string()))
        .filter(users::version.eq(user.version - 1));
    let update = diesel::update(stored).set(Own::from(user));
    let updated = unique::store(connection, EMAIL, |connection| update.execute(connection))?;
    Fault::unless_one(updated)?;
    diesel::delete(memberships::table.filter(memberships::user_id.eq(user.id.to_string())))
        .execute(connection)?;
    insert_memberships(connection, user)
}

fn insert_memberships(connection: &mut AnyConnection, user: &User) -> Result<(), Fault> {
    for held in &user.memberships {
        let (role, department) = membership::columns(held);
        diesel::insert_into(memberships::table)
            .values((
                memberships::user_id.eq(user.id.to_string()),
                memberships::role.eq(role),
                memberships::department_code.eq(department),
            ))
            .execute(connection)?;
    }
    Ok(())
}

/// Sets a password. Access tokens that were issued before are stale from now on.
///
/// # Errors
/// As [`Fault`].
pub fn set_password(
    connection: &mut AnyConnection,
    id: UserId,
    hash: &str,
    at: DateTime<Utc>,
) -> Result<(), Fault> {
    diesel::update(users::table.filter(users::id.eq(id.to_string())))
        .set((
            users::password_hash.eq(hash),
            users::token_version.eq(users::token_version + 1),
            users::updated_at.eq(instant(at)),
        ))
        .execute(connection)?;
    Ok(())
}

/// Sets a password in place of the one of `token_version`. Says whether it did: not when another one was set in the
/// meantime, or the account was disabled.
///
/// # Errors
/// As [`Fault`].
pub fn replace_password(
    connection: &mut AnyConnection,
    id: UserId,
    token_version: i64,
    hash: &str,
    at: DateTime<Utc>,
) -> Result<bool, Fault> {
    let same = users::table
        .filter(users::id.eq(id.to_string()))
        .filter(users::token_version.eq(token_version))
        .filter(users::disabled.eq(false));
    let updated = diesel::update(same)
        .set((
            users::password_hash.eq(hash),
            users::token_version.eq(users::token_version + 1),
            users::updated_at.eq(instant(at)),
        ))
        .execute(connection)?;
    Ok(updated == 1)
}

/// Puts a stronger hash of the password of `token_version` in place; does nothing when that is no longer the password.
///
/// # Errors
/// As [`Fault`].
pub fn rehash(
    connection: &mut AnyConnection,
    id: UserId,
    token_version: i64,
    hash: &str,
) -> Result<(), Fault> {
    let same = users::table
        .filter(users::id.eq(id.to_string()))
        .filter(users::token_version.eq(token_version));
    diesel::update(same).set(users::password_hash.eq(hash)).execute(connection)?;
    Ok(())
}

/// Notes that the owner has signed in with the password of `token_version`. Says whether it did: not when another one was
/// set in the meantime, or the account was disabled. Whoever does either from now on waits until this transaction has
/// ended, and so finds the session that it begins.
///
/// # Errors
/// As [`Fault`].
pub fn touch_login(
    connection: &mut AnyConnection,
    id: UserId,
    token_version: i64,
    at: DateTime<Utc>,
) -> Result<bool, Fault> {
    let same = users::table
        .filter(users::id.eq(id.to_string()))
        .filter(users::token_version.eq(token_version))
        .filter(users::disabled.eq(false));
    let updated =
        diesel::update(same).set(users::last_login_at.eq(instant(at))).execute(connection)?;
    Ok(updated == 1)
}
