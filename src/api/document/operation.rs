//! What every operation of a kind has in common is added to it here: who may call it, the header parameters that it
//! shares with others, the problems it can answer with, and the headers of its answers.

use serde_json::{Map, Value, json};

use crate::api::document::complete::{PROBLEM, PROBLEMS, SHARED, complete_parameter, references};
use crate::api::document::examples;

/// Header parameters that are written once, by their names and their places among the components.
const HEADERS: [(&str, &str); 3] = [
    ("If-Match", "IfMatch"),
    ("Idempotency-Key", "IdempotencyKey"),
    ("Submission-Secret", "SubmissionSecret"),
];

/// The place of a header parameter that is optional elsewhere, for operations that require it.
const REQUIRED_KEY: (&str, &str) = ("Idempotency-Key", "RequiredIdempotencyKey");

/// Problems that every operation can answer with.
const ALWAYS: [&str; 8] = ["400", "401", "406", "414", "429", "431", "500", "503"];

/// Operations whose answers nobody is to keep, besides those about one's own credentials and lists for staff.
const KEPT_NOWHERE: [&str; 13] = [
    "create_followup_message",
    "create_submission",
    "create_submission_note",
    "create_user",
    "decide_submissions",
    "erase_submission",
    "get_followup",
    "get_submission_challenge",
    "get_submission_contact",
    "invite_user",
    "issue_api_key",
    "preview_submission",
    "withdraw_submission",
];

/// What is to be known of an operation.
#[expect(clippy::struct_excessive_bools, reason = "each is asked by itself")]
struct Kind {
    is_read: bool,
    is_list: bool,
    /// Whether it answers with a file that is made while it is sent, so that nobody knows its tag ahead.
    is_export: bool,
    /// Whether nobody is to keep its answer.
    is_secret: bool,
    /// Whether it needs credentials.
    is_staff: bool,
    has_body: bool,
    is_conditional: bool,
    is_repeatable: bool,
}

impl Kind {
    /// Whether its answers have tags by which a client may ask whether its copy still holds.
    const fn is_tagged(&self) -> bool {
        !self.is_secret && !self.is_export
    }
}

/// Completes an operation.
pub(super) fn complete(method: &str, operation: &mut Map<String, Value>) {
    let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
    let (is_staff, is_list) = (operation.contains_key("security"), id.starts_with("list_"));
    let kind = Kind {
        is_read: method == "get",
        is_list,
        is_export: id.starts_with("export_"),
        is_secret: operation.get("tags") == Some(&json!(["auth"]))
            || KEPT_NOWHERE.contains(&id.as_str())
            || is_staff && is_list,
        is_staff,
        has_body: operation.contains_key("requestBody"),
        is_conditional: has_header(operation, "If-Match"),
        is_repeatable: has_header(operation, "Idempotency-Key"),
    };
    if !kind.is_staff {
        let anybody = json!([{}, { "bearer": [] }, { "api_key": [] }]);
        operation.insert("security".into(), anybody);
    }
    complete_parameters(operation, &kind);
    let content = operation.get_mut("requestBody").map(|body| &mut body["content"]);
    if let Some(content) = content.and_then(Value::as_object_mut) {
        // A merge patch is read under either name.
        if let Some(patch) = content.get("application/merge-patch+json").cloned() {
            content.entry("application/json").or_insert(patch);
        }
    }
    if let Some(example) = examples::request(&id) {
        let content = operation.get_mut("requestBody").map(|body| &mut body["content"]);
        for media_type in
            content.and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut)
        {
            media_type["example"] = example.clone();
        }
    }
    if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        complete_responses(responses, &kind, &id);
    }
}

fn has_header(operation: &Map<String, Value>, name: &str) -> bool {
    let parameters = operation.get("parameters").and_then(Value::as_array);
    parameters.into_iter().flatten().any(|parameter| parameter["name"] == name)
}

fn complete_parameters(operation: &mut Map<String, Value>, kind: &Kind) {
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    let Some(parameters) = parameters.as_array_mut() else { return };
    let reference = |name: &str| json!({ "$ref": format!("#/components/parameters/{name}") });
    for parameter in parameters.iter_mut() {
        complete_parameter(parameter);
        let (key, required) = REQUIRED_KEY;
        if parameter["name"] == key && parameter["required"] == true {
            *parameter = reference(required);
        } else if let Some((_, name)) =
            HEADERS.iter().find(|(header, _)| parameter["name"] == *header)
        {
            *parameter = reference(name);
        }
    }
    if kind.is_read && kind.is_tagged() {
        parameters.push(reference("IfNoneMatch"));
    }
    parameters.push(reference("AcceptLanguage"));
}

fn complete_responses(responses: &mut Map<String, Value>, kind: &Kind, id: &str) {
    for (status, response) in responses.iter_mut() {
        let own = own_headers(status, kind);
        response["headers"] = references(SHARED.iter().chain(&own));
    }
    if kind.is_read && kind.is_tagged() {
        let own = own_headers("304", kind);
        let known = json!({
            "description": "The client's copy, named in `If-None-Match`, still holds.",
            "headers": references(SHARED.iter().chain(&own)),
        });
        responses.insert("304".into(), known);
    }
    let possible = |status: &str| match status {
        "403" => kind.is_staff,
        "412" | "428" => kind.is_conditional,
        // A body that nobody asks for may be too large as well.
        "413" => true,
        "408" | "415" => kind.has_body,
        "422" => kind.has_body || kind.is_repeatable,
        status => ALWAYS.contains(&status),
    };
    for (status, name, _) in PROBLEMS.iter().filter(|(status, ..)| possible(status)) {
        responses
            .entry(*status)
            .or_insert_with(|| json!({ "$ref": format!("#/components/responses/{name}") }));
    }
    responses.sort_keys();
    let Some(example) = examples::of(id) else { return };
    let answered = responses.iter_mut().find(|(status, _)| status.starts_with('2'));
    let content = answered.and_then(|(_, response)| response["content"].as_object_mut());
    for media_type in content.into_iter().flat_map(Map::values_mut) {
        media_type["example"] = example.clone();
    }
}

/// The headers that an answer of that status has besides those of all answers.
fn own_headers(status: &str, kind: &Kind) -> Vec<&'static str> {
    if !status.starts_with('2') && status != "304" {
        let more: &[&str] = match status {
            "401" => &["WWW-Authenticate"],
            "409" => &["Retry-After"],
            _ => &[],
        };
        return [&PROBLEM, more].concat();
    }
    let mut names = vec!["Cache-Control"];
    if status == "204" {
        return names;
    }
    names.extend(["Vary", "Content-Language"]);
    if kind.is_tagged() {
        names.push("ETag");
    }
    if kind.is_export {
        names.push("Content-Disposition");
    }
    if kind.is_read && !kind.is_staff {
        names.push("Change-Cursor");
    }
    if kind.is_list {
        names.push("Link");
    }
    if status == "201" {
        names.push("Location");
    }
    if kind.is_repeatable {
        names.push("Idempotency-Replayed");
    }
    names
}
