//! JSON bodies: their type, their size, their form. What their members must be is read by [`Members`], which knows the
//! members from the same schema that the document shows.

mod members;
mod named;
mod nested;
mod patch;
mod schema;
mod values;

use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Bytes, Data};
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest};
use futures_util::future::LocalBoxFuture;
use futures_util::{FutureExt, StreamExt};
use serde_json::Value;
use utoipa::PartialSchema;

use crate::api::front::context::{RequestContext, text};
use crate::api::problem::{Fault, FaultCode, Problem};
use crate::api::state::ApiState;
use crate::domain::language::Languages;

pub use members::Members;

/// A body that describes something new, as `T` says.
#[derive(Debug)]
pub struct Json<T> {
    value: Value,
    bytes: Bytes,
    languages: Languages,
    schema: PhantomData<T>,
}

/// A body that says what is to be different (JSON Merge Patch, RFC 7396), as `T` says. Members that answers have as `R`
/// says and `T` lacks are the service's own.
#[derive(Debug)]
pub struct MergePatch<T, R = T> {
    value: Value,
    languages: Languages,
    schema: PhantomData<(T, R)>,
}

impl<T: PartialSchema> Json<T> {
    /// The members, to be read one by one.
    #[must_use]
    pub fn members(&self) -> Members {
        Members::new::<T, T>(&self.value, &self.languages)
    }

    /// The body as it came.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl<T: PartialSchema, R: PartialSchema> MergePatch<T, R> {
    /// The members, to be read one by one.
    #[must_use]
    pub fn members(&self) -> Members {
        Members::new::<T, R>(&self.value, &self.languages)
    }
}

const JSON: &str = "application/json";
const MERGE_PATCH: &str = "application/merge-patch+json";

impl<T: 'static> FromRequest for Json<T> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let read = read(request, payload, &[JSON]);
        async move {
            let Read { value, bytes, languages } = read.await?;
            Ok(Self { value, bytes, languages, schema: PhantomData })
        }
        .boxed_local()
    }
}

impl<T: 'static, R: 'static> FromRequest for MergePatch<T, R> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let read = read(request, payload, &[MERGE_PATCH, JSON]);
        async move {
            let Read { value, languages, .. } = read.await?;
            Ok(Self { value, languages, schema: PhantomData })
        }
        .boxed_local()
    }
}

struct Read {
    value: Value,
    bytes: Bytes,
    languages: Languages,
}

fn read(
    request: &HttpRequest,
    payload: &mut Payload,
    accepted: &'static [&'static str],
) -> impl Future<Output = Result<Read, Problem>> + use<> {
    let is_accepted = is_accepted(text(request.headers(), &CONTENT_TYPE).as_deref(), accepted);
    let state = request.app_data::<Data<ApiState>>().cloned();
    let context = request.extensions().get::<RequestContext>().cloned();
    let arriving = context.and_then(|context| context.body_arriving);
    let mut payload = payload.take();
    async move {
        // Only a request that went around the front lacks it.
        let state = state.ok_or_else(Problem::internal)?;
        if !is_accepted {
            return Err(Problem::unsupported_media_type(accepted));
        }
        let most = state.limits.max_body_bytes;
        let tell = |is_arriving| arriving.iter().for_each(|told| told.set(is_arriving));
        let mut bytes = Vec::new();
        tell(true);
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| Problem::malformed_request())?;
            if bytes.len() + chunk.len() > most {
                return Err(Problem::body_too_large(most));
            }
            bytes.extend_from_slice(&chunk);
        }
        tell(false);
        let value = object(&bytes)?;
        Ok(Read { value, bytes: bytes.into(), languages: state.languages.clone() })
    }
}

/// Whether the media type is one of those; its parameters mean nothing here (RFC 8259 section 11).
fn is_accepted(content_type: Option<&str>, accepted: &[&str]) -> bool {
    let media_type = content_type.and_then(|header| header.split(';').next()).map(str::trim);
    media_type.is_some_and(|given| accepted.iter().any(|one| one.eq_ignore_ascii_case(given)))
}

fn object(bytes: &[u8]) -> Result<Value, Problem> {
    let value: Value = serde_json::from_slice(bytes)
        .map_err(|error| Problem::malformed_json(error.line(), error.column()))?;
    if value.is_object() {
        Ok(value)
    } else {
        Err(Problem::validation(vec![Fault::pointer("", FaultCode::NotAnObject)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_media_type_decides_whatever_its_parameters() {
        let accepted = |header| is_accepted(header, &[MERGE_PATCH, JSON]);
        assert!(accepted(Some("application/json")));
        assert!(accepted(Some("Application/JSON; charset=utf-8")));
        assert!(accepted(Some("application/merge-patch+json")));
        for other in [None, Some(""), Some("text/json"), Some("application/jsonp")] {
            assert!(!accepted(other), "{other:?}");
        }
    }

    #[test]
    fn what_is_no_json_object_is_refused_with_the_place() {
        let refused = object(b"{\n  \"a\": }").unwrap_err();
        assert_eq!(refused, Problem::malformed_json(2, 8));
        for text in ["[]", "1", "null", "\"a\""] {
            assert_eq!(object(text.as_bytes()).unwrap_err().status(), 422, "{text}");
        }
        assert!(object(b"").is_err());
        assert!(object(b"{\"a\":\"\xff\"}").is_err());
    }
}
