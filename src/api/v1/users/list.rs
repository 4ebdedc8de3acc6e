//! `GET /users`.

use actix_web::get;

use crate::api::extract::{Auth, Call, Query, Reader};
use crate::api::problem::Problem;
use crate::api::respond::Answer;
use crate::api::v1::common::page::Paging;
use crate::api::v1::common::params::PageParams;
use crate::api::v1::users::json::{User, UserList};
use crate::api::v1::users::params::UserParams;
use crate::app::user;
use crate::authz::act;

/// List staff accounts
///
/// For administrators and auditors.
#[utoipa::path(
    operation_id = "list_users",
    tag = "users",
    security(("bearer" = []), ("api_key" = [])),
    params(PageParams, UserParams),
    responses((status = 200, body = UserList, description = "A page of accounts, in the order asked for."))
)]
#[get("/users")]
pub async fn list_users(
    call: Call,
    _auth: Auth<act::ReadUsers>,
    query: Query<PageParams, UserParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let mut paging = Paging::read(&call, &mut reader, query.shared);
    let filter = query.own.filter(&mut reader);
    let order = query.own.order(&mut reader);
    reader.finish()?;
    let request = paging.request(&call, "list_users", filter, order)?;
    call.answer_private(
        move |reading, _| user::list(reading, &request),
        |page| {
            let answer = paging.answer(&call, page, false, |listed, _| UserList {
                data: listed.items.iter().map(User::of).collect(),
                page: listed.page,
                meta: listed.meta,
            })?;
            Ok(answer.kept_nowhere())
        },
    )
    .await
}
