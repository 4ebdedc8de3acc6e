//! What every operation has in common is added to the document in one place, as it is answered in one place: the
//! problems, the shared headers, the header parameters and the examples.

#![expect(
    clippy::indexing_slicing,
    reason = "JSON of our own making, indexed by name when the program starts"
)]

use serde_json::{Map, Value, json};

use crate::api::document::{examples, operation};
use crate::domain::code::{BlueprintKind, CodeKind, DepartmentKind, SmartAreaKind, TagKind};
use crate::domain::language::Languages;

/// Problems that any operation can answer with, by status.
pub(super) const PROBLEMS: [(&str, &str, &str); 15] = [
    (
        "400",
        "BadRequest",
        "A parameter is unknown, repeated or not valid, or the request cannot be read.",
    ),
    ("401", "Unauthorized", "Credentials were sent and are not valid."),
    ("403", "Forbidden", "The caller's roles do not allow this; `rule` names the rule."),
    ("406", "NotAcceptable", "The client accepts no form in which the answer is offered."),
    ("408", "RequestTimeout", "The body did not arrive in time; the connection is closed."),
    (
        "412",
        "PreconditionFailed",
        "The thing has changed since the version in `If-Match`; `stale` tells what.",
    ),
    ("413", "ContentTooLarge", "The request's body is too large."),
    ("414", "UriTooLong", "The request's target is too long."),
    ("415", "UnsupportedMediaType", "The body is of a type that the operation does not read."),
    (
        "422",
        "UnprocessableContent",
        "Members of the body are not valid, all of them named; or the idempotency key belongs to another request.",
    ),
    ("428", "PreconditionRequired", "`If-Match` is missing or names no version."),
    ("429", "TooManyRequests", "The client has used up its quota."),
    ("431", "HeadersTooLarge", "The request's headers are too large."),
    (
        "500",
        "InternalServerError",
        "The server failed; the problem's `request_id` tells which request it was.",
    ),
    ("503", "ServiceUnavailable", "The database does not answer, or everything is busy."),
];

/// Headers that every answer has.
pub(super) const SHARED: [&str; 9] = [
    "X-Request-Id",
    "API-Version",
    "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
    "Content-Security-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "RateLimit",
    "RateLimit-Policy",
];

/// Headers that every problem has besides.
pub(super) const PROBLEM: [&str; 2] = ["Cache-Control", "Content-Language"];

/// Members that an answer may lack, by schema: those that are only given when asked for, and the parts of a fault.
/// All others are always there, null or not, so that clients need not tell a missing member from an empty one.
const OPTIONAL: [(&str, &[&str]); 16] = [
    ("Initiative", &["milestones", "lead_department", "smart_area", "translations"]),
    ("Milestone", &["translations"]),
    ("SmartAreaSummary", &["translations"]),
    ("DepartmentSummary", &["translations"]),
    ("Blueprint", &["translations"]),
    ("Meta", &["total"]),
    ("ProblemBody", &["rule", "allowed_transitions", "stale"]),
    ("MilestoneTransition", &["milestone"]),
    ("Rebaseline", &["milestone"]),
    ("InitiativeTransition", &["initiative"]),
    ("ProgressUpdate", &["translations"]),
    ("Subject", &["translations"]),
    ("Reply", &["translations"]),
    ("SubmissionReply", &["translations", "submission"]),
    ("StaffSubmission", &["has_contact", "messages", "replies"]),
    ("FaultBody", &["pointer", "parameter", "suggestion"]),
];

