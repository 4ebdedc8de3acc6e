//! `POST /auth/invitations/accept`.

use actix_web::post;

use crate::api::extract::{Call, Json, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::NoContent;
use crate::api::v1::auth::json::InvitationRequest;

/// Choose a password with a one-time link
///
/// For new staff, and for whoever has lost their password. The link is used up, and every session of the account ends.
#[utoipa::path(
    operation_id = "accept_invitation",
    tag = "auth",
    request_body(content = InvitationRequest, content_type = "application/json"),
    responses(
        (status = 204, description = "The password is set; sign in with it."),
        (status = 410, body = ProblemBody, content_type = "application/problem+json", description = "The link was used, has expired, or never was.")
    )
)]
#[post("/auth/invitations/accept")]
pub async fn accept_invitation(
    call: Call,
    query: Query,
    body: Json<InvitationRequest>,
) -> Result<NoContent, Problem> {
    query.finish()?;
    let mut members = body.members();
    let token = members.verbatim("token", 1..=100);
    let password = members.secret("password", 1..=1000);
    members.finish()?;
    call.state()
        .identity
        .accept_invitation(&token, password, call.circumstances())
        .await
        .map_err(|error| call.identity_problem(&error))?;
    Ok(NoContent)
}
