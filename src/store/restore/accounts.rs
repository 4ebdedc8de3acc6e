//! Accounts after a restore: what was taken away from people and machines stays taken away; what was granted since the
//! backup does not come with it.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::store::column::instant;
use crate::store::connection::AnyConnection;
use crate::store::fault::Fault;
use crate::store::restore::{CarriedOver, PAGE};
use crate::store::schema::{
    api_keys, memberships, service_account_memberships as machine_roles, service_accounts, users,
};

/// What of a user's account only goes forward.
#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
struct User {
    id: String,
    disabled: bool,
    password_hash: Option<String>,
    token_version: i64,
}

/// Account, role and department.
type Role = (String, String, String);

/// Carries over what became of accounts.
pub(super) fn carry_over(
    live: &mut AnyConnection,
    restored: &mut AnyConnection,
    at: DateTime<Utc>,
    carried: &mut CarriedOver,
) -> Result<(), Fault> {
    people(live, restored, carried)?;
    machines(live, restored, carried)?;
    keys(live, restored, at, carried)
}

fn people(
    live: &mut AnyConnection,
    restored: &mut AnyConnection,
    carried: &mut CarriedOver,
) -> Result<(), Fault> {
    let mut after = String::new();
    loop {
        let page: Vec<User> = users::table
            .select(User::as_select())
            .filter(users::id.gt(&after))
            .order_by(users::id.asc())
            .limit(PAGE)
            .load(restored)?;
        let Some(last) = page.last() else { return Ok(()) };
        last.id.clone_into(&mut after);
        let ids: Vec<&str> = page.iter().map(|user| user.id.as_str()).collect();
        let now: Vec<User> =
            users::table.select(User::as_select()).filter(users::id.eq_any(&ids)).load(live)?;
        let now: HashMap<String, User> =
            now.into_iter().map(|user| (user.id.clone(), user)).collect();
        for then in &page {
            let Some(now) = now.get(&then.id) else { continue };
            let row = users::table.filter(users::id.eq(&then.id));
            if now.disabled && !then.disabled {
                diesel::update(row).set(users::disabled.eq(true)).execute(restored)?;
                carried.disabled += 1;
            }
            // A stronger hash of the same password does not count its version on.
            if now.token_version >= then.token_version {
                let password = (
                    users::password_hash.eq(&now.password_hash),
                    users::token_version.eq(now.token_version),
                );
                diesel::update(row).set(password).execute(restored)?;
                carried.passwords += usize::from(now.token_version > then.token_version);
            }
        }
        let known: Vec<&str> = now.keys().map(String::as_str).collect();
        let held = memberships::table.filter(memberships::user_id.eq_any(&known));
        let columns = (memberships::user_id, memberships::role, memberships::department_code);
        let kept: Vec<Role> = held.clone().select(columns).load(live)?;
        let kept: HashSet<Role> = kept.into_iter().collect();
        let had: Vec<Role> = held.select(columns).load(restored)?;
        for (user, role, department) in had.iter().filter(|had| !kept.contains(*had)) {
            let gone = memberships::table
                .filter(memberships::user_id.eq(user))
                .filter(memberships::role.eq(role))
                .filter(memberships::department_code.eq(department));
            carried.roles += diesel::delete(gone).execute(restored)?;
        }
    }
}

fn machines(
    live: &mut AnyConnection,
    restored: &mut AnyConnection,
    carried: &mut CarriedOver,
) -> Result<(), Fault> {
    let mut after = String::new();
    loop {
        let page: Vec<(String, bool)> = service_accounts::table
            .select((service_accounts::id, service_accounts::disabled))
            .filter(service_accounts::id.gt(&after))
            .order_by(service_accounts::id.asc())
            .limit(PAGE)
            .load(restored)?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        last.clone_into(&mut after);
        let ids: Vec<&str> = page.iter().map(|(id, _)| id.as_str()).collect();
        let now: Vec<(String, bool)> = service_accounts::table
            .select((service_accounts::id, service_accounts::disabled))
            .filter(service_accounts::id.eq_any(&ids))
            .load(live)?;
        let now: HashMap<String, bool> = now.into_iter().collect();
        for (id, _) in page.iter().filter(|(id, disabled)| !disabled && now.get(id) == Some(&true))
        {
            diesel::update(service_accounts::table.filter(service_accounts::id.eq(id)))
                .set(service_accounts::disabled.eq(true))
                .execute(restored)?;
            carried.disabled += 1;
        }
        let known: Vec<&str> = now.keys().map(String::as_str).collect();
        let held = machine_roles::table.filter(machine_roles::service_account_id.eq_any(&known));
        let columns = (
            machine_roles::service_account_id,
            machine_roles::role,
            machine_roles::department_code,
        );
        let kept: Vec<Role> = held.clone().select(columns).load(live)?;
        let kept: HashSet<Role> = kept.into_iter().collect();
        let had: Vec<Role> = held.select(columns).load(restored)?;
        for (account, role, department) in had.iter().filter(|had| !kept.contains(*had)) {
            let gone = machine_roles::table
                .filter(machine_roles::service_account_id.eq(account))
                .filter(machine_roles::role.eq(role))
                .filter(machine_roles::department_code.eq(department));
            carried.roles += diesel::delete(gone).execute(restored)?;
        }
    }
}

/// Keys that were revoked stay so, and so do those that a machine's live account does not have any more.
fn keys(
    live: &mut AnyConnection,
    restored: &mut AnyConnection,
    at: DateTime<Utc>,
    carried: &mut CarriedOver,
) -> Result<(), Fault> {
    let mut after = String::new();
    loop {
        let page: Vec<(String, String)> = api_keys::table
            .select((api_keys::id, api_keys::service_account_id))
            .filter(api_keys::id.gt(&after))
            .filter(api_keys::revoked_at.is_null())
            .order_by(api_keys::id.asc())
            .limit(PAGE)
            .load(restored)?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        last.clone_into(&mut after);
        let ids: Vec<&str> = page.iter().map(|(id, _)| id.as_str()).collect();
        let now: Vec<(String, Option<NaiveDateTime>)> = api_keys::table
            .select((api_keys::id, api_keys::revoked_at))
            .filter(api_keys::id.eq_any(&ids))
            .load(live)?;
        let now: HashMap<String, Option<NaiveDateTime>> = now.into_iter().collect();
        let accounts: Vec<&str> = page.iter().map(|(_, account)| account.as_str()).collect();
        let known: Vec<String> = service_accounts::table
            .select(service_accounts::id)
            .filter(service_accounts::id.eq_any(&accounts))
            .load(live)?;
        let known: HashSet<String> = known.into_iter().collect();
        for (id, account) in &page {
            let revoked = match now.get(id) {
                Some(revoked) => *revoked,
                None if known.contains(account) => Some(instant(at)),
                None => None,
            };
            if let Some(revoked) = revoked {
                diesel::update(api_keys::table.filter(api_keys::id.eq(id)))
                    .set(api_keys::revoked_at.eq(revoked))
                    .execute(restored)?;
                carried.api_keys += 1;
            }
        }
    }
}
