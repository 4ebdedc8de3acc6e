//! HTTP and nothing else: requests become use cases, what they give becomes answers. It names no query and no table.
//!
//! | module | holds |
//! | --- | --- |
//! | [`front`] | the outer service that every request and answer passes |
//! | [`cache`] | prepared answers |
//! | [`extract`], [`respond`] | what handlers take and give |
//! | [`refused`] | what refusals of use cases mean to a client |
//! | [`export`] | lists as files, sent while they are read |
//! | [`problem`], [`negotiate`], [`cursor`] | errors, forms of answers, page cursors |
//! | [`v1`] | the operations |
//! | [`document`] | the OpenAPI document, made from their registration |
//! | [`site`] | what is served beside the API |

pub mod cache;
pub mod cursor;
pub mod document;
pub mod export;
pub mod extract;
pub mod front;
pub mod metrics;
pub mod negotiate;
pub mod problem;
pub mod refused;
pub mod respond;
pub mod site;
pub mod state;
pub mod v1;

use actix_web::HttpRequest;
use actix_web::web::{self, Data};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::api::problem::Problem;
use crate::api::state::ApiState;

/// Registers everything that is served.
pub fn register(config: &mut web::ServiceConfig) {
    config.configure(site::register);
    let mut scope = web::scope(v1::BASE);
    scope = scope.configure(|config| v1::register(&mut ServiceConfig::new(config)));
    config.service(scope.default_service(web::to(elsewhere)));
    config.default_service(web::to(elsewhere));
}

/// A path that is not served, or not by this method.
async fn elsewhere(request: HttpRequest, state: Data<ApiState>) -> Result<String, Problem> {
    Err(match state.routes.allow(request.path()) {
        Some(allow) => Problem::method_not_allowed(allow),
        None => Problem::unknown_route(),
    })
}
