//! Departments: one file per operation, and the wire types.

pub mod json;
mod list;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the operations.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(list::list_departments);
}
