//! The examples of the document: real answers about the real catalogue, kept in `openapi/examples`. A test makes each
//! of them anew and refuses any that is no longer what the server answers.

use serde_json::{Value, json};

use crate::api::problem::{Fault, FaultCode, Problem, ProblemLanguage};
use crate::authz::Rule;

/// A request and its answer for each operation, by its id.
const ALL: [(&str, &str); 84] = [
    ("accept_invitation", include_str!("../../../openapi/examples/accept_invitation.json")),
    ("answer_letters", include_str!("../../../openapi/examples/answer_letters.json")),
    ("change_password", include_str!("../../../openapi/examples/change_password.json")),
    ("confirm_initiative", include_str!("../../../openapi/examples/confirm_initiative.json")),
    ("create_department", include_str!("../../../openapi/examples/create_department.json")),
    (
        "create_followup_message",
        include_str!("../../../openapi/examples/create_followup_message.json"),
    ),
    ("create_initiative", include_str!("../../../openapi/examples/create_initiative.json")),
    ("create_milestone", include_str!("../../../openapi/examples/create_milestone.json")),
    ("create_reply", include_str!("../../../openapi/examples/create_reply.json")),
    (
        "create_service_account",
        include_str!("../../../openapi/examples/create_service_account.json"),
    ),
    ("create_smart_area", include_str!("../../../openapi/examples/create_smart_area.json")),
    ("create_submission", include_str!("../../../openapi/examples/create_submission.json")),
    (
        "create_submission_note",
        include_str!("../../../openapi/examples/create_submission_note.json"),
    ),
    ("create_update", include_str!("../../../openapi/examples/create_update.json")),
    ("create_user", include_str!("../../../openapi/examples/create_user.json")),
    ("decide_submissions", include_str!("../../../openapi/examples/decide_submissions.json")),
    ("delete_milestone", include_str!("../../../openapi/examples/delete_milestone.json")),
    ("edit_department", include_str!("../../../openapi/examples/edit_department.json")),
    ("edit_initiative", include_str!("../../../openapi/examples/edit_initiative.json")),
    ("edit_milestone", include_str!("../../../openapi/examples/edit_milestone.json")),
    ("edit_service_account", include_str!("../../../openapi/examples/edit_service_account.json")),
    ("edit_smart_area", include_str!("../../../openapi/examples/edit_smart_area.json")),
    ("edit_update", include_str!("../../../openapi/examples/edit_update.json")),
    ("edit_user", include_str!("../../../openapi/examples/edit_user.json")),
    ("end_session", include_str!("../../../openapi/examples/end_session.json")),
    ("end_sessions", include_str!("../../../openapi/examples/end_sessions.json")),
    ("erase_submission", include_str!("../../../openapi/examples/erase_submission.json")),
    (
        "export_initiatives_csv",
        include_str!("../../../openapi/examples/export_initiatives_csv.json"),
    ),
    (
        "export_initiatives_ndjson",
        include_str!("../../../openapi/examples/export_initiatives_ndjson.json"),
    ),
    ("export_milestones_csv", include_str!("../../../openapi/examples/export_milestones_csv.json")),
    (
        "export_milestones_ndjson",
        include_str!("../../../openapi/examples/export_milestones_ndjson.json"),
    ),
    ("get_department", include_str!("../../../openapi/examples/get_department.json")),
    (
        "get_department_performance",
        include_str!("../../../openapi/examples/get_department_performance.json"),
    ),
    ("get_followup", include_str!("../../../openapi/examples/get_followup.json")),
    ("get_initiative", include_str!("../../../openapi/examples/get_initiative.json")),
    (
        "get_initiative_progress",
        include_str!("../../../openapi/examples/get_initiative_progress.json"),
    ),
    ("get_me", include_str!("../../../openapi/examples/get_me.json")),
    ("get_milestone", include_str!("../../../openapi/examples/get_milestone.json")),
    ("get_notice", include_str!("../../../openapi/examples/get_notice.json")),
    ("get_service_account", include_str!("../../../openapi/examples/get_service_account.json")),
    ("get_smart_area", include_str!("../../../openapi/examples/get_smart_area.json")),
    ("get_staff_submission", include_str!("../../../openapi/examples/get_staff_submission.json")),
    ("get_staff_update", include_str!("../../../openapi/examples/get_staff_update.json")),
    ("get_statistics", include_str!("../../../openapi/examples/get_statistics.json")),
    ("get_submission", include_str!("../../../openapi/examples/get_submission.json")),
    (
        "get_submission_challenge",
        include_str!("../../../openapi/examples/get_submission_challenge.json"),
    ),
    (
        "get_submission_contact",
        include_str!("../../../openapi/examples/get_submission_contact.json"),
    ),
    ("get_update", include_str!("../../../openapi/examples/get_update.json")),
    ("get_user", include_str!("../../../openapi/examples/get_user.json")),
    ("invite_user", include_str!("../../../openapi/examples/invite_user.json")),
    ("issue_api_key", include_str!("../../../openapi/examples/issue_api_key.json")),
    ("list_audit_entries", include_str!("../../../openapi/examples/list_audit_entries.json")),
    ("list_blueprints", include_str!("../../../openapi/examples/list_blueprints.json")),
    ("list_changes", include_str!("../../../openapi/examples/list_changes.json")),
    ("list_departments", include_str!("../../../openapi/examples/list_departments.json")),
    (
        "list_initiative_history",
        include_str!("../../../openapi/examples/list_initiative_history.json"),
    ),
    (
        "list_initiative_influences",
        include_str!("../../../openapi/examples/list_initiative_influences.json"),
    ),
    (
        "list_initiative_milestones",
        include_str!("../../../openapi/examples/list_initiative_milestones.json"),
    ),
    (
        "list_initiative_transitions",
        include_str!("../../../openapi/examples/list_initiative_transitions.json"),
    ),
    (
        "list_initiative_updates",
        include_str!("../../../openapi/examples/list_initiative_updates.json"),
    ),
    ("list_initiatives", include_str!("../../../openapi/examples/list_initiatives.json")),
    (
        "list_milestone_rebaselines",
        include_str!("../../../openapi/examples/list_milestone_rebaselines.json"),
    ),
    (
        "list_milestone_transitions",
        include_str!("../../../openapi/examples/list_milestone_transitions.json"),
    ),
    ("list_milestones", include_str!("../../../openapi/examples/list_milestones.json")),
    ("list_service_accounts", include_str!("../../../openapi/examples/list_service_accounts.json")),
    ("list_sessions", include_str!("../../../openapi/examples/list_sessions.json")),
    ("list_smart_areas", include_str!("../../../openapi/examples/list_smart_areas.json")),
    (
        "list_staff_submissions",
        include_str!("../../../openapi/examples/list_staff_submissions.json"),
    ),
    ("list_staff_updates", include_str!("../../../openapi/examples/list_staff_updates.json")),
    ("list_subjects", include_str!("../../../openapi/examples/list_subjects.json")),
    ("list_submissions", include_str!("../../../openapi/examples/list_submissions.json")),
    ("list_users", include_str!("../../../openapi/examples/list_users.json")),
    ("login", include_str!("../../../openapi/examples/login.json")),
    ("logout", include_str!("../../../openapi/examples/logout.json")),
    ("preview_submission", include_str!("../../../openapi/examples/preview_submission.json")),
    ("publish_update", include_str!("../../../openapi/examples/publish_update.json")),
    ("rebaseline_milestone", include_str!("../../../openapi/examples/rebaseline_milestone.json")),
    ("refresh_tokens", include_str!("../../../openapi/examples/refresh_tokens.json")),
    ("revoke_api_key", include_str!("../../../openapi/examples/revoke_api_key.json")),
    ("set_up", include_str!("../../../openapi/examples/set_up.json")),
    ("transition_initiative", include_str!("../../../openapi/examples/transition_initiative.json")),
    ("transition_milestone", include_str!("../../../openapi/examples/transition_milestone.json")),
    ("transition_submission", include_str!("../../../openapi/examples/transition_submission.json")),
    ("withdraw_submission", include_str!("../../../openapi/examples/withdraw_submission.json")),
];

/// The example answer of an operation; none when it answers nothing.
pub fn of(operation: &str) -> Option<Value> {
    part(operation, "/response").filter(|response| !response.is_null())
}

/// The example body of an operation that takes one.
pub fn request(operation: &str) -> Option<Value> {
    part(operation, "/request/body")
}

fn part(operation: &str, pointer: &str) -> Option<Value> {
    let (_, text) = ALL.iter().find(|(id, _)| *id == operation)?;
    let example: Value = serde_json::from_str(text).ok()?;
    example.pointer(pointer).cloned()
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
        "408" => Problem::request_timeout(),
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
