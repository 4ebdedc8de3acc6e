//! `POST /users/{id}/invitations`.

use actix_web::post;

use crate::api::extract::{Auth, Call, IdPath, IdempotencyKey, Manner, Query, Reader};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::params::DryRunParams;
use crate::api::v1::users::json::InvitedUser;
use crate::app::user;
use crate::authz::act;
use crate::domain::ids::UserId;

/// Make a new one-time link
///
/// For somebody who has not used theirs in time, or has lost their password. Links made before are void; a password in
/// use stays until the new link is used.
#[utoipa::path(
    operation_id = "invite_user",
    tag = "users",
    security(("bearer" = [])),
    params(("id" = uuid::Uuid, Path, description = "The account's id."), DryRunParams, IdempotencyKey),
    responses(
        (status = 200, body = InvitedUser, description = "The account with its one-time link."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such account."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The account is disabled, or the same request is being done.")
    )
)]
#[post("/users/{id}/invitations")]
pub async fn invite_user(
    call: Call,
    auth: Auth<act::InviteUser>,
    id: IdPath<UserId>,
    query: Query<DryRunParams>,
    key: IdempotencyKey,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let dry_run = reader.boolean("dry_run", query.shared.dry_run.as_deref()).unwrap_or(false);
    reader.finish()?;
    let manner = Manner::without_body(dry_run, "invite_user", key);
    let valid = call.state().invitations_valid;
    let language = call.language_tag().to_owned();
    call.write(
        auth,
        manner,
        move |acting| user::invite_again(acting, id.0, valid),
        move |_, (user, invited)| {
            let body = InvitedUser::of(&user, &invited);
            Answer::secret(&body, &language)
        },
    )
    .await
}
