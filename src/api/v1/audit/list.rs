//! `GET /audit/entries`.

use actix_web::get;

use crate::api::extract::{Auth, Call, Query, Reader};
use crate::api::problem::Problem;
use crate::api::respond::Answer;
use crate::api::v1::audit::json::{AuditEntry, AuditEntryList};
use crate::api::v1::audit::params::AuditParams;
use crate::api::v1::common::page::Paging;
use crate::api::v1::common::params::PageParams;
use crate::app::audit;
use crate::authz::act;

/// List audit entries
///
/// Who did what to what, newest first: every committed write, every refusal by the policy, every sign-in and every
/// failed one. For auditors. Entries are never changed and never deleted.
#[utoipa::path(
    operation_id = "list_audit_entries",
    tag = "audit",
    security(("bearer" = []), ("api_key" = [])),
    params(PageParams, AuditParams),
    responses((status = 200, body = AuditEntryList, description = "A page of audit entries, in the order asked for."))
)]
#[get("/audit/entries")]
pub async fn list_audit_entries(
    call: Call,
    _auth: Auth<act::ReadAudit>,
    query: Query<PageParams, AuditParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let mut paging = Paging::read(&call, &mut reader, query.shared);
    let filter = query.own.filter(&mut reader);
    let order = query.own.order(&mut reader);
    reader.finish()?;
    let request = paging.request(&call, "list_audit_entries", filter, order)?;
    call.answer_private(
        move |reading, _| audit::list(reading, &request),
        |page| {
            let answer = paging.answer(&call, page, false, |listed, _| AuditEntryList {
                data: listed.items.iter().map(AuditEntry::of).collect(),
                page: listed.page,
                meta: listed.meta,
            })?;
            Ok(answer.kept_nowhere())
        },
    )
    .await
}
