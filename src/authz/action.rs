//! What can be done. Each action has a type of its own, so that a proof says in its type what it permits.

use std::fmt::Debug;
use std::str::FromStr;

use crate::domain::word::{self, UnknownWord};

/// Something that not everybody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// See staff accounts.
    ReadUsers,
    /// Make a staff account.
    CreateUser,
    /// Change a staff account and its roles.
    EditUser,
    /// Make a one-time link for a staff account.
    InviteUser,
    /// See service accounts and their keys, without secrets.
    ReadServiceAccounts,
    /// Make a service account.
    CreateServiceAccount,
    /// Change a service account and its roles.
    EditServiceAccount,
    /// Make a key of a service account.
    IssueApiKey,
    /// Withdraw a key of a service account.
    RevokeApiKey,
    /// Make a smart area.
    CreateSmartArea,
    /// Change a smart area.
    EditSmartArea,
    /// Make a department.
    CreateDepartment,
    /// Change a department.
    EditDepartment,
    /// Make an initiative.
    CreateInitiative,
    /// Change what an initiative says.
    EditInitiative,
    /// Say which supporting departments report on an initiative.
    DelegateReporting,
    /// Move an initiative within the catalogue: its area, lead, supporting departments and editions.
    RestructureInitiative,
    /// Read the audit log.
    ReadAudit,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 18] = [
        Self::ReadUsers,
        Self::CreateUser,
        Self::EditUser,
        Self::InviteUser,
        Self::ReadServiceAccounts,
        Self::CreateServiceAccount,
        Self::EditServiceAccount,
        Self::IssueApiKey,
        Self::RevokeApiKey,
        Self::CreateSmartArea,
        Self::EditSmartArea,
        Self::CreateDepartment,
        Self::EditDepartment,
        Self::CreateInitiative,
        Self::EditInitiative,
        Self::DelegateReporting,
        Self::RestructureInitiative,
        Self::ReadAudit,
    ];

    /// The action as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadUsers => "users.read",
            Self::CreateUser => "users.create",
            Self::EditUser => "users.edit",
            Self::InviteUser => "users.invite",
            Self::ReadServiceAccounts => "service_accounts.read",
            Self::CreateServiceAccount => "service_accounts.create",
            Self::EditServiceAccount => "service_accounts.edit",
            Self::IssueApiKey => "service_accounts.keys.issue",
            Self::RevokeApiKey => "service_accounts.keys.revoke",
            Self::CreateSmartArea => "smart_areas.create",
            Self::EditSmartArea => "smart_areas.edit",
            Self::CreateDepartment => "departments.create",
            Self::EditDepartment => "departments.edit",
            Self::CreateInitiative => "initiatives.create",
            Self::EditInitiative => "initiatives.edit",
            Self::DelegateReporting => "initiatives.delegate",
            Self::RestructureInitiative => "initiatives.restructure",
            Self::ReadAudit => "audit.read",
        }
    }

    /// The action in words, to stand behind "may".
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::ReadUsers => "see staff accounts and their roles",
            Self::CreateUser => "make a staff account",
            Self::EditUser => "change a staff account, its roles, or whether it may be used",
            Self::InviteUser => "make a one-time link with which somebody chooses a password",
            Self::ReadServiceAccounts => "see service accounts and their keys, without secrets",
            Self::CreateServiceAccount => "make a service account",
            Self::EditServiceAccount => {
                "change a service account, its roles, or whether it may be used"
            }
            Self::IssueApiKey => "make a key of a service account",
            Self::RevokeApiKey => "withdraw a key of a service account",
            Self::CreateSmartArea => "add a smart area to the catalogue",
            Self::EditSmartArea => "change a smart area of the catalogue",
            Self::CreateDepartment => "add a department to the catalogue",
            Self::EditDepartment => "change a department of the catalogue",
            Self::CreateInitiative => "add an initiative to the catalogue",
            Self::EditInitiative => {
                "change what an initiative says: title, summary, dates, tags, stated progress"
            }
            Self::DelegateReporting => "say which supporting departments report on an initiative",
            Self::RestructureInitiative => {
                "move an initiative: its area, lead, supporting departments and blueprint editions"
            }
            Self::ReadAudit => "read the audit log",
        }
    }

    /// Whether a machine's key may carry the action. A key cannot make keys: whoever steals it could not be shut out.
    #[must_use]
    pub const fn may_be_scoped(self) -> bool {
        !matches!(self, Self::IssueApiKey)
    }
}

impl FromStr for Action {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word::find("action", &Self::ALL, Self::as_str, text)
    }
}

/// A type that stands for one action.
pub trait ActionType: Copy + Debug + Send + Sync + 'static {
    /// The action.
    const ACTION: Action;
}

