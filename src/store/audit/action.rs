//! What audit entries speak of: the actions of the policy, and what happens around accounts and keys without one.

use std::fmt;
use std::str::FromStr;

use crate::authz::Action;
use crate::domain::word::UnknownWord;

/// What was done or tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuditAction {
    /// An action of the policy.
    Did(Action),
    /// Something that is for people, tried by a machine.
    UsedOwnAccount,
    /// Somebody signed in.
    SessionStarted,
    /// Somebody signed out, of one session or of all.
    SessionEnded,
    /// A spent refresh token came back, and its session was ended.
    TokenReused,
    /// Somebody tried to sign in and was refused.
    LoginFailed,
    /// Somebody changed their own password.
    PasswordChanged,
    /// The operator set somebody's password.
    PasswordReset,
    /// Somebody chose a password with a one-time link.
    InvitationAccepted,
    /// A one-time link for making the first administrator was made.
    SetupOpened,
    /// The first administrator was made.
    SetupCompleted,
    /// The first signing key was made.
    KeysCreated,
    /// The signing keys were rotated.
    KeysRotated,
    /// The master key was lost, and keys were made anew.
    KeysReset,
    /// A catalogue file was loaded.
    CatalogueLoaded,
    /// Somebody sent a view or a suggestion.
    SubmissionReceived,
    /// The author of a submission wrote about it.
    SubmissionClarified,
    /// The author of a submission took it back.
    SubmissionWithdrawn,
    /// The author of a submission had it erased, or the contact details alone.
    SubmissionErased,
    /// Contact details whose time was over were erased.
    ContactsErased,
    /// The owner of a mailbox confirmed that letters are welcome.
    LettersConfirmed,
    /// The owner of a mailbox refused all letters.
    LettersRefused,
    /// The configuration says another reply standard than before.
    ReplyStandardSet,
    /// The database was replaced by a backup of it.
    DatabaseRestored,
}

impl AuditAction {
    /// Those that are no actions of the policy.
    const OTHERS: [Self; 23] = [
        Self::UsedOwnAccount,
        Self::SessionStarted,
        Self::SessionEnded,
        Self::TokenReused,
        Self::LoginFailed,
        Self::PasswordChanged,
        Self::PasswordReset,
        Self::InvitationAccepted,
        Self::SetupOpened,
        Self::SetupCompleted,
        Self::KeysCreated,
        Self::KeysRotated,
        Self::KeysReset,
        Self::CatalogueLoaded,
        Self::SubmissionReceived,
        Self::SubmissionClarified,
        Self::SubmissionWithdrawn,
        Self::SubmissionErased,
        Self::ContactsErased,
        Self::LettersConfirmed,
        Self::LettersRefused,
        Self::ReplyStandardSet,
        Self::DatabaseRestored,
    ];

    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        Action::ALL.into_iter().map(Self::Did).chain(Self::OTHERS)
    }

    /// The action as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Did(action) => action.as_str(),
            Self::UsedOwnAccount => "account.use",
            Self::SessionStarted => "session.started",
            Self::SessionEnded => "session.ended",
            Self::TokenReused => "session.token_reused",
            Self::LoginFailed => "login.failed",
            Self::PasswordChanged => "password.changed",
            Self::PasswordReset => "password.reset",
            Self::InvitationAccepted => "invitation.accepted",
            Self::SetupOpened => "setup.opened",
            Self::SetupCompleted => "setup.completed",
            Self::KeysCreated => "keys.created",
            Self::KeysRotated => "keys.rotated",
            Self::KeysReset => "keys.reset",
            Self::CatalogueLoaded => "catalogue.loaded",
            Self::SubmissionReceived => "submission.received",
            Self::SubmissionClarified => "submission.clarified",
            Self::SubmissionWithdrawn => "submission.withdrawn",
            Self::SubmissionErased => "submission.erased",
            Self::ContactsErased => "contacts.erased",
            Self::LettersConfirmed => "letters.confirmed",
            Self::LettersRefused => "letters.refused",
            Self::ReplyStandardSet => "reply_standard.set",
            Self::DatabaseRestored => "database.restored",
        }
    }
}

impl fmt::Display for AuditAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for AuditAction {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let vocabulary = "audit action";
        Self::all().find(|action| action.as_str() == text).ok_or(UnknownWord { vocabulary })
    }
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuditOutcome {
    /// It was done.
    Done,
    /// The policy refused it.
    Refused,
    /// It failed: the credentials were wrong.
    Failed,
}

impl AuditOutcome {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Done, Self::Refused, Self::Failed];

    /// The outcome as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

impl FromStr for AuditOutcome {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let vocabulary = "audit outcome";
        let found = Self::ALL.into_iter().find(|outcome| outcome.as_str() == text);
        found.ok_or(UnknownWord { vocabulary })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_read_as_it_is_written() {
        for action in AuditAction::all() {
            assert_eq!(action.as_str().parse(), Ok(action));
        }
    }
}
