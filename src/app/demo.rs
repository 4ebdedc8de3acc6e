//! The accounts of demo mode: their addresses, and what becomes of them when the same database is served without demo
//! mode, and with it again. Must not know their passwords.

use chrono::{DateTime, Utc};

use crate::app::operator::Installation;
use crate::authz::{Action, Actor, Operator, Resource, act};
use crate::domain::account::EmailAddress;
use crate::domain::role::Role;
use crate::store::audit::{self, AuditAction, AuditOutcome, NewAuditEntry};
use crate::store::session::{self, EndReason};
use crate::store::user::{self, User};
use crate::store::{AnyConnection, Fault, Writing, invitation};

/// The address of the account that demo mode makes for a role. The domain is nobody's (RFC 2606), so that no member of
/// staff has it.
#[must_use]
pub fn address(role: Role) -> String {
    format!("{}@demo.example", role.as_str().replace('_', "-"))
}

/// Lets those of the accounts that exist be used no more, or again: all of them or none. Gives those that were changed.
///
/// # Errors
/// As [`Fault`].
pub fn set_disabled(
    installation: &Installation,
    disabled: bool,
) -> Result<Vec<EmailAddress>, Fault> {
    let at = installation.clock.now();
    installation.database.write_blocking(at, move |writing: &mut Writing<'_>| {
        let mut changed = Vec::new();
        for role in Role::ALL {
            let address = EmailAddress::parse(&address(role))
                .map_err(|error| Fault::corrupt("demo address", error))?;
            let found = user::find_by_email(writing.connection, &address)?;
            if let Some(user) = found.filter(|user| user.disabled != disabled) {
                switch(writing.connection, &user, disabled, at)?;
                changed.push(address);
            }
        }
        Ok::<_, Fault>(changed)
    })
}

/// Nobody is asked whether an administrator is left: passwords that are on a screen must not open a served installation,
/// and whoever has the command line can make an administrator.
fn switch(
    connection: &mut AnyConnection,
    user: &User,
    disabled: bool,
    at: DateTime<Utc>,
) -> Result<(), Fault> {
    let resource = Resource::user(&user.id.to_string());
    let proof = Operator::at_the_console().permitted::<act::EditUser>(&resource);
    let next = User { version: user.version + 1, disabled, updated_at: at, ..user.clone() };
    user::replace(connection, &proof, &next)?;
    if disabled {
        session::end_all(connection, user.id, None, EndReason::Disabled, at)?;
        invitation::void_open(connection, Some(user.id), at)?;
    }
    let reason = if disabled { "served without demo mode" } else { "served in demo mode again" };
    let entry = NewAuditEntry {
        at,
        actor: Some(Actor::operator()),
        rule: Some(proof.rule()),
        target_kind: proof.kind().as_str().to_owned(),
        target_key: Some(proof.key().to_owned()),
        version_before: Some(user.version),
        version_after: Some(next.version),
        changed_members: vec!["/disabled".to_owned()],
        reason: Some(reason.to_owned()),
        ..NewAuditEntry::new(AuditAction::Did(Action::EditUser), AuditOutcome::Done)
    };
    audit::append(connection, &entry).map(drop)
}
