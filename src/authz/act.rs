//! One type per action, for the signatures of operations and writers.

use super::action::{Action, ActionType};

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
/// See [`Action::TransitionInitiative`].
#[derive(Debug, Clone, Copy)]
pub struct TransitionInitiative;
/// See [`Action::ReopenInitiative`].
#[derive(Debug, Clone, Copy)]
pub struct ReopenInitiative;
/// See [`Action::ConfirmInitiative`].
#[derive(Debug, Clone, Copy)]
pub struct ConfirmInitiative;
/// See [`Action::CreateMilestone`].
#[derive(Debug, Clone, Copy)]
pub struct CreateMilestone;
/// See [`Action::EditMilestone`].
#[derive(Debug, Clone, Copy)]
pub struct EditMilestone;
/// See [`Action::DeleteMilestone`].
#[derive(Debug, Clone, Copy)]
pub struct DeleteMilestone;
/// See [`Action::TransitionMilestone`].
#[derive(Debug, Clone, Copy)]
pub struct TransitionMilestone;
/// See [`Action::ReopenMilestone`].
#[derive(Debug, Clone, Copy)]
pub struct ReopenMilestone;
/// See [`Action::RebaselineMilestone`].
#[derive(Debug, Clone, Copy)]
pub struct RebaselineMilestone;
/// See [`Action::ReadDrafts`].
#[derive(Debug, Clone, Copy)]
pub struct ReadDrafts;
/// See [`Action::DraftUpdate`].
#[derive(Debug, Clone, Copy)]
pub struct DraftUpdate;
/// See [`Action::PublishUpdate`].
#[derive(Debug, Clone, Copy)]
pub struct PublishUpdate;
/// See [`Action::ReadSubmissions`].
#[derive(Debug, Clone, Copy)]
pub struct ReadSubmissions;
/// See [`Action::ForwardSubmission`].
#[derive(Debug, Clone, Copy)]
pub struct ForwardSubmission;
/// See [`Action::DecideSubmission`].
#[derive(Debug, Clone, Copy)]
pub struct DecideSubmission;
/// See [`Action::ReplySubmission`].
#[derive(Debug, Clone, Copy)]
pub struct ReplySubmission;
/// See [`Action::NoteSubmission`].
#[derive(Debug, Clone, Copy)]
pub struct NoteSubmission;
/// See [`Action::AwaitCitizen`].
#[derive(Debug, Clone, Copy)]
pub struct AwaitCitizen;
/// See [`Action::ReadContact`].
#[derive(Debug, Clone, Copy)]
pub struct ReadContact;
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
impl ActionType for TransitionInitiative {
    const ACTION: Action = Action::TransitionInitiative;
}
impl ActionType for ReopenInitiative {
    const ACTION: Action = Action::ReopenInitiative;
}
impl ActionType for ConfirmInitiative {
    const ACTION: Action = Action::ConfirmInitiative;
}
impl ActionType for CreateMilestone {
    const ACTION: Action = Action::CreateMilestone;
}
impl ActionType for EditMilestone {
    const ACTION: Action = Action::EditMilestone;
}
impl ActionType for DeleteMilestone {
    const ACTION: Action = Action::DeleteMilestone;
}
impl ActionType for TransitionMilestone {
    const ACTION: Action = Action::TransitionMilestone;
}
impl ActionType for ReopenMilestone {
    const ACTION: Action = Action::ReopenMilestone;
}
impl ActionType for RebaselineMilestone {
    const ACTION: Action = Action::RebaselineMilestone;
}
impl ActionType for ReadDrafts {
    const ACTION: Action = Action::ReadDrafts;
}
impl ActionType for DraftUpdate {
    const ACTION: Action = Action::DraftUpdate;
}
impl ActionType for PublishUpdate {
    const ACTION: Action = Action::PublishUpdate;
}
impl ActionType for ReadSubmissions {
    const ACTION: Action = Action::ReadSubmissions;
}
impl ActionType for ForwardSubmission {
    const ACTION: Action = Action::ForwardSubmission;
}
impl ActionType for DecideSubmission {
    const ACTION: Action = Action::DecideSubmission;
}
impl ActionType for ReplySubmission {
    const ACTION: Action = Action::ReplySubmission;
}
impl ActionType for NoteSubmission {
    const ACTION: Action = Action::NoteSubmission;
}
impl ActionType for AwaitCitizen {
    const ACTION: Action = Action::AwaitCitizen;
}
impl ActionType for ReadContact {
    const ACTION: Action = Action::ReadContact;
}
impl ActionType for ReadAudit {
    const ACTION: Action = Action::ReadAudit;
}

/// An action that changes a milestone which exists, so that its writer can be told from those of others.
pub trait ChangesMilestone: ActionType {}

impl ChangesMilestone for EditMilestone {}
impl ChangesMilestone for TransitionMilestone {}
impl ChangesMilestone for RebaselineMilestone {}

/// An action that changes an initiative which exists.
pub trait ChangesInitiative: ActionType {}

impl ChangesInitiative for EditInitiative {}
impl ChangesInitiative for TransitionInitiative {}

/// An action that changes an update which exists.
pub trait ChangesUpdate: ActionType {}

impl ChangesUpdate for DraftUpdate {}
impl ChangesUpdate for PublishUpdate {}

/// An action that changes a submission which exists.
pub trait ChangesSubmission: ActionType {}

impl ChangesSubmission for DecideSubmission {}
impl ChangesSubmission for ReplySubmission {}
impl ChangesSubmission for AwaitCitizen {}
