//! Ready-made problems, one constructor for each kind, so that code, detail and headers always agree.
//! It knows how the parts of a problem belong together and must not know when it arises.

use super::{Detail, Extra, Fault, FaultCode, Problem, ProblemCode, StaleBody};
use crate::app::{Conflict, IllegalMove};
use crate::authz::Rule;

impl Problem {
    /// 400: the request cannot be read at all.
    #[must_use]
    pub const fn malformed_request() -> Self {
        Self::plain(ProblemCode::MalformedRequest, Detail::MalformedRequest)
    }

    /// 400: the body is not JSON; where reading stopped, counted from 1.
    #[must_use]
    pub const fn malformed_json(line: usize, column: usize) -> Self {
        Self::plain(ProblemCode::MalformedRequest, Detail::MalformedJson { line, column })
    }

    /// 400: faulty parameters, all at once. The code is `unknown-parameter` when every fault is
    /// an unknown parameter, else `invalid-parameter`.
    #[must_use]
    pub fn invalid_parameters(faults: Vec<Fault>) -> Self {
        let only_unknown = !faults.is_empty()
            && faults.iter().all(|fault| fault.code == FaultCode::UnknownParameter);
        let (code, detail) = if only_unknown {
            (ProblemCode::UnknownParameter, Detail::UnknownParameters(faults.len()))
        } else {
            (ProblemCode::InvalidParameter, Detail::InvalidParameters(faults.len()))
        };
        Self { faults, ..Self::plain(code, detail) }
    }

    /// 400: one parameter that the operation does not have.
    #[must_use]
    pub fn unknown_parameter(name: &str, did_you_mean: Option<String>) -> Self {
        Self::invalid_parameters(vec![
            Fault::parameter(name, FaultCode::UnknownParameter).suggesting(did_you_mean),
        ])
    }

    /// 400: the cursor was altered or belongs to another query.
    #[must_use]
    pub const fn invalid_cursor() -> Self {
        Self::plain(ProblemCode::InvalidCursor, Detail::InvalidCursor)
    }

    /// 400: the path or the query is not UTF-8.
    #[must_use]
    pub const fn invalid_utf8() -> Self {
        Self::plain(ProblemCode::InvalidUtf8, Detail::InvalidUtf8)
    }

    /// 400: the path parameter of this name is not a UUID.
    #[must_use]
    pub fn invalid_uuid(name: &str) -> Self {
        Self {
            faults: vec![Fault::parameter(name, FaultCode::InvalidUuid)],
            ..Self::plain(ProblemCode::InvalidIdentifier, Detail::InvalidIdentifier)
        }
    }

    /// 401: no access token was sent.
    #[must_use]
    pub const fn unauthenticated() -> Self {
        Self::plain(ProblemCode::Unauthenticated, Detail::Unauthenticated)
    }

    /// 401: the access token is not valid.
    #[must_use]
    pub const fn invalid_token() -> Self {
        Self::plain(ProblemCode::InvalidToken, Detail::InvalidToken)
    }

    /// 401: email address and password do not match.
    #[must_use]
    pub const fn invalid_credentials() -> Self {
        Self::plain(ProblemCode::InvalidCredentials, Detail::InvalidCredentials)
    }

    /// 401: the access token is older than the password.
    #[must_use]
    pub const fn token_stale() -> Self {
        Self::plain(ProblemCode::TokenStale, Detail::TokenStale)
    }

    /// 403: a rule of the policy refuses it.
    #[must_use]
    pub fn forbidden(rule: Rule) -> Self {
        let extra = Extra { rule: Some(rule), ..Extra::default() };
        Self {
            extra: Some(Box::new(extra)),
            ..Self::plain(ProblemCode::Forbidden, Detail::Forbidden(rule))
        }
    }

    /// 404: nothing that the caller may see has this code or identifier.
    #[must_use]
    pub const fn not_found() -> Self {
        Self::plain(ProblemCode::NotFound, Detail::NotFound)
    }

    /// 404: no operation has this path.
    #[must_use]
    pub const fn unknown_route() -> Self {
        Self::plain(ProblemCode::UnknownRoute, Detail::UnknownRoute)
    }

