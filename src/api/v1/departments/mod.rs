//! Departments: one file per operation, and the wire types.

mod create;
mod edit;
mod get;
pub mod json;
mod list;
mod performance;
pub mod performance_json;

use utoipa_actix_web::service_config::ServiceConfig;

use crate::store::change::ChangeKind;
use crate::store::feed::Topics;

/// What answers are made from.
const TOPICS: Topics = Topics::of(&[ChangeKind::Department, ChangeKind::Initiative]);

/// Registers the operations.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(list::list_departments);
    config.service(create::create_department);
    config.service(get::get_department);
    config.service(edit::edit_department);
    config.service(performance::get_department_performance);
}
