//! What each problem code means, in every language, one entry for each code.
//! It knows the texts that are the same for every occurrence and must not know single requests.

mod access;
mod request;
mod service;
mod state;

use super::code::ProblemCode;
use super::language::{ProblemLanguage, Words};

/// What is fixed about a code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// The HTTP status.
    pub status: u16,
    /// A short name for people.
    pub title: Words,
    /// What happened.
    pub meaning: Words,
    /// What the caller can do about it.
    pub remedy: Words,
}

/// The texts of a code in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Texts {
    /// A short name for people, the same for every problem of this code.
    pub title: &'static str,
    /// What happened, in general.
    pub meaning: &'static str,
    /// What the caller can do about it.
    pub remedy: &'static str,
}

/// The texts of a code in a language.
#[must_use]
pub const fn texts(code: ProblemCode, language: ProblemLanguage) -> Texts {
    let entry = entry(code);
    Texts {
        title: entry.title.text(language),
        meaning: entry.meaning.text(language),
        remedy: entry.remedy.text(language),
    }
}

/// The entry of a code. A match rather than a list, so that no code can lack one.
pub(super) const fn entry(code: ProblemCode) -> &'static Entry {
    match code {
        ProblemCode::MalformedRequest => &request::MALFORMED_REQUEST,
        ProblemCode::InvalidParameter => &request::INVALID_PARAMETER,
        ProblemCode::UnknownParameter => &request::UNKNOWN_PARAMETER,
        ProblemCode::InvalidCursor => &request::INVALID_CURSOR,
        ProblemCode::InvalidUtf8 => &request::INVALID_UTF8,
        ProblemCode::InvalidIdentifier => &request::INVALID_IDENTIFIER,
        ProblemCode::Unauthenticated => &access::UNAUTHENTICATED,
        ProblemCode::InvalidToken => &access::INVALID_TOKEN,
        ProblemCode::InvalidCredentials => &access::INVALID_CREDENTIALS,
        ProblemCode::TokenStale => &access::TOKEN_STALE,
        ProblemCode::Forbidden => &access::FORBIDDEN,
        ProblemCode::NotFound => &access::NOT_FOUND,
        ProblemCode::UnknownRoute => &access::UNKNOWN_ROUTE,
        ProblemCode::MethodNotAllowed => &access::METHOD_NOT_ALLOWED,
        ProblemCode::NotAcceptable => &access::NOT_ACCEPTABLE,
        ProblemCode::RequestTimeout => &service::REQUEST_TIMEOUT,
        ProblemCode::Conflict => &state::CONFLICT,
        ProblemCode::IdempotencyInFlight => &state::IDEMPOTENCY_IN_FLIGHT,
        ProblemCode::Gone => &state::GONE,
        ProblemCode::ExpiredCursor => &state::EXPIRED_CURSOR,
        ProblemCode::StaleVersion => &state::STALE_VERSION,
        ProblemCode::BodyTooLarge => &request::BODY_TOO_LARGE,
        ProblemCode::UriTooLong => &request::URI_TOO_LONG,
        ProblemCode::UnsupportedMediaType => &request::UNSUPPORTED_MEDIA_TYPE,
        ProblemCode::Validation => &state::VALIDATION,
        ProblemCode::IdempotencyKeyReused => &state::IDEMPOTENCY_KEY_REUSED,
        ProblemCode::PreconditionRequired => &state::PRECONDITION_REQUIRED,
        ProblemCode::RateLimited => &service::RATE_LIMITED,
        ProblemCode::HeadersTooLarge => &request::HEADERS_TOO_LARGE,
        ProblemCode::Internal => &service::INTERNAL,
        ProblemCode::Unavailable => &service::UNAVAILABLE,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_text_exists_and_ends_as_its_kind_does() {
        for code in ProblemCode::ALL {
            for language in ProblemLanguage::ALL {
                let Texts { title, meaning, remedy } = texts(code, language);
                let stop = if language == ProblemLanguage::En { '.' } else { '。' };
                assert!(
                    !title.is_empty() && !title.ends_with(stop),
                    "{code} {language:?}: {title}"
                );
                assert!(meaning.ends_with(stop), "{code} {language:?}: {meaning}");
                assert!(remedy.ends_with(stop), "{code} {language:?}: {remedy}");
            }
        }
    }

    #[test]
    fn titles_are_distinct_in_each_language() {
        for language in ProblemLanguage::ALL {
            let titles: BTreeSet<_> =
                ProblemCode::ALL.iter().map(|code| texts(*code, language).title).collect();
            assert_eq!(titles.len(), ProblemCode::ALL.len(), "{language:?}");
        }
    }

    #[test]
    fn texts_need_no_escaping_and_hold_no_placeholder() {
        for code in ProblemCode::ALL {
            for language in ProblemLanguage::ALL {
                let Texts { title, meaning, remedy } = texts(code, language);
                for text in [title, meaning, remedy] {
                    assert!(!text.contains(['<', '>', '&', '{', '}', '"']), "{text}");
                }
            }
        }
    }
}
