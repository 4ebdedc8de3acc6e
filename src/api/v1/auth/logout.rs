//! `POST /auth/logout`.

use actix_web::post;

use crate::api::extract::{Call, Person, Query};
use crate::api::problem::Problem;
use crate::api::respond::NoContent;

/// Sign out
///
/// Ends the session that the request belongs to: its tokens are refused from the next request on.
#[utoipa::path(
    operation_id = "logout",
    tag = "auth",
    security(("bearer" = [])),
    responses((status = 204, description = "The session has ended."))
)]
#[post("/auth/logout")]
pub async fn logout(call: Call, person: Person, query: Query) -> Result<NoContent, Problem> {
    query.finish()?;
    let told = call.circumstances();
    call.state()
        .identity
        .end_session(person.authenticated.actor, person.user, person.session, told)
        .await
        .map_err(|error| call.identity_problem(&error))?;
    Ok(NoContent)
}
