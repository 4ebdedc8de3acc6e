//! Which version of a thing the client knows (RFC 9110 section 13.1.1). Whoever changes a thing has to say, so that nobody
//! writes over what they have not seen.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::IF_MATCH;
use actix_web::{Error, FromRequest, HttpRequest};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use crate::api::document::shared_parameter;
use crate::api::front::context::text;
use crate::api::problem::Problem;
use crate::app::versions::Expected;

/// The name under which the document describes the header.
pub const NAME: &str = "If-Match";

/// The versions that the client knows.
#[derive(Debug)]
pub struct IfMatch(pub Expected);

impl FromRequest for IfMatch {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let header = text(request.headers(), &IF_MATCH);
        let expected = header.as_deref().and_then(expected);
        ready(expected.map(Self).ok_or_else(|| Problem::precondition_required().into()))
    }
}

impl IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![shared_parameter(NAME)]
    }
}

/// The versions in the tags of a list. A tag tells its version in front of what tells its representation, which does not
/// matter here: a tag of any language and encoding will do, and so will a weak one. `*` names no version.
fn expected(header: &str) -> Option<Expected> {
    let header = header.trim();
    if header.is_empty() || header == "*" {
        return None;
    }
    Some(Expected(header.split(',').filter_map(|tag| version(tag.trim())).collect()))
}

fn version(tag: &str) -> Option<i64> {
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let opaque = tag.strip_prefix('"')?.strip_suffix('"')?;
    let version = opaque.split_once('-').map_or(opaque, |(version, _)| version);
    let is_number = version.bytes().all(|byte| byte.is_ascii_digit());
    version.parse().ok().filter(|_| is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn versions(header: &str) -> Option<Vec<i64>> {
        expected(header).map(|expected| expected.0)
    }

    #[test]
    fn a_tag_of_any_representation_tells_its_version() {
        assert_eq!(versions("\"3-5f0c2a9b\""), Some(vec![3]));
        assert_eq!(versions("W/\"3-5f0c2a9b-br\""), Some(vec![3]));
        assert_eq!(versions("\"3\""), Some(vec![3]));
        assert_eq!(versions(" \"1-a\" , \"2-b\" "), Some(vec![1, 2]));
    }

    #[test]
    fn a_tag_that_tells_none_matches_nothing_and_a_star_names_none() {
        assert_eq!(versions("\"abc\""), Some(vec![]));
        assert_eq!(versions("3"), Some(vec![]));
        assert_eq!(versions("\"+3-a\""), Some(vec![]));
        assert_eq!(versions("*"), None);
        assert_eq!(versions(""), None);
    }
}
