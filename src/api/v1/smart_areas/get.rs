//! `GET /smart-areas/{code}`.

use actix_web::get;

use crate::api::extract::{Call, CodePath, Query, Reader};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::include;
use crate::api::v1::common::params::{ItemParams, TranslationsParams};
use crate::api::v1::common::speech::Speech;
use crate::api::v1::smart_areas::TOPICS;
use crate::api::v1::smart_areas::json::SmartArea;
use crate::app::smart_area;
use crate::domain::code::SmartAreaKind;

/// Get a smart area
///
/// One smart area with its initiatives in numbers.
#[utoipa::path(
    operation_id = "get_smart_area",
    tag = "catalogue",
    params(
        ("code" = String, Path, description = "The smart area's code.", max_length = 40, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "mobility"),
        ItemParams,
        TranslationsParams
    ),
    responses(
        (status = 200, body = SmartArea, description = "The smart area."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such smart area.")
    )
)]
#[get("/smart-areas/{code}")]
pub async fn get_smart_area(
    call: Call,
    code: CodePath<SmartAreaKind>,
    query: Query<ItemParams, TranslationsParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let language = reader.language(&call, query.shared.lang.as_deref());
    let translations = include::translations(&mut reader, &query.own);
    reader.finish()?;
    call.answer(
        TOPICS,
        move |reading, _| smart_area::find(reading, &code.0),
        |view| {
            let languages = &call.state().languages;
            let body = SmartArea::of(&view, Speech::new(languages, language, translations));
            Answer::item(&body, view.smart_area.version, languages.get(language).as_str())
        },
    )
    .await
}
