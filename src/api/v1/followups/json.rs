//! Submissions on the wire, as their authors see them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::v1::common::speech::{Fallbacks, Speech};
use crate::api::v1::common::submission_words::{
    HideReason, SubmissionKind, SubmissionState, Visibility,
};
use crate::api::v1::submissions::json::{Reply, replies};
use crate::api::v1::submissions::new_json::Consents;
use crate::app::submission::followup::FollowUp as View;
use crate::domain::ids::SubmissionId;
use crate::store::submission::message::{Author, Message};

/// A submission as its author sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowUp {
    /// Its id, under which everybody sees it once it is published.
    pub id: Uuid,
    /// The name by which to speak of it.
    #[schema(
        max_length = 11,
        pattern = "^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]$",
        example = "7K3M-Q9XD-S"
    )]
    pub reference: String,
    /// The initiative that it is about.
    #[schema(
        max_length = 80,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "hketoll-free-flow-tolling"
    )]
    pub initiative_code: Option<String>,
    /// The smart area that it is about as a whole.
    #[schema(max_length = 40, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "mobility")]
    pub smart_area_code: Option<String>,
    /// The subject that it is about.
    #[schema(max_length = 40, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub subject: Option<String>,
    /// What it is.
    pub kind: SubmissionKind,
    /// The language that it is written in.
    #[schema(max_length = 35, pattern = "^[A-Za-z0-9-]+$", example = "zh-Hant")]
    pub language: String,
    /// What it says, as it was sent; null once it is erased.
    #[schema(max_length = 5000, pattern = "^[^\\x00-\\x08]+$")]
    pub text: Option<String>,
    /// Where it is on its way to an answer.
    pub state: SubmissionState,
    /// Whether the public sees it.
    pub visibility: Visibility,
    /// Why it is hidden; null when it is not.
    pub hide_reason: Option<HideReason>,
    /// The department that is to answer.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$", example = "TD")]
    pub department_code: Option<String>,
    /// The published submission that says the same and is answered in its place.
    pub duplicate_of: Option<Uuid>,
    /// What its author agreed to, as it holds now.
    pub consents: Consents,
    /// Whether contact details are kept.
    pub has_contact: bool,
    /// When it arrived.
    pub received_at: DateTime<Utc>,
    /// The last day on which an answer is in time. It moves while the author is awaited.
    pub reply_due_on: NaiveDate,
    /// Since which day the clock stands still, because the author is awaited.
    pub paused_since: Option<NaiveDate>,
    /// When its handling ended.
    pub closed_at: Option<DateTime<Utc>>,
    /// When what was written was erased.
    pub erased_at: Option<DateTime<Utc>>,
    /// What its author and departments wrote to each other, oldest first.
    #[schema(max_items = 1000)]
    pub messages: Vec<FollowUpMessage>,
    /// What departments answered, oldest first.
    #[schema(max_items = 100)]
    pub replies: Vec<Reply>,
    /// The members given in another language than asked for, as JSON pointers.
    #[schema(max_items = 100)]
    pub language_fallbacks: Vec<String>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A message between the author of a submission and those who answer it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowUpMessage {
    /// Its id.
    pub id: Uuid,
    /// Who wrote it.
    pub author: FollowUpAuthor,
    /// The department that wrote it; null when its author or a moderator did.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$", example = "TD")]
    pub department_code: Option<String>,
    /// What it says.
    #[schema(max_length = 5000, pattern = "^[^\\x00-\\x08]+$")]
    pub text: String,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

/// Who wrote a message.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FollowUpAuthor {
    /// The author of the submission.
    Citizen,
    /// A department, or a moderator where no department is named.
    Department,
}

/// A message to be added.
#[derive(Debug, ToSchema)]
pub struct NewFollowUpMessage {
    /// What it says.
    #[schema(min_length = 1, max_length = 5000, pattern = "^[^\\x00-\\x08]+$")]
    pub text: String,
}

/// What is to be erased.
#[derive(Debug, ToSchema)]
pub struct NewErasure {
    /// Contact details alone, or all that was written.
    pub what: ErasureWhat,
}

/// What is to be erased.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErasureWhat {
    /// Name and address.
    Contact,
    /// Those, and everything that was written.
    All,
}

impl FollowUp {
    /// The submission as `speech` gives it.
    #[must_use]
    pub fn of(view: &View, speech: Speech<'_>) -> Self {
        let mut fallbacks = Fallbacks::default();
        let replies = replies(&view.replies, speech, &mut fallbacks);
        let (submission, place) = (&view.submission, &view.submission.place);
        let is_erased = submission.erased_at.is_some();
        Self {
            id: submission.id.as_uuid(),
            reference: submission.reference.to_string(),
            initiative_code: place.initiative().map(ToString::to_string),
            smart_area_code: place.smart_area().map(ToString::to_string),
            subject: place.subject().map(ToString::to_string),
            kind: submission.kind.into(),
            language: submission.language.to_string(),
            text: (!is_erased).then(|| submission.original_text.clone()),
            state: submission.state.into(),
            visibility: submission.visibility.into(),
            hide_reason: submission.hide_reason.map(Into::into),
            department_code: submission.department_code.as_ref().map(ToString::to_string),
            duplicate_of: view.original.map(SubmissionId::as_uuid),
            consents: Consents {
                notice_version: submission.notice_version,
                publish: submission.may_publish,
                contact: submission.may_contact,
            },
            has_contact: view.has_contact,
            received_at: submission.received_at,
            reply_due_on: submission.reply_due_on,
            paused_since: submission.paused_since,
            closed_at: submission.closed_at,
            erased_at: submission.erased_at,
            messages: view.messages.iter().filter_map(FollowUpMessage::of).collect(),
            replies,
            language_fallbacks: fallbacks.into_pointers(),
            updated_at: submission.updated_at,
        }
    }
}

impl FollowUpMessage {
    /// The message as the author of the submission sees it; none of what staff write for themselves.
    fn of(message: &Message) -> Option<Self> {
        let author = match message.author {
            Author::Citizen => FollowUpAuthor::Citizen,
            Author::Department => FollowUpAuthor::Department,
            Author::Note => return None,
        };
        Some(Self {
            id: message.id.as_uuid(),
            author,
            department_code: message.department_code.as_ref().map(ToString::to_string),
            text: message.text.clone(),
            created_at: message.created_at,
        })
    }
}
