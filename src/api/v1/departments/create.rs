//! `POST /departments`.

use actix_web::post;

use crate::api::extract::{Auth, Call, IdempotencyKey, Json, Manner, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::BASE;
use crate::api::v1::common::speech::Speech;
use crate::api::v1::departments::json::{Department, NewDepartment};
use crate::app::department;
use crate::authz::act;
use crate::domain::code::DepartmentCode;
use crate::domain::limits;
use crate::domain::text::Multiline;

/// Add a department
///
/// For administrators. Its code never changes.
#[utoipa::path(
    operation_id = "create_department",
    tag = "catalogue",
    security(("bearer" = []), ("api_key" = [])),
    params(IdempotencyKey),
    request_body(content = NewDepartment, content_type = "application/json"),
    responses(
        (status = 201, body = Department, description = "The department."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "Another department has this code, or the same request is being done.")
    )
)]
#[post("/departments")]
pub async fn create_department(
    call: Call,
    auth: Auth<act::CreateDepartment>,
    query: Query,
    key: IdempotencyKey,
    body: Json<NewDepartment>,
) -> Result<Answer, Problem> {
    query.finish()?;
    let manner = Manner::of(false, "create_department", key, &body);
    let mut members = body.members();
    let code = members.code("code");
    let name = members.localized("name", limits::TITLE, Multiline::No);
    let kind = members.line("kind", limits::KIND);
    let bureau_code = members.optional_code("bureau_code");
    let note = members.optional_text("note", limits::NOTE);
    let reply_days = members.optional_reply_days("reply_days");
    let ((code, name), kind) = members.finish_with(code.zip(name).zip(kind))?;
    let new = department::NewDepartment { code, name, kind, bureau_code, note, reply_days };
    let language = call.negotiated_language();
    call.write(
        auth,
        manner,
        move |acting| department::create(acting, &new),
        move |state, view| {
            let languages = &state.languages;
            let body = Department::of(&view, Speech::new(languages, language, false));
            let location = location(&view.department.code);
            let tag = languages.get(language).as_str();
            Ok(Answer::written(&body, view.department.version, tag)?.created(&location))
        },
    )
    .await
}

/// Where a department stands. A code may have a `&`, which a path may have too.
fn location(code: &DepartmentCode) -> String {
    format!("{BASE}/departments/{code}")
}
