//! The credentials of a request: verified before anything else is done with it, on every operation of the API, so that
//! nobody goes on working with a token that is no longer good.

use actix_web::dev::ServiceRequest;
use actix_web::http::header::AUTHORIZATION;

use crate::api::front::context::{RequestContext, text};
use crate::api::problem::Problem;
use crate::api::refused::problem_of_identity;
use crate::api::state::ApiState;
use crate::app::identity::Authenticated;

/// The scheme of the `Authorization` header (RFC 6750 section 2.1); schemes are compared without case.
const SCHEME: &str = "bearer";

/// Whoever sends the request, when it carries credentials.
///
/// # Errors
/// 401 when they are not good; 503 when that cannot be found out.
pub async fn authenticate(
    request: &ServiceRequest,
    context: &RequestContext,
    state: &ApiState,
) -> Result<Option<Authenticated>, Problem> {
    if !request.headers().contains_key(AUTHORIZATION) {
        return Ok(None);
    }
    let header = text(request.headers(), &AUTHORIZATION).ok_or_else(Problem::invalid_token)?;
    let token = bearer(&header).ok_or_else(Problem::invalid_token)?.to_owned();
    let authenticated = state.identity.authenticate(&token, context.now).await;
    authenticated.map(Some).map_err(|error| problem_of_identity(&error, &context.id))
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    let token = token.trim_matches(' ');
    // One token: a second header line would have come with a comma.
    let is_token =
        !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',');
    (scheme.eq_ignore_ascii_case(SCHEME) && is_token).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_bearer_token_is_credentials() {
        assert_eq!(bearer("Bearer abc.def"), Some("abc.def"));
        assert_eq!(bearer("bEARER  abc "), Some("abc"));
        for header in ["Bearer", "Bearer ", "Basic abc", "Bearer a, Bearer b", "Bearer a b", "abc"]
        {
            assert_eq!(bearer(header), None, "{header}");
        }
    }
}
