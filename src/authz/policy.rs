//! The policy: what each role may do, in one table. It is a pure function over closed enumerations without a wildcard, so
//! that a new role or action does not compile before somebody has decided about it.

use super::action::Action;
use super::rule::Rule;
use crate::domain::role::Role;

/// How the department in which a role is held stands to the thing that is acted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// It leads the initiative, the submission is assigned to it, or the role is held everywhere.
    Own,
    /// It supports the initiative and may report on it.
    Reporting,
    /// It has nothing to say there.
    Other,
    /// The thing belongs to no department.
    NoDepartment,
}

impl Relation {
    /// All relations.
    pub const ALL: [Self; 4] = [Self::Own, Self::Reporting, Self::Other, Self::NoDepartment];
}

/// What the policy says, and by which rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Yes.
    Allow(Rule),
    /// No.
    Deny(Rule),
}

impl Decision {
    /// Whether it is a yes.
    #[must_use]
    pub const fn is_allowed(self) -> bool {
        matches!(self, Self::Allow(_))
    }

    /// The rule that decided.
    #[must_use]
    pub const fn rule(self) -> Rule {
        match self {
            Self::Allow(rule) | Self::Deny(rule) => rule,
        }
    }
}

/// Whether `role` may do `action` to a thing to which its department stands in `relation`.
#[must_use]
pub const fn decide(role: Role, action: Action, relation: Relation) -> Decision {
    match action {
        Action::ReadUsers | Action::ReadServiceAccounts => read_accounts(role),
        Action::CreateUser
        | Action::EditUser
        | Action::InviteUser
        | Action::CreateServiceAccount
        | Action::EditServiceAccount
        | Action::IssueApiKey
        | Action::RevokeApiKey => keep_accounts(role),
        Action::CreateSmartArea
        | Action::EditSmartArea
        | Action::CreateDepartment
        | Action::EditDepartment
        | Action::CreateInitiative
        | Action::RestructureInitiative => keep_catalogue(role),
        Action::EditInitiative | Action::ConfirmInitiative => edit_initiative(role, relation),
        Action::DelegateReporting => delegate_reporting(role, relation),
        Action::TransitionInitiative => move_initiative(role, relation),
        Action::ReopenInitiative => reopen_initiative(role),
        Action::CreateMilestone
        | Action::EditMilestone
        | Action::DeleteMilestone
        | Action::TransitionMilestone
        | Action::DraftUpdate => report(role, relation),
        Action::ReopenMilestone | Action::RebaselineMilestone | Action::PublishUpdate => {
            answer(role, relation)
        }
        Action::ReadDrafts => read_drafts(role, relation),
        Action::ReadSubmissions => read_submissions(role, relation),
        Action::ForwardSubmission | Action::DecideSubmission => moderate(role),
        Action::ReplySubmission | Action::AwaitCitizen => respond(role, relation),
        Action::NoteSubmission => note_submission(role, relation),
        Action::ReadContact => read_contact(role, relation),
        Action::ReadAudit => read_audit(role),
    }
}

const fn read_accounts(role: Role) -> Decision {
    match role {
        Role::Administrator => Decision::Allow(Rule::AdministratorKeepsAccounts),
        Role::Auditor => Decision::Allow(Rule::AuditorReadsEverything),
        Role::Publisher
        | Role::Contributor
        | Role::Moderator
        | Role::Responder
        | Role::DataProvider => Decision::Deny(Rule::AccountsNeedAdministrator),
    }
}

const fn keep_accounts(role: Role) -> Decision {
    match role {
        Role::Administrator => Decision::Allow(Rule::AdministratorKeepsAccounts),
        Role::Auditor => Decision::Deny(Rule::AuditorWritesNothing),
        Role::Publisher
        | Role::Contributor
        | Role::Moderator
        | Role::Responder
        | Role::DataProvider => Decision::Deny(Rule::AccountsNeedAdministrator),
    }
}

const fn keep_catalogue(role: Role) -> Decision {
    match role {
        Role::Administrator => Decision::Allow(Rule::AdministratorKeepsCatalogue),
        Role::Auditor => Decision::Deny(Rule::AuditorWritesNothing),
        Role::Publisher
        | Role::Contributor
        | Role::Moderator
        | Role::Responder
        | Role::DataProvider => Decision::Deny(Rule::CatalogueNeedsAdministrator),
    }
}

const fn edit_initiative(role: Role, relation: Relation) -> Decision {
    match role {
        Role::Administrator => Decision::Allow(Rule::AdministratorActsForDepartment),
        Role::Publisher | Role::Contributor => match relation {
            Relation::Own => Decision::Allow(Rule::DepartmentEditsOwn),
            Relation::Reporting => Decision::Deny(Rule::ReportingDepartmentReportsOnly),
            Relation::Other | Relation::NoDepartment => Decision::Deny(Rule::OwnDepartmentOnly),
        },
        Role::Auditor => Decision::Deny(Rule::AuditorWritesNothing),
        Role::Moderator | Role::Responder | Role::DataProvider => {
            Decision::Deny(Rule::ProgressNeedsDepartmentRole)
        }
    }
}

