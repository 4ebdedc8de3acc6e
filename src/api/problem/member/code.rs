//! The closed set of codes for single faults.
//! It knows their spelling and must not know their messages.

use serde::Serialize;
use utoipa::ToSchema;

/// What kind of fault a parameter or a member has. Programs decide by this code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FaultCode {
    /// The operation has no such parameter.
    UnknownParameter,
    /// A single-valued parameter was given more than once.
    RepeatedParameter,
    /// The number is below the smallest one accepted.
    TooSmall,
    /// The number is above the largest one accepted.
    TooLarge,
    /// The value is not a number, or not a whole one.
    NotANumber,
    /// The value is neither `true` nor `false`.
    NotABoolean,
    /// The value is not a calendar date.
    NotADate,
    /// The value is not an instant.
    NotAnInstant,
    /// The value is none of those accepted.
    UnknownValue,
    /// The list cannot be sorted by this key.
    UnsupportedSort,
    /// This cannot be included.
    UnsupportedInclude,
    /// The service does not answer in this language.
    UnknownLanguage,
    /// The value has too many characters.
    TooLong,
    /// The value is empty.
    Empty,
    /// The value is not written as a code.
    InvalidCode,
    /// The value is not written as a UUID.
    InvalidUuid,
    /// The value cannot stand beside another one.
    Conflicting,
    /// The parameter or member is missing.
    Required,
    /// The body has no such member.
    UnknownMember,
    /// The member cannot be set by a request.
    ReadOnly,
    /// The value is not an object.
    NotAnObject,
    /// The value is not a text.
    NotAText,
    /// The value is not a list.
    NotAList,
    /// The value may not be null.
    NotNull,
    /// The value has too few characters.
    TooShort,
    /// The list has too many elements.
    TooMany,
    /// The text has characters that no text may have.
    InvalidText,
    /// The value is not an email address that can be written to.
    InvalidEmail,
    /// The value names something that does not exist.
    UnknownReference,
    /// The same stands in the list already.
    Duplicate,
    /// What it says is said by another element already.
    Overlapping,
    /// The password is too easy to guess.
    WeakPassword,
    /// The password is not the one in use.
    WrongPassword,
    /// The day has not come yet.
    InFuture,
    /// It is so already.
    Unchanged,
    /// The value is not the address of a page.
    InvalidUrl,
    /// The value is not a SHA-256 in lower-case hex.
    InvalidDigest,
    /// The value is not a language tag.
    InvalidLanguage,
    /// What is sent may not be kept without this consent.
    ConsentNeeded,
    /// The challenge was not made here, or it is not solved.
    ChallengeUnsolved,
    /// The challenge was solved too late.
    ChallengeExpired,
    /// The challenge asked for less work than is due now.
    ChallengeTooEasy,
    /// The challenge was used already.
    ChallengeSpent,
}

impl FaultCode {
    /// All codes in the order of declaration.
    pub const ALL: [Self; 43] = [
        Self::UnknownParameter,
        Self::RepeatedParameter,
        Self::TooSmall,
        Self::TooLarge,
        Self::NotANumber,
        Self::NotABoolean,
        Self::NotADate,
        Self::NotAnInstant,
        Self::UnknownValue,
        Self::UnsupportedSort,
        Self::UnsupportedInclude,
        Self::UnknownLanguage,
        Self::TooLong,
        Self::Empty,
        Self::InvalidCode,
        Self::InvalidUuid,
        Self::Conflicting,
        Self::Required,
        Self::UnknownMember,
        Self::ReadOnly,
        Self::NotAnObject,
        Self::NotAText,
        Self::NotAList,
        Self::NotNull,
        Self::TooShort,
        Self::TooMany,
        Self::InvalidText,
        Self::InvalidEmail,
        Self::UnknownReference,
        Self::Duplicate,
        Self::Overlapping,
        Self::WeakPassword,
        Self::WrongPassword,
        Self::InFuture,
        Self::Unchanged,
        Self::InvalidUrl,
        Self::InvalidDigest,
        Self::InvalidLanguage,
        Self::ConsentNeeded,
        Self::ChallengeUnsolved,
        Self::ChallengeExpired,
        Self::ChallengeTooEasy,
        Self::ChallengeSpent,
    ];

    /// The code as it is sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownParameter => "unknown_parameter",
            Self::RepeatedParameter => "repeated_parameter",
            Self::TooSmall => "too_small",
            Self::TooLarge => "too_large",
            Self::NotANumber => "not_a_number",
            Self::NotABoolean => "not_a_boolean",
            Self::NotADate => "not_a_date",
            Self::NotAnInstant => "not_an_instant",
            Self::UnknownValue => "unknown_value",
            Self::UnsupportedSort => "unsupported_sort",
            Self::UnsupportedInclude => "unsupported_include",
            Self::UnknownLanguage => "unknown_language",
            Self::TooLong => "too_long",
            Self::Empty => "empty",
            Self::InvalidCode => "invalid_code",
            Self::InvalidUuid => "invalid_uuid",
            Self::Conflicting => "conflicting",
            Self::Required => "required",
            Self::UnknownMember => "unknown_member",
            Self::ReadOnly => "read_only",
            Self::NotAnObject => "not_an_object",
            Self::NotAText => "not_a_text",
            Self::NotAList => "not_a_list",
            Self::NotNull => "not_null",
            Self::TooShort => "too_short",
            Self::TooMany => "too_many",
            Self::InvalidText => "invalid_text",
            Self::InvalidEmail => "invalid_email",
            Self::UnknownReference => "unknown_reference",
            Self::Duplicate => "duplicate",
            Self::Overlapping => "overlapping",
            Self::WeakPassword => "weak_password",
            Self::WrongPassword => "wrong_password",
            Self::InFuture => "in_future",
            Self::Unchanged => "unchanged",
            Self::InvalidUrl => "invalid_url",
            Self::InvalidDigest => "invalid_digest",
            Self::InvalidLanguage => "invalid_language",
            Self::ConsentNeeded => "consent_needed",
            Self::ChallengeUnsolved => "challenge_unsolved",
            Self::ChallengeExpired => "challenge_expired",
            Self::ChallengeTooEasy => "challenge_too_easy",
            Self::ChallengeSpent => "challenge_spent",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::as_conversions, reason = "a variant's place is what is counted")]
    fn every_code_is_spelt_the_same_everywhere() {
        for code in FaultCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
        assert_eq!(FaultCode::ChallengeSpent as usize + 1, FaultCode::ALL.len());
    }
}
