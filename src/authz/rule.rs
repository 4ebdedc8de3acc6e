//! The rules by which it is decided what anybody may do. Clients are told the id; people read the sentence.

/// A rule that allows something or refuses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Allows: administrators keep accounts.
    AdministratorKeepsAccounts,
    /// Allows: administrators keep the catalogue's structure.
    AdministratorKeepsCatalogue,
    /// Allows: an administrator acts for a department, on record.
    AdministratorActsForDepartment,
    /// Allows: a department edits its own initiatives.
    DepartmentEditsOwn,
    /// Allows: the lead's publisher says who else reports.
    LeadPublisherDelegates,
    /// Allows: a department reports on initiatives that it leads or reports on.
    DepartmentReports,
    /// Allows: a publisher answers for what their department reports.
    PublisherAnswers,
    /// Allows: moderators look after submissions.
    ModeratorModerates,
    /// Allows: responders work on what is assigned to their department.
    ResponderAnswersOwn,
    /// Allows: auditors read everything.
    AuditorReadsEverything,
    /// Allows: the installation is theirs who have its command line.
    OperatorOwnsInstallation,
    /// Refuses: accounts are for administrators.
    AccountsNeedAdministrator,
    /// Refuses: the catalogue's structure is for administrators.
    CatalogueNeedsAdministrator,
    /// Refuses: only initiatives of the own department.
    OwnDepartmentOnly,
    /// Refuses: a reporting department reports, and edits nothing else.
    ReportingDepartmentReportsOnly,
    /// Refuses: delegating needs a publisher of the lead department.
    DelegationNeedsPublisher,
    /// Refuses: only departments that lead or report.
    ReportingDepartmentsOnly,
    /// Refuses: this needs a publisher.
    PublisherNeeded,
    /// Refuses: only administrators reopen initiatives.
    ReopeningNeedsAdministrator,
    /// Refuses: progress is for publishers and contributors.
    ProgressNeedsDepartmentRole,
    /// Refuses: submissions are for moderators and responders.
    SubmissionsNeedRole,
    /// Refuses: only the department it is assigned to.
    AssignedDepartmentOnly,
    /// Refuses: this needs a moderator.
    ModeratorNeeded,
    /// Refuses: this needs a responder.
    ResponderNeeded,
    /// Refuses: contact details are for whoever answers.
    ContactNeedsResponder,
    /// Refuses: the audit log is for auditors.
    AuditNeedsAuditor,
    /// Refuses: auditors write nothing.
    AuditorWritesNothing,
    /// Refuses: the account holds no role at all.
    NoRole,
    /// Refuses: the key was not made for this.
    KeyScope,
    /// Refuses: this is for people, not for machines.
    PeopleOnly,
}

impl Rule {
    /// All rules, those that allow first.
    pub const ALL: [Self; 30] = [
        Self::AdministratorKeepsAccounts,
        Self::AdministratorKeepsCatalogue,
        Self::AdministratorActsForDepartment,
        Self::DepartmentEditsOwn,
        Self::LeadPublisherDelegates,
        Self::DepartmentReports,
        Self::PublisherAnswers,
        Self::ModeratorModerates,
        Self::ResponderAnswersOwn,
        Self::AuditorReadsEverything,
        Self::OperatorOwnsInstallation,
        Self::AccountsNeedAdministrator,
        Self::CatalogueNeedsAdministrator,
        Self::OwnDepartmentOnly,
        Self::ReportingDepartmentReportsOnly,
        Self::DelegationNeedsPublisher,
        Self::ReportingDepartmentsOnly,
        Self::PublisherNeeded,
        Self::ReopeningNeedsAdministrator,
        Self::ProgressNeedsDepartmentRole,
        Self::SubmissionsNeedRole,
        Self::AssignedDepartmentOnly,
        Self::ModeratorNeeded,
        Self::ResponderNeeded,
        Self::ContactNeedsResponder,
        Self::AuditNeedsAuditor,
        Self::AuditorWritesNothing,
        Self::NoRole,
        Self::KeyScope,
        Self::PeopleOnly,
    ];

