//! `POST /service-accounts`.

use actix_web::post;

use crate::api::extract::{Auth, Call, IdempotencyKey, Json, Manner, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::BASE;
use crate::api::v1::common::membership;
use crate::api::v1::service_accounts::json::{NewServiceAccount, ServiceAccount};
use crate::app::service_account;
use crate::authz::act;
use crate::domain::limits;

/// Make a service account
///
/// It has no key yet: issue one for each machine that uses it.
#[utoipa::path(
    operation_id = "create_service_account",
    tag = "service-accounts",
    security(("bearer" = [])),
    params(IdempotencyKey),
    request_body(content = NewServiceAccount, content_type = "application/json"),
    responses(
        (status = 201, body = ServiceAccount, description = "The service account."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "Another one has this name, or the same request is being done.")
    )
)]
#[post("/service-accounts")]
pub async fn create_service_account(
    call: Call,
    auth: Auth<act::CreateServiceAccount>,
    query: Query,
    key: IdempotencyKey,
    body: Json<NewServiceAccount>,
) -> Result<Answer, Problem> {
    query.finish()?;
    let manner = Manner::of(false, "create_service_account", key, &body);
    let mut members = body.members();
    let name = members.person_name("name");
    let description = members.optional_text("description", limits::NOTE);
    let memberships = membership::read(&mut members).unwrap_or_default();
    let name = members.finish_with(name)?;
    let new = service_account::NewServiceAccount { name, description, memberships };
    let language = call.language_tag().to_owned();
    call.write(
        auth,
        manner,
        move |acting| service_account::create(acting, &new),
        move |_, view| {
            let location = format!("{BASE}/service-accounts/{}", view.account.id);
            let body = ServiceAccount::of(&view);
            Ok(Answer::private(&body, view.account.version, &language)?.created(&location))
        },
    )
    .await
}
