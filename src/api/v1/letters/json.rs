//! What the addressees of letters say, on the wire.

use serde::Deserialize;
use utoipa::ToSchema;

/// What the addressee of a letter says.
#[derive(Debug, ToSchema)]
pub struct NewLetterConsent {
    /// The secret part of the link in the letter.
    #[schema(min_length = 1, max_length = 100, pattern = "^[A-Za-z0-9_-]+$")]
    pub token: String,
    /// Whether letters are welcome.
    pub answer: LetterAnswer,
}

/// Whether letters are welcome.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LetterAnswer {
    /// They are: the address is the addressee's own.
    Confirm,
    /// None is ever to come to this address again.
    Refuse,
}
