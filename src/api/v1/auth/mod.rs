//! Signing in, staying signed in, and one's own account: one file per operation, and the wire types.

mod invitation;
pub mod json;
mod login;
mod logout;
mod me;
mod password;
mod refresh;
mod sessions;
mod setup;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the operations.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(login::login);
    config.service(refresh::refresh);
    config.service(logout::logout);
    config.service(me::get_me);
    config.service(password::change_password);
    config.service(sessions::list_sessions);
    config.service(sessions::end_sessions);
    config.service(sessions::end_session);
    config.service(invitation::accept_invitation);
    config.service(setup::set_up);
}
