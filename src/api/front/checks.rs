//! What is refused before anything is looked up: what is too long, what is no text, what asks for a form that is not
//! offered, and who has used up the quota.

use std::net::IpAddr;

use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{ACCEPT, CONTENT_LENGTH};

use crate::api::export::Form;
use crate::api::front::API;
use crate::api::front::address::{Origin, client_address};
use crate::api::front::context::{RequestContext, text};
use crate::api::front::limiter::Client;
use crate::api::negotiate::accept::accepts;
use crate::api::problem::Problem;
use crate::api::site;
use crate::api::state::ApiState;
use crate::sampled;

/// Checks a request in the order in which its parts arrive.
///
/// # Errors
/// The problem to answer with.
pub fn check(
    request: &ServiceRequest,
    state: &ApiState,
    context: &mut RequestContext,
) -> Result<(), Problem> {
    check_size(request, state)?;
    check_text(request)?;
    // Whoever watches over the process asks often, and is to be answered most of all when it is flooded.
    if site::is_health(request.path()) {
        return Ok(());
    }
    context.address = address(request, state);
    let client = Client::at(context.address);
    let is_api = request.path().starts_with(API) && request.method() != Method::OPTIONS;
    if is_api && context.has_credentials {
        // Whoever brings credentials is counted by account, once they have been verified. From an address that has used
        // up its quota they are not even looked at: what somebody tries who guesses costs nothing then.
        hold(state, context, client)?;
    } else {
        take(state, context, client)?;
    }
    if !is_api {
        return Ok(());
    }
    let offered = Form::of_path(request.path()).map_or("application/json", Form::media_type);
    if !accepts(text(request.headers(), &ACCEPT).as_deref(), offered) {
        return Err(Problem::not_acceptable(&[offered]));
    }
    Ok(())
}

/// The client's address.
fn address(request: &ServiceRequest, state: &ApiState) -> Option<IpAddr> {
    let peer = request.peer_addr().map(|peer| peer.ip());
    let Origin { address, is_unreadable } =
        client_address(peer, request.headers(), &state.limits.trusted_proxies);
    if is_unreadable && let Some(left_out) = sampled::UNREADABLE_HOP.happened() {
        tracing::warn!(
            left_out,
            "a trusted proxy names its client in `X-Forwarded-For` by what is no address; the proxy counts as the client"
        );
    }
    address
}

/// Takes the request from the client's quota.
///
/// # Errors
/// 429 when it is used up.
pub fn take(state: &ApiState, context: &mut RequestContext, client: Client) -> Result<(), Problem> {
    let (quota, wait) = state.limiters.take(context.is_safe, client);
    context.quota = quota;
    wait.map_or(Ok(()), |seconds| Err(Problem::rate_limited(seconds)))
}

/// Refuses a client whose quota is used up; takes nothing from others.
fn hold(state: &ApiState, context: &mut RequestContext, client: Client) -> Result<(), Problem> {
    let Some((quota, seconds)) = state.limiters.held(context.is_safe, client) else {
        return Ok(());
    };
    context.quota = Some(quota);
    Err(Problem::rate_limited(seconds))
}

fn check_size(request: &ServiceRequest, state: &ApiState) -> Result<(), Problem> {
    let limits = &state.limits;
    let uri = request.uri();
    let target = uri.path_and_query().map_or(0, |target| target.as_str().len());
    if target > limits.max_uri_bytes {
        return Err(Problem::uri_too_long(limits.max_uri_bytes));
    }
    let headers: usize = request
        .headers()
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len())
        .sum();
    if headers > limits.max_header_bytes {
        return Err(Problem::headers_too_large(limits.max_header_bytes));
    }
    let announced = text(request.headers(), &CONTENT_LENGTH)
        .and_then(|length| length.parse::<u64>().ok())
        .unwrap_or(0);
    if usize::try_from(announced).map_or(true, |announced| announced > limits.max_body_bytes) {
        return Err(Problem::body_too_large(limits.max_body_bytes));
    }
    Ok(())
}

/// Path and query must be UTF-8 once their percent-encoding is undone, and the encoding itself well formed
/// (RFC 3986 section 2.1).
fn check_text(request: &ServiceRequest) -> Result<(), Problem> {
    let target = request.uri().path_and_query().map_or("", |target| target.as_str());
    if !target.contains('%') {
        return Ok(());
    }
    let is_encoded = |rest: &str| {
        let digits = rest.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    if !target.split('%').skip(1).all(is_encoded) {
        return Err(Problem::malformed_request());
    }
    if percent_encoding::percent_decode_str(target).decode_utf8().is_err() {
        return Err(Problem::invalid_utf8());
    }
    Ok(())
}
