//! `POST /auth/setup`.

use actix_web::post;

use crate::api::extract::{Call, Json, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::auth::json::SetupRequest;
use crate::api::v1::users::json::User;
use crate::app::identity::NewAdministrator;

/// Make the first administrator
///
/// With the one-time link that the server prints when it starts without any account.
#[utoipa::path(
    operation_id = "set_up",
    tag = "auth",
    request_body(content = SetupRequest, content_type = "application/json"),
    responses(
        (status = 201, body = User, description = "The first administrator."),
        (status = 410, body = ProblemBody, content_type = "application/problem+json", description = "The link was used, has expired, or never was; or there is an account already.")
    )
)]
#[post("/auth/setup")]
pub async fn set_up(call: Call, query: Query, body: Json<SetupRequest>) -> Result<Answer, Problem> {
    query.finish()?;
    let mut members = body.members();
    let token = members.verbatim("token", 1..=100);
    let email = members.email("email");
    let name = members.person_name("name");
    let password = members.secret("password", 1..=1000);
    let (email, name) = members.finish_with(email.zip(name))?;
    let new = NewAdministrator { email, name, password };
    let made = call
        .state()
        .identity
        .set_up(&token, new, call.circumstances())
        .await
        .map_err(|error| call.identity_problem(&error))?;
    let location = format!("{}/users/{}", crate::api::v1::BASE, made.id);
    Ok(Answer::secret(&User::of(&made), call.language_tag())?.created(&location))
}