/// Completes the document.
pub fn complete(document: &mut Value, languages: &Languages) {
    document["openapi"] = json!("3.1.0");
    document["servers"] = json!([{
        "url": "/",
        "description": "This server: production, staging or local.",
        "x-internal": false
    }]);
    let tags: Vec<String> = languages.iter().map(|(_, tag)| tag.to_string()).collect();
    let components = &mut document["components"];
    components["headers"] = headers(&tags);
    components["responses"] = problems();
    components["parameters"] = parameters();
    document["components"]["schemas"]["Language"] = json!({
        "type": "string",
        "enum": tags,
        "description": "A language that this installation offers.",
    });
    require_members(&mut document["components"]["schemas"]);
    bound_texts(&mut document["components"]["schemas"]);
    bound_texts(&mut document["paths"]);
    let Some(paths) = document["paths"].as_object_mut() else { return };
    for item in paths.values_mut() {
        let Some(methods) = item.as_object_mut() else { continue };
        for (method, operation) in methods.iter_mut() {
            let Some(operation) = operation.as_object_mut() else { continue };
            operation::complete(method, operation);
        }
    }
}

/// Codes are written as the domain says, and the languages are those of the installation.
pub(super) fn complete_parameter(parameter: &mut Value) {
    if parameter["name"] == "lang" {
        parameter["schema"] = json!({ "$ref": "#/components/schemas/Language" });
        return;
    }
    let code = match parameter["name"].as_str() {
        Some("smart_area") => Some((SmartAreaKind::PATTERN, SmartAreaKind::MAX)),
        Some("department" | "supporting_department") => {
            Some((DepartmentKind::PATTERN, DepartmentKind::MAX))
        }
        Some("blueprint") => Some((BlueprintKind::PATTERN, BlueprintKind::MAX)),
        Some("tag") => Some((TagKind::PATTERN, TagKind::MAX)),
        _ => None,
    };
    if let (Some((pattern, longest)), Some(items)) = (code, parameter.pointer_mut("/schema/items"))
    {
        items["pattern"] = json!(pattern);
        items["maxLength"] = json!(longest);
    }
}

/// Requires every member that an answer never lacks.
fn require_members(schemas: &mut Value) {
    let Some(schemas) = schemas.as_object_mut() else { return };
    // What a request need not say is said by its own type.
    for (name, schema) in schemas.iter_mut().filter(|(name, _)| !is_request(name)) {
        let known = OPTIONAL.iter().find(|(schema, _)| schema == name);
        let optional = known.map_or(&[][..], |(_, members)| members);
        require(schema, optional);
        // A schema that extends another one has members of its own among its parts.
        let parts = schema.get_mut("allOf").and_then(Value::as_array_mut);
        parts.into_iter().flatten().for_each(|part| require(part, optional));
    }
}

/// Whether a schema describes a request.
fn is_request(name: &str) -> bool {
    name.starts_with("New") || name.ends_with("Patch") || name.ends_with("Request")
}

fn require(schema: &mut Value, optional: &[&str]) {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return };
    let required = properties.keys().filter(|name| !optional.contains(&name.as_str()));
    schema["required"] = required.map(String::as_str).collect();
    for name in optional {
        forbid_null(&mut schema["properties"][name]);
    }
}

/// What may be missing is never null as well: one way to say that it is not there.
fn forbid_null(schema: &mut Value) {
    let is_null = |one: &Value| one == "null" || one["type"] == "null";
    for word in ["type", "oneOf", "anyOf"] {
        let Some(all) = schema.get_mut(word).and_then(Value::as_array_mut) else { continue };
        all.retain(|one| !is_null(one));
        if let [only] = all.as_slice() {
            let only = only.clone();
            if word == "type" {
                schema["type"] = only;
            } else if let (Some(whole), Value::Object(inner)) = (schema.as_object_mut(), only) {
                whole.remove(word);
                whole.extend(inner);
            }
        }
    }
}

/// Every text has a bound: dates, instants and ids have that of their format; the members of lists and maps, whose
/// types say nothing of themselves, have the longest that the domain allows.
fn bound_texts(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            for key in ["items", "additionalProperties"] {
                if let Some(inner) = members.get_mut(key) {
                    bound_free_text(inner);
                }
            }
            let longest = match members.get("format").and_then(Value::as_str) {
                Some("date") => Some(10),
                Some("date-time") => Some(40),
                Some("uuid") => Some(36),
                _ => None,
            };
            if let Some(longest) = longest {
                members.entry("maxLength").or_insert(json!(longest));
            }
            members.values_mut().for_each(bound_texts);
        }
        Value::Array(all) => all.iter_mut().for_each(bound_texts),
        _ => {}
    }
}