    /// The rule as it is written.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::AdministratorKeepsAccounts => "administrator-keeps-accounts",
            Self::AdministratorKeepsCatalogue => "administrator-keeps-catalogue",
            Self::AdministratorActsForDepartment => "administrator-acts-for-department",
            Self::DepartmentEditsOwn => "department-edits-own",
            Self::LeadPublisherDelegates => "lead-publisher-delegates",
            Self::DepartmentReports => "department-reports",
            Self::PublisherAnswers => "publisher-answers",
            Self::ModeratorModerates => "moderator-moderates",
            Self::ResponderAnswersOwn => "responder-answers-own",
            Self::AuditorReadsEverything => "auditor-reads-everything",
            Self::OperatorOwnsInstallation => "operator-owns-installation",
            Self::AccountsNeedAdministrator => "accounts-need-administrator",
            Self::CatalogueNeedsAdministrator => "catalogue-needs-administrator",
            Self::OwnDepartmentOnly => "own-department-only",
            Self::ReportingDepartmentReportsOnly => "reporting-department-reports-only",
            Self::DelegationNeedsPublisher => "delegation-needs-publisher",
            Self::ReportingDepartmentsOnly => "reporting-departments-only",
            Self::PublisherNeeded => "publisher-needed",
            Self::ReopeningNeedsAdministrator => "reopening-needs-administrator",
            Self::ProgressNeedsDepartmentRole => "progress-needs-department-role",
            Self::SubmissionsNeedRole => "submissions-need-role",
            Self::AssignedDepartmentOnly => "assigned-department-only",
            Self::ModeratorNeeded => "moderator-needed",
            Self::ResponderNeeded => "responder-needed",
            Self::ContactNeedsResponder => "contact-needs-responder",
            Self::AuditNeedsAuditor => "audit-needs-auditor",
            Self::AuditorWritesNothing => "auditor-writes-nothing",
            Self::NoRole => "no-role",
            Self::KeyScope => "key-scope",
            Self::PeopleOnly => "people-only",
        }
    }

    /// The rule in words.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::AdministratorKeepsAccounts => {
                "Administrators keep the accounts of staff and machines."
            }
            Self::AdministratorKeepsCatalogue => {
                "Administrators keep the structure of the catalogue."
            }
            Self::AdministratorActsForDepartment => {
                "An administrator may act for a department; it is recorded as done on its behalf."
            }
            Self::DepartmentEditsOwn => {
                "Publishers and contributors edit the initiatives that their own department leads."
            }
            Self::LeadPublisherDelegates => {
                "A publisher of the lead department says which supporting departments report."
            }
            Self::DepartmentReports => {
                "Publishers and contributors report on initiatives that their department leads or is listed for."
            }
            Self::PublisherAnswers => {
                "A publisher publishes, moves and re-dates what their own department answers for."
            }
            Self::ModeratorModerates => "Moderators look after the submissions of citizens.",
            Self::ResponderAnswersOwn => {
                "Responders work on the submissions that are assigned to their own department."
            }
            Self::AuditorReadsEverything => {
                "Auditors read everything that is not somebody's contact details."
            }
            Self::OperatorOwnsInstallation => {
                "Whoever has the command line of the installation may do everything there."
            }
            Self::AccountsNeedAdministrator => {
                "Only administrators keep the accounts of staff and machines."
            }
            Self::CatalogueNeedsAdministrator => {
                "Only administrators change the structure of the catalogue."
            }
            Self::OwnDepartmentOnly => {
                "Only initiatives that the own department leads may be changed."
            }
            Self::ReportingDepartmentReportsOnly => {
                "A supporting department that reports on an initiative changes nothing else of it."
            }
            Self::DelegationNeedsPublisher => {
                "Only a publisher of the lead department says who else reports."
            }
            Self::ReportingDepartmentsOnly => {
                "Only a department that leads the initiative or is listed as reporting reports on it."
            }
            Self::PublisherNeeded => {
                "Only a publisher publishes, moves an initiative through its life, reopens or changes a due date."
            }
            Self::ReopeningNeedsAdministrator => {
                "Only an administrator reopens an initiative that has ended."
            }
            Self::ProgressNeedsDepartmentRole => {
                "Initiatives are changed by publishers and contributors of a department."
            }
            Self::SubmissionsNeedRole => {
                "Submissions that are not public are for moderators and responders."
            }
            Self::AssignedDepartmentOnly => {
                "Only responders of the department that a submission is assigned to work on it."
            }
            Self::ModeratorNeeded => {
                "Only a moderator triages, assigns, publishes, hides or closes a submission without a reply."
            }
            Self::ResponderNeeded => "Only responders reply for a department and ask authors.",
            Self::ContactNeedsResponder => {
                "Contact details are only for those who answer the submission."
            }
            Self::AuditNeedsAuditor => "Only auditors read the audit log.",
            Self::AuditorWritesNothing => "Auditors write nothing.",
            Self::NoRole => "The account holds no role.",
            Self::KeyScope => "The key was not made for this.",
            Self::PeopleOnly => "This is for people who have signed in, not for machines.",
        }
    }

    /// Whether the rule allows; the others refuse.
    #[must_use]
    pub const fn allows(self) -> bool {
        match self {
            Self::AdministratorKeepsAccounts
            | Self::AdministratorKeepsCatalogue
            | Self::AdministratorActsForDepartment
            | Self::DepartmentEditsOwn
            | Self::LeadPublisherDelegates
            | Self::DepartmentReports
            | Self::PublisherAnswers
            | Self::ModeratorModerates
            | Self::ResponderAnswersOwn
            | Self::AuditorReadsEverything
            | Self::OperatorOwnsInstallation => true,
            Self::AccountsNeedAdministrator
            | Self::CatalogueNeedsAdministrator
            | Self::OwnDepartmentOnly
            | Self::ReportingDepartmentReportsOnly
            | Self::DelegationNeedsPublisher
            | Self::ReportingDepartmentsOnly
            | Self::PublisherNeeded
            | Self::ReopeningNeedsAdministrator
            | Self::ProgressNeedsDepartmentRole
            | Self::SubmissionsNeedRole
            | Self::AssignedDepartmentOnly
            | Self::ModeratorNeeded
            | Self::ResponderNeeded
            | Self::ContactNeedsResponder
            | Self::AuditNeedsAuditor
            | Self::AuditorWritesNothing
            | Self::NoRole
            | Self::KeyScope
            | Self::PeopleOnly => false,
        }
    }
}