/// One type per action, for the signatures of operations and writers.
pub mod act {
    use super::{Action, ActionType};

    /// See [`Action::ReadUsers`].
    #[derive(Debug, Clone, Copy)]
    pub struct ReadUsers;
    /// See [`Action::CreateUser`].
    #[derive(Debug, Clone, Copy)]
    pub struct CreateUser;
    /// See [`Action::EditUser`].
    #[derive(Debug, Clone, Copy)]
    pub struct EditUser;
    /// See [`Action::InviteUser`].
    #[derive(Debug, Clone, Copy)]
    pub struct InviteUser;
    /// See [`Action::ReadServiceAccounts`].
    #[derive(Debug, Clone, Copy)]
    pub struct ReadServiceAccounts;
    /// See [`Action::CreateServiceAccount`].
    #[derive(Debug, Clone, Copy)]
    pub struct CreateServiceAccount;
    /// See [`Action::EditServiceAccount`].
    #[derive(Debug, Clone, Copy)]
    pub struct EditServiceAccount;
    /// See [`Action::IssueApiKey`].
    #[derive(Debug, Clone, Copy)]
    pub struct IssueApiKey;
    /// See [`Action::RevokeApiKey`].
    #[derive(Debug, Clone, Copy)]
    pub struct RevokeApiKey;
    /// See [`Action::CreateSmartArea`].
    #[derive(Debug, Clone, Copy)]
    pub struct CreateSmartArea;
    /// See [`Action::EditSmartArea`].
    #[derive(Debug, Clone, Copy)]
    pub struct EditSmartArea;
    /// See [`Action::CreateDepartment`].
    #[derive(Debug, Clone, Copy)]
    pub struct CreateDepartment;
    /// See [`Action::EditDepartment`].
    #[derive(Debug, Clone, Copy)]
    pub struct EditDepartment;
    /// See [`Action::CreateInitiative`].
    #[derive(Debug, Clone, Copy)]
    pub struct CreateInitiative;
    /// See [`Action::EditInitiative`].
    #[derive(Debug, Clone, Copy)]
    pub struct EditInitiative;
    /// See [`Action::DelegateReporting`].
    #[derive(Debug, Clone, Copy)]
    pub struct DelegateReporting;
    /// See [`Action::RestructureInitiative`].
    #[derive(Debug, Clone, Copy)]
    pub struct RestructureInitiative;
    /// See [`Action::ReadAudit`].
    #[derive(Debug, Clone, Copy)]
    pub struct ReadAudit;

    impl ActionType for ReadUsers {
        const ACTION: Action = Action::ReadUsers;
    }
    impl ActionType for CreateUser {
        const ACTION: Action = Action::CreateUser;
    }
    impl ActionType for EditUser {
        const ACTION: Action = Action::EditUser;
    }
    impl ActionType for InviteUser {
        const ACTION: Action = Action::InviteUser;
    }
    impl ActionType for ReadServiceAccounts {
        const ACTION: Action = Action::ReadServiceAccounts;
    }
    impl ActionType for CreateServiceAccount {
        const ACTION: Action = Action::CreateServiceAccount;
    }
    impl ActionType for EditServiceAccount {
        const ACTION: Action = Action::EditServiceAccount;
    }
    impl ActionType for IssueApiKey {
        const ACTION: Action = Action::IssueApiKey;
    }
    impl ActionType for RevokeApiKey {
        const ACTION: Action = Action::RevokeApiKey;
    }
    impl ActionType for CreateSmartArea {
        const ACTION: Action = Action::CreateSmartArea;
    }
    impl ActionType for EditSmartArea {
        const ACTION: Action = Action::EditSmartArea;
    }
    impl ActionType for CreateDepartment {
        const ACTION: Action = Action::CreateDepartment;
    }
    impl ActionType for EditDepartment {
        const ACTION: Action = Action::EditDepartment;
    }
    impl ActionType for CreateInitiative {
        const ACTION: Action = Action::CreateInitiative;
    }
    impl ActionType for EditInitiative {
        const ACTION: Action = Action::EditInitiative;
    }
    impl ActionType for DelegateReporting {
        const ACTION: Action = Action::DelegateReporting;
    }
    impl ActionType for RestructureInitiative {
        const ACTION: Action = Action::RestructureInitiative;
    }
    impl ActionType for ReadAudit {
        const ACTION: Action = Action::ReadAudit;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_read_as_it_is_written() {
        for action in Action::ALL {
            assert_eq!(action.as_str().parse(), Ok(action));
        }
        assert!("users.delete".parse::<Action>().is_err());
    }
}
