//! The examples of the document are real answers. With `UPDATE_EXAMPLES` in the environment they are written anew.

use std::path::PathBuf;

use rstest::rstest;
use serde_json::{Value, json};

use crate::story;
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("openapi/examples")
}

fn example(operation: &str) -> (PathBuf, Value) {
    let path = folder().join(format!("{operation}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    (path, serde_json::from_str(&text).unwrap())
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the tests says whether examples are renewed"
)]
fn renewing() -> bool {
    std::env::var_os("UPDATE_EXAMPLES").is_some()
}

#[tokio::test]
async fn the_examples_are_what_the_server_answers() {
    let app = TestApp::start(Sqlite).await;
    let story = story::tell(&app).await;
    for (operation, told) in &story.told {
        if renewing() {
            let path = folder().join(format!("{operation}.json"));
            std::fs::write(&path, serde_json::to_string_pretty(told).unwrap() + "\n").unwrap();
        } else {
            let (_, known) = example(operation);
            assert_eq!(&known, told, "{operation}: run `make examples`");
        }
    }
}

#[tokio::test]
async fn every_operation_has_an_example_and_every_example_an_operation() {
    let app = TestApp::start(Sqlite).await;
    let document = app.client.get("/openapi.json").await.json();
    let mut files: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    files.sort();
    assert_eq!(files, operations(&document));
    let items = document["paths"].as_object().unwrap().values();
    for operation in items.flat_map(|item| item.as_object().unwrap().values()) {
        let id = &operation["operationId"];
        let responses = operation["responses"].as_object().unwrap();
        let (status, response) =
            responses.iter().find(|(status, _)| status.starts_with('2')).unwrap();
        let contents = response["content"].as_object().into_iter().flatten();
        let examples: Vec<&Value> = contents.map(|(_, content)| &content["example"]).collect();
        let is_example = |example: &&Value| example.is_object() || example.is_string();
        assert!(examples.iter().all(is_example), "{id}");
        assert_eq!(examples.is_empty(), status == "204", "{id}");
        for body in operation["requestBody"]["content"].as_object().into_iter().flatten() {
            assert!(body.1["example"].is_object(), "{id} has no example of its request");
        }
    }
}

/// The story is one of both databases: but for what they are told of themselves, they tell the same.
#[tokio::test]
async fn both_databases_tell_the_same_story() {
    let embedded = TestApp::start(Sqlite).await;
    let embedded = story::tell(&embedded).await.told;
    let server = TestApp::start(Postgres).await;
    let server = story::tell(&server).await.told;
    let operations: Vec<&String> = embedded.keys().collect();
    assert_eq!(operations, server.keys().collect::<Vec<_>>());
    for operation in ["edit_initiative", "edit_department", "edit_smart_area", "get_statistics"] {
        assert_eq!(embedded[operation], server[operation], "{operation}");
    }
}

/// The lists of the document: their addresses and query parameters, as an example of each path.
fn lists(document: &Value) -> Vec<(String, &Vec<Value>)> {
    let mut lists = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let operation = &item["get"];
        let is_public = operation["security"][0] == json!({});
        let id = operation["operationId"].as_str().unwrap_or_default();
        if !is_public || !id.starts_with("list_") {
            continue;
        }
        let parameters = operation["parameters"].as_array().unwrap();
        let mut path = path.clone();
        for parameter in parameters.iter().filter(|parameter| parameter["in"] == "path") {
            let place = format!("{{{}}}", parameter["name"].as_str().unwrap());
            path = path.replace(&place, parameter["example"].as_str().unwrap());
        }
        lists.push((path, parameters));
    }
    lists
}

/// An example as a query gives it: the entries of a list with commas between.
fn written(example: &Value) -> String {
    let one = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let all = example.as_array().map(|all| all.iter().map(one).collect::<Vec<_>>().join(","));
    all.unwrap_or_else(|| one(example)).replace(' ', "%20").replace('&', "%26")
}

#[rstest]
#[tokio::test]
async fn the_examples_of_parameters_find_something(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    // Departments have reported: ledgers and updates are no longer empty.
    story::tell(&app).await;
    let mut tried = Vec::new();
    for (list, parameters) in lists(app.client.document().root()) {
        for parameter in parameters.iter().filter(|parameter| parameter["in"] == "query") {
            let name = parameter["name"].as_str().unwrap();
            let Some(example) = parameter.get("example") else { continue };
            let target = format!("{list}?{name}={}", written(example));
            let schema = &parameter["schema"];
            app.client.document().check_value(&target, schema, example, &target);
            let found = app.client.json(&target).await;
            assert!(!found["data"].as_array().unwrap().is_empty(), "{target} finds nothing");
            tried.push(name);
        }
    }
    for name in ["q", "smart_area", "department", "blueprint", "tag", "sort", "limit", "cursor"] {
        assert!(tried.contains(&name), "{name} has no example");
    }
}

#[rstest]
#[tokio::test]
async fn the_document_takes_the_codes_that_the_server_takes(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    const NAMES: [&str; 5] =
        ["smart_area", "department", "supporting_department", "blueprint", "tag"];
    let app = TestApp::start(engine).await;
    let codes = [
        "mobility", "MOBILITY", "Mobility", "TD", "td", "C&ED", "v2", "V2", "v2.1", "its", "a-b",
        "a--b", "-a", "a-", "1", "a b", "a_b", "a.b", "\u{4e2d}", "a%b", "1TD", ".",
    ];
    let long = [20, 21, 40, 41].map(|length| "a".repeat(length));
    let mut outcomes = Vec::new();
    for (list, parameters) in lists(app.client.document().root()) {
        for parameter in parameters.iter().filter(|parameter| parameter["in"] == "query") {
            let name = parameter["name"].as_str().unwrap();
            if !NAMES.contains(&name) {
                continue;
            }
            let schema = jsonschema::draft202012::new(&parameter["schema"]).unwrap();
            for code in codes.into_iter().chain(long.iter().map(String::as_str)) {
                let value: String = form_urlencoded::byte_serialize(code.as_bytes()).collect();
                let answer = app.client.get(&format!("{list}?{name}={value}")).await;
                let taken = schema.is_valid(&json!([code]));
                assert_eq!(taken, answer.status == 200, "{name}={code} of {list}");
                outcomes.push((name, code, taken));
            }
        }
    }
    assert!(outcomes.contains(&("smart_area", "MOBILITY", false)));
    assert!(outcomes.contains(&("smart_area", "mobility", true)));
    assert!(NAMES.iter().all(|name| outcomes.iter().any(|one| one.0 == *name && !one.2)));
}

/// The operations of the document that are as asked, by their method.
pub(crate) fn operations_where<'a>(
    document: &'a Value,
    is_asked_for: impl Fn(&str, &Value) -> bool + 'a,
) -> impl Iterator<Item = &'a Value> {
    let items = document["paths"].as_object().unwrap().values();
    let all = items.flat_map(|item| item.as_object().unwrap());
    all.filter(move |(method, operation)| is_asked_for(method, operation)).map(|(_, one)| one)
}

fn operations(document: &Value) -> Vec<String> {
    let paths = document["paths"].as_object().unwrap().values();
    let mut ids: Vec<String> = paths
        .flat_map(|item| item.as_object().unwrap().values())
        .filter_map(|operation| operation["operationId"].as_str().map(str::to_owned))
        .collect();
    ids.sort();
    ids
}
