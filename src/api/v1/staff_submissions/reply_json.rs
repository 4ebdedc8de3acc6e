//! Replies on the wire, as departments give them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::v1::common::json::{Meta, PageInfo};
use crate::api::v1::common::speech::{Fallbacks, Speech, Translations};
use crate::api::v1::common::submission_words::{InfluenceKind, ReplyOutcome};
use crate::api::v1::staff_submissions::json::StaffSubmission;
use crate::api::v1::submissions::json::{Influence, ReplyTranslations};
use crate::app::submission::reply::Replied;
use crate::store::submission::reply::Reply as Stored;

/// What a department answered, with what it answered to.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionReply {
    /// Its id.
    pub id: Uuid,
    /// Counts its own changes, from 1.
    #[schema(format = Int64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub version: i64,
    /// The submission that it answers.
    pub submission_id: Uuid,
    /// The department that answers.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$", example = "TD")]
    pub department_code: String,
    /// What came of it.
    pub outcome: ReplyOutcome,
    /// The answer.
    #[schema(max_length = 5000, pattern = "^[^\\x00-\\x08]+$")]
    pub text: String,
    /// What was changed because of it.
    pub influence: Option<Influence>,
    /// The members given in another language than asked for, as JSON pointers.
    #[schema(max_items = 100)]
    pub language_fallbacks: Vec<String>,
    /// When it was given.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Its texts in every language; only with `include=translations`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translations: Option<ReplyTranslations>,
    /// The submission as it is since; only in the answer to the reply itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub submission: Option<StaffSubmission>,
}

/// A page of replies.
#[derive(Debug, Serialize, ToSchema)]
pub struct InfluenceList {
    /// The replies, newest first.
    #[schema(max_items = 100)]
    pub data: Vec<SubmissionReply>,
    /// Where the page stands.
    pub page: PageInfo,
    /// What else is known of the list.
    pub meta: Meta,
}

/// A reply to be given.
#[derive(Debug, ToSchema)]
pub struct NewReply {
    /// What came of the submission.
    pub outcome: ReplyOutcome,
    /// The answer, by language.
    pub text: Translations,
    /// What was changed because of it.
    pub influence: Option<NewInfluence>,
}

/// A change that the submission led to.
#[derive(Debug, ToSchema)]
pub struct NewInfluence {
    /// The initiative that was changed, or whose milestone was.
    #[schema(max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub initiative_code: String,
    /// What was changed.
    pub kind: InfluenceKind,
    /// The initiative's code or the milestone's id.
    #[schema(max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub key: String,
    /// The version that the change made.
    #[schema(format = Int64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub version: i64,
}

impl SubmissionReply {
    /// The reply as `speech` gives it.
    #[must_use]
    pub fn of(reply: &Stored, speech: Speech<'_>) -> Self {
        let mut fallbacks = Fallbacks::default();
        let text = speech.pick(&reply.text, "/text", &mut fallbacks);
        let translations = ReplyTranslations { text: Speech::all(&reply.text) };
        Self {
            id: reply.id.as_uuid(),
            version: reply.version,
            submission_id: reply.submission_id.as_uuid(),
            department_code: reply.department_code.to_string(),
            outcome: reply.outcome.into(),
            text,
            influence: reply.influence.as_ref().map(Influence::from),
            language_fallbacks: fallbacks.into_pointers(),
            created_at: reply.created_at,
            updated_at: reply.updated_at,
            translations: speech.translations.then_some(translations),
            submission: None,
        }
    }

    /// The same with the submission as it is since, as it looks `today`.
    #[must_use]
    pub fn given(replied: &Replied, today: NaiveDate, speech: Speech<'_>) -> Self {
        let submission = StaffSubmission::of(&replied.submission, today);
        Self { submission: Some(submission), ..Self::of(&replied.reply, speech) }
    }
}
