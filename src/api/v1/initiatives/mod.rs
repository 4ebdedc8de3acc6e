//! Initiatives: one file per operation, their parameters and the wire types.

mod edit;
pub mod edit_json;
mod get;
pub mod json;
mod list;
mod milestones;
pub mod params;
mod progress;
pub mod progress_json;

use utoipa_actix_web::service_config::ServiceConfig;

use crate::store::change::ChangeKind;
use crate::store::feed::Topics;

/// What answers about initiatives are made from.
const TOPICS: Topics = Topics::of(&[
    ChangeKind::Initiative,
    ChangeKind::Milestone,
    ChangeKind::Department,
    ChangeKind::SmartArea,
]);

/// Registers the operations.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(list::list_initiatives);
    config.service(get::get_initiative);
    config.service(edit::edit_initiative);
    config.service(progress::get_initiative_progress);
    config.service(milestones::list_initiative_milestones);
}
