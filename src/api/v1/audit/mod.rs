//! The audit log: one file per operation, its parameters and the wire types.

pub mod json;
mod list;
pub mod params;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the operations.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(list::list_audit_entries);
}
