//! What intake tells people beforehand: the subjects to write about, and the privacy notices to agree to.

mod get_notice;
pub mod json;
mod list;

use utoipa_actix_web::service_config::ServiceConfig;

use crate::store::change::ChangeKind;
use crate::store::feed::Topics;

/// What the list of subjects is made from.
const SUBJECTS: Topics = Topics::of(&[ChangeKind::Subject]);

/// What notices are made from: one comes into force when it is stored, or on its day.
const NOTICES: Topics = Topics::of(&[ChangeKind::Notice, ChangeKind::Calendar]);

/// Registers the operations.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(list::list_subjects);
    config.service(get_notice::get_notice);
}
