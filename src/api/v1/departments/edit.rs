//! `PATCH /departments/{code}`.

use actix_web::patch;

use crate::api::extract::{Auth, Call, CodePath, IfMatch, Manner, MergePatch, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::speech::Speech;
use crate::api::v1::departments::json::{Department, DepartmentPatch, DepartmentSummary};
use crate::app::department;
use crate::authz::act;
use crate::domain::code::DepartmentKind;
use crate::domain::limits;
use crate::domain::text::Multiline;

/// Change a department
///
/// For administrators.
#[utoipa::path(
    operation_id = "edit_department",
    tag = "catalogue",
    security(("bearer" = []), ("api_key" = [])),
    params(
        ("code" = String, Path, description = "The department's code.", max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$", example = "TD"),
        IfMatch
    ),
    request_body(content = DepartmentPatch, content_type = "application/merge-patch+json"),
    responses(
        (status = 200, body = Department, description = "The department as it is now."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such department.")
    )
)]
#[patch("/departments/{code}")]
pub async fn edit_department(
    call: Call,
    auth: Auth<act::EditDepartment>,
    code: CodePath<DepartmentKind>,
    query: Query,
    expected: IfMatch,
    body: MergePatch<DepartmentPatch, DepartmentSummary>,
) -> Result<Answer, Problem> {
    query.finish()?;
    let mut members = body.members();
    let patch = department::DepartmentPatch {
        name: members.patched_localized("name", limits::TITLE, Multiline::No),
        kind: members.changed_line("kind", limits::KIND),
        bureau_code: members.patched_code("bureau_code"),
        superseded_by: members.patched_code("superseded_by"),
        note: members.patched_text("note", limits::NOTE),
        reply_days: members.patched_reply_days("reply_days"),
    };
    members.finish()?;
    let language = call.negotiated_language();
    call.write(
        auth,
        Manner::default(),
        move |acting| department::edit(acting, &code.0, &expected.0, &patch),
        move |state, view| {
            let languages = &state.languages;
            let body = Department::of(&view, Speech::new(languages, language, false));
            Answer::written(&body, view.department.version, languages.get(language).as_str())
        },
    )
    .await
}
