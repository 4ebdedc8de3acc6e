//! The catalogue in numbers: one operation and the wire types.

mod get;
pub mod json;
pub mod submissions_json;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the operations.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(get::get_statistics);
}
