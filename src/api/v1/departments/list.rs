//! `GET /departments`.

use actix_web::get;

use crate::api::extract::{Call, Query};
use crate::api::problem::Problem;
use crate::api::respond::Answer;
use crate::api::v1::common::page::answer_by_code;
use crate::api::v1::common::params::{PageParams, TranslationsParams};
use crate::api::v1::departments::TOPICS;
use crate::api::v1::departments::json::{Department, DepartmentList};
use crate::app::department;

/// List departments
///
/// Bureaux, departments and public bodies, each with the initiatives it leads counted by lifecycle.
#[utoipa::path(
    operation_id = "list_departments",
    tag = "catalogue",
    params(PageParams, TranslationsParams),
    responses((status = 200, body = DepartmentList, description = "A page of departments, by code."))
)]
#[get("/departments")]
pub async fn list_departments(
    call: Call,
    query: Query<PageParams, TranslationsParams>,
) -> Result<Answer, Problem> {
    answer_by_code(&call, query, "list_departments", TOPICS, department::list, |listed, speech| {
        DepartmentList {
            data: listed.items.iter().map(|view| Department::of(view, speech)).collect(),
            page: listed.page,
            meta: listed.meta,
        }
    })
    .await
}
