//! What each operation is: whoever adds one says here who may call it.

use smartcity::authz::Action;

use Access::{Person, Policy, Public, SignedIn};

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Anybody with good credentials.
    SignedIn,
    /// People with a session.
    Person,
    /// Whom the policy lets do that.
    Policy(Action),
}

/// Every operation by its id.
pub const OPERATIONS: [(&str, Access); 64] = [
    ("accept_invitation", Public),
    ("change_password", Person),
    ("confirm_initiative", Policy(Action::ConfirmInitiative)),
    ("create_department", Policy(Action::CreateDepartment)),
    ("create_initiative", Policy(Action::CreateInitiative)),
    ("create_milestone", Policy(Action::CreateMilestone)),
    ("create_service_account", Policy(Action::CreateServiceAccount)),
    ("create_smart_area", Policy(Action::CreateSmartArea)),
    ("create_update", Policy(Action::DraftUpdate)),
    ("create_user", Policy(Action::CreateUser)),
    ("delete_milestone", Policy(Action::DeleteMilestone)),
    ("edit_department", Policy(Action::EditDepartment)),
    ("edit_initiative", Policy(Action::EditInitiative)),
    ("edit_milestone", Policy(Action::EditMilestone)),
    ("edit_service_account", Policy(Action::EditServiceAccount)),
    ("edit_smart_area", Policy(Action::EditSmartArea)),
    ("edit_update", Policy(Action::DraftUpdate)),
    ("edit_user", Policy(Action::EditUser)),
    ("end_session", Person),
    ("end_sessions", Person),
    ("export_initiatives_csv", Public),
    ("export_initiatives_ndjson", Public),
    ("export_milestones_csv", Public),
    ("export_milestones_ndjson", Public),
    ("get_department", Public),
    ("get_department_performance", Public),
    ("get_initiative", Public),
    ("get_initiative_progress", Public),
    ("get_me", SignedIn),
    ("get_milestone", Public),
    ("get_service_account", Policy(Action::ReadServiceAccounts)),
    ("get_smart_area", Public),
    ("get_staff_update", Policy(Action::ReadDrafts)),
    ("get_statistics", Public),
    ("get_update", Public),
    ("get_user", Policy(Action::ReadUsers)),
    ("invite_user", Policy(Action::InviteUser)),
    ("issue_api_key", Policy(Action::IssueApiKey)),
    ("list_audit_entries", Policy(Action::ReadAudit)),
    ("list_blueprints", Public),
    ("list_changes", Public),
    ("list_departments", Public),
    ("list_initiative_history", Public),
    ("list_initiative_milestones", Public),
    ("list_initiative_transitions", Public),
    ("list_initiative_updates", Public),
    ("list_initiatives", Public),
    ("list_milestone_rebaselines", Public),
    ("list_milestone_transitions", Public),
    ("list_milestones", Public),
    ("list_service_accounts", Policy(Action::ReadServiceAccounts)),
    ("list_sessions", Person),
    ("list_smart_areas", Public),
    ("list_staff_updates", Policy(Action::ReadDrafts)),
    ("list_users", Policy(Action::ReadUsers)),
    ("login", Public),
    ("logout", Person),
    ("publish_update", Policy(Action::PublishUpdate)),
    ("rebaseline_milestone", Policy(Action::RebaselineMilestone)),
    ("refresh_tokens", Public),
    ("revoke_api_key", Policy(Action::RevokeApiKey)),
    ("set_up", Public),
    ("transition_initiative", Policy(Action::TransitionInitiative)),
    ("transition_milestone", Policy(Action::TransitionMilestone)),
];
