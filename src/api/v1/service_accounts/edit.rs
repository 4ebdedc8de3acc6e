//! `PATCH /service-accounts/{id}`.

use actix_web::patch;

use crate::api::extract::{Auth, Call, IdPath, IfMatch, Manner, MergePatch, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::membership;
use crate::api::v1::service_accounts::json::{ServiceAccount, ServiceAccountPatch};
use crate::app::service_account;
use crate::authz::act;
use crate::domain::ids::ServiceAccountId;
use crate::domain::limits;

/// Change a service account
///
/// What is taken away is gone from the next request on.
#[utoipa::path(
    operation_id = "edit_service_account",
    tag = "service-accounts",
    security(("bearer" = [])),
    params(("id" = uuid::Uuid, Path, description = "The account's id."), IfMatch),
    request_body(content = ServiceAccountPatch, content_type = "application/merge-patch+json"),
    responses(
        (status = 200, body = ServiceAccount, description = "The service account as it is now."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such service account."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "Another one has this name.")
    )
)]
#[patch("/service-accounts/{id}")]
pub async fn edit_service_account(
    call: Call,
    auth: Auth<act::EditServiceAccount>,
    id: IdPath<ServiceAccountId>,
    query: Query,
    expected: IfMatch,
    body: MergePatch<ServiceAccountPatch>,
) -> Result<Answer, Problem> {
    query.finish()?;
    let mut members = body.members();
    let patch = service_account::ServiceAccountPatch {
        name: members.patched_person_name("name"),
        description: members.patched_text("description", limits::NOTE),
        disabled: members.patched_boolean("disabled"),
        memberships: membership::read(&mut members),
    };
    members.finish()?;
    let language = call.language_tag().to_owned();
    call.write(
        auth,
        Manner::default(),
        move |acting| service_account::edit(acting, id.0, &expected.0, &patch),
        move |_, view| Answer::private(&ServiceAccount::of(&view), view.account.version, &language),
    )
    .await
}
