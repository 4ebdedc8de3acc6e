//! OPTIONS: what a path takes, and what a browser may do across origins (the Fetch standard, "CORS protocol").

use actix_web::HttpResponse;
use actix_web::dev::ServiceRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_METHOD, ALLOW, HeaderValue,
};

use crate::api::front::context::RequestContext;
use crate::api::front::send;
use crate::api::problem::Problem;
use crate::api::state::ApiState;

/// Request headers that scripts of other origins may send.
const REQUEST_HEADERS: &str = "Accept, Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, \
                               If-None-Match, Submission-Secret, X-Request-Id";

/// A browser may remember the answer for a day.
const MAX_AGE: &str = "86400";

/// Answers an OPTIONS request.
pub fn answer(
    request: &ServiceRequest,
    context: &RequestContext,
    state: &ApiState,
) -> HttpResponse {
    // `*` asks about the server as a whole (RFC 9110 section 9.3.7).
    let whole = (request.path() == "*").then_some("GET, HEAD, OPTIONS");
    let Some(allow) = whole.or_else(|| state.routes.allow(request.path())) else {
        return send::problem(&Problem::unknown_route(), request.uri().path(), context, state);
    };
    let mut response = HttpResponse::new(StatusCode::NO_CONTENT);
    let methods = HeaderValue::from_str(allow).unwrap_or(HeaderValue::from_static("OPTIONS"));
    let headers = response.headers_mut();
    if request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD) {
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, methods.clone());
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(REQUEST_HEADERS));
        headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(MAX_AGE));
    }
    headers.insert(ALLOW, methods);
    send::plain(response, context, state)
}
