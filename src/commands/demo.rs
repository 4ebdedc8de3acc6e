//! Demo mode: one account for each role, so that everything can be tried at once. Their passwords follow from the master
//! key: the same at every start, and others in every installation. Served without demo mode, the same database lets nobody
//! in with them.

use secrecy::SecretString;

use crate::app::demo::{address, set_disabled};
use crate::app::operator::{self, Installation};
use crate::app::user::NewUser;
use crate::commands::{Failure, failure};
use crate::config::Settings;
use crate::domain::account::{EmailAddress, PersonName};
use crate::domain::code::DepartmentCode;
use crate::domain::membership::Membership;
use crate::domain::role::Role;
use crate::master_key;
use crate::sealing::SealingKey;

/// How many characters of the derived text make a password: 120 bits.
const LENGTH: usize = 20;

/// Makes the accounts that are not there yet, lets those be used again that were disabled, and gives the lines that tell of
/// all of them. Those whose owners have chosen another password are told without one.
pub fn seed(settings: &Settings, installation: &Installation) -> Result<Vec<String>, Failure> {
    let master = master_key::load(settings, true).map_err(failure)?;
    let secrets = SealingKey::derive(master.expose(), "demo passwords");
    let department = operator::busiest_department(installation).map_err(failure)?;
    set_disabled(installation, false).map_err(failure)?;
    let known = operator::list_users(installation).map_err(failure)?;
    let mut lines =
        vec!["demo mode, for this machine only; sign in with POST /api/v1/auth/login:".to_owned()];
    for role in Role::ALL {
        let email = address(role);
        let password: String = secrets.mac("demo", email.as_bytes()).chars().take(LENGTH).collect();
        let account = known.iter().find(|user| user.email.as_str() == email);
        if account.is_none() {
            let new = account_of(role, &email, department.as_ref())?;
            let secret = SecretString::from(password.clone());
            operator::create_user(installation, &new, Some(&secret)).map_err(failure)?;
        }
        let is_unchanged = account.is_none_or(|user| user.token_version == FIRST_PASSWORD);
        let shown = if is_unchanged { password } else { "(changed by its owner)".to_owned() };
        lines.push(format!("  {email:<28} {shown}"));
    }
    Ok(lines)
}

/// Disables the accounts that demo mode has made in the same database, for their passwords were on a screen; gives the line
/// that tells of it, if there were any.
pub fn close(installation: &Installation) -> Result<Vec<String>, Failure> {
    let closed = set_disabled(installation, true).map_err(failure)?;
    if closed.is_empty() {
        return Ok(Vec::new());
    }
    let names: Vec<&str> = closed.iter().map(EmailAddress::as_str).collect();
    Ok(vec![format!(
        "disabled the accounts that demo mode had made: {}; make your own with \
         `smartcity user create`",
        names.join(", ")
    )])
}

/// The version of an account's credentials when its first password was set.
const FIRST_PASSWORD: i64 = 2;

fn account_of(
    role: Role,
    email: &str,
    department: Option<&DepartmentCode>,
) -> Result<NewUser, Failure> {
    let department = department.cloned().filter(|_| role.is_departmental());
    let name = format!("Demo {}", role.as_str().replace('_', " "));
    Ok(NewUser {
        email: EmailAddress::parse(email).map_err(failure)?,
        name: PersonName::parse(&name).map_err(failure)?,
        memberships: vec![Membership { role, department }],
    })
}
