//! Roles held, on the wire: the same in requests and answers.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::extract::Members;
use crate::api::problem::{Fault, FaultCode};
use crate::domain::membership::{self, MembershipFault, Memberships};
use crate::domain::role;

/// What a member of staff, or a machine, is trusted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Keeps accounts and the catalogue's structure.
    Administrator,
    /// Answers for a department's progress.
    Publisher,
    /// Reports a department's progress.
    Contributor,
    /// Looks after citizens' submissions.
    Moderator,
    /// Replies to submissions for a department.
    Responder,
    /// Writes a department's city data.
    DataProvider,
    /// Reads everything, writes nothing.
    Auditor,
}

impl From<role::Role> for Role {
    fn from(role: role::Role) -> Self {
        use role::Role as From;
        match role {
            From::Administrator => Self::Administrator,
            From::Publisher => Self::Publisher,
            From::Contributor => Self::Contributor,
            From::Moderator => Self::Moderator,
            From::Responder => Self::Responder,
            From::DataProvider => Self::DataProvider,
            From::Auditor => Self::Auditor,
        }
    }
}

/// A role held in a department, or everywhere.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Membership {
    /// The role.
    pub role: Role,
    /// The department; null means everywhere.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$", example = "TD")]
    pub department_code: Option<String>,
}

impl From<&membership::Membership> for Membership {
    fn from(membership: &membership::Membership) -> Self {
        Self {
            role: membership.role.into(),
            department_code: membership.department.as_ref().map(ToString::to_string),
        }
    }
}

/// The most roles that one account holds.
pub const MOST: usize = 50;

/// Reads the member `memberships`, when it is there; each fault is told where it is.
pub fn read(members: &mut Members) -> Option<Vec<membership::Membership>> {
    let given = members.objects::<Membership, _>("memberships", MOST, |one| {
        let names = role::Role::ALL.map(role::Role::as_str);
        let role = one.word("role", &names);
        let department = one.optional_code("department_code");
        role.map(|role| membership::Membership { role, department })
    })?;
    if let Err(faults) = Memberships::new(given.clone()) {
        for (index, fault) in faults {
            let (pointer, code) = match fault {
                MembershipFault::Duplicate => {
                    (format!("/memberships/{index}"), FaultCode::Duplicate)
                }
                MembershipFault::Overlaps => {
                    (format!("/memberships/{index}"), FaultCode::Overlapping)
                }
                MembershipFault::NeedsEverywhere => {
                    (format!("/memberships/{index}/department_code"), FaultCode::Conflicting)
                }
            };
            members.refuse(Fault::pointer(&pointer, code));
        }
    }
    Some(given)
}
