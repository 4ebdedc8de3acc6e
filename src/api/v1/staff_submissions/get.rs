//! `GET /staff/submissions/{id}`.

use actix_web::get;

use crate::api::extract::{Auth, Call, IdPath, Query, Reader};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::include;
use crate::api::v1::common::params::{ItemParams, TranslationsParams};
use crate::api::v1::common::speech::Speech;
use crate::api::v1::staff_submissions::json::StaffSubmission;
use crate::app::submission::queue;
use crate::authz::act;
use crate::domain::ids::SubmissionId;

/// Get a submission for staff
///
/// One submission with the correspondence, the notes of staff and the replies, and whether contact details are kept.
#[utoipa::path(
    operation_id = "get_staff_submission",
    tag = "submissions",
    security(("bearer" = []), ("api_key" = [])),
    params(
        ("id" = uuid::Uuid, Path, description = "The submission's id."),
        ItemParams,
        TranslationsParams
    ),
    responses(
        (status = 200, body = StaffSubmission, description = "The submission."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such submission, or it is not assigned to the caller's department.")
    )
)]
#[get("/staff/submissions/{id}")]
pub async fn get_staff_submission(
    call: Call,
    auth: Auth<act::ReadSubmissions>,
    id: IdPath<SubmissionId>,
    query: Query<ItemParams, TranslationsParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let language = reader.language(&call, query.shared.lang.as_deref());
    let translations = include::translations(&mut reader, &query.own);
    reader.finish()?;
    let scope = auth.permit.scope().clone();
    let (today, _) = call.state().today();
    call.answer_private(
        move |reading, _| queue::find(reading, &scope, id.0),
        |view| {
            let languages = &call.state().languages;
            let speech = Speech::new(languages, language, translations);
            let body = StaffSubmission::whole(&view, today, speech);
            let version = view.submission.version;
            Answer::private(&body, version, languages.get(language).as_str())
        },
    )
    .await
}
