//! Staff accounts: one file per operation, their parameters and the wire types.

mod create;
mod edit;
mod get;
mod invite;
pub mod json;
mod list;
pub mod params;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the operations.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(list::list_users);
    config.service(create::create_user);
    config.service(get::get_user);
    config.service(edit::edit_user);
    config.service(invite::invite_user);
}
