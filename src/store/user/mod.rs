//! Staff accounts as stored, with their roles. A password's hash leaves this module for checking it alone.

pub mod list;
pub mod write;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::account::{EmailAddress, PersonName};
use crate::domain::ids::UserId;
use crate::domain::membership::Memberships;
use crate::domain::role::Role;
use crate::store::column::parse;
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::membership;
use crate::store::schema::{memberships, users};

pub use list::{UserFilter, UserSort, count, list};
pub use write::{insert, rehash, replace, replace_password, set_password, touch_login};

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The id.
    pub id: UserId,
    /// Counts the account's changes, from 1.
    pub version: i64,
    /// The address to sign in with.
    pub email: EmailAddress,
    /// The name.
    pub name: PersonName,
    /// Whether the account may be used no more.
    pub disabled: bool,
    /// The roles held.
    pub memberships: Memberships,
    /// Whether a password was chosen.
    pub has_password: bool,
    /// Counts changes of the password, from 1.
    pub token_version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// When its owner last signed in.
    pub last_login_at: Option<DateTime<Utc>>,
}

impl User {
    /// A new account, without a password.
    #[must_use]
    pub fn new(
        id: UserId,
        email: EmailAddress,
        name: PersonName,
        memberships: Memberships,
        at: DateTime<Utc>,
    ) -> Self {
        Self {
            id,
            version: 1,
            email,
            name,
            disabled: false,
            memberships,
            has_password: false,
            token_version: 1,
            created_at: at,
            updated_at: at,
            last_login_at: None,
        }
    }
}

/// What a password is checked with.
#[derive(Clone)]
pub struct Credentials {
    /// Whose.
    pub user_id: UserId,
    /// Their name.
    pub name: String,
    /// Whether the account may be used no more.
    pub is_disabled: bool,
    /// The password's hash, when one was chosen.
    pub password_hash: Option<String>,
    /// Counts changes of the password: what follows from this hash must find the same number.
    pub token_version: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
struct Row {
    id: String,
    version: i64,
    email: String,
    name: String,
    disabled: bool,
    password_hash: Option<String>,
    token_version: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    last_login_at: Option<NaiveDateTime>,
}

/// The account of that id.
///
/// # Errors
/// As [`Fault`].
pub fn find(connection: &mut AnyConnection, id: UserId) -> Result<Option<User>, Fault> {
    let row = users::table
        .select(Row::as_select())
        .filter(users::id.eq(id.to_string()))
        .first(connection)
        .optional()?;
    Ok(with_memberships(connection, row.into_iter().collect())?.pop())
}

/// The account with that address, however its letters are written.
///
/// # Errors
/// As [`Fault`].
pub fn find_by_email(
    connection: &mut AnyConnection,
    email: &EmailAddress,
) -> Result<Option<User>, Fault> {
    let rows: Vec<Row> = users::table
        .select(Row::as_select())
        .filter(users::email_key.eq_any(email.keys()))
        .load(connection)?;
    let found =
        rows.into_iter().min_by_key(|row| place(email, &EmailAddress::kept(&row.email).key()));
    Ok(with_memberships(connection, found.into_iter().collect())?.pop())
}

/// What the password of the account with that address is checked with.
///
/// # Errors
/// As [`Fault`].
pub fn credentials(
    connection: &mut AnyConnection,
    email: &EmailAddress,
) -> Result<Option<Credentials>, Fault> {
    let rows: Vec<(String, String, String, bool, Option<String>, i64)> = users::table
        .select((
            users::email_key,
            users::id,
            users::name,
            users::disabled,
            users::password_hash,
            users::token_version,
        ))
        .filter(users::email_key.eq_any(email.keys()))
        .load(connection)?;
    let found = rows.into_iter().min_by_key(|(key, ..)| place(email, key));
    found
        .map(|(_, id, name, is_disabled, password_hash, token_version)| {
            let user_id = parse("user id", &id)?;
            Ok(Credentials { user_id, name, is_disabled, password_hash, token_version })
        })
        .transpose()
}

/// How near to the address as it was given the key of an account is: two accounts may have the two spellings of one address,
/// since before they were taken for one.
fn place(email: &EmailAddress, key: &str) -> Option<usize> {
    email.keys().iter().position(|spelling| spelling == key)
}

/// Whether there is any account.
///
/// # Errors
/// As [`Fault`].
pub fn exists_any(connection: &mut AnyConnection) -> Result<bool, Fault> {
    Ok(diesel::select(diesel::dsl::exists(users::table.select(users::id)))
        .get_result(connection)?)
}

/// How many accounts may administer, leaving out the given one.
///
/// # Errors
/// As [`Fault`].
pub fn count_administrators_but(
    connection: &mut AnyConnection,
    but: Option<UserId>,
) -> Result<i64, Fault> {
    let but = but.map(|id| id.to_string()).unwrap_or_default();
    let administrators = memberships::table
        .select(memberships::user_id)
        .filter(memberships::role.eq(Role::Administrator.as_str()));
    Ok(users::table
        .filter(users::id.eq_any(administrators))
        .filter(users::disabled.eq(false))
        .filter(users::id.ne(but))
        .count()
        .get_result(connection)?)
}

/// Adds the roles to accounts: one query for all of them.
fn with_memberships(connection: &mut AnyConnection, rows: Vec<Row>) -> Result<Vec<User>, Fault> {
    // Asked for the roles of nobody, SQLite would walk through all of them.
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let held: Vec<(String, String, String)> = memberships::table
        .select((memberships::user_id, memberships::role, memberships::department_code))
        .filter(memberships::user_id.eq_any(&ids))
        .load(connection)?;
    rows.into_iter()
        .map(|row| {
            let own = held.iter().filter(|(user, _, _)| *user == row.id);
            let own = own.map(|(_, role, department)| (role.as_str(), department.as_str()));
            user_of(&row, membership::read(own)?)
        })
        .collect()
}

fn user_of(row: &Row, memberships: Memberships) -> Result<User, Fault> {
    Ok(User {
        id: parse("user id", &row.id)?,
        version: row.version,
        email: EmailAddress::kept(&row.email),
        name: PersonName::kept(&row.name),
        disabled: row.disabled,
        memberships,
        has_password: row.password_hash.is_some(),
        token_version: row.token_version,
        created_at: row.created_at.and_utc(),
        updated_at: row.updated_at.and_utc(),
        last_login_at: row.last_login_at.map(|at| at.and_utc()),
    })
}