    /// 405: the path has no such method; `allow` lists those it has, separated by commas.
    #[must_use]
    pub fn method_not_allowed(allow: &str) -> Self {
        let detail = Detail::MethodNotAllowed { allow: allow.to_owned() };
        Self { allow: Some(allow.to_owned()), ..Self::plain(ProblemCode::MethodNotAllowed, detail) }
    }

    /// 406: the client takes none of the offered media types.
    #[must_use]
    pub fn not_acceptable(offered: &[&str]) -> Self {
        Self::plain(ProblemCode::NotAcceptable, Detail::NotAcceptable { offered: owned(offered) })
    }

    /// 408: the request took too long to arrive.
    #[must_use]
    pub const fn request_timeout() -> Self {
        Self::plain(ProblemCode::RequestTimeout, Detail::RequestTimeout)
    }

    /// 409: what is stored does not allow it.
    #[must_use]
    pub const fn conflict(conflict: Conflict) -> Self {
        Self::plain(ProblemCode::Conflict, Detail::Conflict(conflict))
    }

    /// 409: the state of the thing does not allow the move; with the states that may follow.
    #[must_use]
    pub fn illegal_move(illegal: &IllegalMove) -> Self {
        let extra = Extra { allowed: Some(illegal.allowed.clone()), ..Extra::default() };
        Self { extra: Some(Box::new(extra)), ..Self::conflict(illegal.why) }
    }

    /// 409: the same request is being done; when to come back, in seconds.
    #[must_use]
    pub const fn idempotency_in_flight(retry_after: u32) -> Self {
        let mut problem =
            Self::plain(ProblemCode::IdempotencyInFlight, Detail::IdempotencyInFlight);
        problem.retry_after = Some(retry_after);
        problem
    }

    /// 410: what was here has been removed for good.
    #[must_use]
    pub const fn gone() -> Self {
        Self::plain(ProblemCode::Gone, Detail::Gone)
    }

    /// 410: the one-time link is no longer good, or never was.
    #[must_use]
    pub const fn link_gone() -> Self {
        Self::plain(ProblemCode::Gone, Detail::LinkGone)
    }

    /// 410: the cursor is older than the kept part of the change sequence.
    #[must_use]
    pub const fn expired_cursor() -> Self {
        Self::plain(ProblemCode::ExpiredCursor, Detail::ExpiredCursor)
    }

    /// 412: a newer version exists; the members that have changed since, and those of them that the caller meant to
    /// change too, as JSON pointers.
    #[must_use]
    pub fn stale_version(
        current_version: i64,
        changed: Vec<String>,
        overlapping: Vec<String>,
    ) -> Self {
        let stale = StaleBody {
            current_version,
            changed_members: changed,
            overlapping_members: overlapping,
        };
        let extra = Extra { stale: Some(stale), ..Extra::default() };
        Self {
            extra: Some(Box::new(extra)),
            ..Self::plain(ProblemCode::StaleVersion, Detail::StaleVersion)
        }
    }

    /// 413: the body is longer than `max` bytes.
    #[must_use]
    pub const fn body_too_large(max: usize) -> Self {
        Self::plain(ProblemCode::BodyTooLarge, Detail::BodyTooLarge { max })
    }

    /// 414: the path and query are longer than `max` bytes.
    #[must_use]
    pub const fn uri_too_long(max: usize) -> Self {
        Self::plain(ProblemCode::UriTooLong, Detail::UriTooLong { max })
    }

    /// 415: the operation reads only bodies of the accepted media types.
    #[must_use]
    pub fn unsupported_media_type(accepted: &[&str]) -> Self {
        Self::plain(
            ProblemCode::UnsupportedMediaType,
            Detail::UnsupportedMediaType { accepted: owned(accepted) },
        )
    }

    /// 422: faulty members of the body, all at once.
    #[must_use]
    pub fn validation(faults: Vec<Fault>) -> Self {
        let detail = Detail::InvalidMembers(faults.len());
        Self { faults, ..Self::plain(ProblemCode::Validation, detail) }
    }