fn bound_free_text(schema: &mut Value) {
    let Some(members) = schema.as_object_mut() else { return };
    let is_free = members.get("type") == Some(&json!("string"))
        && ["maxLength", "enum", "format"].iter().all(|bound| !members.contains_key(*bound));
    if is_free {
        members.insert("maxLength".into(), json!(5000));
        members.insert("pattern".into(), json!("^[^\\x00-\\x08]+$"));
    }
}

pub(super) fn references<'a>(names: impl Iterator<Item = &'a &'a str>) -> Value {
    names
        .map(|name| ((*name).to_owned(), json!({ "$ref": format!("#/components/headers/{name}") })))
        .collect::<Map<_, _>>()
        .into()
}

fn problems() -> Value {
    PROBLEMS
        .iter()
        .map(|(status, name, description)| {
            let retry: &[&str] =
                if ["429", "503"].contains(status) { &["Retry-After"] } else { &[] };
            let challenge: &[&str] = if *status == "401" { &["WWW-Authenticate"] } else { &[] };
            let response = json!({
                "description": description,
                "headers": references(SHARED.iter().chain(&PROBLEM).chain(retry).chain(challenge)),
                "content": {
                    "application/problem+json": {
                        "schema": { "$ref": "#/components/schemas/ProblemBody" },
                        "example": examples::problem(status),
                    }
                }
            });
            ((*name).to_owned(), response)
        })
        .collect::<Map<_, _>>()
        .into()
}

fn headers(languages: &[String]) -> Value {
    let text = |description: &str, pattern: &str, max: u32, example: &str| {
        json!({
            "description": description,
            "schema": { "type": "string", "maxLength": max, "pattern": pattern },
            "example": example
        })
    };
    let number = |description: &str, max: i64, example: i64| {
        json!({
            "description": description,
            "schema": { "type": "integer", "format": "int64", "minimum": 0, "maximum": max },
            "example": example
        })
    };
    json!({
        "X-Request-Id": text("The request's id: the client's own when it sent one, else ours.", "^[A-Za-z0-9._-]+$", 64, "019c5a3b7e10a4d2c1f0-00002a"),
        "API-Version": text("The version of this document that the server follows.", "^[0-9]+\\.[0-9]+\\.[0-9]+$", 32, env!("CARGO_PKG_VERSION")),
        "Access-Control-Allow-Origin": { "description": "Pages of any origin may read the answer.", "schema": { "type": "string", "enum": ["*"] }, "example": "*" },
        "Access-Control-Expose-Headers": text("The response headers that pages of other origins may read.", "^[A-Za-z, -]+$", 300, "ETag, Link, Location"),
        "Content-Security-Policy": text("Nothing in the answer is to be run or shown as a page.", "^[a-z0-9 ';:-]+$", 300, "default-src 'none'; frame-ancestors 'none'; sandbox"),
        "Referrer-Policy": { "description": "Links from the answer tell nobody where they were found.", "schema": { "type": "string", "enum": ["no-referrer"] }, "example": "no-referrer" },
        "X-Content-Type-Options": { "description": "The media type is to be believed.", "schema": { "type": "string", "enum": ["nosniff"] }, "example": "nosniff" },
        "RateLimit": text("What is left of the client's quota; only when such requests are limited.", "^\"[a-z]+\";r=[0-9]+$", 64, "\"reads\";r=599"),
        "RateLimit-Policy": text("The client's quota and its window in seconds; only when such requests are limited.", "^\"[a-z]+\";q=[0-9]+;w=[0-9]+$", 64, "\"reads\";q=600;w=60"),
        "ETag": text("The answer's strong entity tag: for an item its version and a digest, for a list a digest.", "^\"([0-9]+-)?[0-9a-f]+(-br|-gzip|-zstd)?\"$", 80, "\"1-5f0c2a9be6d34c1f8a7b6c5d\""),
        "Cache-Control": text("How long caches may keep the answer without asking.", "^[a-z0-9=, -]+$", 80, "public, max-age=30, stale-while-revalidate=300"),
        "Vary": text("The request headers that the answer depends on.", "^[A-Za-z, -]+$", 80, "Accept-Encoding, Accept-Language, Authorization"),
        "Content-Language": { "description": "The language of the answer's texts; `language_fallbacks` names the members in another one.", "schema": { "type": "string", "enum": languages }, "example": languages.first() },
        "Change-Cursor": number("The newest change that the answer holds: follow `/changes` from there.", 9_007_199_254_740_991, 416),
        "Link": text("The next page (`rel=\"next\"`), when there is one: a whole address where the service has a public one, else a path.", "^<[^>]+>; rel=\"next\"$", 10_000, "</api/v1/initiatives?limit=25&cursor=eyJr>; rel=\"next\""),
        "Location": text("Where what was made stands from now on: a whole address where the service has a public one, else a path.", "^(https?://[!-~]+)?/api/v1/[A-Za-z0-9%&/_-]+$", 2000, "/api/v1/users/019c5a3b-7e10-7000-8000-000000000001"),
        "Idempotency-Replayed": { "description": "The answer was stored when the request came for the first time.", "schema": { "type": "string", "enum": ["true"] }, "example": "true" },
        "Content-Disposition": text("What to call the file.", "^attachment; filename=\"[a-z]+\\.[a-z]+\"$", 80, "attachment; filename=\"initiatives.csv\""),
        "Retry-After": number("How many seconds to wait before trying again.", 86_400, 1),
        "WWW-Authenticate": text("How to authenticate (RFC 6750).", "^Bearer.*$", 200, "Bearer error=\"invalid_token\""),
    })
}

