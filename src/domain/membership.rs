//! Which roles an account holds, and where. What follows from them is decided by the policy, not here.

use super::code::DepartmentCode;
use super::role::Role;

/// The most roles that one account holds.
pub const MOST: usize = 50;

/// A role held in a department, or everywhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Membership {
    /// The role.
    pub role: Role,
    /// The department; none means everywhere.
    pub department: Option<DepartmentCode>,
}

/// Why a membership cannot stand in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MembershipFault {
    /// The same stands there already.
    #[error("the same membership is given twice")]
    Duplicate,
    /// The role is held everywhere, so holding it in a department says nothing.
    #[error("the role is held everywhere already")]
    Overlaps,
    /// The role is not held in a department.
    #[error("the role is held everywhere or not at all")]
    NeedsEverywhere,
}

/// The roles of one account, in a fixed order, none twice and none within another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memberships(Vec<Membership>);

impl Memberships {
    /// Checks a list.
    ///
    /// # Errors
    /// Every faulty membership by its place in the list.
    pub fn new(mut all: Vec<Membership>) -> Result<Self, Vec<(usize, MembershipFault)>> {
        let faults: Vec<_> = all
            .iter()
            .enumerate()
            .filter_map(|(index, one)| fault(one, index, &all).map(|fault| (index, fault)))
            .collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        all.sort();
        Ok(Self(all))
    }

    /// The memberships in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, Membership> {
        self.0.iter()
    }

    /// The memberships in their order.
    #[must_use]
    pub fn as_slice(&self) -> &[Membership] {
        &self.0
    }
}

impl<'a> IntoIterator for &'a Memberships {
    type Item = &'a Membership;
    type IntoIter = std::slice::Iter<'a, Membership>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

fn fault(one: &Membership, index: usize, all: &[Membership]) -> Option<MembershipFault> {
    if one.department.is_some() && !one.role.is_departmental() {
        return Some(MembershipFault::NeedsEverywhere);
    }
    if all.iter().take(index).any(|earlier| earlier == one) {
        return Some(MembershipFault::Duplicate);
    }
    let is_everywhere = |other: &Membership| other.role == one.role && other.department.is_none();
    (one.department.is_some() && all.iter().any(is_everywhere)).then_some(MembershipFault::Overlaps)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn membership(role: Role, department: Option<&str>) -> Membership {
        Membership { role, department: department.map(|code| code.parse().unwrap()) }
    }

    #[test]
    fn a_list_is_kept_in_one_order() {
        let one = membership(Role::Publisher, Some("TD"));
        let other = membership(Role::Contributor, Some("HyD"));
        let kept = Memberships::new(vec![other.clone(), one.clone()]).unwrap();
        assert_eq!(kept, Memberships::new(vec![one, other]).unwrap());
    }

    #[test]
    fn each_membership_that_cannot_stand_is_told_by_its_place() {
        let faults = Memberships::new(vec![
            membership(Role::Publisher, Some("TD")),
            membership(Role::Publisher, None),
            membership(Role::Auditor, Some("TD")),
            membership(Role::Publisher, None),
            membership(Role::Contributor, Some("TD")),
        ])
        .unwrap_err();
        assert_eq!(
            faults,
            [
                (0, MembershipFault::Overlaps),
                (2, MembershipFault::NeedsEverywhere),
                (3, MembershipFault::Duplicate),
            ]
        );
    }
}
