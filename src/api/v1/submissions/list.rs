//! `GET /submissions`.

use actix_web::get;

use crate::api::extract::{Call, Query, Reader};
use crate::api::problem::Problem;
use crate::api::respond::Answer;
use crate::api::v1::common::include;
use crate::api::v1::common::page::Paging;
use crate::api::v1::common::params::{PageParams, TranslationsParams};
use crate::api::v1::submissions::TOPICS;
use crate::api::v1::submissions::json::{Submission, SubmissionList};
use crate::api::v1::submissions::params::SubmissionParams;
use crate::app::submission::read;

/// List submissions
///
/// What people sent and what was answered: the published submissions. Filters narrow the list: values of one parameter,
/// separated by commas, are alternatives; parameters add up.
#[utoipa::path(
    operation_id = "list_submissions",
    tag = "submissions",
    params(PageParams, SubmissionParams, TranslationsParams),
    responses((status = 200, body = SubmissionList, description = "A page of submissions, those of the newest day first unless asked otherwise."))
)]
#[get("/submissions")]
pub async fn list_submissions(
    call: Call,
    query: Query<PageParams, SubmissionParams, TranslationsParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let mut paging = Paging::read(&call, &mut reader, query.shared);
    let filter = query.own.filter(&mut reader);
    let order = query.own.order(&mut reader);
    let translations = include::translations(&mut reader, &query.more);
    reader.finish()?;
    let request = paging.request(&call, "list_submissions", filter, order)?;
    call.answer(
        TOPICS,
        move |reading, _| read::list(reading, &request),
        |page| {
            let answer =
                paging.answer(&call, page, translations, |listed, speech| SubmissionList {
                    data: listed.items.iter().map(|view| Submission::of(view, speech)).collect(),
                    page: listed.page,
                    meta: listed.meta,
                })?;
            Ok(answer.asked_about())
        },
    )
    .await
}
