//! The roles of an actor, and what follows from them: at all, and for one thing.

use std::collections::BTreeSet;

use super::action::Action;
use super::policy::{Decision, Relation, decide};
use super::resource::Resource;
use super::rule::Rule;
use crate::domain::code::DepartmentCode;
use crate::domain::membership::{Membership, Memberships};

/// What was granted to an actor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants {
    memberships: Memberships,
    scope: Option<BTreeSet<Action>>,
}

/// Something that an actor may do, for which departments, and by which rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectivePermission {
    /// What.
    pub action: Action,
    /// For the things of which departments; none means of all, or that the things belong to no department.
    pub departments: Option<Vec<DepartmentCode>>,
    /// The rule that decides.
    pub rule: Rule,
}

/// The departments whose things a list may show; none stands for all. Only the policy makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope(Option<Vec<DepartmentCode>>);

impl Scope {
    /// The departments; none for all.
    #[must_use]
    pub fn departments(&self) -> Option<&[DepartmentCode]> {
        self.0.as_deref()
    }

    /// Whether things of this department may be shown.
    #[must_use]
    pub fn covers(&self, department: &DepartmentCode) -> bool {
        self.0.as_ref().is_none_or(|departments| departments.contains(department))
    }
}

impl Grants {
    /// The grants of a person.
    #[must_use]
    pub const fn new(memberships: Memberships) -> Self {
        Self { memberships, scope: None }
    }

    /// The grants of a machine's key, which carries no more than its scope.
    #[must_use]
    pub const fn scoped(memberships: Memberships, scope: BTreeSet<Action>) -> Self {
        Self { memberships, scope: Some(scope) }
    }

    /// The roles held.
    #[must_use]
    pub const fn memberships(&self) -> &Memberships {
        &self.memberships
    }

    /// Whether the actor may do it to anything at all.
    #[must_use]
    pub fn at_all(&self, action: Action) -> Decision {
        self.first(action, |membership| {
            let best = Relation::ALL.into_iter().map(|to| decide(membership.role, action, to));
            first_allowed(best)
        })
    }

    /// Whether the actor may do it to this thing.
    #[must_use]
    pub fn on(&self, action: Action, resource: &Resource) -> Decision {
        let decision = |membership: &Membership| {
            decide(membership.role, action, resource.relation(membership))
        };
        match self.deciding(action, resource) {
            Some(membership) if self.carries(action) => decision(membership),
            _ => self.first(action, |membership| Some(decision(membership))),
        }
    }

    /// The membership by which the actor does it to this thing: one in the department that leads before one in a department
    /// that reports, and either before a role held everywhere.
    fn deciding(&self, action: Action, resource: &Resource) -> Option<&Membership> {
        let allows = |membership: &&Membership| {
            decide(membership.role, action, resource.relation(membership)).is_allowed()
        };
        let rank = |membership: &&Membership| {
            let relation = resource.relation(membership);
            let place = Relation::ALL.iter().position(|one| *one == relation);
            (membership.department.is_none(), place)
        };
        self.memberships.iter().filter(allows).min_by_key(rank)
    }

    /// Whether the key carries it; a person's rights are not narrowed.
    fn carries(&self, action: Action) -> bool {
        // What no key may carry counts for nothing, whatever is stored with it.
        let carries = |scope: &BTreeSet<Action>| scope.contains(&action) && action.may_be_scoped();
        self.scope.as_ref().is_none_or(carries)
    }

    /// The first yes of all roles; else the no of the role that comes closest, which is the first.
    fn first(
        &self,
        action: Action,
        decision: impl Fn(&Membership) -> Option<Decision>,
    ) -> Decision {
        if !self.carries(action) {
            return Decision::Deny(Rule::KeyScope);
        }
        let decisions = self.memberships.iter().filter_map(decision);
        first_allowed(decisions).unwrap_or(Decision::Deny(Rule::NoRole))
    }

    /// The department in whose name the actor does it to this thing: that of the role which allows it, or, for a role held
    /// everywhere, the one that leads.
    #[must_use]
    pub fn department(&self, action: Action, resource: &Resource) -> Option<DepartmentCode> {
        let deciding = self.deciding(action, resource);
        deciding
            .and_then(|membership| membership.department.clone())
            .or_else(|| resource.lead.clone())
    }

    /// Of which departments the actor may do it.
    #[must_use]
    pub fn scope(&self, action: Action) -> Scope {
        Scope(self.permission(action).map_or(Some(Vec::new()), |permission| permission.departments))
    }

    /// Everything that the actor may do, in the order of the actions.
    #[must_use]
    pub fn effective(&self) -> Vec<EffectivePermission> {
        Action::ALL.into_iter().filter_map(|action| self.permission(action)).collect()
    }

    fn permission(&self, action: Action) -> Option<EffectivePermission> {
        let Decision::Allow(rule) = self.at_all(action) else { return None };
        // Allowed where the department has no say: allowed everywhere.
        let is_anywhere = |membership: &Membership| {
            let to = if membership.department.is_some() { Relation::Other } else { Relation::Own };
            decide(membership.role, action, to).is_allowed()
        };
        let departments = if self.memberships.iter().any(is_anywhere) {
            None
        } else {
            let own = self
                .memberships
                .iter()
                .filter(|membership| decide(membership.role, action, Relation::Own).is_allowed());
            let mut codes: Vec<_> =
                own.filter_map(|membership| membership.department.clone()).collect();
            codes.sort();
            codes.dedup();
            Some(codes)
        };
        Some(EffectivePermission { action, departments, rule })
    }
}

fn first_allowed(decisions: impl Iterator<Item = Decision>) -> Option<Decision> {
    let mut refused = None;
    for decision in decisions {
        if decision.is_allowed() {
            return Some(decision);
        }
        refused = refused.or(Some(decision));
    }
    refused
}

#[cfg(test)]
mod tests;
