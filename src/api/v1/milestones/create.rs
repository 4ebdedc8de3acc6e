//! `POST /initiatives/{code}/milestones`.

use actix_web::post;

use crate::api::extract::{Auth, Call, CodePath, IdempotencyKey, Json, Manner, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::BASE;
use crate::api::v1::common::params::DryRunParams;
use crate::api::v1::common::speech::Speech;
use crate::api::v1::milestones::json::Milestone;
use crate::api::v1::milestones::promised;
use crate::api::v1::milestones::write_json::NewMilestone;
use crate::app::milestone::create;
use crate::authz::act;
use crate::domain::code::InitiativeKind;
use crate::domain::limits;
use crate::domain::milestone::Weight;
use crate::domain::text::Multiline;

/// Add a milestone
///
/// For publishers and contributors of the lead department and of departments that report on the initiative. The first date
/// it is promised for is its original date and never changes.
#[utoipa::path(
    operation_id = "create_milestone",
    tag = "milestones",
    security(("bearer" = []), ("api_key" = [])),
    params(
        ("code" = String, Path, description = "The initiative's code.", max_length = 80,
         pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "hketoll-free-flow-tolling"),
        DryRunParams,
        IdempotencyKey
    ),
    request_body(content = NewMilestone, content_type = "application/json"),
    responses(
        (status = 201, body = Milestone, description = "The milestone."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such initiative."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The same request is being done.")
    )
)]
#[post("/initiatives/{code}/milestones")]
pub async fn create_milestone(
    call: Call,
    auth: Auth<act::CreateMilestone>,
    code: CodePath<InitiativeKind>,
    query: Query<DryRunParams>,
    key: IdempotencyKey,
    body: Json<NewMilestone>,
) -> Result<Answer, Problem> {
    let manner = Manner::of(query.dry_run()?, "create_milestone", key, &body);
    let mut members = body.members();
    let title = members.localized("title", limits::TITLE, Multiline::No);
    let description =
        members.optional_localized("description", limits::DESCRIPTION, Multiline::Yes);
    let weight = members.optional_whole("weight", 1, 100);
    let due_on = members.optional_date("due_on", promised);
    let title = members.finish_with(title)?;
    let weight = weight.and_then(|weight| Weight::try_from(i64::from(weight)).ok());
    let weight = weight.unwrap_or_default();
    let new = create::NewMilestone { title, description, weight, due_on };
    let language = call.negotiated_language();
    call.write(
        auth,
        manner,
        move |acting| create::create(acting, &code.0, &new),
        move |state, view| {
            let languages = &state.languages;
            let body = Milestone::of(view, Speech::new(languages, language, false));
            let answer = Answer::written(&body, body.version, languages.get(language).as_str())?;
            Ok(answer.created(&format!("{BASE}/milestones/{}", body.id)))
        },
    )
    .await
}
