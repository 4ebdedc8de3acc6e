//! `GET /initiatives/{code}/history`.

use actix_web::get;

use crate::api::extract::{Call, CodePath, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::page::{Past, answer_past};
use crate::api::v1::common::params::PageParams;
use crate::api::v1::initiatives::history_json::{HistoryEntry, HistoryList};
use crate::app::initiative::history;
use crate::domain::code::InitiativeKind;
use crate::store::change::ChangeKind;
use crate::store::feed::Topics;
use crate::store::history::HistorySort;

/// What a history is made from. A confirmation and a deleted milestone tell of the initiative too.
const TOPICS: Topics =
    Topics::of(&[ChangeKind::Initiative, ChangeKind::Milestone, ChangeKind::Update]);

/// List an initiative's history
///
/// What happened to the initiative, its milestones and its published updates: when, by which department, why, and which
/// members were changed from what to what. Newest first. What was deleted stays in it.
#[utoipa::path(
    operation_id = "list_initiative_history",
    tag = "initiatives",
    params(
        ("code" = String, Path, description = "The initiative's code.", max_length = 80,
         pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "hketoll-free-flow-tolling"),
        PageParams
    ),
    responses(
        (status = 200, body = HistoryList, description = "A page of the history, newest first."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such initiative.")
    )
)]
#[get("/initiatives/{code}/history")]
pub async fn list_initiative_history(
    call: Call,
    code: CodePath<InitiativeKind>,
    query: Query<PageParams>,
) -> Result<Answer, Problem> {
    let past = Past {
        operation: "list_initiative_history",
        topics: TOPICS,
        of: code.0,
        order: HistorySort::newest_first(),
        read: history::list,
    };
    answer_past(&call, query, past, |listed| HistoryList {
        data: listed.items.into_iter().map(HistoryEntry::from).collect(),
        page: listed.page,
        meta: listed.meta,
    })
    .await
}
