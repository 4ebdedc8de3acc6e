//! Identifiers of the things that people do not name, kept apart by type.
//! It must not know how an identifier is stored or when one is made.

use std::fmt;
use std::hash::Hash;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::code::{InitiativeCode, MilestoneKey};

/// The name space of loaded milestones. Every installation has the same, and it never changes: published ids depend on it.
const LOADED_MILESTONES: Uuid = Uuid::from_u128(0x8f4c_3f0e_6b1d_5a57_9c2e_41d7_b0a6_e395);

/// What tells one kind of id from another.
pub trait IdKind: Copy + Ord + Hash + fmt::Debug + Send + Sync + 'static {}

/// The id of a thing of the kind `K`: UUID version 7, but for what is loaded from a catalogue file (version 5) and for what
/// citizens send (version 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent, bound = "")]
pub struct Id<K>(Uuid, PhantomData<K>);

/// The kind of [`MilestoneId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MilestoneKind;
/// The kind of [`UserId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserKind;
/// The kind of [`SessionId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionKind;
/// The kind of [`InvitationId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InvitationKind;
/// The kind of [`ServiceAccountId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceAccountKind;
/// The kind of [`ApiKeyId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiKeyKind;
/// The kind of [`TransitionId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransitionKind;
/// The kind of [`RebaselineId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RebaselineKind;
/// The kind of [`UpdateId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UpdateKind;
/// The kind of [`ConfirmationId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConfirmationKind;
/// The kind of [`SubmissionId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubmissionKind;
/// The kind of [`MessageId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageKind;
/// The kind of [`ReplyId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReplyKind;
/// The kind of [`MailId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailKind;

impl IdKind for MilestoneKind {}
impl IdKind for UserKind {}
impl IdKind for SessionKind {}
impl IdKind for InvitationKind {}
impl IdKind for ServiceAccountKind {}
impl IdKind for ApiKeyKind {}
impl IdKind for TransitionKind {}
impl IdKind for RebaselineKind {}
impl IdKind for UpdateKind {}
impl IdKind for ConfirmationKind {}
impl IdKind for SubmissionKind {}
impl IdKind for MessageKind {}
impl IdKind for ReplyKind {}
impl IdKind for MailKind {}

/// The id of a milestone: version 7 when made through the interface, version 5 when loaded from a catalogue file.
pub type MilestoneId = Id<MilestoneKind>;
/// The id of a member of staff.
pub type UserId = Id<UserKind>;
/// The id of a session: from signing in until signing out.
pub type SessionId = Id<SessionKind>;
/// The id of a one-time link.
pub type InvitationId = Id<InvitationKind>;
/// The id of a machine that writes.
pub type ServiceAccountId = Id<ServiceAccountKind>;
/// The id of a key of such a machine.
pub type ApiKeyId = Id<ApiKeyKind>;
/// The id of a reported move of a milestone or an initiative.
pub type TransitionId = Id<TransitionKind>;
/// The id of a change of a due date.
pub type RebaselineId = Id<RebaselineKind>;
/// The id of a progress update.
pub type UpdateId = Id<UpdateKind>;
/// The id of a confirmation.
pub type ConfirmationId = Id<ConfirmationKind>;
/// The id of what a citizen sent; its public name is its reference. Version 4, so that it does not tell when it was sent; those
/// given before that was so are of version 7.
pub type SubmissionId = Id<SubmissionKind>;
/// The id of a message about a submission.
pub type MessageId = Id<MessageKind>;
/// The id of a department's answer to a submission.
pub type ReplyId = Id<ReplyKind>;
/// The id of a letter that is to be sent.
pub type MailId = Id<MailKind>;

impl MilestoneId {
    /// The id of the milestone `key` of `initiative` in a catalogue file (RFC 9562 section 5.5, of `<initiative>/<key>`).
    #[must_use]
    pub fn for_loaded(initiative: &InitiativeCode, key: &MilestoneKey) -> Self {
        // A code never has a slash, so two pairs never have the same name.
        Uuid::new_v5(&LOADED_MILESTONES, format!("{initiative}/{key}").as_bytes()).into()
    }
}

impl<K: IdKind> Id<K> {
    /// The UUID itself.
    #[must_use]
    pub fn as_uuid(self) -> Uuid {
        self.0
    }
}

impl<K> From<Uuid> for Id<K> {
    fn from(id: Uuid) -> Self {
        Self(id, PhantomData)
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

/// A text that is not a UUID in its hyphenated form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a UUID of the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")]
pub struct NotAnId;

impl<K> FromStr for Id<K> {
    type Err = NotAnId;
    /// Reads the hyphenated form only, so that one thing has one address; capital letters mean the same.
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        // The library also reads the simple, braced and URN forms; only the hyphenated one has this length.
        if text.len() != uuid::fmt::Hyphenated::LENGTH {
            return Err(NotAnId);
        }
        Uuid::try_parse(text).map(Self::from).map_err(|_| NotAnId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loaded(initiative: &str, key: &str) -> MilestoneId {
        MilestoneId::for_loaded(
            &InitiativeCode::parse(initiative).unwrap(),
            &MilestoneKey::parse(key).unwrap(),
        )
    }

    #[test]
    fn a_loaded_milestone_always_has_the_same_id() {
        let id = loaded("hketoll", "first-tunnel");
        assert_eq!(id, loaded("hketoll", "first-tunnel"));
        assert_eq!(id.as_uuid().get_version_num(), 5);
        assert_eq!(id.to_string(), "14c4cb29-f986-5584-a5e8-e1fe08d33914");
    }

    #[test]
    fn the_initiative_and_the_key_both_count() {
        assert_ne!(loaded("a", "b"), loaded("a", "c"));
        assert_ne!(loaded("a", "b"), loaded("c", "b"));
        assert_ne!(loaded("a-b", "c"), loaded("a", "b-c"));
    }

    #[test]
    fn an_id_is_read_from_its_hyphenated_form_only() {
        let id = loaded("a", "b");
        let text = id.to_string();
        assert_eq!(text.parse(), Ok(id));
        assert_eq!(text.to_uppercase().parse(), Ok(id));
        for other in [text.replace('-', ""), format!("{{{text}}}"), format!("urn:uuid:{text}")] {
            assert_eq!(other.parse::<MilestoneId>(), Err(NotAnId), "{other}");
        }
        assert_eq!("zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz".parse::<MilestoneId>(), Err(NotAnId));
    }

    #[test]
    fn a_submission_of_before_keeps_its_id_and_a_new_one_is_as_good() {
        for text in ["0197a6f0-5c1b-7d3e-8a52-4f6f0c1d2e3f", "9f1c2b3a-4d5e-4f60-8a7b-6c5d4e3f2a1b"]
        {
            let id: SubmissionId = text.parse().unwrap();
            assert_eq!(id.to_string(), text);
        }
    }

    #[test]
    fn an_id_is_a_string_in_json() {
        let id = loaded("a", "b");
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{id}\""));
    }
}
