//! `GET /milestones/{id}/transitions` and `GET /milestones/{id}/rebaselines`.

use actix_web::get;

use crate::api::extract::{Call, IdPath, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::page::{Past, answer_past};
use crate::api::v1::common::params::PageParams;
use crate::api::v1::milestones::TOPICS;
use crate::api::v1::milestones::ledger_json::{
    MilestoneTransition, MilestoneTransitionList, Rebaseline, RebaselineList,
};
use crate::app::milestone::ledger;
use crate::domain::ids::MilestoneId;
use crate::store::ledger::newest_first;

/// List a milestone's reports
///
/// Every status that was reported of it, with what showed it, newest first. Reports are never changed or deleted.
#[utoipa::path(
    operation_id = "list_milestone_transitions",
    tag = "milestones",
    params(
        ("id" = uuid::Uuid, Path, description = "The milestone's id.", example = "d5a0cda3-c6a8-5e6f-92ee-6e3e2c1dce29"),
        PageParams
    ),
    responses(
        (status = 200, body = MilestoneTransitionList, description = "A page of reports, newest first."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such milestone."),
        (status = 410, body = ProblemBody, content_type = "application/problem+json", description = "The milestone was deleted.")
    )
)]
#[get("/milestones/{id}/transitions")]
pub async fn list_milestone_transitions(
    call: Call,
    id: IdPath<MilestoneId>,
    query: Query<PageParams>,
) -> Result<Answer, Problem> {
    let past = Past {
        operation: "list_milestone_transitions",
        topics: TOPICS,
        of: id.0,
        order: newest_first(),
        read: ledger::transitions,
    };
    answer_past(&call, query, past, |listed| MilestoneTransitionList {
        data: listed.items.into_iter().map(MilestoneTransition::of).collect(),
        page: listed.page,
        meta: listed.meta,
    })
    .await
}

/// List a milestone's changes of date
///
/// How its due date was changed and why, newest first. The first entry that an undated milestone gets has no old date.
#[utoipa::path(
    operation_id = "list_milestone_rebaselines",
    tag = "milestones",
    params(
        ("id" = uuid::Uuid, Path, description = "The milestone's id.", example = "d5a0cda3-c6a8-5e6f-92ee-6e3e2c1dce29"),
        PageParams
    ),
    responses(
        (status = 200, body = RebaselineList, description = "A page of changes of the date, newest first."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such milestone."),
        (status = 410, body = ProblemBody, content_type = "application/problem+json", description = "The milestone was deleted.")
    )
)]
#[get("/milestones/{id}/rebaselines")]
pub async fn list_milestone_rebaselines(
    call: Call,
    id: IdPath<MilestoneId>,
    query: Query<PageParams>,
) -> Result<Answer, Problem> {
    let past = Past {
        operation: "list_milestone_rebaselines",
        topics: TOPICS,
        of: id.0,
        order: newest_first(),
        read: ledger::rebaselines,
    };
    answer_past(&call, query, past, |listed| RebaselineList {
        data: listed.items.into_iter().map(Rebaseline::of).collect(),
        page: listed.page,
        meta: listed.meta,
    })
    .await
}
