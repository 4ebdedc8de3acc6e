//! Proofs. Each can only be made by asking the policy, so that code which takes one cannot be reached without.
//!
//! A [`Permit`] says that an actor's roles may do an action at all. Within a write's transaction it becomes an
//! [`Authority`] by the roles that are read there. With a loaded thing that gives a [`Permitted`], which is what writers
//! take; it cannot be made in any other way:
//!
//! ```compile_fail
//! use smartcity::authz::{Permitted, act};
//! let forged: Permitted<act::EditUser> = Permitted { key: String::new() };
//! ```

use std::marker::PhantomData;

use super::action::{Action, ActionType};
use super::actor::Actor;
use super::grants::{Grants, Scope};
use super::policy::Decision;
use super::resource::{Resource, ResourceKind};
use super::rule::Rule;
use crate::domain::code::DepartmentCode;

/// That the policy said no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// To what; none for something that every person may do and machines may not.
    pub action: Option<Action>,
    /// By which rule.
    pub rule: Rule,
    /// Done to what, when that was known.
    pub target: Option<(ResourceKind, String)>,
}

impl Refusal {
    /// A refusal of something that is for people.
    #[must_use]
    pub const fn of_machine() -> Self {
        Self { action: None, rule: Rule::PeopleOnly, target: None }
    }
}

/// That an actor's roles may do `A` to something.
#[derive(Debug, Clone)]
pub struct Permit<A> {
    actor: Actor,
    scope: Scope,
    action: PhantomData<A>,
}

impl<A: ActionType> Permit<A> {
    /// Asks the policy.
    ///
    /// # Errors
    /// [`Refusal`] when no role of the actor may do it to anything.
    pub fn check(actor: Actor, grants: &Grants) -> Result<Self, Refusal> {
        match grants.at_all(A::ACTION) {
            Decision::Allow(_) => {
                let scope = grants.scope(A::ACTION);
                Ok(Self { actor, scope, action: PhantomData })
            }
            Decision::Deny(rule) => Err(Refusal { action: Some(A::ACTION), rule, target: None }),
        }
    }

    /// Who.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Of which departments.
    #[must_use]
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The actor's rights by the roles that were read in this transaction.
    ///
    /// # Errors
    /// [`Refusal`] when they no longer suffice.
    pub fn renewed(&self, grants: Grants) -> Result<Authority<A>, Refusal> {
        let Self { actor, action, .. } = Self::check(self.actor.clone(), &grants)?;
        Ok(Authority { actor, grants: Some(grants), action })
    }
}

/// The rights of an actor within one transaction.
#[derive(Debug, Clone)]
pub struct Authority<A> {
    actor: Actor,
    /// None for the operator, to whom the installation belongs.
    grants: Option<Grants>,
    action: PhantomData<A>,
}

impl<A: ActionType> Authority<A> {
    /// Asks whether `A` may be done to this thing.
    ///
    /// # Errors
    /// [`Refusal`] with the rule.
    pub fn on(&self, resource: &Resource) -> Result<Permitted<A>, Refusal> {
        self.also::<A>(resource)
    }

    /// Asks whether `B` may be done to this thing too, for members that need more.
    ///
    /// # Errors
    /// [`Refusal`] with the rule.
    pub fn also<B: ActionType>(&self, resource: &Resource) -> Result<Permitted<B>, Refusal> {
        let decision = match &self.grants {
            Some(grants) => grants.on(B::ACTION, resource),
            None => Decision::Allow(Rule::OperatorOwnsInstallation),
        };
        match decision {
            Decision::Allow(rule) => {
                let grants = self.grants.as_ref();
                let department = grants.and_then(|grants| grants.department(B::ACTION, resource));
                Ok(Permitted::of(resource, rule, department))
            }
            Decision::Deny(rule) => Err(Refusal {
                action: Some(B::ACTION),
                rule,
                target: Some((resource.kind, resource.key.clone())),
            }),
        }
    }

    /// Who.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }
}

/// That `A` may be done to one thing. Writers take it, and nothing else makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permitted<A> {
    kind: ResourceKind,
    key: String,
    rule: Rule,
    department: Option<DepartmentCode>,
    on_behalf_of: Option<DepartmentCode>,
    action: PhantomData<A>,
}

