//! Codes and ids in the path. A code that names nothing is 404, well formed or not; an id that is no UUID is 400.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpRequest};

use crate::api::problem::Problem;
use crate::domain::code::{Code, CodeKind};
use crate::domain::ids::{ApiKeyId, Id, IdKind};
use crate::domain::submission::Reference;

/// The code in the path segment `{code}`.
#[derive(Debug)]
pub struct CodePath<K: CodeKind>(pub Code<K>);

impl<K: CodeKind> FromRequest for CodePath<K> {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let code = segment(request, "code").and_then(|text| Code::parse(&text).ok());
        ready(code.map(Self).ok_or_else(|| Problem::not_found().into()))
    }
}

/// The id of type `T` in the path segment `{id}`.
#[derive(Debug)]
pub struct IdPath<T>(pub T);

impl<K: IdKind> FromRequest for IdPath<Id<K>> {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(id(request, "id").map(Self))
    }
}

/// The id of a key in the path segment `{key_id}`.
#[derive(Debug)]
pub struct KeyIdPath(pub ApiKeyId);

impl FromRequest for KeyIdPath {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(id(request, "key_id").map(Self))
    }
}

/// The reference in the path segment `{reference}`. One that cannot be is as unknown as one that is not.
#[derive(Debug)]
pub struct ReferencePath(pub Reference);

impl FromRequest for ReferencePath {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let reference = segment(request, "reference").and_then(|text| text.parse().ok());
        ready(reference.map(Self).ok_or_else(|| Problem::not_found().into()))
    }
}

fn id<K: IdKind>(request: &HttpRequest, name: &str) -> Result<Id<K>, Error> {
    let id = segment(request, name).and_then(|text| text.parse().ok());
    id.ok_or_else(|| Problem::invalid_uuid(name).into())
}

/// A segment with its percent-encoding undone; the front has made sure that it is UTF-8.
fn segment(request: &HttpRequest, name: &str) -> Option<String> {
    let raw = request.match_info().get(name)?;
    percent_encoding::percent_decode_str(raw).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}
