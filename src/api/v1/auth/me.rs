//! `GET /auth/me`.

use actix_web::get;

use crate::api::extract::{Call, Query, SignedIn};
use crate::api::problem::Problem;
use crate::api::respond::Answer;
use crate::api::v1::auth::json::Me;

/// See who is signed in
///
/// The account, its roles, and what it may do for which departments, each with the rule that decides. It is as the
/// next request would find it: roles are never read from the token.
#[utoipa::path(
    operation_id = "get_me",
    tag = "auth",
    security(("bearer" = []), ("api_key" = [])),
    responses((status = 200, body = Me, description = "Who is signed in."))
)]
#[get("/auth/me")]
pub async fn get_me(call: Call, known: SignedIn, query: Query) -> Result<Answer, Problem> {
    query.finish()?;
    Answer::secret(&Me::from(&known.0), call.language_tag())
}