const fn delegate_reporting(role: Role, relation: Relation) -> Decision {
    match role {
        Role::Administrator => Decision::Allow(Rule::AdministratorActsForDepartment),
        Role::Publisher => match relation {
            Relation::Own => Decision::Allow(Rule::LeadPublisherDelegates),
            Relation::Reporting | Relation::Other | Relation::NoDepartment => {
                Decision::Deny(Rule::DelegationNeedsPublisher)
            }
        },
        Role::Auditor => Decision::Deny(Rule::AuditorWritesNothing),
        Role::Contributor | Role::Moderator | Role::Responder | Role::DataProvider => {
            Decision::Deny(Rule::DelegationNeedsPublisher)
        }
    }
}

/// What a department says of progress: reporting departments say it too.
const fn report(role: Role, relation: Relation) -> Decision {
    match role {
        Role::Administrator => Decision::Allow(Rule::AdministratorActsForDepartment),
        Role::Publisher | Role::Contributor => match relation {
            Relation::Own | Relation::Reporting => Decision::Allow(Rule::DepartmentReports),
            Relation::Other | Relation::NoDepartment => {
                Decision::Deny(Rule::ReportingDepartmentsOnly)
            }
        },
        Role::Auditor => Decision::Deny(Rule::AuditorWritesNothing),
        Role::Moderator | Role::Responder | Role::DataProvider => {
            Decision::Deny(Rule::ProgressNeedsDepartmentRole)
        }
    }
}

/// What a department answers for: said by its publishers.
const fn answer(role: Role, relation: Relation) -> Decision {
    match role {
        Role::Administrator => Decision::Allow(Rule::AdministratorActsForDepartment),
        Role::Publisher => match relation {
            Relation::Own | Relation::Reporting => Decision::Allow(Rule::PublisherAnswers),
            Relation::Other | Relation::NoDepartment => {
                Decision::Deny(Rule::ReportingDepartmentsOnly)
            }
        },
        Role::Auditor => Decision::Deny(Rule::AuditorWritesNothing),
        Role::Contributor => Decision::Deny(Rule::PublisherNeeded),
        Role::Moderator | Role::Responder | Role::DataProvider => {
            Decision::Deny(Rule::ProgressNeedsDepartmentRole)
        }
    }
}

const fn move_initiative(role: Role, relation: Relation) -> Decision {
    match role {
        Role::Administrator => Decision::Allow(Rule::AdministratorActsForDepartment),
        Role::Publisher => match relation {
            Relation::Own => Decision::Allow(Rule::PublisherAnswers),
            Relation::Reporting => Decision::Deny(Rule::ReportingDepartmentReportsOnly),
            Relation::Other | Relation::NoDepartment => Decision::Deny(Rule::OwnDepartmentOnly),
        },
        Role::Auditor => Decision::Deny(Rule::AuditorWritesNothing),
        Role::Contributor => Decision::Deny(Rule::PublisherNeeded),
        Role::Moderator | Role::Responder | Role::DataProvider => {
            Decision::Deny(Rule::ProgressNeedsDepartmentRole)
        }
    }
}

const fn reopen_initiative(role: Role) -> Decision {
    match role {
        Role::Administrator => Decision::Allow(Rule::AdministratorActsForDepartment),
        Role::Auditor => Decision::Deny(Rule::AuditorWritesNothing),
        Role::Publisher
        | Role::Contributor
        | Role::Moderator
        | Role::Responder
        | Role::DataProvider => Decision::Deny(Rule::ReopeningNeedsAdministrator),
    }
}

const fn read_drafts(role: Role, relation: Relation) -> Decision {
    match role {
        Role::Administrator => Decision::Allow(Rule::AdministratorActsForDepartment),
        Role::Auditor => Decision::Allow(Rule::AuditorReadsEverything),
        Role::Publisher | Role::Contributor => match relation {
            Relation::Own | Relation::Reporting => Decision::Allow(Rule::DepartmentReports),
            Relation::Other | Relation::NoDepartment => {
                Decision::Deny(Rule::ReportingDepartmentsOnly)
            }
        },
        Role::Moderator | Role::Responder | Role::DataProvider => {
            Decision::Deny(Rule::ProgressNeedsDepartmentRole)
        }
    }
}

const fn read_submissions(role: Role, relation: Relation) -> Decision {
    match role {
        Role::Administrator => Decision::Allow(Rule::AdministratorActsForDepartment),
        Role::Auditor => Decision::Allow(Rule::AuditorReadsEverything),
        Role::Moderator => Decision::Allow(Rule::ModeratorModerates),
        Role::Responder => of_assigned(relation),
        Role::Publisher | Role::Contributor | Role::DataProvider => {
            Decision::Deny(Rule::SubmissionsNeedRole)
        }
    }
}

