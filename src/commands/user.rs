//! `smartcity user …`: accounts of staff, by whoever has the command line. What is done here is audited like everything
//! else, as done by the operator.

use std::io::Read;
use std::process::ExitCode;
use std::sync::Arc;

use secrecy::ExposeSecret;
use secrecy::SecretString;

use crate::app::identity::Invited;
use crate::app::operator::{self, Installation};
use crate::cli::{CreateUserArgs, ListFormat, UserAction};
use crate::clock::SystemClock;
use crate::commands::{Failure, failure, terminal};
use crate::config::Settings;
use crate::data_dir;
use crate::domain::account::{EmailAddress, NotAnAddress, PersonName};
use crate::domain::membership::Membership;
use crate::domain::role::Role;
use crate::entropy::SystemEntropy;
use crate::store::user::User;
use crate::store::{Database, migrate};

/// Does what was asked of the accounts.
pub fn run(settings: &Settings, action: &UserAction) -> Result<ExitCode, Failure> {
    let installation = open(settings)?;
    match action {
        UserAction::Create(args) => create(&installation, settings, args)?,
        UserAction::List(args) => list(&installation, args.format)?,
        UserAction::Disable { email } => {
            operator::set_disabled(&installation, &address(email)?, true).map_err(failure)?;
            terminal::say(&format!("{email} may be used no more; its sessions have ended"));
        }
        UserAction::Enable { email } => {
            operator::set_disabled(&installation, &address(email)?, false).map_err(failure)?;
            terminal::say(&format!("{email} may be used again"));
        }
        UserAction::ResetPassword { email, password_stdin } => {
            let email = address(email)?;
            if *password_stdin {
                operator::set_password(&installation, &email, &password()?).map_err(failure)?;
                terminal::say(&format!("{email} has another password; its sessions have ended"));
            } else {
                let invited = operator::invite(&installation, &email).map_err(failure)?;
                show_link(settings, &invited);
            }
        }
        UserAction::Grant { email, role } => {
            let user = operator::grant(&installation, &address(email)?, membership(role)?);
            show_roles(&user.map_err(failure)?);
        }
        UserAction::Revoke { email, role } => {
            let user = operator::revoke(&installation, &address(email)?, &membership(role)?);
            show_roles(&user.map_err(failure)?);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The installation with its tables up to date.
pub(super) fn open(settings: &Settings) -> Result<Installation, Failure> {
    data_dir::prepare(settings).map_err(failure)?;
    let mut connection = migrate::open(&settings.database).map_err(failure)?;
    migrate::up(&mut connection).map_err(failure)?;
    drop(connection);
    let database = Database::open(&settings.database, &settings.pool).map_err(failure)?;
    Ok(installation(settings, database))
}

/// The installation behind a database that is open already.
pub(super) fn installation(settings: &Settings, database: Database) -> Installation {
    Installation {
        database,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        zone: settings.locale.time_zone,
        settings: settings.auth.clone(),
    }
}

fn create(
    installation: &Installation,
    settings: &Settings,
    args: &CreateUserArgs,
) -> Result<(), Failure> {
    let new = crate::app::user::NewUser {
        email: EmailAddress::parse(&args.email).map_err(|fault| no_address(&args.email, fault))?,
        name: PersonName::parse(&args.name)
            .map_err(|fault| failure(format!("the name {fault}")))?,
        memberships: args.roles.iter().map(|role| membership(role)).collect::<Result<_, _>>()?,
    };
    let password = args.password_stdin.then(password).transpose()?;
    let (user, invited) =
        operator::create_user(installation, &new, password.as_ref()).map_err(failure)?;
    terminal::say(&format!("made the account {} of {}", user.email, user.name));
    show_roles(&user);
    if let Some(invited) = invited {
        show_link(settings, &invited);
    }
    Ok(())
}

fn list(installation: &Installation, format: ListFormat) -> Result<(), Failure> {
    let users = operator::list_users(installation).map_err(failure)?;
    match format {
        ListFormat::Text => {
            terminal::say(&format!("{:<36} {:<24} {:<9} roles", "email", "name", "state"));
            for user in &users {
                let state = match (user.disabled, user.has_password) {
                    (true, _) => "disabled",
                    (false, true) => "active",
                    (false, false) => "invited",
                };
                let (email, name) = (user.email.as_str(), user.name.as_str());
                terminal::say(&format!("{email:<36} {name:<24} {state:<9} {}", roles(user)));
            }
        }
        ListFormat::Json => {
            let all: Vec<_> = users
                .iter()
                .map(|user| {
                    serde_json::json!({
                        "id": user.id,
                        "email": user.email.as_str(),
                        "name": user.name.as_str(),
                        "disabled": user.disabled,
                        "has_password": user.has_password,
                        "roles": user.memberships.iter().map(written).collect::<Vec<_>>(),
                    })
                })
                .collect();
            terminal::say(&serde_json::json!({ "data": all }).to_string());
        }
    }
    Ok(())
}

fn show_roles(user: &User) {
    terminal::say(&format!("{} holds {}", user.email, roles(user)));
}

fn roles(user: &User) -> String {
    let roles: Vec<String> = user.memberships.iter().map(written).collect();
    if roles.is_empty() { "no role".to_owned() } else { roles.join(", ") }
}

/// A role as it is given on the command line.
fn written(membership: &Membership) -> String {
    match &membership.department {
        Some(department) => format!("{}:{department}", membership.role),
        None => membership.role.to_string(),
    }
}

/// The link stands behind `#`, which browsers send to nobody.
fn show_link(settings: &Settings, invited: &Invited) {
    let base = settings.public_url.clone();
    let base = base.unwrap_or_else(|| format!("http://{}", settings.listen));
    let token = invited.token.expose_secret();
    terminal::say(&format!("choose a password at {base}/account#invitation={token}"));
    let until = invited.expires_at.with_timezone(&settings.locale.time_zone);
    terminal::say(&format!("the link is good once, until {}", until.format("%Y-%m-%d %H:%M %Z")));
}

/// The address of an account that may have been made when more was taken for one.
fn address(text: &str) -> Result<EmailAddress, Failure> {
    EmailAddress::recognise(text).map_err(|fault| no_address(text, fault))
}

fn no_address(text: &str, fault: NotAnAddress) -> Failure {
    failure(format!("{text} is {fault}"))
}

fn membership(text: &str) -> Result<Membership, Failure> {
    let (role, department) = match text.split_once(':') {
        Some((role, department)) => (role, Some(department)),
        None => (text, None),
    };
    let known = Role::ALL.map(Role::as_str).join(", ");
    let role: Role =
        role.parse().map_err(|_| failure(format!("{role} is not a role; these are: {known}")))?;
    let department = department
        .map(|code| code.parse().map_err(|fault| failure(format!("{code}: {fault}"))))
        .transpose()?;
    Ok(Membership { role, department })
}

/// The password on standard input, without the line end behind it.
fn password() -> Result<SecretString, Failure> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| failure(format!("cannot read the password: {error}")))?;
    Ok(SecretString::from(text.trim_end_matches(['\r', '\n'])))
}
