//! `POST /initiatives/{code}/confirmations`.

use actix_web::post;

use crate::api::extract::{Auth, Call, CodePath, IdempotencyKey, Json, Manner, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::BASE;
use crate::api::v1::common::params::DryRunParams;
use crate::api::v1::initiatives::life_json::{Confirmation, NewConfirmation};
use crate::app::initiative::confirm;
use crate::authz::act;
use crate::domain::code::InitiativeKind;
use crate::domain::limits;

/// Confirm an initiative
///
/// Says: still correct as published. For publishers and contributors of the lead department and of departments that report on
/// it. It counts as a report, so that the initiative is not stale, and stands in its history.
#[utoipa::path(
    operation_id = "confirm_initiative",
    tag = "initiatives",
    security(("bearer" = []), ("api_key" = [])),
    params(
        ("code" = String, Path, description = "The initiative's code.", max_length = 80,
         pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "hketoll-free-flow-tolling"),
        DryRunParams,
        IdempotencyKey
    ),
    request_body(content = NewConfirmation, content_type = "application/json"),
    responses(
        (status = 201, body = Confirmation, description = "The confirmation."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such initiative."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The same request is being done.")
    )
)]
#[post("/initiatives/{code}/confirmations")]
pub async fn confirm_initiative(
    call: Call,
    auth: Auth<act::ConfirmInitiative>,
    code: CodePath<InitiativeKind>,
    query: Query<DryRunParams>,
    key: IdempotencyKey,
    body: Json<NewConfirmation>,
) -> Result<Answer, Problem> {
    let manner = Manner::of(query.dry_run()?, "confirm_initiative", key, &body);
    let mut members = body.members();
    let note = members.optional_text("note", limits::NOTE);
    members.finish()?;
    let language = call.negotiated_language();
    call.write(
        auth,
        manner,
        move |acting| confirm::confirm(acting, &code.0, note.as_deref()),
        move |state, given| {
            let version = given.initiative_version;
            let body = Confirmation::from(given);
            let answer = Answer::written(&body, version, state.languages.get(language).as_str())?;
            Ok(answer.created(&format!("{BASE}/initiatives/{}/history", body.initiative_code)))
        },
    )
    .await
}