impl<A: ActionType> Permitted<A> {
    fn of(resource: &Resource, rule: Rule, department: Option<DepartmentCode>) -> Self {
        // Whoever acts for a department that is not theirs does it in that department's name.
        let is_on_behalf = rule == Rule::AdministratorActsForDepartment;
        Self {
            kind: resource.kind,
            key: resource.key.clone(),
            rule,
            department,
            on_behalf_of: resource.lead.clone().filter(|_| is_on_behalf),
            action: PhantomData,
        }
    }

    /// The kind of the thing.
    #[must_use]
    pub const fn kind(&self) -> ResourceKind {
        self.kind
    }

    /// The thing's code or id.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The rule that allows it.
    #[must_use]
    pub const fn rule(&self) -> Rule {
        self.rule
    }

    /// The department in whose name it is done; none for the operator, and for things of no department.
    #[must_use]
    pub const fn department(&self) -> Option<&DepartmentCode> {
        self.department.as_ref()
    }

    /// The department for which an administrator acts.
    #[must_use]
    pub const fn on_behalf_of(&self) -> Option<&DepartmentCode> {
        self.on_behalf_of.as_ref()
    }
}

/// Whoever has the command line, and what the program does for them: the installation is theirs, so they may do everything.
/// Only the commands and what they call make one.
#[derive(Debug, Clone, Copy)]
pub struct Operator(());

impl Operator {
    /// The person at the command line.
    #[must_use]
    pub const fn at_the_console() -> Self {
        Self(())
    }

    /// Their right to do `A` to a thing.
    #[must_use]
    #[expect(clippy::unused_self, reason = "only whoever has an operator may ask")]
    pub fn permitted<A: ActionType>(self, resource: &Resource) -> Permitted<A> {
        Permitted::of(resource, Rule::OperatorOwnsInstallation, None)
    }

    /// Their rights within a transaction.
    #[must_use]
    #[expect(clippy::unused_self, reason = "only whoever has an operator may ask")]
    pub fn authority<A: ActionType>(self) -> Authority<A> {
        Authority { actor: Actor::operator(), grants: None, action: PhantomData }
    }
}

#[cfg(test)]
mod tests {
    use super::super::act;
    use super::*;
    use crate::domain::membership::{Membership, Memberships};
    use crate::domain::role::Role;

    fn grants(role: Role, department: Option<&str>) -> Grants {
        let department = department.map(|code| code.parse().unwrap());
        Grants::new(Memberships::new(vec![Membership { role, department }]).unwrap())
    }

    fn tolling() -> Resource {
        Resource::initiative("hketoll", "TD".parse().unwrap(), Vec::new())
    }

    #[test]
    fn roles_that_were_taken_away_since_no_longer_count() {
        let publisher = grants(Role::Publisher, Some("TD"));
        let permit = Permit::<act::EditInitiative>::check(Actor::operator(), &publisher).unwrap();
        assert!(permit.renewed(publisher).unwrap().on(&tolling()).is_ok());
        let refusal = permit.renewed(Grants::default()).unwrap_err();
        assert_eq!(refusal.rule, Rule::NoRole);
    }

    #[test]
    fn a_refusal_names_the_action_the_rule_and_the_thing() {
        let other = grants(Role::Contributor, Some("HyD"));
        let permit = Permit::<act::EditInitiative>::check(Actor::operator(), &other).unwrap();
        let refusal = permit.renewed(other).unwrap().on(&tolling()).unwrap_err();
        assert_eq!(refusal.action, Some(Action::EditInitiative));
        assert_eq!(refusal.rule, Rule::OwnDepartmentOnly);
        assert_eq!(refusal.target, Some((ResourceKind::Initiative, "hketoll".to_owned())));
    }

    #[test]
    fn an_administrator_acts_on_behalf_of_the_department() {
        let administrator = grants(Role::Administrator, None);
        let permit =
            Permit::<act::EditInitiative>::check(Actor::operator(), &administrator).unwrap();
        let proof = permit.renewed(administrator).unwrap().on(&tolling()).unwrap();
        assert_eq!(proof.on_behalf_of().map(ToString::to_string).as_deref(), Some("TD"));
    }
}
