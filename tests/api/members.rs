//! The document says which members an answer may lack: held against every answer that the whole catalogue gives.

use std::collections::{BTreeMap, BTreeSet};

use rstest::rstest;
use serde_json::Value;

use crate::story;
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::answer::Answer;
use crate::support::client::{key, with};
use crate::support::document::Document;

/// What answers hold nowhere in the catalogue as it is: nobody has reported or cancelled anything yet.
const NEVER_SEEN: [&str; 1] = ["Excluded"];

/// Schemas that describe requests; what they require is for clients to say.
fn is_request(name: &str) -> bool {
    name.starts_with("New") || ["Patch", "Request"].iter().any(|end| name.ends_with(end))
}

/// How often an object of a schema was seen, with a member and without it.
#[derive(Debug, Default)]
struct Seen {
    with: usize,
    without: usize,
}

/// The objects seen, by schema and member.
struct Observed<'a> {
    document: &'a Document,
    members: BTreeMap<(String, String), Seen>,
}

impl<'a> Observed<'a> {
    /// Notes which members the objects in `value` have; `name` is the schema's.
    fn note(&mut self, name: &str, schema: &'a Value, value: &Value) {
        if value.is_null() {
            return;
        }
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let name = reference.rsplit('/').next().unwrap();
            return self.note(name, self.document.resolved(schema), value);
        }
        for word in ["allOf", "oneOf", "anyOf"] {
            for part in schema.get(word).and_then(Value::as_array).into_iter().flatten() {
                self.note(name, part, value);
            }
        }
        if let Some(items) = schema.get("items") {
            value.as_array().unwrap().iter().for_each(|item| self.note(name, items, item));
        }
        for (member, schema) in
            schema.get("properties").and_then(Value::as_object).into_iter().flatten()
        {
            let seen = self.members.entry((name.to_owned(), member.clone())).or_default();
            match value.get(member) {
                Some(value) => {
                    seen.with += 1;
                    self.note(&format!("{name}.{member}"), schema, value);
                }
                None => seen.without += 1,
            }
        }
    }

    /// Notes the answer of an operation to `target`.
    async fn read(&mut self, app: &TestApp, target: &str) -> Value {
        let answer = app.client.get(target).await;
        self.hear(&answer);
        answer.json()
    }

    /// Notes an answer.
    fn hear(&mut self, answer: &Answer) {
        if answer.bytes.is_empty() {
            return;
        }
        let operation = self.document.operation(&answer.method, answer.path()).unwrap().1;
        let response = self.document.resolved(&operation["responses"][answer.status.to_string()]);
        let content = &response["content"][answer.media_type().unwrap()];
        self.note("", &content["schema"], &answer.value());
    }

    /// Notes every page of a list, and gives its items.
    async fn walk(&mut self, app: &TestApp, list: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut target = list.to_owned();
        loop {
            let page = self.read(app, &target).await;
            items.extend(page["data"].as_array().unwrap().iter().cloned());
            if page["page"]["has_more"] == false {
                return items;
            }
            target = with(list, "cursor", page["page"]["next_cursor"].as_str().unwrap());
        }
    }
}

/// The members of a schema that its own part of the document requires.
fn required(document: &Document, name: &str) -> BTreeSet<String> {
    let schema = &document.root()["components"]["schemas"][name];
    let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
    let parts = parts.chain([schema]).filter_map(|part| part.get("required")?.as_array());
    parts.flatten().map(|member| member.as_str().unwrap().to_owned()).collect()
}

#[rstest]
#[tokio::test]
async fn what_is_not_required_is_sometimes_missing_and_nothing_else_is(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let document = app.client.document();
    let mut observed = Observed { document, members: BTreeMap::new() };
    for list in [
        "/api/v1/smart-areas?limit=4",
        "/api/v1/departments?limit=50",
        "/api/v1/blueprints?limit=1",
        "/api/v1/milestones?limit=50",
        "/api/v1/changes?limit=100",
    ] {
        for item in observed.walk(&app, list).await.iter().take(5) {
            if list.contains("milestones") {
                observed.read(&app, &format!("/api/v1/milestones/{}", key(item))).await;
            }
        }
        if !list.contains("changes") {
            let whole = format!("{list}&include=translations&include_total=true");
            observed.walk(&app, &whole).await;
        }
    }
    for initiative in observed.walk(&app, "/api/v1/initiatives?limit=25").await {
        let item = format!("/api/v1/initiatives/{}", key(&initiative));
        for target in [item.clone(), format!("{item}/progress"), format!("{item}/milestones")] {
            observed.read(&app, &target).await;
        }
    }
    let all = "include=milestones,lead_department,smart_area,translations&include_total=true";
    for include in [all, "include=lead_department,smart_area", "include=milestones"] {
        observed.walk(&app, &format!("/api/v1/initiatives?limit=25&{include}")).await;
    }
    observed.read(&app, "/api/v1/statistics").await;
    for refused in ["?limit=0", "?lifecycle=delayd&qq=1&limit=5&limit=6"] {
        observed.read(&app, &format!("/api/v1/initiatives{refused}")).await;
    }

    for answer in story::tell(&app).await.answers {
        observed.hear(&answer);
    }

    for ((schema, member), seen) in &observed.members {
        let always = seen.without == 0;
        let is_required = required(document, schema).contains(member);
        assert_eq!(is_required, always, "{member} of {schema}: {seen:?}");
    }
    let seen: BTreeSet<&str> = observed.members.keys().map(|(schema, _)| schema.as_str()).collect();
    let schemas = document.root()["components"]["schemas"].as_object().unwrap();
    let has_members = |schema: &Value| {
        let properties = schema.pointer("/properties").or(schema.pointer("/allOf/1/properties"));
        properties.is_some_and(|all| !all.as_object().unwrap().is_empty())
    };
    let unseen: Vec<&str> = schemas
        .iter()
        .filter(|(name, schema)| has_members(schema) && !is_request(name))
        .filter(|(name, _)| !seen.contains(name.as_str()))
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(unseen, NEVER_SEEN);
    assert!(seen.iter().all(|name| schemas.contains_key(*name)), "a schema without a name");
}
