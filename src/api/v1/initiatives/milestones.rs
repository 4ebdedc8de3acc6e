//! `GET /initiatives/{code}/milestones`.

use actix_web::get;

use crate::api::extract::{Call, CodePath, Query, Reader};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::include;
use crate::api::v1::common::page::Paging;
use crate::api::v1::common::params::{PageParams, TranslationsParams};
use crate::api::v1::initiatives::TOPICS;
use crate::api::v1::milestones::json::{Milestone, MilestoneList};
use crate::api::v1::milestones::params::MilestoneParams;
use crate::app::milestone;
use crate::domain::code::InitiativeKind;

/// List an initiative's milestones
///
/// The dated promises of one initiative.
#[utoipa::path(
    operation_id = "list_initiative_milestones",
    tag = "initiatives",
    params(
        ("code" = String, Path, description = "The initiative's code.", max_length = 80,
         pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "hketoll-free-flow-tolling"),
        PageParams,
        MilestoneParams,
        TranslationsParams
    ),
    responses(
        (status = 200, body = MilestoneList, description = "A page of milestones, in the order asked for."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such initiative.")
    )
)]
#[get("/initiatives/{code}/milestones")]
pub async fn list_initiative_milestones(
    call: Call,
    code: CodePath<InitiativeKind>,
    query: Query<PageParams, MilestoneParams, TranslationsParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let mut paging = Paging::read(&call, &mut reader, query.shared);
    let mut filter = query.own.filter(&mut reader);
    let order = query.own.order(&mut reader);
    let translations = include::translations(&mut reader, &query.more);
    reader.finish()?;
    filter.initiative = Some(code.0.clone());
    let request = paging.request(&call, "list_initiative_milestones", filter, order)?;
    call.answer(
        TOPICS,
        move |reading, today| milestone::list_of(reading, &code.0, &request, today),
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
