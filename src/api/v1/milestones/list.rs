//! `GET /milestones`.

use actix_web::get;

use crate::api::extract::{Call, Query, Reader};
use crate::api::problem::Problem;
use crate::api::respond::Answer;
use crate::api::v1::common::include;
use crate::api::v1::common::page::Paging;
use crate::api::v1::common::params::{PageParams, TranslationsParams};
use crate::api::v1::milestones::TOPICS;
use crate::api::v1::milestones::json::{Milestone, MilestoneList};
use crate::api::v1::milestones::params::{MilestoneOriginParams, MilestoneParams};
use crate::app::milestone;

/// List milestones
///
/// The dated promises of all initiatives. Filters narrow the list: values of one parameter, separated by commas, are
/// alternatives; parameters add up.
#[utoipa::path(
    operation_id = "list_milestones",
    tag = "milestones",
    params(PageParams, MilestoneOriginParams, MilestoneParams, TranslationsParams),
    responses((status = 200, body = MilestoneList, description = "A page of milestones, in the order asked for."))
)]
#[get("/milestones")]
pub async fn list_milestones(
    call: Call,
    query: Query<PageParams, MilestoneParams, MilestoneOriginParams, TranslationsParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let mut paging = Paging::read(&call, &mut reader, query.shared);
    let mut filter = query.own.filter(&mut reader);
    query.more.narrow(&mut reader, &mut filter);
    let order = query.own.order(&mut reader);
    let translations = include::translations(&mut reader, &query.rest);
    reader.finish()?;
    let request = paging.request(&call, "list_milestones", filter, order)?;
    call.answer(
        TOPICS,
        move |reading, today| milestone::list(reading, &request, today),
        |page| {
            paging.answer(&call, page, translations, |listed, speech| MilestoneList {
                data: listed.items.into_iter().map(|view| Milestone::of(view, speech)).collect(),
                page: listed.page,
                meta: listed.meta,
            })
        },
    )
    .await
}
