//! `GET /service-accounts/{id}`.

use actix_web::get;

use crate::api::extract::{Auth, Call, IdPath, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::service_accounts::json::ServiceAccount;
use crate::app::service_account;
use crate::authz::act;
use crate::domain::ids::ServiceAccountId;

/// Get a service account
///
/// For administrators and auditors. Its keys are shown without their secrets.
#[utoipa::path(
    operation_id = "get_service_account",
    tag = "service-accounts",
    security(("bearer" = []), ("api_key" = [])),
    params(("id" = uuid::Uuid, Path, description = "The account's id.")),
    responses(
        (status = 200, body = ServiceAccount, description = "The service account."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such service account.")
    )
)]
#[get("/service-accounts/{id}")]
pub async fn get_service_account(
    call: Call,
    _auth: Auth<act::ReadServiceAccounts>,
    id: IdPath<ServiceAccountId>,
    query: Query,
) -> Result<Answer, Problem> {
    query.finish()?;
    call.answer_private(
        move |reading, _| service_account::find(reading, id.0),
        |view| {
            let version = view.account.version;
            Answer::private(&ServiceAccount::of(&view), version, call.language_tag())
        },
    )
    .await
}
