//! `POST /auth/password`.

use actix_web::post;

use crate::api::extract::{Call, Json, Person, Query};
use crate::api::problem::Problem;
use crate::api::respond::NoContent;
use crate::api::v1::auth::json::PasswordRequest;
use crate::app::identity::PasswordChange;

/// Change one's own password
///
/// Every other session of the account ends. Access tokens issued before are answered with `token-stale` from now on:
/// renew them once.
#[utoipa::path(
    operation_id = "change_password",
    tag = "auth",
    security(("bearer" = [])),
    request_body(content = PasswordRequest, content_type = "application/json"),
    responses((status = 204, description = "The password has changed."))
)]
#[post("/auth/password")]
pub async fn change_password(
    call: Call,
    person: Person,
    query: Query,
    body: Json<PasswordRequest>,
) -> Result<NoContent, Problem> {
    query.finish()?;
    let mut members = body.members();
    let current = members.secret("current_password", 1..=128);
    let new = members.secret("new_password", 1..=1000);
    members.finish()?;
    let change = PasswordChange {
        owner: person.user,
        session: person.session,
        current,
        new,
        address: call.context().address,
    };
    call.state()
        .identity
        .change_password(person.authenticated.actor, change, call.circumstances())
        .await
        .map_err(|error| call.identity_problem(&error))?;
    Ok(NoContent)
}
