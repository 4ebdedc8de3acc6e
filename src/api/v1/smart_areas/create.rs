//! `POST /smart-areas`.

use actix_web::post;

use crate::api::extract::{Auth, Call, IdempotencyKey, Json, Manner, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::BASE;
use crate::api::v1::common::speech::Speech;
use crate::api::v1::smart_areas::json::{NewSmartArea, SmartArea};
use crate::app::smart_area;
use crate::authz::act;
use crate::domain::limits;
use crate::domain::text::Multiline;

/// Add a smart area
///
/// For administrators. Its code never changes.
#[utoipa::path(
    operation_id = "create_smart_area",
    tag = "catalogue",
    security(("bearer" = []), ("api_key" = [])),
    params(IdempotencyKey),
    request_body(content = NewSmartArea, content_type = "application/json"),
    responses(
        (status = 201, body = SmartArea, description = "The smart area."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "Another smart area has this code, or the same request is being done.")
    )
)]
#[post("/smart-areas")]
pub async fn create_smart_area(
    call: Call,
    auth: Auth<act::CreateSmartArea>,
    query: Query,
    key: IdempotencyKey,
    body: Json<NewSmartArea>,
) -> Result<Answer, Problem> {
    query.finish()?;
    let manner = Manner::of(false, "create_smart_area", key, &body);
    let mut members = body.members();
    let code = members.code("code");
    let name = members.localized("name", limits::TITLE, Multiline::No);
    let summary = members.localized("summary", limits::SUMMARY, Multiline::Yes);
    let ((code, name), summary) = members.finish_with(code.zip(name).zip(summary))?;
    let new = smart_area::NewSmartArea { code, name, summary };
    let language = call.negotiated_language();
    call.write(
        auth,
        manner,
        move |acting| smart_area::create(acting, &new),
        move |state, view| {
            let languages = &state.languages;
            let body = SmartArea::of(&view, Speech::new(languages, language, false));
            let location = format!("{BASE}/smart-areas/{}", view.smart_area.code);
            let tag = languages.get(language).as_str();
            Ok(Answer::written(&body, view.smart_area.version, tag)?.created(&location))
        },
    )
    .await
}