    /// 422: the idempotency key was used for another request.
    #[must_use]
    pub const fn idempotency_key_reused() -> Self {
        Self::plain(ProblemCode::IdempotencyKeyReused, Detail::IdempotencyKeyReused)
    }

    /// 428: `If-Match` is missing or names no version.
    #[must_use]
    pub const fn precondition_required() -> Self {
        Self::plain(ProblemCode::PreconditionRequired, Detail::PreconditionRequired)
    }

    /// 429: too many requests; when to come back, in seconds.
    #[must_use]
    pub const fn rate_limited(retry_after: u32) -> Self {
        let mut problem =
            Self::plain(ProblemCode::RateLimited, Detail::RateLimited { seconds: retry_after });
        problem.retry_after = Some(retry_after);
        problem
    }

    /// 431: the headers are together longer than `max` bytes.
    #[must_use]
    pub const fn headers_too_large(max: usize) -> Self {
        Self::plain(ProblemCode::HeadersTooLarge, Detail::HeadersTooLarge { max })
    }

    /// 500: the service failed; the cause is for the log only.
    #[must_use]
    pub const fn internal() -> Self {
        Self::plain(ProblemCode::Internal, Detail::Internal)
    }

    /// 503: the service cannot answer at present; when to come back, in seconds.
    #[must_use]
    pub const fn unavailable(retry_after: u32) -> Self {
        let mut problem =
            Self::plain(ProblemCode::Unavailable, Detail::Unavailable { seconds: retry_after });
        problem.retry_after = Some(retry_after);
        problem
    }

    const fn plain(code: ProblemCode, detail: Detail) -> Self {
        Self { code, detail, faults: Vec::new(), allow: None, retry_after: None, extra: None }
    }
}

fn owned(values: &[&str]) -> Vec<String> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_is_a_constructor_for_every_code() {
        let made = [
            Problem::malformed_request(),
            Problem::malformed_json(1, 2),
            Problem::invalid_parameters(vec![Fault::parameter("limit", FaultCode::TooLarge)]),
            Problem::unknown_parameter("x", None),
            Problem::invalid_cursor(),
            Problem::invalid_utf8(),
            Problem::invalid_uuid("id"),
            Problem::unauthenticated(),
            Problem::invalid_token(),
            Problem::invalid_credentials(),
            Problem::token_stale(),
            Problem::forbidden(Rule::NoRole),
            Problem::not_found(),
            Problem::unknown_route(),
            Problem::method_not_allowed("GET"),
            Problem::not_acceptable(&["application/json"]),
            Problem::request_timeout(),
            Problem::conflict(Conflict::CodeTaken),
            Problem::idempotency_in_flight(1),
            Problem::gone(),
            Problem::link_gone(),
            Problem::expired_cursor(),
            Problem::stale_version(2, vec![], vec![]),
            Problem::body_too_large(1),
            Problem::uri_too_long(1),
            Problem::unsupported_media_type(&["application/json"]),
            Problem::validation(vec![]),
            Problem::idempotency_key_reused(),
            Problem::precondition_required(),
            Problem::rate_limited(1),
            Problem::headers_too_large(1),
            Problem::internal(),
            Problem::unavailable(1),
        ];
        let codes: BTreeSet<_> = made.iter().map(|problem| problem.code.as_str()).collect();
        assert_eq!(codes.len(), ProblemCode::ALL.len());
    }

    #[test]
    fn the_code_of_faulty_parameters_depends_on_all_of_them() {
        let unknown = || Fault::parameter("limt", FaultCode::UnknownParameter);
        let large = || Fault::parameter("limit", FaultCode::TooLarge);
        let code = |faults| Problem::invalid_parameters(faults).code;
        assert_eq!(code(vec![unknown(), unknown()]), ProblemCode::UnknownParameter);
        assert_eq!(code(vec![unknown(), large()]), ProblemCode::InvalidParameter);
        assert_eq!(code(vec![large()]), ProblemCode::InvalidParameter);
        assert_eq!(code(vec![]), ProblemCode::InvalidParameter);
    }
}
