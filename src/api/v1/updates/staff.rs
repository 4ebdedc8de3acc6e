//! `GET /staff/updates` and `GET /staff/updates/{id}`: drafts beside what is published, for the departments that wrote them.

use actix_web::get;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::extract::{Auth, Call, IdPath, Query, Reader};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::Answer;
use crate::api::v1::common::include;
use crate::api::v1::common::page::Paging;
use crate::api::v1::common::params::{ItemParams, PageParams, TranslationsParams};
use crate::api::v1::common::speech::Speech;
use crate::api::v1::common::words::UpdateState as StateWord;
use crate::api::v1::updates::json::{ProgressUpdate, ProgressUpdateList};
use crate::app::update;
use crate::authz::act;
use crate::domain::ids::UpdateId;
use crate::domain::update::UpdateState;
use crate::store::update::{DraftSort, StaffFilter};

/// Which updates.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StaffUpdateParams {
    /// On any of these initiatives.
    #[param(value_type = Option<Vec<String>>, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub initiative: Option<String>,
    /// By any of these departments. A `&` in a code must be percent-encoded.
    #[param(value_type = Option<Vec<String>>, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub department: Option<String>,
    /// In any of these states.
    #[param(value_type = Option<Vec<StateWord>>, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub state: Option<String>,
}

/// List updates for staff
///
/// The updates by the departments in which the caller drafts or publishes, drafts and published ones, what was made last
/// first. Administrators and auditors see those of all.
#[utoipa::path(
    operation_id = "list_staff_updates",
    tag = "updates",
    security(("bearer" = []), ("api_key" = [])),
    params(PageParams, StaffUpdateParams, TranslationsParams),
    responses((status = 200, body = ProgressUpdateList, description = "A page of updates, what was made last first."))
)]
#[get("/staff/updates")]
pub async fn list_staff_updates(
    call: Call,
    auth: Auth<act::ReadDrafts>,
    query: Query<PageParams, StaffUpdateParams, TranslationsParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let mut paging = Paging::read(&call, &mut reader, query.shared);
    let translations = include::translations(&mut reader, &query.more);
    let states = UpdateState::ALL.map(UpdateState::as_str);
    let filter = StaffFilter {
        initiatives: reader.codes("initiative", query.own.initiative.as_deref()),
        departments: reader.codes("department", query.own.department.as_deref()),
        states: reader.words("state", query.own.state.as_deref(), &states),
    };
    reader.finish()?;
    let order = DraftSort::newest_first();
    let request = paging.request(&call, "list_staff_updates", filter, order)?;
    let scope = auth.permit.scope().clone();
    call.answer_private(
        move |reading, _| update::list_for_staff(reading, &scope, &request),
        |page| {
            let answer =
                paging.answer(&call, page, translations, |listed, speech| ProgressUpdateList {
                    data: listed.items.iter().map(|one| ProgressUpdate::of(one, speech)).collect(),
                    page: listed.page,
                    meta: listed.meta,
                })?;
            Ok(answer.kept_nowhere())
        },
    )
    .await
}

/// Get an update for staff
///
/// One update, a draft or not, for publishers and contributors of the department that wrote it.
#[utoipa::path(
    operation_id = "get_staff_update",
    tag = "updates",
    security(("bearer" = []), ("api_key" = [])),
    params(
        ("id" = uuid::Uuid, Path, description = "The update's id."),
        ItemParams,
        TranslationsParams
    ),
    responses(
        (status = 200, body = ProgressUpdate, description = "The update."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such update, or it is another department's.")
    )
)]
#[get("/staff/updates/{id}")]
pub async fn get_staff_update(
    call: Call,
    auth: Auth<act::ReadDrafts>,
    id: IdPath<UpdateId>,
    query: Query<ItemParams, TranslationsParams>,
) -> Result<Answer, Problem> {
    let mut reader = Reader::new(query.faults);
    let language = reader.language(&call, query.shared.lang.as_deref());
    let translations = include::translations(&mut reader, &query.own);
    reader.finish()?;
    let scope = auth.permit.scope().clone();
    call.answer_private(
        move |reading, _| update::find_for_staff(reading, &scope, id.0),
        |found| {
            let languages = &call.state().languages;
            let speech = Speech::new(languages, language, translations);
            let body = ProgressUpdate::of(&found, speech);
            Answer::private(&body, found.version, languages.get(language).as_str())
        },
    )
    .await
}
