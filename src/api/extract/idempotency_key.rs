//! The key with which a client marks a request that it may have to send again
//! (draft-ietf-httpapi-idempotency-key-header section 2).

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::HeaderName;
use actix_web::{Error, FromRequest, HttpRequest};
use utoipa::IntoParams;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterIn};

use crate::api::document::shared_parameter;
use crate::api::front::context::text;
use crate::api::problem::{Fault, FaultCode, Problem};

/// The name under which the document describes the header.
pub const NAME: &str = "Idempotency-Key";

/// How many characters a key may have.
const LENGTH: std::ops::RangeInclusive<usize> = 16..=255;

/// The key, when there is one.
#[derive(Debug)]
pub struct IdempotencyKey(pub Option<String>);

impl FromRequest for IdempotencyKey {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
        if !request.headers().contains_key(HEADER) {
            return ready(Ok(Self(None)));
        }
        let key =
            text(request.headers(), &HEADER).as_deref().ok_or(FaultCode::InvalidText).and_then(key);
        ready(key.map(|key| Self(Some(key))).map_err(|code| {
            let fault = Fault::parameter(NAME, code).at_least(16).at_most(255);
            Problem::invalid_parameters(vec![fault]).into()
        }))
    }
}

impl IntoParams for IdempotencyKey {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![shared_parameter(NAME)]
    }
}

/// The key, where a request without one is refused.
#[derive(Debug)]
pub struct RequiredIdempotencyKey(pub String);

impl FromRequest for RequiredIdempotencyKey {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let missing = || {
            let fault = Fault::parameter(NAME, FaultCode::Required);
            Error::from(Problem::invalid_parameters(vec![fault]))
        };
        let key = IdempotencyKey::from_request(request, payload).into_inner();
        ready(key.and_then(|key| key.0.map(Self).ok_or_else(missing)))
    }
}

impl IntoParams for RequiredIdempotencyKey {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let mut parameter = shared_parameter(NAME);
        parameter.required = Required::True;
        vec![parameter]
    }
}

/// A key, written as a string (RFC 8941 section 3.3.3) or bare.
fn key(header: &str) -> Result<String, FaultCode> {
    let header = header.trim();
    let quoted = header.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let key = quoted.unwrap_or(header);
    let is_visible =
        key.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\');
    match key.len() {
        _ if !is_visible => Err(FaultCode::InvalidText),
        length if length < *LENGTH.start() => Err(FaultCode::TooShort),
        length if length > *LENGTH.end() => Err(FaultCode::TooLong),
        _ => Ok(key.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_same_quoted_or_bare() {
        let bare = "8e03978e-40d5-43dd-bc93-6894a57f9324";
        assert_eq!(key(bare), Ok(bare.to_owned()));
        assert_eq!(key(&format!("\"{bare}\"")), Ok(bare.to_owned()));
    }

    #[test]
    fn short_long_and_invisible_keys_are_refused() {
        assert_eq!(key("short"), Err(FaultCode::TooShort));
        assert_eq!(key(&"a".repeat(256)), Err(FaultCode::TooLong));
        for text in ["a key with spaces in it", "a\"quote-within-it-here", "back\\slash-within-it"]
        {
            assert_eq!(key(text), Err(FaultCode::InvalidText), "{text}");
        }
    }
}
