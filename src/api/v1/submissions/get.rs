//! `GET /submissions/{id}`.

use actix_web::get;

use crate::api::extract::{Call, IdPath, Query, Reader};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::include;
use crate::api::v1::common::params::{ItemParams, TranslationsParams};
use crate::api::v1::common::speech::Speech;
use crate::api::v1::submissions::TOPICS;
use crate::api::v1::submissions::json::Submission;
use crate::app::submission::read;
use crate::domain::ids::SubmissionId;

/// Get a submission
///
/// One published submission with its replies. One that was published and hidden later is answered without what it says,
/// with the reason.
#[utoipa::path(
    operation_id = "get_submission",
    tag = "submissions",
    params(
        ("id" = uuid::Uuid, Path, description = "The submission's id."),
        ItemParams,
        TranslationsParams
    ),
    responses(
        (status = 200, body = Submission, description = "The submission."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such submission, or it was never published.")
    )
)]
#[get("/submissions/{id}")]
pub async fn get_submission(
    call: Call,
    id: IdPath<SubmissionId>,
    query: Query<ItemParams, TranslationsParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let language = reader.language(&call, query.shared.lang.as_deref());
    let translations = include::translations(&mut reader, &query.own);
    reader.finish()?;
    call.answer(
        TOPICS,
        move |reading, _| read::find(reading, id.0),
        |view| {
            let languages = &call.state().languages;
            let body = Submission::of(&view, Speech::new(languages, language, translations));
            let version = view.submission.version;
            let answer = Answer::item(&body, version, languages.get(language).as_str())?;
            Ok(answer.asked_about())
        },
    )
    .await
}
