//! `GET /followups/{reference}`.

use actix_web::get;

use crate::api::extract::{Call, Query, Reader, ReferencePath, SubmissionSecret};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::params::ItemParams;
use crate::api::v1::common::speech::Speech;
use crate::api::v1::followups::claim;
use crate::api::v1::followups::json::FollowUp;
use crate::app::submission::followup;

/// Follow a submission up
///
/// How far it is, and everything that was written, for whoever has its secret. A wrong secret is answered as a reference
/// that nothing has.
#[utoipa::path(
    operation_id = "get_followup",
    tag = "submissions",
    params(
        ("reference" = String, Path, description = "The submission's reference.", max_length = 40, pattern = "^[^/]+$", example = "7K3M-Q9XD-S"),
        SubmissionSecret,
        ItemParams
    ),
    responses(
        (status = 200, body = FollowUp, description = "The submission as its author sees it."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Reference and secret do not belong together.")
    )
)]
#[get("/followups/{reference}")]
pub async fn get_followup(
    call: Call,
    secret: SubmissionSecret,
    reference: ReferencePath,
    query: Query<ItemParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let language = reader.language(&call, query.shared.lang.as_deref());
    reader.finish()?;
    let claim = claim(&reference, &secret);
    call.answer_private(
        move |reading, _| followup::find(reading, &claim),
        |view| {
            let languages = &call.state().languages;
            let body = FollowUp::of(&view, Speech::new(languages, language, false));
            Answer::secret(&body, languages.get(language).as_str())
        },
    )
    .await
}
