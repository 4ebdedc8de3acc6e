//! `GET /changes`.

use std::sync::Arc;

use actix_web::get;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::extract::{Call, Query, Reader};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::changes::json::{Change, ChangeList, ChangePage, ChangeType};
use crate::api::v1::common::json::Meta;
use crate::api::v1::common::params::ItemParams;
use crate::app::change::{self, ChangesRequest, From};
use crate::store::change::ChangeKind;
use crate::store::feed::Topics;

/// The cursor that asks for nothing but the head.
const LATEST: &str = "latest";

/// From where, how much, and of which types.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChangeParams {
    /// The most changes to give.
    #[param(value_type = Option<i32>, format = Int32, minimum = 1, maximum = 100, default = 25, example = 25)]
    pub limit: Option<String>,
    /// The number after which to start, or `latest` for the newest number and no changes. Without it the sequence
    /// starts at its first change that is kept.
    #[param(max_length = 19, pattern = "^([0-9]+|latest)$", example = "0")]
    pub cursor: Option<String>,
    /// Of any of these types.
    #[param(value_type = Option<Vec<ChangeType>>, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub r#type: Option<String>,
}

/// Follow the changes
///
/// Everything that changed in public, in the order of commits, without gaps. Keep `next_cursor` and ask again from
/// there to stay up to date.
#[utoipa::path(
    operation_id = "list_changes",
    tag = "changes",
    params(ItemParams, ChangeParams),
    responses(
        (status = 200, body = ChangeList, description = "A stretch of the change sequence, oldest first."),
        (status = 410, body = ProblemBody, content_type = "application/problem+json", description = "The changes after the cursor are no longer kept: read everything again, from `cursor=latest` on.")
    )
)]
#[get("/changes")]
pub async fn list_changes(
    call: Call,
    query: Query<ItemParams, ChangeParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let language = reader.language(&call, query.shared.lang.as_deref());
    let limit = reader.limit(query.own.limit.as_deref());
    let names = ChangeKind::ALL.map(ChangeKind::as_str);
    let kinds = reader.words("type", query.own.r#type.as_deref(), &names);
    reader.finish()?;
    let from = from(query.own.cursor.as_deref())?;
    let request = ChangesRequest { from, kinds, limit };
    let feed = Arc::clone(call.state().database.feed());
    call.answer(
        Topics::ALL,
        move |reading, _| change::list(reading, &feed, &request),
        |changes| {
            let next = changes.next.to_string();
            let link = changes.has_more.then_some(next.as_str());
            let list = ChangeList {
                data: changes.items.into_iter().map(Change::from).collect(),
                page: ChangePage {
                    limit: i32::from(limit),
                    next_cursor: next.clone(),
                    has_more: changes.has_more,
                },
                meta: Meta { total: None },
            };
            let language = call.state().languages.get(language).as_str();
            let answer = Answer::moving_list(&list, language)?;
            Ok(answer.with_next(call.path(), call.query(), link))
        },
    )
    .await
}

fn from(cursor: Option<&str>) -> Result<From, Problem> {
    match cursor {
        None => Ok(From::Start),
        Some(LATEST) => Ok(From::Latest),
        Some(seq) if seq.bytes().all(|byte| byte.is_ascii_digit()) => {
            seq.parse().map(From::After).map_err(|_| Problem::invalid_cursor())
        }
        Some(_) => Err(Problem::invalid_cursor()),
    }
}
