//! Milestones: one file per operation, their parameters and the wire types.

mod create;
mod delete;
mod edit;
mod export;
mod get;
pub mod json;
mod ledger;
pub mod ledger_json;
mod list;
pub mod params;
mod rebaseline;
mod transition;
pub mod write_json;

use chrono::NaiveDate;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::domain::date::{Precision, VagueDate};
use crate::store::change::ChangeKind;
use crate::store::feed::Topics;

/// What answers about milestones are made from.
const TOPICS: Topics = Topics::of(&[ChangeKind::Milestone, ChangeKind::Initiative]);

/// Registers the operations.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(list::list_milestones);
    config.service(export::export_milestones_csv);
    config.service(export::export_milestones_ndjson);
    config.service(get::get_milestone);
    config.service(create::create_milestone);
    config.service(edit::edit_milestone);
    config.service(delete::delete_milestone);
    config.service(ledger::list_milestone_transitions);
    config.service(transition::transition_milestone);
    config.service(ledger::list_milestone_rebaselines);
    config.service(rebaseline::rebaseline_milestone);
}

/// A promise stands on the last day of its period.
fn promised(on: NaiveDate, precision: Precision) -> Option<VagueDate> {
    VagueDate::of(on, precision).ok().map(|date| VagueDate { on: date.last_day(), ..date })
}
