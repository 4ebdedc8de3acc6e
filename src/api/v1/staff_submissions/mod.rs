//! Submissions as staff work on them: one file per operation, the parameters of the queue and the wire types.

mod contact;
mod decide;
pub mod decisions_json;
mod get;
mod influences;
pub mod json;
mod list;
mod note;
pub mod params;
mod reply;
pub mod reply_json;
mod transition;
pub mod work_json;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the operations. Fixed paths come before the one that takes an id.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(list::list_staff_submissions);
    config.service(decide::decide_submissions);
    config.service(get::get_staff_submission);
    config.service(contact::get_submission_contact);
    config.service(transition::transition_submission);
    config.service(reply::create_reply);
    config.service(note::create_submission_note);
    config.service(influences::list_initiative_influences);
}