fn parameters() -> Value {
    json!({
        "IfNoneMatch": {
            "name": "If-None-Match", "in": "header", "required": false,
            "description": "Tags of the copies that the client has: when one of them still holds, the answer is 304.",
            "schema": { "type": "string", "maxLength": 8192, "pattern": "^.+$" },
            "example": "\"1-5f0c2a9be6d34c1f8a7b6c5d\""
        },
        "IfMatch": {
            "name": "If-Match", "in": "header", "required": true,
            "description": "The tag of the thing as the client knows it: a change is made only when its version is still the current one. A tag of any language or encoding will do.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 8192, "pattern": "^.+$" },
            "example": "\"1-5f0c2a9be6d34c1f8a7b6c5d\""
        },
        "IdempotencyKey": {
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "A key of the client's own making, for a request that it may have to send again: the same request under the same key is done once, and answered as the first time.",
            "schema": { "type": "string", "minLength": 16, "maxLength": 257, "pattern": "^[\\x21-\\x7E]+$" },
            "example": "8e03978e-40d5-43dd-bc93-6894a57f9324"
        },
        "RequiredIdempotencyKey": {
            "name": "Idempotency-Key", "in": "header", "required": true,
            "description": "A key of the client's own making: the same request under the same key is done once, and answered as the first time.",
            "schema": { "type": "string", "minLength": 16, "maxLength": 257, "pattern": "^[\\x21-\\x7E]+$" },
            "example": "8e03978e-40d5-43dd-bc93-6894a57f9324"
        },
        "SubmissionSecret": {
            "name": "Submission-Secret", "in": "header", "required": true,
            "description": "The secret that the author of the submission was given when it was received.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[\\x21-\\x7E]+$" },
            "example": "scf_qBxR3xkY0n5Gm0oJ2cV8sT1uZ7yW4eL6hK9pD3fA2rM"
        },
        "AcceptLanguage": {
            "name": "Accept-Language", "in": "header", "required": false,
            "description": "The languages the client would like (RFC 9110 section 12.5.4); `lang` wins over it.",
            "schema": { "type": "string", "maxLength": 1024, "pattern": "^.*$" },
            "example": "zh-HK, en;q=0.8"
        }
    })
}
