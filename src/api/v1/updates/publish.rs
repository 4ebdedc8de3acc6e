//! `POST /updates/{id}/publish`.

use actix_web::post;

use crate::api::extract::{Auth, Call, IdPath, IdempotencyKey, IfMatch, Manner, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::params::DryRunParams;
use crate::api::v1::common::speech::Speech;
use crate::api::v1::updates::json::ProgressUpdate;
use crate::app::update::write;
use crate::authz::act;
use crate::domain::ids::UpdateId;

/// Publish an update
///
/// For publishers of the department that wrote it. From then on everybody sees it, it stands in the initiative's history, and
/// the initiative counts as reported on.
#[utoipa::path(
    operation_id = "publish_update",
    tag = "updates",
    security(("bearer" = []), ("api_key" = [])),
    params(
        ("id" = uuid::Uuid, Path, description = "The update's id."),
        DryRunParams,
        IfMatch,
        IdempotencyKey
    ),
    responses(
        (status = 200, body = ProgressUpdate, description = "The update as it is now."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such update, or it is another department's draft."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "It is published already, or the same request is being done.")
    )
)]
#[post("/updates/{id}/publish")]
pub async fn publish_update(
    call: Call,
    auth: Auth<act::PublishUpdate>,
    id: IdPath<UpdateId>,
    query: Query<DryRunParams>,
    expected: IfMatch,
    key: IdempotencyKey,
) -> Result<Answer, Problem> {
    let manner = Manner::without_body(query.dry_run()?, "publish_update", key);
    let language = call.negotiated_language();
    call.write(
        auth,
        manner,
        move |acting| write::publish(acting, id.0, &expected.0),
        move |state, published| {
            let languages = &state.languages;
            let body = ProgressUpdate::of(&published, Speech::new(languages, language, false));
            Answer::written(&body, published.version, languages.get(language).as_str())
        },
    )
    .await
}
