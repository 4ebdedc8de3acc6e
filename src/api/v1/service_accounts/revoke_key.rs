//! `DELETE /service-accounts/{id}/keys/{key_id}`.

use actix_web::delete;

use crate::api::extract::{Auth, Call, IdPath, KeyIdPath, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::NoContent;
use crate::app::service_account;
use crate::authz::act;
use crate::domain::ids::ServiceAccountId;

/// Withdraw a key
///
/// It is refused from the next request on. It stays in the list of the account's keys, with the time.
#[utoipa::path(
    operation_id = "revoke_api_key",
    tag = "service-accounts",
    security(("bearer" = []), ("api_key" = [])),
    params(
        ("id" = uuid::Uuid, Path, description = "The account's id."),
        ("key_id" = uuid::Uuid, Path, description = "The key's id.")
    ),
    responses(
        (status = 204, description = "The key is withdrawn."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such service account or key."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The key was withdrawn before.")
    )
)]
#[delete("/service-accounts/{id}/keys/{key_id}")]
pub async fn revoke_api_key(
    call: Call,
    auth: Auth<act::RevokeApiKey>,
    id: IdPath<ServiceAccountId>,
    key: KeyIdPath,
    query: Query,
) -> Result<NoContent, Problem> {
    query.finish()?;
    call.write_silently(auth, false, move |acting| service_account::revoke_key(acting, id.0, key.0))
        .await
}
