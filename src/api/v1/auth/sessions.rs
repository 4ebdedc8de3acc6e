//! `GET /auth/sessions`, `DELETE /auth/sessions` and `DELETE /auth/sessions/{id}`.

use actix_web::{delete, get};

use crate::api::extract::{Call, IdPath, Person, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::api::respond::{Answer, NoContent};
use crate::api::v1::auth::json::{Session, SessionList};
use crate::api::v1::common::json::{Meta, PageInfo};
use crate::app::identity::SESSIONS_LISTED;
use crate::domain::ids::SessionId;

/// List one's own open sessions
///
/// Where and since when the account is signed in: the newest hundred sessions, on one page.
#[utoipa::path(
    operation_id = "list_sessions",
    tag = "auth",
    security(("bearer" = [])),
    responses((status = 200, body = SessionList, description = "The open sessions, newest first."))
)]
#[get("/auth/sessions")]
pub async fn list_sessions(call: Call, person: Person, query: Query) -> Result<Answer, Problem> {
    query.finish()?;
    let sessions = call
        .state()
        .identity
        .sessions(person.user, person.session, call.context().now)
        .await
        .map_err(|error| call.identity_problem(&error))?;
    let list = SessionList {
        data: sessions.into_iter().map(Session::from).collect(),
        page: PageInfo::of(SESSIONS_LISTED, None),
        meta: Meta { total: None },
    };
    Answer::secret(&list, call.language_tag())
}

/// Sign out everywhere
///
/// Ends all sessions of the account, this one too.
#[utoipa::path(
    operation_id = "end_sessions",
    tag = "auth",
    security(("bearer" = [])),
    responses((status = 204, description = "All sessions have ended."))
)]
#[delete("/auth/sessions")]
pub async fn end_sessions(call: Call, person: Person, query: Query) -> Result<NoContent, Problem> {
    query.finish()?;
    call.state()
        .identity
        .end_all_sessions(person.authenticated.actor, person.user, call.circumstances())
        .await
        .map_err(|error| call.identity_problem(&error))?;
    Ok(NoContent)
}

/// End one of one's own sessions
///
/// Its tokens are refused from the next request on.
#[utoipa::path(
    operation_id = "end_session",
    tag = "auth",
    security(("bearer" = [])),
    params(("id" = uuid::Uuid, Path, description = "The session's id.")),
    responses(
        (status = 204, description = "The session has ended."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "The account has no such open session.")
    )
)]
#[delete("/auth/sessions/{id}")]
pub async fn end_session(
    call: Call,
    person: Person,
    id: IdPath<SessionId>,
    query: Query,
) -> Result<NoContent, Problem> {
    query.finish()?;
    call.state()
        .identity
        .end_session(person.authenticated.actor, person.user, id.0, call.circumstances())
        .await
        .map_err(|error| call.identity_problem(&error))?;
    Ok(NoContent)
}
