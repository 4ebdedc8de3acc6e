//! Bodies member by member: what is left out, what is null, and that the document says which members may be null.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use crate::submissions::fresh_key;
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::answer::Answer;
use crate::support::document::Document;

/// TD leads it.
const TOLLING: &str = "/api/v1/initiatives/hketoll-free-flow-tolling";

/// Changes the initiative as it is now.
async fn edit(app: &TestApp, token: &str, body: Value) -> Answer {
    let tag = app.client.get(TOLLING).await.tag();
    let call = app.client.call(Method::PATCH, TOLLING).bearer(token).header("if-match", &tag);
    call.header("content-type", "application/merge-patch+json").body(body.to_string()).send().await
}

#[rstest]
#[tokio::test]
async fn a_date_and_its_precision_stay_go_and_change_by_themselves(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let token = app.signed_in("td@city.example", &["contributor:TD"]).await.access;
    let none = json!({ "starts_on": null, "ends_on": null });
    assert_eq!(edit(&app, &token, none).await.status, 200);
    let steps = [
        (
            json!({ "ends_on": "2027-10-05", "ends_on_precision": "quarter" }),
            "2027-12-31",
            "quarter",
        ),
        (json!({ "ends_on": "2028-02-01" }), "2028-03-31", "quarter"),
        (json!({ "ends_on_precision": "month" }), "2028-03-31", "month"),
        (json!({ "ends_on": "2028-02-01", "ends_on_precision": null }), "2028-02-01", "day"),
        (json!({ "ends_on_precision": "year" }), "2028-12-31", "year"),
        (json!({ "ends_on_precision": null }), "2028-12-31", "day"),
        (json!({ "starts_on": "2026-05-10" }), "2026-05-10", "day"),
        (json!({ "starts_on_precision": "quarter" }), "2026-04-01", "quarter"),
        (json!({ "starts_on": "2026-09-30" }), "2026-07-01", "quarter"),
    ];
    for (body, on, precision) in steps {
        let name = if body.to_string().contains("starts_on") { "starts_on" } else { "ends_on" };
        let after = edit(&app, &token, body.clone()).await.json();
        let dates = (&after[name], &after[format!("{name}_precision")]);
        assert_eq!(dates, (&json!(on), &json!(precision)), "{body}");
    }
    let after = edit(&app, &token, json!({ "ends_on": null })).await.json();
    assert_eq!((&after["ends_on"], &after["ends_on_precision"]), (&json!(null), &json!(null)));
    assert_eq!(after["starts_on"], "2026-07-01", "the other date stays");
    let entries = app.audit().len();
    for (body, place, code) in [
        (json!({ "ends_on_precision": "month" }), "/ends_on_precision", "conflicting"),
        (
            json!({ "starts_on": null, "starts_on_precision": "day" }),
            "/starts_on_precision",
            "conflicting",
        ),
        (json!({ "ends_on": "+2027-1-01" }), "/ends_on", "not_a_date"),
        (json!({ "ends_on": "0999-01-01" }), "/ends_on", "not_a_date"),
    ] {
        let faults = edit(&app, &token, body).await.faults(422, "validation");
        assert_eq!(faults, [(place.to_owned(), code.to_owned())]);
    }
    assert_eq!(app.audit().len(), entries);
}

#[rstest]
#[tokio::test]
async fn the_stated_progress_keeps_what_is_left_out(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let token = app.signed_in("td@city.example", &["contributor:TD"]).await.access;
    let state =
        async |stated: Value| edit(&app, &token, json!({ "progress_override": stated })).await;
    let value = || ("/progress_override/value".to_owned(), "required".to_owned());
    let reason = || ("/progress_override/reason".to_owned(), "required".to_owned());
    assert_eq!(state(json!({ "value": 60 })).await.faults(422, "validation"), [reason()]);
    assert_eq!(state(json!({ "reason": "So." })).await.faults(422, "validation"), [value()]);
    assert_eq!(state(json!({})).await.faults(422, "validation"), [value(), reason()]);
    let both = json!({ "ends_on": null, "ends_on_precision": "day", "progress_override": {} });
    let all = edit(&app, &token, both).await.faults(422, "validation");
    assert_eq!(all.len(), 3, "all faults at once: {all:?}");
    let first = state(json!({ "value": 60, "reason": "We count tunnels." })).await;
    assert_eq!(first.status, 200);
    let stated = |answer: &Answer| {
        let stated = answer.json()["progress"]["override"].clone();
        (stated["value"].as_f64(), stated["reason"].as_str().map(str::to_owned))
    };
    let next = state(json!({ "value": 70 })).await;
    assert_eq!(stated(&next), (Some(70.0), Some("We count tunnels.".to_owned())));
    let next = state(json!({ "reason": "We count booths." })).await;
    assert_eq!(stated(&next), (Some(70.0), Some("We count booths.".to_owned())));
    assert_eq!(state(json!({})).await.tag(), next.tag(), "nothing is changed");
    let faults = state(json!({ "value": null, "reason": null })).await.faults(422, "validation");
    assert!(faults.iter().all(|(_, code)| code == "not_null"), "{faults:?}");
    assert_eq!(stated(&state(Value::Null).await), (None, None));
}

