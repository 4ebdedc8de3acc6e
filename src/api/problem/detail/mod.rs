//! The sentence that tells what went wrong in one request, in every language.
//! It is a closed set, so no library message, path or statement can reach a client through it; it must not know how problems are sent.

mod rules;
mod words;

use super::language::{ProblemLanguage, Words};
use crate::app::Conflict;
use crate::authz::Rule;

/// What went wrong this time (RFC 9457 section 3.1.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// The request cannot be read.
    MalformedRequest,
    /// The JSON body cannot be parsed; where, counted from 1.
    MalformedJson {
        /// The line of the fault.
        line: usize,
        /// The column of the fault.
        column: usize,
    },
    /// So many parameters are not valid.
    InvalidParameters(usize),
    /// So many parameters do not exist.
    UnknownParameters(usize),
    /// So many members of the body are not valid.
    InvalidMembers(usize),
    /// The cursor is not ours or belongs to another query.
    InvalidCursor,
    /// The path or the query is not UTF-8.
    InvalidUtf8,
    /// An identifier is not a UUID.
    InvalidIdentifier,
    /// No access token was sent.
    Unauthenticated,
    /// The access token is not valid.
    InvalidToken,
    /// Email address and password do not match.
    InvalidCredentials,
    /// The access token is older than the password.
    TokenStale,
    /// The caller may not do this, by that rule.
    Forbidden(Rule),
    /// Nothing has this code or identifier.
    NotFound,
    /// No operation has this path.
    UnknownRoute,
    /// The path takes these methods only.
    MethodNotAllowed {
        /// The methods as in the `Allow` header.
        allow: String,
    },
    /// The operation answers in these media types only.
    NotAcceptable {
        /// The media types.
        offered: Vec<String>,
    },
    /// The request took too long to arrive.
    RequestTimeout,
    /// What is stored does not allow it.
    Conflict(Conflict),
    /// The same request is being done.
    IdempotencyInFlight,
    /// The idempotency key was used for another request.
    IdempotencyKeyReused,
    /// It has been removed for good.
    Gone,
    /// The one-time link is no longer good, or never was.
    LinkGone,
    /// The cursor is older than what is kept.
    ExpiredCursor,
    /// A newer version exists.
    StaleVersion,
    /// The body is longer than this.
    BodyTooLarge {
        /// The limit in bytes.
        max: usize,
    },
    /// The path and query are longer than this.
    UriTooLong {
        /// The limit in bytes.
        max: usize,
    },
    /// The headers are longer than this.
    HeadersTooLarge {
        /// The limit in bytes.
        max: usize,
    },
    /// The operation reads these media types only.
    UnsupportedMediaType {
        /// The media types.
        accepted: Vec<String>,
    },
    /// `If-Match` is missing.
    PreconditionRequired,
    /// Too many requests.
    RateLimited {
        /// When to come back, in seconds.
        seconds: u32,
    },
    /// The service failed.
    Internal,
    /// The service cannot answer at present.
    Unavailable {
        /// When to come back, in seconds.
        seconds: u32,
    },
}

