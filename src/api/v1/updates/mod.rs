//! Progress updates: one file per operation, and the wire types. What staff see besides is under `/staff`.

mod create;
mod edit;
mod get;
pub mod json;
mod list;
mod publish;
mod staff;

use utoipa_actix_web::service_config::ServiceConfig;

use crate::store::change::ChangeKind;
use crate::store::feed::Topics;

/// What public answers about updates are made from. The initiative tells whether there is a list at all.
const TOPICS: Topics = Topics::of(&[ChangeKind::Update, ChangeKind::Initiative]);

/// Registers the operations.
pub fn register(config: &mut ServiceConfig<'_>) {
    config.service(list::list_initiative_updates);
    config.service(create::create_update);
    config.service(get::get_update);
    config.service(edit::edit_update);
    config.service(publish::publish_update);
    config.service(staff::list_staff_updates);
    config.service(staff::get_staff_update);
}
