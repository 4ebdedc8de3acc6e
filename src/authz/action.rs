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
    /// Move an initiative through its life.
    TransitionInitiative,
    /// Reopen an initiative that has ended.
    ReopenInitiative,
    /// Say that an initiative is still as published.
    ConfirmInitiative,
    /// Make a milestone.
    CreateMilestone,
    /// Change what a milestone says.
    EditMilestone,
    /// Delete a milestone that was made by mistake.
    DeleteMilestone,
    /// Report the status of a milestone.
    TransitionMilestone,
    /// Reopen a milestone that was met.
    ReopenMilestone,
    /// Change the due date of a milestone.
    RebaselineMilestone,
    /// See updates that are not published.
    ReadDrafts,
    /// Write an update.
    DraftUpdate,
    /// Publish an update.
    PublishUpdate,
    /// Pass on what citizens send, without the work that is asked of them.
    ForwardSubmission,
    /// See citizens' submissions that are not public, and all that was written about them.
    ReadSubmissions,
    /// Decide about a submission: triage, assign, publish, hide, decline it, or name it a duplicate.
    DecideSubmission,
    /// Answer a submission for the department it is assigned to.
    ReplySubmission,
    /// Write a note on a submission that only staff see.
    NoteSubmission,
    /// Ask the author of a submission something, and wait for the answer.
    AwaitCitizen,
    /// See the name and address that the author of a submission left.
    ReadContact,
    /// Read the audit log.
    ReadAudit,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 37] = [
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
        Self::TransitionInitiative,
        Self::ReopenInitiative,
        Self::ConfirmInitiative,
        Self::CreateMilestone,
        Self::EditMilestone,
        Self::DeleteMilestone,
        Self::TransitionMilestone,
        Self::ReopenMilestone,
        Self::RebaselineMilestone,
        Self::ReadDrafts,
        Self::DraftUpdate,
        Self::PublishUpdate,
        Self::ForwardSubmission,
        Self::ReadSubmissions,
        Self::DecideSubmission,
        Self::ReplySubmission,
        Self::NoteSubmission,
        Self::AwaitCitizen,
        Self::ReadContact,
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
            Self::TransitionInitiative => "initiatives.transition",
            Self::ReopenInitiative => "initiatives.reopen",
            Self::ConfirmInitiative => "initiatives.confirm",
            Self::CreateMilestone => "milestones.create",
            Self::EditMilestone => "milestones.edit",
            Self::DeleteMilestone => "milestones.delete",
            Self::TransitionMilestone => "milestones.transition",
            Self::ReopenMilestone => "milestones.reopen",
            Self::RebaselineMilestone => "milestones.rebaseline",
            Self::ReadDrafts => "updates.read",
            Self::DraftUpdate => "updates.draft",
            Self::PublishUpdate => "updates.publish",
            Self::ForwardSubmission => "submissions.forward",
            Self::ReadSubmissions => "submissions.read",
            Self::DecideSubmission => "submissions.decide",
            Self::ReplySubmission => "submissions.reply",
            Self::NoteSubmission => "submissions.note",
            Self::AwaitCitizen => "submissions.await",
            Self::ReadContact => "submissions.read_contact",
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
            Self::TransitionInitiative => {
                "move an initiative through its life: begin, complete, hold, cancel, supersede it"
            }
            Self::ReopenInitiative => {
                "reopen an initiative that was completed, cancelled or superseded"
            }
            Self::ConfirmInitiative => "confirm that an initiative is still as published",
            Self::CreateMilestone => "add a milestone to an initiative",
            Self::EditMilestone => {
                "change what a milestone says: title, description, weight, completion"
            }
            Self::DeleteMilestone => "delete a milestone that was only just made",
            Self::TransitionMilestone => "report the status of a milestone",
            Self::ReopenMilestone => "reopen a milestone that was reported as met",
            Self::RebaselineMilestone => {
                "change the due date of a milestone, on record and with a reason"
            }
            Self::ReadDrafts => "see progress updates that are not published yet",
            Self::DraftUpdate => "write a progress update, to be published by a publisher",
            Self::PublishUpdate => "publish a progress update, and correct a published one",
            Self::ForwardSubmission => {
                "pass on what citizens send, without solving challenges and without a limit per address"
            }
            Self::ReadSubmissions => {
                "see the submissions of citizens, with their messages and the notes of staff"
            }
            Self::DecideSubmission => {
                "decide about a submission: triage, assign, publish, hide, decline it, or name it a duplicate"
            }
            Self::ReplySubmission => "answer a submission for the department it is assigned to",
            Self::NoteSubmission => "write a note on a submission that only staff see",
            Self::AwaitCitizen => {
                "ask the author of a submission something, which stops the clock until the answer comes"
            }
            Self::ReadContact => "see the name and address that the author of a submission left",
            Self::ReadAudit => "read the audit log",
        }
    }

    /// Whether a machine's key may carry the action. A key can make neither accounts nor roles, links or keys: whoever steals
    /// one would get what its scope does not have, and could not be shut out by withdrawing it. Nor does a key open what citizens
    /// told of themselves: that is for people who answer them.
    #[must_use]
    pub const fn may_be_scoped(self) -> bool {
        !matches!(
            self,
            Self::CreateUser
                | Self::EditUser
                | Self::InviteUser
                | Self::CreateServiceAccount
                | Self::EditServiceAccount
                | Self::IssueApiKey
                | Self::ReadContact
        )
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

    #[test]
    fn no_key_carries_what_would_make_more_of_itself_or_is_for_people_alone() {
        let never: Vec<&str> = Action::ALL
            .into_iter()
            .filter(|action| !action.may_be_scoped())
            .map(Action::as_str)
            .collect();
        let expected = [
            "users.create",
            "users.edit",
            "users.invite",
            "service_accounts.create",
            "service_accounts.edit",
            "service_accounts.keys.issue",
            "submissions.read_contact",
        ];
        assert_eq!(never, expected);
    }
}
