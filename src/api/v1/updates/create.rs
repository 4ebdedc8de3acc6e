//! `POST /initiatives/{code}/updates`.

use actix_web::post;

use crate::api::extract::{Auth, Call, CodePath, IdempotencyKey, Json, Manner, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::BASE;
use crate::api::v1::common::params::DryRunParams;
use crate::api::v1::common::speech::Speech;
use crate::api::v1::updates::json::{NewProgressUpdate, ProgressUpdate};
use crate::app::update::write;
use crate::authz::act;
use crate::domain::code::InitiativeKind;
use crate::domain::limits;
use crate::domain::text::Multiline;

/// Draft an update
///
/// For publishers and contributors of the lead department and of departments that report on the initiative. Nobody else sees
/// it until a publisher publishes it.
#[utoipa::path(
    operation_id = "create_update",
    tag = "updates",
    security(("bearer" = []), ("api_key" = [])),
    params(
        ("code" = String, Path, description = "The initiative's code.", max_length = 80,
         pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "hketoll-free-flow-tolling"),
        DryRunParams,
        IdempotencyKey
    ),
    request_body(content = NewProgressUpdate, content_type = "application/json"),
    responses(
        (status = 201, body = ProgressUpdate, description = "The draft."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such initiative."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The same request is being done.")
    )
)]
#[post("/initiatives/{code}/updates")]
pub async fn create_update(
    call: Call,
    auth: Auth<act::DraftUpdate>,
    code: CodePath<InitiativeKind>,
    query: Query<DryRunParams>,
    key: IdempotencyKey,
    body: Json<NewProgressUpdate>,
) -> Result<Answer, Problem> {
    let manner = Manner::of(query.dry_run()?, "create_update", key, &body);
    let mut members = body.members();
    let title = members.localized("title", limits::TITLE, Multiline::No);
    let text = members.localized("body", limits::DESCRIPTION, Multiline::Yes);
    let dated_on = members.optional_day("dated_on");
    let (title, body) = members.finish_with(title.zip(text))?;
    let new = write::NewUpdate { title, body, dated_on };
    let language = call.negotiated_language();
    call.write(
        auth,
        manner,
        move |acting| write::create(acting, &code.0, &new),
        move |state, made| {
            let languages = &state.languages;
            let body = ProgressUpdate::of(&made, Speech::new(languages, language, false));
            let answer = Answer::written(&body, made.version, languages.get(language).as_str())?;
            Ok(answer.created(&format!("{BASE}/staff/updates/{}", body.id)))
        },
    )
    .await
}
