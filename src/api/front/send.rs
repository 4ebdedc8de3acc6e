//! The last step of every answer: prepared bytes, problems and plain pages become responses here, and get the
//! headers that all of them share.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL, CONTENT_ENCODING,
    CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap,
    HeaderName, HeaderValue, IF_NONE_MATCH, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::http::{ConnectionType, StatusCode};
use actix_web::{Error, HttpResponse};
use bytes::Bytes;

use crate::api::cache::Prepared;
use crate::api::front::context::{RequestContext, text};
use crate::api::front::refusal::Refused;
use crate::api::negotiate::encoding::Encoding;
use crate::api::negotiate::etag::if_none_match;
use crate::api::problem::{MEDIA_TYPE, Problem, ProblemCode};
use crate::api::state::ApiState;
use crate::sampled;

/// Response headers that scripts of other origins may read.
const EXPOSED: &str = "ETag, Link, Location, Retry-After, RateLimit, RateLimit-Policy, Deprecation, Sunset, \
                       Content-Disposition, Content-Language, API-Version, X-Request-Id, Change-Cursor, Idempotency-Replayed";

/// An answer of the API is data: nothing in it is to be run or shown as a page.
const CLOSED_POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const API_VERSION: HeaderName = HeaderName::from_static("api-version");
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Sends a prepared answer, or 304 when the client has it already (RFC 9110 section 13.1.2).
pub fn prepared(
    answer: &Prepared,
    request: &HeaderMap,
    context: &RequestContext,
    state: &ApiState,
) -> HttpResponse {
    let encoding = answer.encoding(context.encoding);
    let tag = answer.tag(encoding);
    let known = context.is_read
        && answer.is_tagged()
        && text(request, &IF_NONE_MATCH)
            .is_some_and(|known| if_none_match(&known, tag.to_str().unwrap_or_default()));
    let mut response = if known {
        HttpResponse::new(StatusCode::NOT_MODIFIED)
    } else {
        with_body(answer.status(), answer.body(encoding), context)
    };
    let headers = response.headers_mut();
    for (name, value) in answer.headers() {
        headers.insert(name.clone(), value.clone());
    }
    if answer.is_tagged() {
        headers.insert(ETAG, tag.clone());
    }
    // What somebody is given who shows credentials is nobody else's to keep, even when it is the same for all.
    if context.has_credentials && headers.get(CACHE_CONTROL).is_some_and(may_be_kept) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    if !known && encoding != Encoding::Identity {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding.token()));
    }
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(CLOSED_POLICY));
    }
    shared(headers, context);
    state.metrics.count(response.status().as_u16());
    response
}

/// Whether caches may keep an answer that says so, were it not for the credentials of whoever asked.
fn may_be_kept(caching: &HeaderValue) -> bool {
    caching.as_bytes() != b"no-store"
}

/// Sends a problem (RFC 9457) about the request for `path`, in the client's language.
pub fn problem(
    problem: &Problem,
    path: &str,
    context: &RequestContext,
    state: &ApiState,
) -> HttpResponse {
    let answer = problem.answer(context.problem_language, path, &context.id);
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = serde_json::to_vec(&answer.body).unwrap_or_default();
    let mut response = with_body(status, body.into(), context);
    let headers = response.headers_mut();
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.insert(name, value);
        }
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(context.problem_language.tag()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(CLOSED_POLICY));
    shared(headers, context);
    if problem.code == ProblemCode::RequestTimeout {
        // The rest of the body may still come: nothing behind it is a request.
        response.head_mut().set_connection_type(ConnectionType::Close);
    }
    state.metrics.count(answer.status);
    response
}

/// A response with a body.
fn with_body(status: StatusCode, body: Bytes, context: &RequestContext) -> HttpResponse {
    let response = HttpResponse::with_body(status, BoxBody::new(body));
    if context.is_head { headless(response) } else { response }
}

/// The response to a HEAD: it states the length of the body, where that is known ahead, and has none. The protocol layer leaves bodies of a HEAD
/// away too, but it forgets which request it answers when the next one has already arrived.
fn headless(response: HttpResponse) -> HttpResponse {
    let length = match response.body().size() {
        BodySize::None => return response,
        BodySize::Sized(length) => Some(length),
        // Only its end tells how long a stream is, and a HEAD need not say it (RFC 9110 section 9.3.2).
        BodySize::Stream => None,
    };
    let mut response = response.map_body(|_, _| BoxBody::new(Headless));
    response.head_mut().no_chunking(true);
    if let Some(length) = length {
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    response
}

/// A body without content whose length is not counted: the header that states it is written as it is.
struct Headless;

impl MessageBody for Headless {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Poll::Ready(None)
    }
}

/// Sends what is not prepared: pages beside the API, and files that are made while they are sent.
pub fn plain(response: HttpResponse, context: &RequestContext, state: &ApiState) -> HttpResponse {
    let mut response = if context.is_head { headless(response) } else { response };
    let headers = response.headers_mut();
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(CLOSED_POLICY));
    }
    shared(headers, context);
    state.metrics.count(response.status().as_u16());
    response
}

/// The problem that an error of the application stands for.
pub fn problem_of(error: &Error) -> Problem {
    if let Some(problem) = error.as_error::<Problem>() {
        return problem.clone();
    }
    if let Some(refused) = error.as_error::<Refused>() {
        return Problem::forbidden(refused.refusal.rule);
    }
    // The framework refuses requests it cannot read, with errors of its own.
    if error.as_response_error().status_code().is_client_error() {
        return Problem::malformed_request();
    }
    if let Some(left_out) = sampled::STRAY.happened() {
        tracing::error!(%error, left_out, "an error that is not a problem reached the front");
    }
    Problem::internal()
}

fn shared(headers: &mut HeaderMap, context: &RequestContext) {
    if let Ok(id) = HeaderValue::from_str(&context.id) {
        headers.insert(X_REQUEST_ID, id);
    }
    headers.insert(API_VERSION, HeaderValue::from_static(env!("CARGO_PKG_VERSION")));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    if let Some(quota) = context.told_quota() {
        let policy = format!("\"{}\";q={};w=60", quota.bucket, quota.limit);
        let left = format!("\"{}\";r={}", quota.bucket, quota.remaining);
        if let (Ok(policy), Ok(left)) = (HeaderValue::try_from(policy), HeaderValue::try_from(left))
        {
            headers.insert(RATE_LIMIT_POLICY, policy);
            headers.insert(RATE_LIMIT, left);
        }
    }
}

impl actix_web::ResponseError for Problem {
    /// The front renders the document; the framework needs to know the status alone.
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(ProblemCode::status(self.code))
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}
