//! Submissions on the wire, as everybody sees them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::v1::common::json::{Meta, PageInfo};
use crate::api::v1::common::speech::{Fallbacks, Speech, Translations};
use crate::api::v1::common::submission_words::{
    HideReason, InfluenceKind, ReplyOutcome, SubmissionKind, SubmissionState, Visibility,
};
use crate::app::submission::read::PublicView;
use crate::domain::ids::SubmissionId;
use crate::domain::submission::Influence as StoredInfluence;
use crate::store::submission::reply::Reply as StoredReply;

/// A view, a suggestion or the like that somebody sent and that was published. One that was hidden since shows why, and no
/// longer what it says.
#[derive(Debug, Serialize, ToSchema)]
pub struct Submission {
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
    /// What it says, personal data covered; null when it is hidden.
    #[schema(max_length = 5000, pattern = "^[^\\x00-\\x08]+$")]
    pub text: Option<String>,
    /// Where it is on its way to an answer.
    pub state: SubmissionState,
    /// Whether it is shown.
    pub visibility: Visibility,
    /// Why it is hidden; null when it is not.
    pub hide_reason: Option<HideReason>,
    /// The department that is to answer.
    #[schema(max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$", example = "TD")]
    pub department_code: Option<String>,
    /// The published submission that says the same and is answered in its place.
    pub duplicate_of: Option<Uuid>,
    /// The local day on which it arrived.
    pub received_on: NaiveDate,
    /// The last day on which an answer is in time. It follows the department's standard and the calendar of holidays, without
    /// a new version.
    pub reply_due_on: NaiveDate,
    /// When its handling ended.
    pub closed_at: Option<DateTime<Utc>>,
    /// What departments answered, oldest first; none when it is hidden.
    #[schema(max_items = 100)]
    pub replies: Vec<Reply>,
    /// The members given in another language than asked for, as JSON pointers.
    #[schema(max_items = 100)]
    pub language_fallbacks: Vec<String>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// What a department answered.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reply {
    /// Its id.
    pub id: Uuid,
    /// Counts its own changes, from 1.
    #[schema(format = Int64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub version: i64,
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
    /// When it was given.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Its texts in every language; only with `include=translations`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translations: Option<ReplyTranslations>,
}

/// A reply's texts in every language they have.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReplyTranslations {
    /// The answer by language.
    pub text: Translations,
}

/// A change that a submission led to.
#[derive(Debug, Serialize, ToSchema)]
pub struct Influence {
    /// The initiative that was changed, or whose milestone was.
    #[schema(
        max_length = 80,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "hketoll-free-flow-tolling"
    )]
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

/// A page of submissions.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionList {
    /// The submissions, in the order asked for.
    #[schema(max_items = 100)]
    pub data: Vec<Submission>,
    /// Where the page stands.
    pub page: PageInfo,
    /// What else is known of the list.
    pub meta: Meta,
}

impl Submission {
    /// The submission as `speech` gives it.
    #[must_use]
    pub fn of(view: &PublicView, speech: Speech<'_>) -> Self {
        let mut fallbacks = Fallbacks::default();
        let replies = replies(&view.replies, speech, &mut fallbacks);
        let (submission, place) = (&view.submission, &view.submission.place);
        Self {
            id: submission.id.as_uuid(),
            version: submission.version,
            reference: submission.reference.to_string(),
            initiative_code: place.initiative().map(ToString::to_string),
            smart_area_code: place.smart_area().map(ToString::to_string),
            subject: place.subject().map(ToString::to_string),
            kind: submission.kind.into(),
            language: submission.language.to_string(),
            text: view.text().map(str::to_owned),
            state: submission.state.into(),
            visibility: submission.visibility.into(),
            hide_reason: submission.hide_reason.map(Into::into),
            department_code: submission.department_code.as_ref().map(ToString::to_string),
            duplicate_of: view.original.map(SubmissionId::as_uuid),
            received_on: submission.received_on,
            reply_due_on: submission.reply_due_on,
            closed_at: submission.closed_at,
            replies,
            language_fallbacks: fallbacks.into_pointers(),
            updated_at: submission.updated_at,
        }
    }
}

/// Replies as `speech` gives them, as the member `replies` of whatever they belong to.
pub fn replies(
    replies: &[StoredReply],
    speech: Speech<'_>,
    fallbacks: &mut Fallbacks,
) -> Vec<Reply> {
    let mut all = Vec::new();
    for (at, reply) in replies.iter().enumerate() {
        all.push(Reply {
            id: reply.id.as_uuid(),
            version: reply.version,
            department_code: reply.department_code.to_string(),
            outcome: reply.outcome.into(),
            text: speech.pick(&reply.text, &format!("/replies/{at}/text"), fallbacks),
            influence: reply.influence.as_ref().map(Influence::from),
            created_at: reply.created_at,
            updated_at: reply.updated_at,
            translations: speech
                .translations
                .then(|| ReplyTranslations { text: Speech::all(&reply.text) }),
        });
    }
    all
}

impl From<&StoredInfluence> for Influence {
    fn from(influence: &StoredInfluence) -> Self {
        Self {
            initiative_code: influence.initiative_code.to_string(),
            kind: influence.kind.into(),
            key: influence.key.clone(),
            version: influence.version,
        }
    }
}
