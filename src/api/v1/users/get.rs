//! `GET /users/{id}`.

use actix_web::get;

use crate::api::extract::{Auth, Call, IdPath, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::users::json::User;
use crate::app::user;
use crate::authz::act;
use crate::domain::ids::UserId;

/// Get a staff account
///
/// For administrators and auditors.
#[utoipa::path(
    operation_id = "get_user",
    tag = "users",
    security(("bearer" = []), ("api_key" = [])),
    params(("id" = uuid::Uuid, Path, description = "The account's id.")),
    responses(
        (status = 200, body = User, description = "The account."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such account.")
    )
)]
#[get("/users/{id}")]
pub async fn get_user(
    call: Call,
    _auth: Auth<act::ReadUsers>,
    id: IdPath<UserId>,
    query: Query,
) -> Result<Answer, Problem> {
    query.finish()?;
    call.answer_private(
        move |reading, _| user::find(reading, id.0),
        |user| Answer::private(&User::of(&user), user.version, call.language_tag()),
    )
    .await
}
