//! `POST /auth/refresh`.

use actix_web::post;

use crate::api::extract::{Call, Json, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::auth::json::{RefreshRequest, TokenAnswer};

/// Renew the tokens
///
/// Each refresh token is good for one use and brings its successor. For ten seconds the same token brings the same
/// successor again, for several tabs and lost answers; one that is used later ends the whole session, because somebody
/// has a copy of it. A session ends after 12 hours without renewal, and after 7 days in any case.
#[utoipa::path(
    operation_id = "refresh_tokens",
    tag = "auth",
    request_body(content = RefreshRequest, content_type = "application/json"),
    responses(
        (status = 200, body = TokenAnswer, description = "The next tokens of the session."),
        (status = 401, body = ProblemBody, content_type = "application/problem+json", description = "The refresh token is not good, or no longer.")
    )
)]
#[post("/auth/refresh")]
pub async fn refresh(
    call: Call,
    query: Query,
    body: Json<RefreshRequest>,
) -> Result<Answer, Problem> {
    query.finish()?;
    let mut members = body.members();
    let token = members.verbatim("refresh_token", 1..=100);
    members.finish()?;
    let context = call.context();
    let address = context.address.map(|address| address.to_string());
    let tokens = call
        .state()
        .identity
        .refresh(&token, context.id.clone(), address, context.now)
        .await
        .map_err(|error| call.identity_problem(&error))?;
    Answer::secret(&TokenAnswer::from(tokens), call.language_tag())
}
