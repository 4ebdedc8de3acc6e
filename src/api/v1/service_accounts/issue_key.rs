//! `POST /service-accounts/{id}/keys`.

use actix_web::post;

use crate::api::extract::{Auth, Call, IdPath, IdempotencyKey, Json, Manner, Query};
use crate::api::problem::{Fault, FaultCode, Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::BASE;
use crate::api::v1::service_accounts::json::{IssuedApiKey, NewApiKey};
use crate::app::service_account;
use crate::authz::{Action, act};
use crate::domain::ids::ServiceAccountId;

/// Issue a key
///
/// The secret is in the answer and is shown this once. A key carries no more than its scope, and never more than its
/// account may do. Making or changing accounts, links and keys is for people: no scope has it.
#[utoipa::path(
    operation_id = "issue_api_key",
    tag = "service-accounts",
    security(("bearer" = [])),
    params(("id" = uuid::Uuid, Path, description = "The account's id."), IdempotencyKey),
    request_body(content = NewApiKey, content_type = "application/json"),
    responses(
        (status = 201, body = IssuedApiKey, description = "The key with its secret."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such service account."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The account is disabled, or the same request is being done.")
    )
)]
#[post("/service-accounts/{id}/keys")]
pub async fn issue_api_key(
    call: Call,
    auth: Auth<act::IssueApiKey>,
    id: IdPath<ServiceAccountId>,
    query: Query,
    key: IdempotencyKey,
    body: Json<NewApiKey>,
) -> Result<Answer, Problem> {
    query.finish()?;
    let manner = Manner::of(false, "issue_api_key", key, &body);
    let mut members = body.members();
    let names: Vec<&str> = Action::ALL
        .into_iter()
        .filter(|action| action.may_be_scoped())
        .map(Action::as_str)
        .collect();
    let scope: Vec<Action> = members.words("scope", 100, &names).unwrap_or_default();
    let expires_at = members.optional_instant("expires_at");
    if expires_at.is_some_and(|end| end <= call.context().now) {
        members.refuse(Fault::pointer("/expires_at", FaultCode::TooSmall));
    }
    members.finish()?;
    let new = service_account::NewApiKey { scope: scope.into_iter().collect(), expires_at };
    let language = call.language_tag().to_owned();
    call.write(
        auth,
        manner,
        move |acting| service_account::issue_key(acting, id.0, &new),
        move |_, issued| {
            let location =
                format!("{BASE}/service-accounts/{}/keys/{}", issued.key.account, issued.key.id);
            Ok(Answer::secret(&IssuedApiKey::of(&issued), &language)?.created(&location))
        },
    )
    .await
}
