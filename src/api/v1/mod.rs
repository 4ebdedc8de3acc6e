//! Version 1 of the API: one folder per resource, one file per operation. Nothing outside knows its wire types but the
//! document, which is made from this registration.

pub mod audit;
pub mod auth;
pub mod blueprints;
pub mod changes;
pub mod common;
pub mod departments;
pub mod followups;
pub mod initiatives;
pub mod letters;
pub mod milestones;
pub mod service_accounts;
pub mod smart_areas;
pub mod staff_submissions;
pub mod statistics;
pub mod subjects;
pub mod submissions;
pub mod updates;
pub mod users;

use utoipa_actix_web::service_config::ServiceConfig;

/// The path that this version lives under.
pub const BASE: &str = "/api/v1";

/// Registers every operation, with its route and its part of the document.
pub fn register(config: &mut ServiceConfig<'_>) {
    blueprints::register(config);
    smart_areas::register(config);
    departments::register(config);
    initiatives::register(config);
    milestones::register(config);
    updates::register(config);
    subjects::register(config);
    submissions::register(config);
    followups::register(config);
    letters::register(config);
    staff_submissions::register(config);
    statistics::register(config);
    changes::register(config);
    auth::register(config);
    users::register(config);
    service_accounts::register(config);
    audit::register(config);
}
