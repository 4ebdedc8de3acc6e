//! The interactive reference: Swagger UI from our own files, about our own document. It asks nobody else for anything.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderValue, LOCATION};
use actix_web::web::{Data, Path};
use utoipa_swagger_ui::Config;

use crate::api::problem::Problem;
use crate::api::site::{hand_over, page};
use crate::api::state::ApiState;

/// Swagger UI runs its own scripts, sets styles on elements and draws icons from data addresses.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

/// Goes to the folder, so that the page finds its files beside it.
pub async fn enter(state: Data<ApiState>) -> HttpResponse {
    let base = state.site.public_url.as_deref().unwrap_or_default();
    HttpResponse::PermanentRedirect().insert_header((LOCATION, format!("{base}/docs/"))).finish()
}

/// One file of the reference, compressed once and kept with the prepared answers.
pub async fn file(path: Path<String>, state: Data<ApiState>) -> Result<HttpResponse, Problem> {
    let key = format!("docs/{path}");
    if let Some(prepared) = state.cache.get(key.as_bytes(), state.clock.now()) {
        return Ok(hand_over(&prepared));
    }
    let config =
        Arc::new(Config::from("/openapi.json").validator_url("none").try_it_out_enabled(true));
    match utoipa_swagger_ui::serve(&path, config) {
        Ok(Some(file)) => {
            let media_type = HeaderValue::from_str(&file.content_type)
                .unwrap_or(HeaderValue::from_static("application/octet-stream"));
            let prepared = page(media_type, file.bytes.into_owned(), POLICY);
            state.cache.put(key.as_bytes(), Arc::clone(&prepared));
            Ok(hand_over(&prepared))
        }
        Ok(None) => Err(Problem::unknown_route()),
        Err(error) => {
            tracing::error!(%error, "a file of the reference cannot be served");
            Err(Problem::internal())
        }
    }
}
