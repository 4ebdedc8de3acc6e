//! `GET /service-accounts`.

use actix_web::get;

use crate::api::extract::{Auth, Call, Query, Reader};
use crate::api::problem::Problem;
use crate::api::respond::Answer;
use crate::api::v1::common::page::Paging;
use crate::api::v1::common::params::PageParams;
use crate::api::v1::service_accounts::json::{ServiceAccount, ServiceAccountList};
use crate::app::service_account;
use crate::authz::act;

/// List service accounts
///
/// For administrators and auditors, in the order of names.
#[utoipa::path(
    operation_id = "list_service_accounts",
    tag = "service-accounts",
    security(("bearer" = []), ("api_key" = [])),
    params(PageParams),
    responses((status = 200, body = ServiceAccountList, description = "A page of service accounts."))
)]
#[get("/service-accounts")]
pub async fn list_service_accounts(
    call: Call,
    _auth: Auth<act::ReadServiceAccounts>,
    query: Query<PageParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let mut paging = Paging::read(&call, &mut reader, query.shared);
    reader.finish()?;
    let request = paging.request::<(), ()>(&call, "list_service_accounts", (), Vec::new())?;
    call.answer_private(
        move |reading, _| service_account::list(reading, &request),
        |page| {
            let answer = paging.answer(&call, page, false, |listed, _| ServiceAccountList {
                data: listed.items.iter().map(ServiceAccount::of).collect(),
                page: listed.page,
                meta: listed.meta,
            })?;
            Ok(answer.kept_nowhere())
        },
    )
    .await
}
