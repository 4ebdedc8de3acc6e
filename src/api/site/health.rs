//! Whether the process lives, and whether it can serve.

use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde_json::json;

use crate::api::problem::Problem;
use crate::api::state::ApiState;
use crate::store::{Reading, migrate};

/// The process lives: it answers. It says nothing of the database, so that nobody restarts a server whose database
/// is gone for a while.
pub async fn livez() -> HttpResponse {
    ok(&json!({ "status": "live" }))
}

/// The process can serve: the database answers and has the tables that this binary knows.
pub async fn readyz(state: Data<ApiState>) -> Result<HttpResponse, Problem> {
    let current = state
        .database
        .read(|reading: &mut Reading<'_>| migrate::is_current(reading.connection))
        .await;
    match current {
        Ok(true) => Ok(ok(&json!({
            "status": "ready",
            "database": "ok",
            "migrations": "ok",
            "warnings": warnings(&state),
        }))),
        Ok(false) => {
            tracing::warn!("the database's tables are not those of this binary");
            Err(Problem::unavailable(5))
        }
        Err(error) => {
            tracing::warn!(%error, "the database is not ready");
            Err(Problem::unavailable(1))
        }
    }
}

/// What does not keep the process from serving, but is to be seen to.
fn warnings(state: &ApiState) -> Vec<serde_json::Value> {
    let all = state.holidays.warning().into_iter();
    all.map(|warning| json!({ "code": warning.code, "message": warning.message })).collect()
}

fn ok(body: &serde_json::Value) -> HttpResponse {
    HttpResponseBuilder::new(StatusCode::OK).insert_header((CACHE_CONTROL, "no-store")).json(body)
}
