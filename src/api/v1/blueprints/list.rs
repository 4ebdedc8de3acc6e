//! `GET /blueprints`.

use actix_web::get;

use crate::api::extract::{Call, Query};
use crate::api::problem::Problem;
use crate::api::respond::Answer;
use crate::api::v1::blueprints::json::{Blueprint, BlueprintList};
use crate::api::v1::common::page::answer_by_code;
use crate::api::v1::common::params::{PageParams, TranslationsParams};
use crate::app::blueprint;
use crate::store::change::ChangeKind;
use crate::store::feed::Topics;

/// What the list is made from.
const TOPICS: Topics = Topics::of(&[ChangeKind::Blueprint, ChangeKind::Initiative]);

/// List blueprint editions
///
/// The published editions of the plan, each with its initiatives counted by lifecycle.
#[utoipa::path(
    operation_id = "list_blueprints",
    tag = "catalogue",
    params(PageParams, TranslationsParams),
    responses((status = 200, body = BlueprintList, description = "A page of blueprint editions, by code."))
)]
#[get("/blueprints")]
pub async fn list_blueprints(
    call: Call,
    query: Query<PageParams, TranslationsParams>,
) -> Result<Answer, Problem> {
    answer_by_code(&call, query, "list_blueprints", TOPICS, blueprint::list, |listed, speech| {
        BlueprintList {
            data: listed.items.into_iter().map(|view| Blueprint::of(view, speech)).collect(),
            page: listed.page,
            meta: listed.meta,
        }
    })
    .await
}
