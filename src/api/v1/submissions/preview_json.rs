//! What is looked over before it is sent, and what was found in it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::submission::personal_data::{Finding, PersonalDataKind as Kind};

/// A text to be looked at before it is sent.
#[derive(Debug, ToSchema)]
pub struct PreviewRequest {
    /// The text.
    #[schema(min_length = 1, max_length = 5000, pattern = "^[^\\x00-\\x08]+$")]
    pub text: String,
}

/// What in a text looks like personal data.
#[derive(Debug, Serialize, ToSchema)]
pub struct Preview {
    /// The places, in their order.
    #[schema(max_items = 5000)]
    pub findings: Vec<PersonalDataFinding>,
    /// The text with each of them covered as suggested.
    #[schema(max_length = 50000, pattern = "^[^\\x00-\\x08]+$")]
    pub redacted: String,
}

/// A place in a text that looks like personal data.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonalDataFinding {
    /// What it looks like.
    pub kind: PersonalDataKind,
    /// Its first character, counted in Unicode scalar values from 0.
    #[schema(format = Int32, minimum = 0, maximum = 5000)]
    pub start: i32,
    /// The first character after it.
    #[schema(format = Int32, minimum = 1, maximum = 5000)]
    pub end: i32,
    /// What is suggested to stand in its place.
    #[schema(max_length = 40, pattern = "^[^\\x00-\\x1F]+$", example = "[phone number]")]
    pub replacement: &'static str,
}

/// What kind of personal data something looks like.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PersonalDataKind {
    /// The number of a Hong Kong identity card, with a check digit that is right.
    IdentityCard,
    /// A Hong Kong telephone number.
    PhoneNumber,
    /// An email address.
    EmailAddress,
    /// The number of a payment card, with a check digit that is right.
    CardNumber,
}

impl From<Finding> for PersonalDataFinding {
    fn from(finding: Finding) -> Self {
        let place = |at: usize| i32::try_from(at).unwrap_or(i32::MAX);
        Self {
            kind: match finding.kind {
                Kind::IdentityCard => PersonalDataKind::IdentityCard,
                Kind::PhoneNumber => PersonalDataKind::PhoneNumber,
                Kind::EmailAddress => PersonalDataKind::EmailAddress,
                Kind::CardNumber => PersonalDataKind::CardNumber,
            },
            start: place(finding.start),
            end: place(finding.end),
            replacement: finding.kind.replacement(),
        }
    }
}
