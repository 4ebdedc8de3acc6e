//! Service accounts and their keys: one file per operation, and the wire types.

mod create;
mod edit;
mod get;
mod issue_key;
pub mod json;
mod list;
mod revoke_key;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the operations.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(list::list_service_accounts);
    config.service(create::create_service_account);
    config.service(get::get_service_account);
    config.service(edit::edit_service_account);
    config.service(issue_key::issue_api_key);
    config.service(revoke_key::revoke_api_key);
}
