//! Submissions on the wire, as staff see them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::v1::common::json::{Meta, PageInfo};
use crate::api::v1::common::speech::{Fallbacks, Speech};
use crate::api::v1::common::submission_words::{
    HideReason, SubmissionKind, SubmissionState, Visibility,
};
use crate::api::v1::submissions::json::{Reply, replies};
use crate::api::v1::submissions::new_json::Consents;
use crate::app::submission::queue::{ContactDetails, StaffView};
use crate::domain::ids::SubmissionId;
use crate::domain::submission::clock::is_overdue;
use crate::store::submission::Submission;
use crate::store::submission::message::{Author, Message};

/// A submission as staff see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffSubmission {
    /// Its id.
    pub id: Uuid,
    /// Counts its own changes, from 1.
    #[schema(format = Int64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub version: i64,
    /// The name by which people speak of it.
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
    /// What it is, in its author's own judgement.
    pub kind: SubmissionKind,
    /// The language that it is written in.
    #[schema(max_length = 35, pattern = "^[A-Za-z0-9-]+$", example = "zh-Hant")]
    pub language: String,
    /// What is or would be published; null once it is erased.
    #[schema(max_length = 5000, pattern = "^[^\\x00-\\x08]+$")]
    pub text: Option<String>,
    /// What was sent; null once it is erased.
    #[schema(max_length = 5000, pattern = "^[^\\x00-\\x08]+$")]
    pub original_text: Option<String>,
    /// Where it is on its way to an answer.
    pub state: SubmissionState,
    /// Whether the public sees it.
    pub visibility: Visibility,
    /// Why it is hidden; null when it is not.
    pub hide_reason: Option<HideReason>,
    /// The department that is to answer.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$", example = "TD")]
    pub department_code: Option<String>,
    /// The submission that says the same and is answered in its place.
    pub duplicate_of: Option<Uuid>,
    /// What its author agrees to.
    pub consents: Consents,
    /// When it arrived.
    pub received_at: DateTime<Utc>,
    /// The last day on which an answer is in time.
    pub reply_due_on: NaiveDate,
    /// Whether that day has passed without an answer; never while its author is awaited.
    pub overdue: bool,
    /// Since which day the clock stands still, because the author is awaited.
    pub paused_since: Option<NaiveDate>,
    /// How many working days the clock stood still before.
    #[schema(format = Int32, minimum = 0, maximum = 2_147_483_647)]
    pub paused_days: i32,
    /// When its handling ended.
    pub closed_at: Option<DateTime<Utc>>,
    /// When what was written was erased.
    pub erased_at: Option<DateTime<Utc>>,
    /// Whether contact details are kept; only where one submission is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub has_contact: Option<bool>,
    /// The correspondence with its author and the notes of staff, oldest first; only where one submission is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 10000, nullable = false)]
    pub messages: Option<Vec<SubmissionMessage>>,
    /// What departments answered, oldest first; only where one submission is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 100, nullable = false)]
    pub replies: Option<Vec<Reply>>,
    /// The members given in another language than asked for, as JSON pointers.
    #[schema(max_items = 100)]
    pub language_fallbacks: Vec<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A page of submissions.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffSubmissionList {
    /// The submissions, in the order asked for.
    #[schema(max_items = 100)]
    pub data: Vec<StaffSubmission>,
    /// Where the page stands.
    pub page: PageInfo,
    /// What else is known of the list.
    pub meta: Meta,
}

/// Something that was written about a submission.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionMessage {
    /// Its id.
    pub id: Uuid,
    /// Who wrote it, and for whom.
    pub author: MessageAuthor,
    /// The department in whose name it was written.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$", example = "TD")]
    pub department_code: Option<String>,
    /// What it says.
    #[schema(max_length = 5000, pattern = "^[^\\x00-\\x08]+$")]
    pub text: String,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

/// Who wrote something, and for whom.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageAuthor {
    /// The author of the submission, to those who answer it.
    Citizen,
    /// A department, to the author of the submission.
    Department,
    /// Staff, to staff alone.
    Note,
}

/// How to reach the author of a submission. Each reading leaves an audit entry.
#[derive(Serialize, ToSchema)]
pub struct SubmissionContact {
    /// The name.
    #[schema(max_length = 100, pattern = "^[^\\x00-\\x1F]+$", example = "Chan Tai-man")]
    pub name: Option<String>,
    /// The email address.
    #[schema(max_length = 254, pattern = "^[^@]+@[^@]+$", example = "taiman@example.com")]
    pub email: String,
}

impl From<ContactDetails> for SubmissionContact {
    fn from(details: ContactDetails) -> Self {
        Self { name: details.name, email: details.email }
    }
}

impl StaffSubmission {
    /// The submission as it looks `today`, without what else was written.
    #[must_use]
    pub fn of(submission: &Submission, today: NaiveDate) -> Self {
        let place = &submission.place;
        let kept = |text: &String| submission.erased_at.is_none().then(|| text.clone());
        Self {
            id: submission.id.as_uuid(),
            version: submission.version,
            reference: submission.reference.to_string(),
            initiative_code: place.initiative().map(ToString::to_string),
            smart_area_code: place.smart_area().map(ToString::to_string),
            subject: place.subject().map(ToString::to_string),
            kind: submission.kind.into(),
            language: submission.language.to_string(),
            text: kept(&submission.text),
            original_text: kept(&submission.original_text),
            state: submission.state.into(),
            visibility: submission.visibility.into(),
            hide_reason: submission.hide_reason.map(Into::into),
            department_code: submission.department_code.as_ref().map(ToString::to_string),
            duplicate_of: submission.duplicate_of.map(SubmissionId::as_uuid),
            consents: Consents {
                notice_version: submission.notice_version,
                publish: submission.may_publish,
                contact: submission.may_contact,
            },
            received_at: submission.received_at,
            reply_due_on: submission.reply_due_on,
            overdue: is_overdue(submission.reply_due_on, today, submission.state),
            paused_since: submission.paused_since,
            paused_days: submission.paused_days,
            closed_at: submission.closed_at,
            erased_at: submission.erased_at,
            has_contact: None,
            messages: None,
            replies: None,
            language_fallbacks: Vec::new(),
            created_at: submission.created_at,
            updated_at: submission.updated_at,
        }
    }

    /// The submission with all that was written about it, as `speech` gives it.
    #[must_use]
    pub fn whole(view: &StaffView, today: NaiveDate, speech: Speech<'_>) -> Self {
        let mut fallbacks = Fallbacks::default();
        let replies = replies(&view.replies, speech, &mut fallbacks);
        Self {
            has_contact: Some(view.has_contact),
            messages: Some(view.messages.iter().map(SubmissionMessage::from).collect()),
            replies: Some(replies),
            language_fallbacks: fallbacks.into_pointers(),
            ..Self::of(&view.submission, today)
        }
    }
}

impl From<&Message> for SubmissionMessage {
    fn from(message: &Message) -> Self {
        Self {
            id: message.id.as_uuid(),
            author: match message.author {
                Author::Citizen => MessageAuthor::Citizen,
                Author::Department => MessageAuthor::Department,
                Author::Note => MessageAuthor::Note,
            },
            department_code: message.department_code.as_ref().map(ToString::to_string),
            text: message.text.clone(),
            created_at: message.created_at,
        }
    }
}
