//! Challenges on the wire. The members are those of ALTCHA, so that its widget takes them as they are.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::authn::challenge::{ALGORITHM, Challenge};

/// A little work to be done before something can be sent without an account, in the form of ALTCHA, version 1.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionChallenge {
    /// The hash to compute.
    #[schema(max_length = 10, pattern = "^SHA-256$", example = "SHA-256")]
    pub algorithm: &'static str,
    /// The hash of `salt` with the number looked for behind it, in decimal: lower-case hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub challenge: String,
    /// The number is between 0 and this.
    #[schema(format = Int32, minimum = 1, maximum = 160_000_000, example = 100_000)]
    pub maxnumber: u32,
    /// What stands before the number. It tells, in seconds since 1970, when the challenge expires, and again how large
    /// the number may be.
    #[schema(max_length = 100, pattern = "^[0-9a-f]{24}[?]expires=[0-9]+&difficulty=[0-9]+&$")]
    pub salt: String,
    /// To be sent back as it is: that the challenge is this server's.
    #[schema(min_length = 43, max_length = 43, pattern = "^[A-Za-z0-9_-]{43}$")]
    pub signature: String,
    /// When the challenge expires.
    pub expires_at: DateTime<Utc>,
}

impl SubmissionChallenge {
    /// The challenge as it is shown.
    #[must_use]
    pub fn of(challenge: Challenge, expires_at: DateTime<Utc>) -> Self {
        Self {
            algorithm: ALGORITHM,
            challenge: challenge.hash,
            maxnumber: challenge.maxnumber,
            salt: challenge.salt,
            signature: challenge.signature,
            expires_at,
        }
    }
}
