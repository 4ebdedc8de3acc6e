//! What the addressees of letters say of letters: one file per operation, and the wire types.

mod consent;
pub mod json;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the operations.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(consent::answer_letters);
}
