//! What is sent, and what is answered to whoever sent it.

use chrono::NaiveDate;
use secrecy::ExposeSecret;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::v1::common::submission_words::{SubmissionKind, SubmissionState};
use crate::app::submission::submit::Received;

/// A submission to be sent. It is about exactly one thing: `initiative_code`, `smart_area_code` or `subject`.
#[derive(Debug, ToSchema)]
pub struct NewSubmission {
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
    /// The subject that it is about, one of `/subjects`.
    #[schema(max_length = 40, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub subject: Option<String>,
    /// What it is.
    pub kind: SubmissionKind,
    /// The language that it is written in; any language.
    #[schema(max_length = 35, pattern = "^[A-Za-z0-9-]+$", example = "zh-Hant")]
    pub language: String,
    /// What it says.
    #[schema(min_length = 10, max_length = 5000, pattern = "^[^\\x00-\\x08]+$")]
    pub text: String,
    /// Where an answer may be sent; nobody else is shown it.
    pub contact: Option<NewContact>,
    /// What its author agrees to.
    pub consents: Consents,
    /// The solution of a challenge of `/submissions/challenge`, as the ALTCHA widget gives it. Only a key of a service
    /// account does without.
    #[schema(min_length = 1, max_length = 1024, pattern = "^[A-Za-z0-9+/=]+$")]
    pub challenge: Option<String>,
}

/// Where an answer may be sent.
#[derive(Debug, ToSchema)]
pub struct NewContact {
    /// The name.
    #[schema(max_length = 100, pattern = "^[^\\x00-\\x1F]+$", example = "Chan Tai-man")]
    pub name: Option<String>,
    /// The email address.
    #[schema(max_length = 254, pattern = "^[^@]+@[^@]+$", example = "taiman@example.com")]
    pub email: String,
}

/// What the author of a submission agrees to.
#[derive(Debug, Serialize, ToSchema)]
pub struct Consents {
    /// The version of the privacy notice that was shown: the one in force.
    #[schema(format = Int32, minimum = 1, maximum = 9999)]
    pub notice_version: i32,
    /// Whether the text may be published.
    pub publish: bool,
    /// Whether its author may be written to; needed when there is contact.
    pub contact: bool,
}

/// What somebody is given who sent a submission. Keep all of it: it is shown once.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceivedSubmission {
    /// The id of the submission, under which it will be published.
    pub id: Uuid,
    /// The name by which to speak of it.
    #[schema(
        max_length = 11,
        pattern = "^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]$",
        example = "7K3M-Q9XD-S"
    )]
    pub reference: String,
    /// Where it is on its way to an answer.
    pub state: SubmissionState,
    /// The last day on which an answer is in time.
    pub reply_due_on: NaiveDate,
    /// Signed proof that this text was received then: a compact JWS that anybody can verify with the keys of
    /// `/.well-known/jwks.json`. Its `text_sha256` is the SHA-256 of the text exactly as it was sent.
    #[schema(max_length = 1000, pattern = "^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$")]
    pub receipt: String,
    /// Whoever has it can follow the submission, add to it, take it back and have it erased.
    #[schema(max_length = 47, pattern = "^scf_[A-Za-z0-9_-]{43}$")]
    pub secret: String,
}

impl From<&Received> for ReceivedSubmission {
    fn from(received: &Received) -> Self {
        Self {
            id: received.submission.id.as_uuid(),
            reference: received.submission.reference.to_string(),
            state: received.submission.state.into(),
            reply_due_on: received.submission.reply_due_on,
            receipt: received.receipt.clone(),
            secret: received.secret.expose_secret().to_owned(),
        }
    }
}