const fn moderate(role: Role) -> Decision {
    match role {
        Role::Administrator => Decision::Allow(Rule::AdministratorActsForDepartment),
        Role::Moderator => Decision::Allow(Rule::ModeratorModerates),
        Role::Auditor => Decision::Deny(Rule::AuditorWritesNothing),
        Role::Publisher | Role::Contributor | Role::Responder | Role::DataProvider => {
            Decision::Deny(Rule::ModeratorNeeded)
        }
    }
}

/// What a department says to the author of a submission.
const fn respond(role: Role, relation: Relation) -> Decision {
    match role {
        Role::Administrator => Decision::Allow(Rule::AdministratorActsForDepartment),
        Role::Responder => of_assigned(relation),
        Role::Auditor => Decision::Deny(Rule::AuditorWritesNothing),
        Role::Publisher | Role::Contributor | Role::Moderator | Role::DataProvider => {
            Decision::Deny(Rule::ResponderNeeded)
        }
    }
}

const fn note_submission(role: Role, relation: Relation) -> Decision {
    match role {
        Role::Administrator => Decision::Allow(Rule::AdministratorActsForDepartment),
        Role::Moderator => Decision::Allow(Rule::ModeratorModerates),
        Role::Responder => of_assigned(relation),
        Role::Auditor => Decision::Deny(Rule::AuditorWritesNothing),
        Role::Publisher | Role::Contributor | Role::DataProvider => {
            Decision::Deny(Rule::SubmissionsNeedRole)
        }
    }
}

/// Whoever answers the author sees how to reach them; nobody else has to.
const fn read_contact(role: Role, relation: Relation) -> Decision {
    match role {
        Role::Administrator => Decision::Allow(Rule::AdministratorActsForDepartment),
        Role::Responder => of_assigned(relation),
        Role::Publisher
        | Role::Contributor
        | Role::Moderator
        | Role::DataProvider
        | Role::Auditor => Decision::Deny(Rule::ContactNeedsResponder),
    }
}

const fn of_assigned(relation: Relation) -> Decision {
    match relation {
        Relation::Own => Decision::Allow(Rule::ResponderAnswersOwn),
        Relation::Reporting | Relation::Other | Relation::NoDepartment => {
            Decision::Deny(Rule::AssignedDepartmentOnly)
        }
    }
}

const fn read_audit(role: Role) -> Decision {
    match role {
        Role::Auditor => Decision::Allow(Rule::AuditorReadsEverything),
        Role::Administrator
        | Role::Publisher
        | Role::Contributor
        | Role::Moderator
        | Role::Responder
        | Role::DataProvider => Decision::Deny(Rule::AuditNeedsAuditor),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn each() -> impl Iterator<Item = (Role, Action, Relation)> {
        let pairs = Role::ALL.into_iter().flat_map(|role| Action::ALL.map(|action| (role, action)));
        pairs.flat_map(|(role, action)| Relation::ALL.map(|relation| (role, action, relation)))
    }

    #[test]
    fn a_decision_and_its_rule_say_the_same() {
        for (role, action, relation) in each() {
            let decision = decide(role, action, relation);
            assert_eq!(decision.is_allowed(), decision.rule().allows(), "{role} {action:?}");
        }
    }

    #[test]
    fn an_auditor_writes_nothing_and_nobody_else_reads_the_audit_log() {
        for (role, action, relation) in each() {
            let is_read = action.as_str().rsplit('.').next() == Some("read");
            if role == Role::Auditor {
                assert_eq!(decide(role, action, relation).is_allowed(), is_read, "{action:?}");
            } else if action == Action::ReadAudit {
                assert!(!decide(role, action, relation).is_allowed(), "{role}");
            }
        }
    }

    #[test]
    fn only_the_own_department_and_an_administrator_change_an_initiative() {
        for (role, action, relation) in each() {
            if action != Action::EditInitiative {
                continue;
            }
            let is_own =
                matches!(role, Role::Publisher | Role::Contributor) && relation == Relation::Own;
            let expected = is_own || role == Role::Administrator;
            assert_eq!(
                decide(role, action, relation).is_allowed(),
                expected,
                "{role} {relation:?}"
            );
        }
    }

    #[test]
    fn a_publisher_may_all_that_a_contributor_may() {
        for (_, action, relation) in each() {
            if decide(Role::Contributor, action, relation).is_allowed() {
                assert!(decide(Role::Publisher, action, relation).is_allowed(), "{action:?}");
            }
        }
    }

    #[test]
    fn every_rule_decides_something_or_belongs_to_operators_accounts_and_keys() {
        let used: Vec<Rule> =
            each().map(|(role, action, relation)| decide(role, action, relation).rule()).collect();
        for rule in Rule::ALL {
            let elsewhere = matches!(
                rule,
                Rule::OperatorOwnsInstallation | Rule::NoRole | Rule::KeyScope | Rule::PeopleOnly
            );
            assert!(used.contains(&rule) || elsewhere, "{}", rule.id());
        }
    }
}
