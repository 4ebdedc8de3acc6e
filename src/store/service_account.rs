//! Machines that write, as stored, with their roles.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::authz::{Permitted, act};
use crate::domain::account::PersonName;
use crate::domain::ids::ServiceAccountId;
use crate::domain::membership::Memberships;
use crate::store::column::{instant, parse};
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::membership;
use crate::store::schema::{service_account_memberships as held, service_accounts as accounts};
use crate::store::unique;

/// The index that lets a name be one account's.
const NAME: &str = "service_accounts_name";

/// A machine that writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceAccount {
    /// The id.
    pub id: ServiceAccountId,
    /// Counts the account's changes, from 1.
    pub version: i64,
    /// The name.
    pub name: PersonName,
    /// What it is for.
    pub description: Option<String>,
    /// Whether its keys are refused.
    pub disabled: bool,
    /// The roles held.
    pub memberships: Memberships,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl ServiceAccount {
    /// What two spellings of its name have in common; what the list is ordered by.
    #[must_use]
    pub fn name_key(&self) -> String {
        self.name.key()
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = accounts, treat_none_as_null = true)]
struct Row {
    id: String,
    version: i64,
    name: String,
    name_key: String,
    description: Option<String>,
    disabled: bool,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl From<&ServiceAccount> for Row {
    fn from(account: &ServiceAccount) -> Self {
        Self {
            id: account.id.to_string(),
            version: account.version,
            name: account.name.to_string(),
            name_key: account.name_key(),
            description: account.description.clone(),
            disabled: account.disabled,
            created_at: instant(account.created_at),
            updated_at: instant(account.updated_at),
        }
    }
}

/// The account of that id.
///
/// # Errors
/// As [`Fault`].
pub fn find(
    connection: &mut AnyConnection,
    id: ServiceAccountId,
) -> Result<Option<ServiceAccount>, Fault> {
    let row = accounts::table
        .select(Row::as_select())
        .filter(accounts::id.eq(id.to_string()))
        .first(connection)
        .optional()?;
    Ok(with_memberships(connection, row.into_iter().collect())?.pop())
}

/// The account of that name, however its letters are written.
///
/// # Errors
/// As [`Fault`].
pub fn find_by_name(
    connection: &mut AnyConnection,
    name: &PersonName,
) -> Result<Option<ServiceAccount>, Fault> {
    let row = accounts::table
        .select(Row::as_select())
        .filter(accounts::name_key.eq(name.key()))
        .first(connection)
        .optional()?;
    Ok(with_memberships(connection, row.into_iter().collect())?.pop())
}

/// At most `limit` accounts after the name `after`, by name.
///
/// # Errors
/// As [`Fault`].
pub fn list(
    connection: &mut AnyConnection,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<ServiceAccount>, Fault> {
    let mut query = accounts::table
        .select(Row::as_select())
        .order_by(accounts::name_key.asc())
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(accounts::name_key.gt(after));
    }
    let rows = query.load(connection)?;
    with_memberships(connection, rows)
}

/// How many accounts there are.
///
/// # Errors
/// As [`Fault`].
pub fn count(connection: &mut AnyConnection) -> Result<i64, Fault> {
    Ok(accounts::table.count().get_result(connection)?)
}

/// Stores a new account with its roles.
///
/// # Errors
/// [`Fault::Taken`] when another one has the name; as [`Fault`].
pub fn insert(
    connection: &mut AnyConnection,
    _proof: &Permitted<act::CreateServiceAccount>,
    account: &ServiceAccount,
) -> Result<(), Fault> {
    let insert = diesel::insert_into(accounts::table).values(Row::from(account));
    unique::store(connection, NAME, |connection| insert.execute(connection))?;
    insert_memberships(connection, account)
}

/// Replaces a stored account and its roles.
///
/// # Errors
/// [`Fault::Collision`] when the stored version is not the one before, [`Fault::Taken`] when another one has the name; as
/// [`Fault`].
pub fn replace(
    connection: &mut AnyConnection,
    _proof: &Permitted<act::EditServiceAccount>,
    account: &ServiceAccount,
) -> Result<(), Fault> {
    let id = account.id.to_string();
    let stored = accounts::table
        .filter(accounts::id.eq(&id))
        .filter(accounts::version.eq(account.version - 1));
    let update = diesel::update(stored).set(Row::from(account));
    let updated = unique::store(connection, NAME, |connection| update.execute(connection))?;
    Fault::unless_one(updated)?;
    diesel::delete(held::table.filter(held::service_account_id.eq(&id))).execute(connection)?;
    insert_memberships(connection, account)
}

fn insert_memberships(
    connection: &mut AnyConnection,
    account: &ServiceAccount,
) -> Result<(), Fault> {
    for one in &account.memberships {
        let (role, department) = membership::columns(one);
        diesel::insert_into(held::table)
            .values((
                held::service_account_id.eq(account.id.to_string()),
                held::role.eq(role),
                held::department_code.eq(department),
            ))
            .execute(connection)?;
    }
    Ok(())
}

/// The roles of an account.
pub(super) fn memberships_of(
    connection: &mut AnyConnection,
    id: ServiceAccountId,
) -> Result<Memberships, Fault> {
    let rows: Vec<(String, String)> = held::table
        .select((held::role, held::department_code))
        .filter(held::service_account_id.eq(id.to_string()))
        .load(connection)?;
    membership::read(rows.iter().map(|(role, department)| (role.as_str(), department.as_str())))
}

/// Adds the roles to accounts: one query for all of them.
fn with_memberships(
    connection: &mut AnyConnection,
    rows: Vec<Row>,
) -> Result<Vec<ServiceAccount>, Fault> {
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let all: Vec<(String, String, String)> = held::table
        .select((held::service_account_id, held::role, held::department_code))
        .filter(held::service_account_id.eq_any(&ids))
        .load(connection)?;
    rows.into_iter()
        .map(|row| {
            let own = all.iter().filter(|(account, _, _)| *account == row.id);
            let own = own.map(|(_, role, department)| (role.as_str(), department.as_str()));
            Ok(ServiceAccount {
                id: parse("account id", &row.id)?,
                version: row.version,
                name: PersonName::kept(&row.name),
                description: row.description,
                disabled: row.disabled,
                memberships: membership::read(own)?,
                created_at: row.created_at.and_utc(),
                updated_at: row.updated_at.and_utc(),
            })
        })
        .collect()
}
