//! `DELETE /milestones/{id}`.

use actix_web::delete;

use crate::api::extract::{Auth, Call, IdPath, IfMatch, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::NoContent;
use crate::api::v1::common::params::DryRunParams;
use crate::app::milestone::delete;
use crate::authz::act;
use crate::domain::ids::MilestoneId;

/// Delete a milestone
///
/// For a milestone that was made by mistake: within 24 hours, and while nothing was reported of it and its date was not
/// changed. Afterwards it stays on record and can only be cancelled. Its history stays in any case.
#[utoipa::path(
    operation_id = "delete_milestone",
    tag = "milestones",
    security(("bearer" = []), ("api_key" = [])),
    params(
        ("id" = uuid::Uuid, Path, description = "The milestone's id."),
        DryRunParams,
        IfMatch
    ),
    responses(
        (status = 204, description = "It is deleted."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such milestone."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "It stays on record; `allowed_transitions` says whether it can be cancelled instead."),
        (status = 410, body = ProblemBody, content_type = "application/problem+json", description = "The milestone was deleted before.")
    )
)]
#[delete("/milestones/{id}")]
pub async fn delete_milestone(
    call: Call,
    auth: Auth<act::DeleteMilestone>,
    id: IdPath<MilestoneId>,
    query: Query<DryRunParams>,
    expected: IfMatch,
) -> Result<NoContent, Problem> {
    let dry_run = query.dry_run()?;
    call.write_silently(auth, dry_run, move |acting| delete::delete(acting, id.0, &expected.0))
        .await
}
