//! Initiatives: one file per operation, their parameters and the wire types.

mod confirm;
mod create;
mod edit;
pub mod edit_json;
mod export;
mod get;
mod history;
pub mod history_json;
pub mod json;
pub mod life_json;
mod list;
mod milestones;
pub mod params;
mod progress;
pub mod progress_json;
mod transition;

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
    config.service(export::export_initiatives_csv);
    config.service(export::export_initiatives_ndjson);
    config.service(get::get_initiative);
    config.service(edit::edit_initiative);
    config.service(create::create_initiative);
    config.service(transition::list_initiative_transitions);
    config.service(transition::transition_initiative);
    config.service(confirm::confirm_initiative);
    config.service(history::list_initiative_history);
    config.service(progress::get_initiative_progress);
    config.service(milestones::list_initiative_milestones);
}
