//! `/.well-known/jwks.json`: the keys with which anybody can verify our access tokens (RFC 7517).

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::Data;
use serde::Serialize;

use crate::api::state::ApiState;
use crate::authn::signing::Jwk;

/// Whoever keeps the keys for so long still learns of a new one before it is used.
const CACHING: &str = "public, max-age=300";

#[derive(Serialize)]
struct KeySet {
    keys: Vec<Jwk>,
}

/// Shows the keys.
pub async fn show(state: Data<ApiState>) -> HttpResponse {
    let keys = state.identity.keyring().published(state.clock.now());
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/jwk-set+json"))
        .insert_header((CACHE_CONTROL, CACHING))
        .body(serde_json::to_string(&KeySet { keys }).unwrap_or_default())
}
