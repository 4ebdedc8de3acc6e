//! `PATCH /smart-areas/{code}`.

use actix_web::patch;

use crate::api::extract::{Auth, Call, CodePath, IfMatch, Manner, MergePatch, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::speech::Speech;
use crate::api::v1::smart_areas::json::{SmartArea, SmartAreaPatch, SmartAreaSummary};
use crate::app::smart_area;
use crate::authz::act;
use crate::domain::code::SmartAreaKind;
use crate::domain::limits;
use crate::domain::text::Multiline;

/// Change a smart area
///
/// For administrators.
#[utoipa::path(
    operation_id = "edit_smart_area",
    tag = "catalogue",
    security(("bearer" = []), ("api_key" = [])),
    params(
        ("code" = String, Path, description = "The smart area's code.", max_length = 40, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "mobility"),
        IfMatch
    ),
    request_body(content = SmartAreaPatch, content_type = "application/merge-patch+json"),
    responses(
        (status = 200, body = SmartArea, description = "The smart area as it is now."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such smart area.")
    )
)]
#[patch("/smart-areas/{code}")]
pub async fn edit_smart_area(
    call: Call,
    auth: Auth<act::EditSmartArea>,
    code: CodePath<SmartAreaKind>,
    query: Query,
    expected: IfMatch,
    body: MergePatch<SmartAreaPatch, SmartAreaSummary>,
) -> Result<Answer, Problem> {
    query.finish()?;
    let mut members = body.members();
    let patch = smart_area::SmartAreaPatch {
        name: members.patched_localized("name", limits::TITLE, Multiline::No),
        summary: members.patched_localized("summary", limits::SUMMARY, Multiline::Yes),
    };
    members.finish()?;
    let language = call.negotiated_language();
    call.write(
        auth,
        Manner::default(),
        move |acting| smart_area::edit(acting, &code.0, &expected.0, &patch),
        move |state, view| {
            let languages = &state.languages;
            let body = SmartArea::of(&view, Speech::new(languages, language, false));
            Answer::written(&body, view.smart_area.version, languages.get(language).as_str())
        },
    )
    .await
}
