//! Things that are acted on, as far as the policy needs to know them: what they are, and whose.

use super::policy::Relation;
use crate::domain::code::DepartmentCode;
use crate::domain::membership::Membership;

/// A kind of thing that is acted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResourceKind {
    /// A staff account.
    User,
    /// A machine's account.
    ServiceAccount,
    /// A machine's key.
    ApiKey,
    /// A smart area.
    SmartArea,
    /// A department.
    Department,
    /// An initiative.
    Initiative,
    /// A milestone of an initiative.
    Milestone,
    /// A progress update on an initiative.
    Update,
    /// A citizen's submission.
    Submission,
}

impl ResourceKind {
    /// The kind as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::ServiceAccount => "service_account",
            Self::ApiKey => "api_key",
            Self::SmartArea => "smart_area",
            Self::Department => "department",
            Self::Initiative => "initiative",
            Self::Milestone => "milestone",
            Self::Update => "update",
            Self::Submission => "submission",
        }
    }
}

/// A thing that is acted on, as far as the policy needs to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    pub(super) kind: ResourceKind,
    pub(super) key: String,
    pub(super) lead: Option<DepartmentCode>,
    reporting: Vec<DepartmentCode>,
}

impl Resource {
    /// A staff account.
    #[must_use]
    pub fn user(id: &str) -> Self {
        Self::of_nobody(ResourceKind::User, id)
    }

    /// A machine's account.
    #[must_use]
    pub fn service_account(id: &str) -> Self {
        Self::of_nobody(ResourceKind::ServiceAccount, id)
    }

    /// A machine's key.
    #[must_use]
    pub fn api_key(id: &str) -> Self {
        Self::of_nobody(ResourceKind::ApiKey, id)
    }

    /// A smart area.
    #[must_use]
    pub fn smart_area(code: &str) -> Self {
        Self::of_nobody(ResourceKind::SmartArea, code)
    }

    /// A department.
    #[must_use]
    pub fn department(code: &str) -> Self {
        Self::of_nobody(ResourceKind::Department, code)
    }

    /// An initiative that `lead` answers for and that those in `reporting` report on too.
    #[must_use]
    pub fn initiative(code: &str, lead: DepartmentCode, reporting: Vec<DepartmentCode>) -> Self {
        let kind = ResourceKind::Initiative;
        Self { kind, key: code.to_owned(), lead: Some(lead), reporting }
    }

    /// A milestone, as far as the operator needs to know it.
    #[must_use]
    pub fn milestone(id: &impl ToString) -> Self {
        Self::of_nobody(ResourceKind::Milestone, &id.to_string())
    }

    /// Something within this one, which belongs to the same departments.
    #[must_use]
    pub fn part(&self, kind: ResourceKind, key: &impl ToString) -> Self {
        Self { kind, key: key.to_string(), ..self.clone() }
    }

    /// A progress update by `author`: the department that leads the initiative keeps it, and so does the author while it
    /// reports.
    #[must_use]
    pub fn update(initiative: &Self, id: &impl ToString, author: &DepartmentCode) -> Self {
        let reporting = initiative.reporting.iter().filter(|code| *code == author);
        Self {
            kind: ResourceKind::Update,
            key: id.to_string(),
            lead: initiative.lead.clone(),
            reporting: reporting.cloned().collect(),
        }
    }

    /// A citizen's submission, which belongs to the department it is assigned to, once it is.
    #[must_use]
    pub fn submission(id: &impl ToString, assigned: Option<&DepartmentCode>) -> Self {
        let unassigned = Self::of_nobody(ResourceKind::Submission, &id.to_string());
        Self { lead: assigned.cloned(), ..unassigned }
    }

    fn of_nobody(kind: ResourceKind, key: &str) -> Self {
        Self { kind, key: key.to_owned(), lead: None, reporting: Vec::new() }
    }

    /// How a role held there stands to the thing.
    pub(super) fn relation(&self, membership: &Membership) -> Relation {
        match (&self.lead, &membership.department) {
            (None, _) => Relation::NoDepartment,
            (Some(_), None) => Relation::Own,
            (Some(lead), Some(department)) if lead == department => Relation::Own,
            (Some(_), Some(department)) if self.reporting.contains(department) => {
                Relation::Reporting
            }
            (Some(_), Some(_)) => Relation::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::role::Role;

    fn code(text: &str) -> DepartmentCode {
        text.parse().unwrap()
    }

    fn held_in(department: &str) -> Membership {
        Membership { role: Role::Publisher, department: Some(code(department)) }
    }

    #[test]
    fn an_update_is_the_leads_and_its_authors_and_no_other_reporting_departments() {
        let reporting = vec![code("EMSD"), code("ArchSD")];
        let initiative = Resource::initiative("parking", code("TD"), reporting);
        let new = initiative.part(ResourceKind::Update, &"new");
        let update = Resource::update(&initiative, &"one", &code("EMSD"));
        let leads = Resource::update(&initiative, &"other", &code("TD"));
        for (department, to_new, to_update, to_leads) in [
            ("TD", Relation::Own, Relation::Own, Relation::Own),
            ("EMSD", Relation::Reporting, Relation::Reporting, Relation::Other),
            ("ArchSD", Relation::Reporting, Relation::Other, Relation::Other),
            ("DPO", Relation::Other, Relation::Other, Relation::Other),
        ] {
            let of = |resource: &Resource| resource.relation(&held_in(department));
            assert_eq!((of(&new), of(&update), of(&leads)), (to_new, to_update, to_leads));
        }
    }

    #[test]
    fn a_submission_that_is_assigned_to_nobody_is_nobodys_own() {
        let unassigned = Resource::submission(&"one", None);
        assert_eq!(unassigned.relation(&held_in("TD")), Relation::NoDepartment);
        let assigned = Resource::submission(&"one", Some(&code("TD")));
        assert_eq!(assigned.relation(&held_in("TD")), Relation::Own);
        assert_eq!(assigned.relation(&held_in("DPO")), Relation::Other);
    }
}
