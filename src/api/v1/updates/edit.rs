//! `PATCH /updates/{id}`.

use actix_web::patch;

use crate::api::extract::{Auth, Call, IdPath, IfMatch, Manner, MergePatch, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::params::DryRunParams;
use crate::api::v1::common::speech::Speech;
use crate::api::v1::updates::json::{ProgressUpdate, ProgressUpdatePatch};
use crate::app::update::write;
use crate::authz::act;
use crate::domain::ids::UpdateId;
use crate::domain::limits;
use crate::domain::text::Multiline;

/// Change an update
///
/// For publishers and contributors of the department that wrote it. Once it is published, a publisher corrects it, and its
/// history shows what was changed.
#[utoipa::path(
    operation_id = "edit_update",
    tag = "updates",
    security(("bearer" = []), ("api_key" = [])),
    params(
        ("id" = uuid::Uuid, Path, description = "The update's id."),
        DryRunParams,
        IfMatch
    ),
    request_body(content = ProgressUpdatePatch, content_type = "application/merge-patch+json"),
    responses(
        (status = 200, body = ProgressUpdate, description = "The update as it is now."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such update, or it is another department's draft.")
    )
)]
#[patch("/updates/{id}")]
pub async fn edit_update(
    call: Call,
    auth: Auth<act::DraftUpdate>,
    id: IdPath<UpdateId>,
    query: Query<DryRunParams>,
    expected: IfMatch,
    body: MergePatch<ProgressUpdatePatch, ProgressUpdate>,
) -> Result<Answer, Problem> {
    let dry_run = query.dry_run()?;
    let mut members = body.members();
    let patch = write::UpdatePatch {
        title: members.patched_localized("title", limits::TITLE, Multiline::No),
        body: members.patched_localized("body", limits::DESCRIPTION, Multiline::Yes),
        dated_on: members.changed_day("dated_on"),
    };
    members.finish()?;
    let language = call.negotiated_language();
    call.write(
        auth,
        Manner { dry_run, once: None },
        move |acting| write::edit(acting, id.0, &expected.0, &patch),
        move |state, edited| {
            let languages = &state.languages;
            let body = ProgressUpdate::of(&edited, Speech::new(languages, language, false));
            Answer::written(&body, edited.version, languages.get(language).as_str())
        },
    )
    .await
}
