//! `GET /departments/{code}`.

use actix_web::get;

use crate::api::extract::{Call, CodePath, Query, Reader};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::include;
use crate::api::v1::common::params::{ItemParams, TranslationsParams};
use crate::api::v1::common::speech::Speech;
use crate::api::v1::departments::TOPICS;
use crate::api::v1::departments::json::Department;
use crate::app::department;
use crate::domain::code::DepartmentKind;

/// Get a department
///
/// One department with its initiatives in numbers.
#[utoipa::path(
    operation_id = "get_department",
    tag = "catalogue",
    params(
        ("code" = String, Path, description = "The department's code.", max_length = 20, pattern = "^[A-Za-z][A-Za-z0-9&-]*$", example = "TD"),
        ItemParams,
        TranslationsParams
    ),
    responses(
        (status = 200, body = Department, description = "The department."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such department.")
    )
)]
#[get("/departments/{code}")]
pub async fn get_department(
    call: Call,
    code: CodePath<DepartmentKind>,
    query: Query<ItemParams, TranslationsParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let language = reader.language(&call, query.shared.lang.as_deref());
    let translations = include::translations(&mut reader, &query.own);
    reader.finish()?;
    call.answer(
        TOPICS,
        move |reading, _| department::find(reading, &code.0),
        |view| {
            let languages = &call.state().languages;
            let body = Department::of(&view, Speech::new(languages, language, translations));
            Answer::item(&body, view.department.version, languages.get(language).as_str())
        },
    )
    .await
}
