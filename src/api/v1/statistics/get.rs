//! `GET /statistics`.

use actix_web::get;

use crate::api::extract::{Call, Query, Reader};
use crate::api::problem::Problem;
use crate::api::respond::Answer;
use crate::api::v1::common::params::ItemParams;
use crate::api::v1::statistics::json::Statistics;
use crate::app::statistics;
use crate::store::change::ChangeKind;
use crate::store::feed::Topics;

/// What the numbers are made from.
const TOPICS: Topics = Topics::of(&[
    ChangeKind::Initiative,
    ChangeKind::Milestone,
    ChangeKind::Submission,
    ChangeKind::Reply,
]);

/// Get statistics
///
/// The catalogue in numbers as of today, in the local calendar: initiatives by lifecycle and health, milestones met,
/// overdue and upcoming, and how punctual they were; for everything, by smart area and by lead department. And what the
/// public has sent: the published submissions by state, kind, outcome and what they are about.
#[utoipa::path(
    operation_id = "get_statistics",
    tag = "statistics",
    params(ItemParams),
    responses((status = 200, body = Statistics, description = "The numbers."))
)]
#[get("/statistics")]
pub async fn get_statistics(call: Call, query: Query<ItemParams>) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let language = reader.language(&call, query.shared.lang.as_deref());
    reader.finish()?;
    call.answer(TOPICS, statistics::compute, |numbers| {
        let language = call.state().languages.get(language).as_str();
        Answer::list(&Statistics::from(numbers), language)
    })
    .await
}
