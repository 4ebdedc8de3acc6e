//! The examples of the document: real answers about the real catalogue, kept in `openapi/examples`. A test makes each
//! of them anew and refuses any that is no longer what the server answers.

use serde_json::{Value, json};

use crate::api::problem::{Fault, FaultCode, Problem, ProblemLanguage};
use crate::authz::Rule;

/// The answer of each operation, by its id.
const ANSWERS: [(&str, &str); 11] = [
    ("get_initiative", include_str!("../../../openapi/examples/get_initiative.json")),
    (
        "get_initiative_progress",
        include_str!("../../../openapi/examples/get_initiative_progress.json"),
    ),
    ("get_milestone", include_str!("../../../openapi/examples/get_milestone.json")),
    ("get_statistics", include_str!("../../../openapi/examples/get_statistics.json")),
    ("list_blueprints", include_str!("../../../openapi/examples/list_blueprints.json")),
    ("list_changes", include_str!("../../../openapi/examples/list_changes.json")),
    ("list_departments", include_str!("../../../openapi/examples/list_departments.json")),
    (
        "list_initiative_milestones",
        include_str!("../../../openapi/examples/list_initiative_milestones.json"),
    ),
    ("list_initiatives", include_str!("../../../openapi/examples/list_initiatives.json")),
    ("list_milestones", include_str!("../../../openapi/examples/list_milestones.json")),
    ("list_smart_areas", include_str!("../../../openapi/examples/list_smart_areas.json")),
];

/// The body of each request that has one, by the operation's id.
const REQUESTS: [(&str, &str); 0] = [];

/// The example answer of an operation.
pub fn of(operation: &str) -> Option<Value> {
    let (_, text) = ANSWERS.iter().find(|(id, _)| *id == operation)?;
    let example: Value = serde_json::from_str(text).ok()?;
    example.get("response").cloned()
}

/// The example request of an operation that has a body.
pub fn request(operation: &str) -> Option<Value> {
    let (_, text) = REQUESTS.iter().find(|(id, _)| *id == operation)?;
    serde_json::from_str(text).ok()
}

/// The example of a problem, made by the code that makes problems.
pub fn problem(status: &str) -> Value {
    let problem = match status {
        "400" => Problem::invalid_parameters(vec![
            Fault::unknown_parameter("lifecyle", &["lifecycle"]),
            Fault::parameter("limit", FaultCode::TooLarge).within(1, 100),
        ]),
        "401" => Problem::invalid_token(),
        "403" => Problem::forbidden(Rule::OwnDepartmentOnly),
        "409" => Problem::idempotency_in_flight(1),
        "412" => {
            let title = || vec!["/title".to_owned()];
            Problem::stale_version(3, title(), title())
        }
        "415" => Problem::unsupported_media_type(&["application/json"]),
        "422" => Problem::validation(vec![
            Fault::pointer("/email", FaultCode::InvalidEmail),
            Fault::pointer("/memberships/0/role", FaultCode::UnknownValue),
        ]),
        "428" => Problem::precondition_required(),
        "406" => Problem::not_acceptable(&["application/json"]),
        "413" => Problem::body_too_large(1_048_576),
        "414" => Problem::uri_too_long(8192),
        "429" => Problem::rate_limited(1),
        "431" => Problem::headers_too_large(32_768),
        "503" => Problem::unavailable(1),
        _ => Problem::internal(),
    };
    let body =
        problem.render(ProblemLanguage::En, "/api/v1/initiatives", "019c5a3b7e10a4d2c1f0-00002a");
    json!(body)
}
