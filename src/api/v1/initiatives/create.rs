//! `POST /initiatives`.

use actix_web::post;

use crate::api::extract::{Auth, Call, IdempotencyKey, Json, Manner, Members, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::BASE;
use crate::api::v1::common::params::DryRunParams;
use crate::api::v1::common::speech::Speech;
use crate::api::v1::initiatives::edit::{MOST, end, start};
use crate::api::v1::initiatives::json::Initiative;
use crate::api::v1::initiatives::life_json::NewInitiative;
use crate::app::initiative::create::{self, BEGINNINGS};
use crate::authz::act;
use crate::domain::lifecycle::Lifecycle;
use crate::domain::limits;
use crate::domain::text::Multiline;

/// Add an initiative
///
/// For administrators, who keep the structure of the catalogue. Its department takes it from there: milestones, updates and
/// moves have operations of their own.
#[utoipa::path(
    operation_id = "create_initiative",
    tag = "initiatives",
    security(("bearer" = []), ("api_key" = [])),
    params(DryRunParams, IdempotencyKey),
    request_body(content = NewInitiative, content_type = "application/json"),
    responses(
        (status = 201, body = Initiative, description = "The initiative."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "Another initiative has this code, or the same request is being done.")
    )
)]
#[post("/initiatives")]
pub async fn create_initiative(
    call: Call,
    auth: Auth<act::CreateInitiative>,
    query: Query<DryRunParams>,
    key: IdempotencyKey,
    body: Json<NewInitiative>,
) -> Result<Answer, Problem> {
    let manner = Manner::of(query.dry_run()?, "create_initiative", key, &body);
    let mut members = body.members();
    let new = new(&mut members);
    let new = members.finish_with(new)?;
    let language = call.negotiated_language();
    call.write(
        auth,
        manner,
        move |acting| create::create(acting, &new),
        move |state, view| {
            let languages = &state.languages;
            let body = Initiative::of(view, Speech::new(languages, language, false));
            let answer = Answer::written(&body, body.version, languages.get(language).as_str())?;
            Ok(answer.created(&format!("{BASE}/initiatives/{}", body.code)))
        },
    )
    .await
}

/// Every member is read before what is required is asked for: all faults are told at once.
fn new(members: &mut Members) -> Option<create::NewInitiative> {
    let code = members.code("code");
    let title = members.localized("title", limits::TITLE, Multiline::No);
    let summary = members.localized("summary", limits::SUMMARY, Multiline::Yes);
    let smart_area_code = members.code("smart_area_code");
    let lead_department_code = members.code("lead_department_code");
    let supporting_department_codes =
        members.changed_codes("supporting_department_codes", MOST).unwrap_or_default();
    let reporting_department_codes =
        members.changed_codes("reporting_department_codes", MOST).unwrap_or_default();
    let blueprint_codes = members.changed_codes("blueprint_codes", MOST).unwrap_or_default();
    let lifecycle = members.optional_word("lifecycle", &BEGINNINGS.map(Lifecycle::as_str));
    let starts_on = members.optional_date("starts_on", start);
    let ends_on = members.optional_date("ends_on", end);
    let update_cadence_days = members.optional_whole("update_cadence_days", 1, 3660);
    let tags = members.changed_codes("tags", MOST).unwrap_or_default();
    let sources = members.optional_lines("sources", MOST, limits::SOURCE);
    Some(create::NewInitiative {
        code: code?,
        title: title?,
        summary: summary?,
        smart_area_code: smart_area_code?,
        lead_department_code: lead_department_code?,
        supporting_department_codes,
        reporting_department_codes,
        blueprint_codes,
        lifecycle: lifecycle.unwrap_or(Lifecycle::Planned),
        starts_on,
        ends_on,
        update_cadence_days,
        tags,
        sources,
    })
}
