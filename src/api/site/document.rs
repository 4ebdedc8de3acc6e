//! The OpenAPI document.

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::api::site::hand_over;
use crate::api::state::ApiState;

/// The document as JSON.
pub async fn json(state: Data<ApiState>) -> HttpResponse {
    hand_over(&state.site.json)
}

/// The document as YAML (RFC 9512).
pub async fn yaml(state: Data<ApiState>) -> HttpResponse {
    hand_over(&state.site.yaml)
}
