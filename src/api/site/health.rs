//! Whether the process lives, and whether it can serve.

use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use serde_json::json;

use crate::api::problem::{Fault, FaultCode, Problem};
use crate::api::state::ApiState;
use crate::store::condition::Readiness;

/// The process lives: it answers. It says nothing of the database, so that nobody restarts a server whose database
/// is gone for a while.
pub async fn livez() -> HttpResponse {
    ok(&json!({ "status": "live" }))
}

/// What a probe asks about.
#[derive(Debug, Default, PartialEq, Eq)]
struct Asked {
    writes: bool,
}

/// The process can serve: the database answers, is whole and has the tables that this binary knows. When it can be read and
/// not written the answer is 200 and says `degraded`; with `writes=true` it is 503 then.
pub async fn readyz(state: Data<ApiState>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let asked = asked(request.query_string())?;
    state.database.look_soon().await;
    match state.database.condition().readiness() {
        Readiness::Ready => Ok(told(&state, "ready", "ok")),
        Readiness::ReadOnly(_) if !asked.writes => Ok(told(&state, "degraded", "read_only")),
        Readiness::ReadOnly(_) => Err(Problem::unavailable(5)),
        Readiness::Unusable(_) => Err(Problem::unavailable(1)),
    }
}

fn told(state: &ApiState, status: &str, database: &str) -> HttpResponse {
    ok(&json!({
        "status": status,
        "database": database,
        "migrations": "ok",
        "warnings": warnings(state),
    }))
}

fn asked(query: &str) -> Result<Asked, Problem> {
    let mut asked = Asked::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match (&*name, &*value) {
            ("writes", "true") => asked.writes = true,
            ("writes", "false") => asked.writes = false,
            ("writes", _) => {
                let fault = Fault::parameter("writes", FaultCode::NotABoolean);
                return Err(Problem::invalid_parameters(vec![fault]));
            }
            (other, _) => return Err(Problem::unknown_parameter(other, None)),
        }
    }
    Ok(asked)
}

/// What does not keep the process from serving, but is to be seen to.
fn warnings(state: &ApiState) -> Vec<serde_json::Value> {
    let all = state.holidays.warning().into_iter();
    all.map(|warning| json!({ "code": warning.code, "message": warning.message })).collect()
}

fn ok(body: &serde_json::Value) -> HttpResponse {
    HttpResponseBuilder::new(StatusCode::OK).insert_header((CACHE_CONTROL, "no-store")).json(body)
}