impl Detail {
    /// The sentence in a language.
    #[must_use]
    pub fn text(&self, language: ProblemLanguage) -> String {
        let fill = |words: Words, placeholder: &str, value: &str| {
            words.fill(language, &[(placeholder, value)])
        };
        let plain = |words: Words| words.text(language).to_owned();
        match self {
            Self::MalformedRequest => plain(words::MALFORMED_REQUEST),
            Self::MalformedJson { line, column } => words::MALFORMED_JSON.fill(
                language,
                &[("{line}", &line.to_string()), ("{column}", &column.to_string())],
            ),
            Self::InvalidParameters(0 | 1) => plain(words::INVALID_PARAMETER),
            Self::InvalidParameters(count) => {
                fill(words::INVALID_PARAMETERS, "{count}", &count.to_string())
            }
            Self::UnknownParameters(0 | 1) => plain(words::UNKNOWN_PARAMETER),
            Self::UnknownParameters(count) => {
                fill(words::UNKNOWN_PARAMETERS, "{count}", &count.to_string())
            }
            Self::InvalidMembers(0 | 1) => plain(words::INVALID_MEMBER),
            Self::InvalidMembers(count) => {
                fill(words::INVALID_MEMBERS, "{count}", &count.to_string())
            }
            Self::InvalidCursor => plain(words::INVALID_CURSOR),
            Self::InvalidUtf8 => plain(words::INVALID_UTF8),
            Self::InvalidIdentifier => plain(words::INVALID_IDENTIFIER),
            Self::Unauthenticated => plain(words::UNAUTHENTICATED),
            Self::InvalidToken => plain(words::INVALID_TOKEN),
            Self::InvalidCredentials => plain(words::INVALID_CREDENTIALS),
            Self::TokenStale => plain(words::TOKEN_STALE),
            Self::Forbidden(rule) => plain(rules::refusal(*rule)),
            Self::NotFound => plain(words::NOT_FOUND),
            Self::UnknownRoute => plain(words::UNKNOWN_ROUTE),
            Self::MethodNotAllowed { allow } => fill(words::METHOD_NOT_ALLOWED, "{allow}", allow),
            Self::NotAcceptable { offered } => {
                fill(words::NOT_ACCEPTABLE, "{types}", &offered.join(language.separator()))
            }
            Self::RequestTimeout => plain(words::REQUEST_TIMEOUT),
            Self::Conflict(conflict) => plain(rules::conflict(*conflict)),
            Self::IdempotencyInFlight => plain(words::IDEMPOTENCY_IN_FLIGHT),
            Self::IdempotencyKeyReused => plain(words::IDEMPOTENCY_KEY_REUSED),
            Self::Gone => plain(words::GONE),
            Self::LinkGone => plain(words::LINK_GONE),
            Self::ExpiredCursor => plain(words::EXPIRED_CURSOR),
            Self::StaleVersion => plain(words::STALE_VERSION),
            Self::BodyTooLarge { max } => fill(words::BODY_TOO_LARGE, "{max}", &max.to_string()),
            Self::UriTooLong { max } => fill(words::URI_TOO_LONG, "{max}", &max.to_string()),
            Self::HeadersTooLarge { max } => {
                fill(words::HEADERS_TOO_LARGE, "{max}", &max.to_string())
            }
            Self::UnsupportedMediaType { accepted } => {
                fill(words::UNSUPPORTED_MEDIA_TYPE, "{types}", &accepted.join(language.separator()))
            }
            Self::PreconditionRequired => plain(words::PRECONDITION_REQUIRED),
            Self::RateLimited { seconds } => {
                fill(words::RATE_LIMITED, "{seconds}", &seconds.to_string())
            }
            Self::Internal => plain(words::INTERNAL),
            Self::Unavailable { seconds } => {
                fill(words::UNAVAILABLE, "{seconds}", &seconds.to_string())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_kind() -> Vec<Detail> {
        let json = || vec!["application/json".to_owned(), "text/html".to_owned()];
        vec![
            Detail::MalformedRequest,
            Detail::MalformedJson { line: 2, column: 7 },
            Detail::InvalidParameters(1),
            Detail::InvalidParameters(3),
            Detail::UnknownParameters(1),
            Detail::UnknownParameters(3),
            Detail::InvalidMembers(1),
            Detail::InvalidMembers(3),
            Detail::InvalidCursor,
            Detail::InvalidUtf8,
            Detail::InvalidIdentifier,
            Detail::Unauthenticated,
            Detail::InvalidToken,
            Detail::InvalidCredentials,
            Detail::TokenStale,
            Detail::NotFound,
            Detail::UnknownRoute,
            Detail::MethodNotAllowed { allow: "GET, HEAD".to_owned() },
            Detail::NotAcceptable { offered: json() },
            Detail::RequestTimeout,
            Detail::IdempotencyInFlight,
            Detail::IdempotencyKeyReused,
            Detail::Gone,
            Detail::LinkGone,
            Detail::ExpiredCursor,
            Detail::StaleVersion,
            Detail::BodyTooLarge { max: 1_048_576 },
            Detail::UriTooLong { max: 8192 },
            Detail::HeadersTooLarge { max: 32768 },
            Detail::UnsupportedMediaType { accepted: json() },
            Detail::PreconditionRequired,
            Detail::RateLimited { seconds: 5 },
            Detail::Internal,
            Detail::Unavailable { seconds: 5 },
        ]
        .into_iter()
        .chain(Rule::ALL.map(Detail::Forbidden))
        .chain(Conflict::ALL.map(Detail::Conflict))
        .collect()
    }

    #[test]
    fn every_sentence_is_whole_in_every_language() {
        for detail in every_kind() {
            for language in ProblemLanguage::ALL {
                let text = detail.text(language);
                let stop = if language == ProblemLanguage::En { '.' } else { '。' };
                assert!(text.ends_with(stop), "{text}");
                assert!(!text.contains(['{', '}']), "{text}");
            }
        }
    }

    #[test]
    fn counts_and_limits_appear_in_the_sentence() {
        let english = |detail: Detail| detail.text(ProblemLanguage::En);
        assert_eq!(english(Detail::InvalidParameters(1)), "One parameter is not valid.");
        assert_eq!(english(Detail::InvalidParameters(3)), "3 parameters are not valid.");
        assert_eq!(
            english(Detail::UriTooLong { max: 8192 }),
            "The path and query may have at most 8192 bytes."
        );
        assert_eq!(
            english(Detail::MethodNotAllowed { allow: "GET, HEAD, OPTIONS".to_owned() }),
            "This path takes these methods only: GET, HEAD, OPTIONS."
        );
    }

    #[test]
    fn lists_are_joined_as_the_language_does() {
        let detail = Detail::NotAcceptable { offered: vec!["a/b".to_owned(), "c/d".to_owned()] };
        assert!(detail.text(ProblemLanguage::En).contains("a/b, c/d"));
        assert!(detail.text(ProblemLanguage::ZhHant).contains("a/b、c/d"));
    }
}
