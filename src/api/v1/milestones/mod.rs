//! Milestones: one file per operation, their parameters and the wire types.

mod get;
pub mod json;
mod list;
pub mod params;

use utoipa_actix_web::service_config::ServiceConfig;

use crate::store::change::ChangeKind;
use crate::store::feed::Topics;

/// What answers about milestones are made from.
const TOPICS: Topics = Topics::of(&[ChangeKind::Milestone, ChangeKind::Initiative]);

/// Registers the operations.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(list::list_milestones);
    config.service(get::get_milestone);
}
