//! `GET /initiatives`.

use actix_web::get;

use crate::api::extract::{Call, Query, Reader};
use crate::api::problem::Problem;
use crate::api::respond::Answer;
use crate::api::v1::common::page::Paging;
use crate::api::v1::common::params::PageParams;
use crate::api::v1::initiatives::TOPICS;
use crate::api::v1::initiatives::json::{Initiative, InitiativeList};
use crate::api::v1::initiatives::params::{InitiativeListIncludeParams, InitiativeParams};
use crate::app::initiative;

/// List initiatives
///
/// Filters narrow the list: values of one parameter, separated by commas, are alternatives; parameters add up.
#[utoipa::path(
    operation_id = "list_initiatives",
    tag = "initiatives",
    params(PageParams, InitiativeParams, InitiativeListIncludeParams),
    responses((status = 200, body = InitiativeList, description = "A page of initiatives, in the order asked for."))
)]
#[get("/initiatives")]
pub async fn list_initiatives(
    call: Call,
    query: Query<PageParams, InitiativeParams, InitiativeListIncludeParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let mut paging = Paging::read(&call, &mut reader, query.shared);
    let filter = query.own.filter(&mut reader);
    let order = query.own.order(&mut reader);
    let (include, translations) = query.more.include(&mut reader, paging.limit);
    reader.finish()?;
    let request = paging.request(&call, "list_initiatives", filter, order)?;
    call.answer(
        TOPICS,
        move |reading, today| initiative::list(reading, &request, include, today),
        |page| {
            paging.answer(&call, page, translations, |listed, speech| InitiativeList {
                data: listed.items.into_iter().map(|view| Initiative::of(view, speech)).collect(),
                page: listed.page,
                meta: listed.meta,
            })
        },
    )
    .await
}
