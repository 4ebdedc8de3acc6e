//! `POST /users`.

use actix_web::post;

use crate::api::extract::{Auth, Call, IdempotencyKey, Json, Manner, Query, Reader};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::BASE;
use crate::api::v1::common::membership;
use crate::api::v1::common::params::DryRunParams;
use crate::api::v1::users::json::{InvitedUser, NewUser};
use crate::app::user;
use crate::authz::act;

/// Make a staff account
///
/// Its owner chooses a password with the one-time link in the answer.
#[utoipa::path(
    operation_id = "create_user",
    tag = "users",
    security(("bearer" = [])),
    params(DryRunParams, IdempotencyKey),
    request_body(content = NewUser, content_type = "application/json"),
    responses(
        (status = 201, body = InvitedUser, description = "The account with its one-time link."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "Another account has this address, or the same request is being done.")
    )
)]
#[post("/users")]
pub async fn create_user(
    call: Call,
    auth: Auth<act::CreateUser>,
    query: Query<DryRunParams>,
    key: IdempotencyKey,
    body: Json<NewUser>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let dry_run = reader.boolean("dry_run", query.shared.dry_run.as_deref()).unwrap_or(false);
    reader.finish()?;
    let manner = Manner::of(dry_run, "create_user", key, &body);
    let mut members = body.members();
    let email = members.email("email");
    let name = members.person_name("name");
    let memberships = membership::read(&mut members).unwrap_or_default();
    let (email, name) = members.finish_with(email.zip(name))?;
    let new = user::NewUser { email, name, memberships };
    let valid = call.state().invitations_valid;
    let language = call.language_tag().to_owned();
    call.write(
        auth,
        manner,
        move |acting| user::create(acting, &new, valid),
        move |_, (user, invited)| {
            let body = InvitedUser::of(&user, &invited);
            let location = format!("{BASE}/users/{}", user.id);
            Ok(Answer::secret(&body, &language)?.created(&location))
        },
    )
    .await
}
