//! `GET /updates/{id}`.

use actix_web::get;

use crate::api::extract::{Call, IdPath, Query, Reader};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::include;
use crate::api::v1::common::params::{ItemParams, TranslationsParams};
use crate::api::v1::common::speech::Speech;
use crate::api::v1::updates::TOPICS;
use crate::api::v1::updates::json::ProgressUpdate;
use crate::app::update;
use crate::domain::ids::UpdateId;

/// Get an update
///
/// One published progress update.
#[utoipa::path(
    operation_id = "get_update",
    tag = "updates",
    params(
        ("id" = uuid::Uuid, Path, description = "The update's id."),
        ItemParams,
        TranslationsParams
    ),
    responses(
        (status = 200, body = ProgressUpdate, description = "The update."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such update, or it is not published.")
    )
)]
#[get("/updates/{id}")]
pub async fn get_update(
    call: Call,
    id: IdPath<UpdateId>,
    query: Query<ItemParams, TranslationsParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let language = reader.language(&call, query.shared.lang.as_deref());
    let translations = include::translations(&mut reader, &query.own);
    reader.finish()?;
    call.answer(
        TOPICS,
        move |reading, _| update::find(reading, id.0),
        |found| {
            let languages = &call.state().languages;
            let speech = Speech::new(languages, language, translations);
            let body = ProgressUpdate::of(&found, speech);
            Answer::item(&body, found.version, languages.get(language).as_str())
        },
    )
    .await
}
