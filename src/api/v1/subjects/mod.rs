//! What intake tells people beforehand: the subjects to write about, and the privacy notices to agree to.

mod get_notice;
pub mod json;
mod list;

use utoipa_actix_web::service_config::ServiceConfig;

use crate::store::change::ChangeKind;
use crate::store::feed::Topics;

/// What answers are made from. Notices come with subjects, and one comes into force on its day.
const TOPICS: Topics = Topics::of(&[ChangeKind::Subject, ChangeKind::Calendar]);

/// Registers the operations.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(list::list_subjects);
    config.service(get_notice::get_notice);
}
