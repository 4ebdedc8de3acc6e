//! `GET /staff/submissions`.

use actix_web::get;

use crate::api::extract::{Auth, Call, Query, Reader};
use crate::api::problem::Problem;
use crate::api::respond::Answer;
use crate::api::v1::common::page::Paging;
use crate::api::v1::common::params::PageParams;
use crate::api::v1::staff_submissions::json::{StaffSubmission, StaffSubmissionList};
use crate::api::v1::staff_submissions::params::QueueParams;
use crate::app::submission::queue;
use crate::authz::act;

/// List submissions for staff
///
/// The queue: all submissions for moderators, administrators and auditors, those that are assigned to their own departments
/// for responders. What is due first comes first.
#[utoipa::path(
    operation_id = "list_staff_submissions",
    tag = "submissions",
    security(("bearer" = []), ("api_key" = [])),
    params(PageParams, QueueParams),
    responses((status = 200, body = StaffSubmissionList, description = "A page of submissions, in the order asked for."))
)]
#[get("/staff/submissions")]
pub async fn list_staff_submissions(
    call: Call,
    auth: Auth<act::ReadSubmissions>,
    query: Query<PageParams, QueueParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let mut paging = Paging::read(&call, &mut reader, query.shared);
    let filter = query.own.filter(&mut reader);
    let order = query.own.order(&mut reader);
    reader.finish()?;
    let request = paging.request(&call, "list_staff_submissions", filter, order)?;
    let scope = auth.permit.scope().clone();
    let (today, _) = call.state().today();
    call.answer_private(
        move |reading, today| queue::list(reading, &scope, &request, today),
        |page| {
            let answer = paging.answer(&call, page, false, |listed, _| StaffSubmissionList {
                data: listed.items.iter().map(|one| StaffSubmission::of(one, today)).collect(),
                page: listed.page,
                meta: listed.meta,
            })?;
            Ok(answer.kept_nowhere())
        },
    )
    .await
}
