//! `PATCH /users/{id}`.

use actix_web::patch;

use crate::api::extract::{Auth, Call, IdPath, IfMatch, Manner, MergePatch, Query, Reader};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::membership;
use crate::api::v1::common::params::DryRunParams;
use crate::api::v1::users::json::{User, UserPatch};
use crate::app::user;
use crate::authz::act;
use crate::domain::ids::UserId;

/// Change a staff account
///
/// Roles that are taken away are gone from the next request on, whatever tokens say. The last administrator cannot be
/// disabled or lose the role.
#[utoipa::path(
    operation_id = "edit_user",
    tag = "users",
    security(("bearer" = [])),
    params(("id" = uuid::Uuid, Path, description = "The account's id."), DryRunParams, IfMatch),
    request_body(content = UserPatch, content_type = "application/merge-patch+json"),
    responses(
        (status = 200, body = User, description = "The account as it is now."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such account."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "Another account has this address, or no administrator would be left.")
    )
)]
#[patch("/users/{id}")]
pub async fn edit_user(
    call: Call,
    auth: Auth<act::EditUser>,
    id: IdPath<UserId>,
    query: Query<DryRunParams>,
    expected: IfMatch,
    body: MergePatch<UserPatch>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let dry_run = reader.boolean("dry_run", query.shared.dry_run.as_deref()).unwrap_or(false);
    reader.finish()?;
    let mut members = body.members();
    let patch = user::UserPatch {
        email: members.patched_email("email"),
        name: members.patched_person_name("name"),
        disabled: members.patched_boolean("disabled"),
        memberships: membership::read(&mut members),
    };
    members.finish()?;
    let language = call.language_tag().to_owned();
    call.write(
        auth,
        Manner { dry_run, once: None },
        move |acting| user::edit(acting, id.0, &expected.0, &patch),
        move |_, user| Answer::private(&User::of(&user), user.version, &language),
    )
    .await
}
