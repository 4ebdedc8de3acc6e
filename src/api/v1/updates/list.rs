//! `GET /initiatives/{code}/updates`.

use actix_web::get;

use crate::api::extract::{Call, CodePath, Query, Reader};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::include;
use crate::api::v1::common::page::Paging;
use crate::api::v1::common::params::{PageParams, TranslationsParams};
use crate::api::v1::updates::TOPICS;
use crate::api::v1::updates::json::{ProgressUpdate, ProgressUpdateList};
use crate::app::update;
use crate::domain::code::InitiativeKind;
use crate::store::update::PublicSort;

/// List an initiative's updates
///
/// What its departments tell of it: the published updates, by the day that they speak of, newest first.
#[utoipa::path(
    operation_id = "list_initiative_updates",
    tag = "updates",
    params(
        ("code" = String, Path, description = "The initiative's code.", max_length = 80,
         pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "automated-parking-systems"),
        PageParams,
        TranslationsParams
    ),
    responses(
        (status = 200, body = ProgressUpdateList, description = "A page of updates, newest first."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such initiative.")
    )
)]
#[get("/initiatives/{code}/updates")]
pub async fn list_initiative_updates(
    call: Call,
    code: CodePath<InitiativeKind>,
    query: Query<PageParams, TranslationsParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let mut paging = Paging::read(&call, &mut reader, query.shared);
    let translations = include::translations(&mut reader, &query.own);
    reader.finish()?;
    let order = PublicSort::newest_first();
    let request = paging.request(&call, "list_initiative_updates", code.0, order)?;
    call.answer(
        TOPICS,
        move |reading, _| update::list(reading, &request),
        |page| {
            paging.answer(&call, page, translations, |listed, speech| ProgressUpdateList {
                data: listed.items.iter().map(|one| ProgressUpdate::of(one, speech)).collect(),
                page: listed.page,
                meta: listed.meta,
            })
        },
    )
    .await
}
