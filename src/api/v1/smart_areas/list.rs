//! `GET /smart-areas`.

use actix_web::get;

use crate::api::extract::{Call, Query};
use crate::api::problem::Problem;
use crate::api::respond::Answer;
use crate::api::v1::common::page::answer_by_code;
use crate::api::v1::common::params::{PageParams, TranslationsParams};
use crate::api::v1::smart_areas::TOPICS;
use crate::api::v1::smart_areas::json::{SmartArea, SmartAreaList};
use crate::app::smart_area;

/// List smart areas
///
/// The themes of the plan, each with its initiatives counted by lifecycle.
#[utoipa::path(
    operation_id = "list_smart_areas",
    tag = "catalogue",
    params(PageParams, TranslationsParams),
    responses((status = 200, body = SmartAreaList, description = "A page of smart areas, by code."))
)]
#[get("/smart-areas")]
pub async fn list_smart_areas(
    call: Call,
    query: Query<PageParams, TranslationsParams>,
) -> Result<Answer, Problem> {
    answer_by_code(&call, query, "list_smart_areas", TOPICS, smart_area::list, |listed, speech| {
        SmartAreaList {
            data: listed.items.iter().map(|view| SmartArea::of(view, speech)).collect(),
            page: listed.page,
            meta: listed.meta,
        }
    })
    .await
}
