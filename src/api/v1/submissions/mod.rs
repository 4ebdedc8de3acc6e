//! Submissions of the public: one file per operation, and the wire types.

mod challenge;
mod challenge_json;
mod create;
mod get;
pub mod json;
mod list;
pub mod new_json;
pub mod params;
mod preview;
pub mod preview_json;

use utoipa_actix_web::service_config::ServiceConfig;

use crate::store::change::ChangeKind;
use crate::store::feed::Topics;

/// What public answers are made from.
const TOPICS: Topics = Topics::of(&[ChangeKind::Submission, ChangeKind::Reply]);

/// Registers the operations. Fixed paths come before the one that takes an id.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(challenge::get_challenge);
    config.service(preview::preview_submission);
    config.service(list::list_submissions);
    config.service(create::create_submission);
    config.service(get::get_submission);
}
