//! The closed table of problem codes: no other code can be sent.
//! It knows each code's spelling and must not know its texts or when it is raised.

use std::fmt;

use serde::Serialize;
use utoipa::ToSchema;

use super::table;

/// What kind of problem it is. Programs decide by this code, never by a title or a sentence;
/// `/problems/{code}` explains each one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemCode {
    /// 400. The request cannot be read.
    MalformedRequest,
    /// 400. A parameter has a value the operation does not accept.
    InvalidParameter,
    /// 400. The operation has no such parameter.
    UnknownParameter,
    /// 400. The cursor is not one of ours or belongs to another query.
    InvalidCursor,
    /// 400. The path or the query is not UTF-8.
    InvalidUtf8,
    /// 400. An identifier is not a UUID.
    InvalidIdentifier,
    /// 401. The operation needs a signed-in caller.
    Unauthenticated,
    /// 401. The access token is not valid.
    InvalidToken,
    /// 401. Email address and password do not match.
    InvalidCredentials,
    /// 401. The access token is older than the account's last change of credentials.
    TokenStale,
    /// 403. The caller may not do this.
    Forbidden,
    /// 404. The path exists, what it names does not.
    NotFound,
    /// 404. No operation has this path.
    UnknownRoute,
    /// 405. The path has no such method.
    MethodNotAllowed,
    /// 406. No media type that the client takes can be made.
    NotAcceptable,
    /// 408. The request took too long to arrive.
    RequestTimeout,
    /// 409. The present state does not allow the operation.
    Conflict,
    /// 409. The same request with the same idempotency key is being done.
    IdempotencyInFlight,
    /// 410. What was here has been removed for good.
    Gone,
    /// 410. The cursor points before the kept part of the change sequence.
    ExpiredCursor,
    /// 412. The thing changed since the caller read it.
    StaleVersion,
    /// 413. The body is longer than accepted.
    BodyTooLarge,
    /// 414. The address is longer than accepted.
    UriTooLong,
    /// 415. The body is of a type the operation does not read.
    UnsupportedMediaType,
    /// 422. Members of the body are not valid.
    Validation,
    /// 422. The idempotency key was used for another request.
    IdempotencyKeyReused,
    /// 428. A change needs `If-Match`.
    PreconditionRequired,
    /// 429. The caller sends too many requests.
    RateLimited,
    /// 431. The headers are longer than accepted.
    HeadersTooLarge,
    /// 500. The service failed.
    Internal,
    /// 503. The service cannot answer at present.
    Unavailable,
}

impl ProblemCode {
    /// All codes by status.
    pub const ALL: [Self; 31] = [
        Self::MalformedRequest,
        Self::InvalidParameter,
        Self::UnknownParameter,
        Self::InvalidCursor,
        Self::InvalidUtf8,
        Self::InvalidIdentifier,
        Self::Unauthenticated,
        Self::InvalidToken,
        Self::InvalidCredentials,
        Self::TokenStale,
        Self::Forbidden,
        Self::NotFound,
        Self::UnknownRoute,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::RequestTimeout,
        Self::Conflict,
        Self::IdempotencyInFlight,
        Self::Gone,
        Self::ExpiredCursor,
        Self::StaleVersion,
        Self::BodyTooLarge,
        Self::UriTooLong,
        Self::UnsupportedMediaType,
        Self::Validation,
        Self::IdempotencyKeyReused,
        Self::PreconditionRequired,
        Self::RateLimited,
        Self::HeadersTooLarge,
        Self::Internal,
        Self::Unavailable,
    ];

    /// The code as it is sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MalformedRequest => "malformed-request",
            Self::InvalidParameter => "invalid-parameter",
            Self::UnknownParameter => "unknown-parameter",
            Self::InvalidCursor => "invalid-cursor",
            Self::InvalidUtf8 => "invalid-utf8",
            Self::InvalidIdentifier => "invalid-identifier",
            Self::Unauthenticated => "unauthenticated",
            Self::InvalidToken => "invalid-token",
            Self::InvalidCredentials => "invalid-credentials",
            Self::TokenStale => "token-stale",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::UnknownRoute => "unknown-route",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::NotAcceptable => "not-acceptable",
            Self::RequestTimeout => "request-timeout",
            Self::Conflict => "conflict",
            Self::IdempotencyInFlight => "idempotency-in-flight",
            Self::Gone => "gone",
            Self::ExpiredCursor => "expired-cursor",
            Self::StaleVersion => "stale-version",
            Self::BodyTooLarge => "body-too-large",
            Self::UriTooLong => "uri-too-long",
            Self::UnsupportedMediaType => "unsupported-media-type",
            Self::Validation => "validation",
            Self::IdempotencyKeyReused => "idempotency-key-reused",
            Self::PreconditionRequired => "precondition-required",
            Self::RateLimited => "rate-limited",
            Self::HeadersTooLarge => "headers-too-large",
            Self::Internal => "internal",
            Self::Unavailable => "unavailable",
        }
    }

    /// The HTTP status that every problem of this code has.
    #[must_use]
    pub const fn status(self) -> u16 {
        table::entry(self).status
    }

    /// The code that is spelt so, if there is one.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == text)
    }

    /// The reference that identifies the kind of problem (RFC 9457 section 3.1.1) and leads to
    /// the page that explains it.
    #[must_use]
    pub fn type_reference(self) -> String {
        format!("/problems/{}", self.as_str())
    }
}

impl fmt::Display for ProblemCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_is_spelt_the_same_everywhere_and_found_again() {
        for code in ProblemCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
            assert_eq!(ProblemCode::find(code.as_str()), Some(code));
            assert_eq!(code.type_reference(), format!("/problems/{code}"));
        }
        assert_eq!(ProblemCode::find("Not-Found"), None);
    }

    #[test]
    #[expect(clippy::as_conversions, reason = "a variant's place is what is counted")]
    fn no_code_is_listed_twice_or_left_out() {
        let spellings: BTreeSet<_> = ProblemCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(spellings.len(), ProblemCode::ALL.len());
        // The discriminants follow the declaration, so the last one tells how many there are.
        assert_eq!(ProblemCode::Unavailable as usize + 1, ProblemCode::ALL.len());
    }

    #[test]
    fn every_status_is_an_error_and_the_list_is_sorted_by_it() {
        let statuses: Vec<_> = ProblemCode::ALL.iter().map(|code| code.status()).collect();
        assert!(statuses.iter().all(|status| (400..600).contains(status)));
        assert!(statuses.is_sorted());
    }
}