#[rstest]
#[tokio::test]
async fn text_in_which_nothing_is_seen_and_line_separators_are_refused_in_every_text(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let token = app.signed_in("td@city.example", &["publisher:TD"]).await.access;
    let tag = app.client.get(TOLLING).await.tag();
    let entries = app.audit().len();
    for (unseen, code) in [
        ("\u{200B}\u{2060}\u{AD}", "empty"),
        ("\u{FE0F}\u{E0100}\u{E0001}\u{301}", "empty"),
        ("\u{115F}\u{1160}\u{2800}\u{3164}\u{FFA0}", "empty"),
        ("One\u{2028}two", "invalid_text"),
        ("One\u{2029}two", "invalid_text"),
        ("One\u{85}two", "invalid_text"),
        ("One\u{B}two", "invalid_text"),
        ("One\u{C}two", "invalid_text"),
    ] {
        let texts = json!({ "en": unseen });
        let edited = json!({
            "title": texts, "summary": texts, "progress_override": { "value": 1, "reason": unseen },
        });
        let patched = edit(&app, &token, edited).await;
        let post = async |path: &str, body: Value| {
            let call = app.client.call(Method::POST, &format!("{TOLLING}/{path}")).bearer(&token);
            let is_move = path == "transitions";
            let call = if is_move { call.header("if-match", &tag) } else { call };
            call.json(&body).send().await
        };
        let milestone = json!({ "title": texts, "description": texts });
        let confirmed = post("confirmations", json!({ "note": unseen })).await;
        let moved = post("transitions", json!({ "to": "on_hold", "reason": unseen })).await;
        for (answer, places) in [
            (patched, &["/title/en", "/summary/en", "/progress_override/reason"][..]),
            (post("milestones", milestone).await, &["/title/en", "/description/en"]),
            (confirmed, &["/note"]),
            (moved, &["/reason"]),
        ] {
            let faults = answer.faults(422, "validation");
            for place in places {
                let expected = ((*place).to_owned(), code.to_owned());
                assert!(faults.contains(&expected), "{unseen:?} at {place}: {faults:?}");
            }
        }
    }
    assert_eq!(app.audit().len(), entries);
}

#[rstest]
#[tokio::test]
async fn an_instant_in_a_body_is_rounded_to_what_is_stored(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let token = app.signed_in("admin@city.example", &["administrator"]).await.access;
    let post = async |path: &str, body: Value| {
        let answer = app.client.call(Method::POST, path).bearer(&token).json(&body).send().await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()
    };
    let accounts = "/api/v1/service-accounts";
    let account = post(accounts, json!({ "name": "Feed" })).await;
    let path = format!("{accounts}/{}", account["id"].as_str().unwrap());
    let new = json!({ "scope": ["users.read"], "expires_at": "2027-11-24T08:00:00.1234561+08:00" });
    let key = post(&format!("{path}/keys"), new).await;
    assert_eq!(key["expires_at"], "2027-11-24T00:00:00.123457Z");
    let read = app.client.call(Method::GET, &path).bearer(&token).send().await.json();
    assert_eq!(read["keys"][0]["expires_at"], key["expires_at"], "as answered, so stored");
}

/// A member of a body: where it stands, and whether the document lets it be null.
type Nullable = (String, bool);

/// The members of an object that is as `schema` says, down into those that `body` has.
fn members(document: &Document, schema: &Value, body: &Value, at: &str, all: &mut Vec<Nullable>) {
    for part in parts(document, schema) {
        let properties = part.get("properties").and_then(Value::as_object);
        for (name, member) in properties.into_iter().flatten() {
            let at = format!("{at}/{name}");
            all.push((at.clone(), may_be_null(document, member)));
            if let Some(value) = body.get(name) {
                members(document, member, value, &at, all);
            }
        }
        let texts = part.get("additionalProperties").filter(|texts| texts.is_object());
        for (name, _) in body.as_object().filter(|_| texts.is_some()).into_iter().flatten() {
            all.push((format!("{at}/{name}"), may_be_null(document, texts.unwrap())));
        }
        if let (Some(items), Some(first)) = (part.get("items"), body.get(0)) {
            let at = format!("{at}/0");
            all.push((at.clone(), may_be_null(document, items)));
            members(document, items, first, &at, all);
        }
    }
}

