//! `GET /subjects`.

use actix_web::get;

use crate::api::extract::{Call, Query};
use crate::api::problem::Problem;
use crate::api::respond::Answer;
use crate::api::v1::common::page::answer_by_code;
use crate::api::v1::common::params::{PageParams, TranslationsParams};
use crate::api::v1::subjects::SUBJECTS;
use crate::api::v1::subjects::json::{Subject, SubjectList};
use crate::app::subject;

/// List subjects
///
/// What people write about beside initiatives and smart areas.
#[utoipa::path(
    operation_id = "list_subjects",
    tag = "submissions",
    params(PageParams, TranslationsParams),
    responses((status = 200, body = SubjectList, description = "A page of subjects, by code."))
)]
#[get("/subjects")]
pub async fn list_subjects(
    call: Call,
    query: Query<PageParams, TranslationsParams>,
) -> Result<Answer, Problem> {
    answer_by_code(&call, query, "list_subjects", SUBJECTS, subject::list, |listed, speech| {
        SubjectList {
            data: listed.items.iter().map(|subject| Subject::of(subject, speech)).collect(),
            page: listed.page,
            meta: listed.meta,
        }
    })
    .await
}
