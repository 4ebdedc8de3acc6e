//! `GET /initiatives/{code}/influences`.

use actix_web::get;

use crate::api::extract::{Call, CodePath, Query, Reader};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::include;
use crate::api::v1::common::page::Paging;
use crate::api::v1::common::params::{PageParams, TranslationsParams};
use crate::api::v1::staff_submissions::reply_json::{InfluenceList, SubmissionReply};
use crate::app::submission::influences;
use crate::domain::code::InitiativeKind;
use crate::store::change::ChangeKind;
use crate::store::feed::Topics;
use crate::store::ledger;

/// What the list is made from. The initiative tells whether there is a list at all.
const TOPICS: Topics =
    Topics::of(&[ChangeKind::Submission, ChangeKind::Reply, ChangeKind::Initiative]);

/// List what submissions changed of an initiative
///
/// You said, we did: the replies to published submissions that name a change of the initiative or of one of its milestones,
/// newest first.
#[utoipa::path(
    operation_id = "list_initiative_influences",
    tag = "submissions",
    params(
        ("code" = String, Path, description = "The initiative's code.", max_length = 80,
         pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "automated-parking-systems"),
        PageParams,
        TranslationsParams
    ),
    responses(
        (status = 200, body = InfluenceList, description = "A page of replies, newest first."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such initiative.")
    )
)]
#[get("/initiatives/{code}/influences")]
pub async fn list_initiative_influences(
    call: Call,
    code: CodePath<InitiativeKind>,
    query: Query<PageParams, TranslationsParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let mut paging = Paging::read(&call, &mut reader, query.shared);
    let translations = include::translations(&mut reader, &query.own);
    reader.finish()?;
    let order = ledger::newest_first();
    let request = paging.request(&call, "list_initiative_influences", code.0, order)?;
    call.answer(
        TOPICS,
        move |reading, _| influences::list(reading, &request),
        |page| {
            let answer =
                paging.answer(&call, page, translations, |listed, speech| InfluenceList {
                    data: listed.items.iter().map(|one| SubmissionReply::of(one, speech)).collect(),
                    page: listed.page,
                    meta: listed.meta,
                })?;
            Ok(answer.asked_about())
        },
    )
    .await
}