/// What a schema is put together from.
fn parts<'a>(document: &'a Document, schema: &'a Value) -> Vec<&'a Value> {
    let schema = document.resolved(schema);
    let inner =
        ["allOf", "oneOf", "anyOf"].into_iter().filter_map(|word| schema.get(word)?.as_array());
    let inner = inner.flatten().flat_map(|part| parts(document, part));
    std::iter::once(schema).chain(inner).collect()
}

fn may_be_null(document: &Document, schema: &Value) -> bool {
    parts(document, schema).iter().any(|part| match part.get("type") {
        Some(Value::Array(types)) => types.contains(&json!("null")),
        Some(one) => one == "null",
        None => false,
    })
}

/// The body with null in one place.
fn with_null(body: &Value, pointer: &str) -> Value {
    let mut body = body.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match body.pointer_mut(parent).unwrap() {
        Value::Array(elements) => elements[name.parse::<usize>().unwrap()] = Value::Null,
        object => object[name] = Value::Null,
    }
    body
}

/// A request with a body: its operation's id, how it is sent, what its example sends, and the body's schema.
struct Sent {
    id: String,
    method: Method,
    path: String,
    body: Value,
    schema: Value,
}

/// Every operation with a body.
fn sent(document: &Document) -> Vec<Sent> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/examples");
    let mut all = Vec::new();
    for item in document.root()["paths"].as_object().unwrap().values() {
        for (method, operation) in item.as_object().unwrap() {
            let Some(content) = operation.pointer("/requestBody/content") else { continue };
            let id = operation["operationId"].as_str().unwrap().to_owned();
            let mut types: Vec<&String> = content.as_object().unwrap().keys().collect();
            types.sort();
            let wanted: &[&str] = match method.as_str() {
                "patch" => &["application/json", "application/merge-patch+json"],
                _ => &["application/json"],
            };
            assert_eq!(types, wanted, "{id}");
            let schemas: Vec<&Value> = wanted.iter().map(|one| &content[one]["schema"]).collect();
            assert!(schemas.iter().all(|schema| *schema == schemas[0]), "{id}");
            let text = std::fs::read_to_string(folder.join(format!("{id}.json"))).unwrap();
            let example: Value = serde_json::from_str(&text).unwrap();
            all.push(Sent {
                id,
                method: method.to_uppercase().parse().unwrap(),
                path: example["request"]["path"].as_str().unwrap().to_owned(),
                body: example["request"]["body"].clone(),
                schema: schemas[0].clone(),
            });
        }
    }
    assert!(all.len() > 12, "few operations have a body");
    all
}

#[rstest]
#[tokio::test]
async fn what_the_document_does_not_let_be_null_is_refused_and_nothing_else_for_being_null(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let roles = ["administrator", "publisher:TD"];
    let token = app.signed_in("admin@city.example", &roles).await.access;
    let document = app.client.document();
    for Sent { id, method, path, body, schema } in sent(document) {
        let mut all = Vec::new();
        members(document, &schema, &body, "", &mut all);
        assert!(!all.is_empty(), "{id} has no member");
        for (pointer, may_be_null) in all {
            // A member that the example lacks is put in; what it would stand in is there.
            let body = with_null(&body, &pointer);
            let call = app.client.call(method.clone(), &path).bearer(&token);
            let call = call.header("if-match", "\"1\"").header("idempotency-key", &fresh_key());
            let call = call.header("submission-secret", "scf_nobody");
            let answer = call.json(&body).send().await;
            if may_be_null {
                // It may be needed beside the others; but not because null would be no value.
                let refused = answer.status == 422
                    && answer.faults(422, "validation").iter().any(|(place, code)| {
                        *place == pointer && !["required", "conflicting"].contains(&code.as_str())
                    });
                assert!(!refused, "{id}: {pointer} may be null: {}", answer.text());
            } else {
                let faults = answer.faults(422, "validation");
                let is_told = faults.iter().any(|(place, _)| *place == pointer);
                assert!(is_told, "{id}: {pointer} may not be null: {faults:?}");
            }
        }
    }
}
