//! The OpenAPI document (version 3.1, so its schemas are JSON Schema 2020-12) and what an answer owes to it: its
//! operation, status, headers and media type are documented, its body has the documented form and no member besides.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use jsonschema::Validator;
use reqwest::Method;
use serde_json::{Value, json};

use super::answer::Answer;

/// A document.
#[derive(Debug)]
pub struct Document {
    root: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Document {
    /// The document `root`.
    pub fn new(root: Value) -> Self {
        assert!(root["openapi"].as_str().unwrap().starts_with("3.1"));
        Self { root, validators: Mutex::new(HashMap::new()) }
    }

    /// The document as JSON.
    pub fn root(&self) -> &Value {
        &self.root
    }

    /// The operation of a method on a path, and the path's template.
    pub fn operation(&self, method: &Method, path: &str) -> Option<(&str, &Value)> {
        let paths = self.root["paths"].as_object().unwrap();
        let mut matching: Vec<(&String, &Value)> =
            paths.iter().filter(|(template, _)| is_instance(template, path)).collect();
        // What has fewer parameters is meant.
        matching.sort_by_key(|(template, _)| template.matches('{').count());
        let (template, item) = matching.first()?;
        let method = if *method == Method::HEAD { &Method::GET } else { method };
        Some((template, item.get(method.as_str().to_lowercase())?))
    }

    /// Holds an answer against the document. A path or method that is not in it has to be answered with a problem.
    pub fn check(&self, answer: &Answer) {
        let at = format!("{} {} {}", answer.method, answer.target, answer.status);
        let Some((template, operation)) = self.operation(&answer.method, answer.path()) else {
            if answer.method != Method::OPTIONS && answer.path().starts_with("/api/") {
                assert!(
                    [400, 404, 405, 413, 414, 431].contains(&answer.status),
                    "{at}: undocumented"
                );
            }
            if answer.media_type() == Some("application/problem+json") && !answer.bytes.is_empty() {
                self.check_problem(answer, &at);
            }
            return;
        };
        let responses = &operation["responses"];
        let response =
            responses.get(answer.status.to_string()).or_else(|| responses.get("default"));
        let response = response.unwrap_or_else(|| panic!("{at}: the status is not documented"));
        let response = self.resolved(response);
        let place = format!("{template} {} {}", answer.method, answer.status);
        self.check_headers(response, answer, &place, &at);
        self.check_body(response, answer, &place, &at);
    }

    /// Holds JSON against a schema of the document; `name` tells the schema from others.
    pub fn check_value(&self, name: &str, schema: &Value, value: &Value, at: &str) {
        let validator = self.validator(name, schema);
        let faults: Vec<String> = validator
            .iter_errors(value)
            .map(|fault| format!("{}: {fault}", fault.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{at}: not as documented:\n{}\n{value:#}", faults.join("\n"));
        let mut unknown = Vec::new();
        self.undocumented(&[schema], value, "", &mut unknown);
        assert!(unknown.is_empty(), "{at}: members that are not documented: {unknown:?}");
    }

    /// A reference followed to its end.
    pub fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value.get("$ref").and_then(Value::as_str) {
            Some(reference) => {
                let pointer = reference.strip_prefix('#').expect("references stay in the document");
                let target = self.root.pointer(pointer);
                self.resolved(target.unwrap_or_else(|| panic!("{reference} leads nowhere")))
            }
            None => value,
        }
    }

    fn check_problem(&self, answer: &Answer, at: &str) {
        let schema = &self.root["paths"]["/api/v1/initiatives"]["get"]["responses"]["400"];
        let schema = &self.resolved(schema)["content"]["application/problem+json"]["schema"];
        self.check_value("problem", schema, &answer.json(), at);
    }

    fn check_headers(&self, response: &Value, answer: &Answer, place: &str, at: &str) {
        let declared = response.get("headers").and_then(Value::as_object);
        for (name, header) in declared.into_iter().flatten() {
            let header = self.resolved(header);
            let Some(value) = answer.header(name) else {
                let required = header.get("required") == Some(&json!(true));
                assert!(!required, "{at}: the header {name} is documented as always there");
                continue;
            };
            let schema = &header["schema"];
            let is_number = ["integer", "number"].contains(&schema["type"].as_str().unwrap_or(""));
            let value =
                if is_number { value.parse().unwrap_or(json!(value)) } else { json!(value) };
            self.check_value(&format!("{place} {name}"), schema, &value, &format!("{at}: {name}"));
        }
    }

    fn check_body(&self, response: &Value, answer: &Answer, place: &str, at: &str) {
        if answer.method == Method::HEAD || [204, 304].contains(&answer.status) {
            assert!(answer.bytes.is_empty(), "{at}: has a body");
            return;
        }
        let media_type = answer.media_type().unwrap_or_else(|| panic!("{at}: no content type"));
        let content = response.get("content").and_then(|content| content.get(media_type));
        let content = content.unwrap_or_else(|| panic!("{at}: {media_type} is not documented"));
        let name = format!("{place} {media_type}");
        self.check_value(&name, &content["schema"], &answer.value(), at);
        if let Some(list) = answer.path().strip_suffix(".ndjson").filter(|_| answer.status == 200) {
            self.check_lines(list, answer, at);
        }
    }

    /// Holds each line of a file against the items of the list that it was made from.
    fn check_lines(&self, list: &str, answer: &Answer, at: &str) {
        let schema = &self.root["paths"][list]["get"]["responses"]["200"]["content"];
        let schema = self.resolved(&schema["application/json"]["schema"]);
        let item = &schema["properties"]["data"]["items"];
        for line in answer.text().lines() {
            let value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{at}: {error}"));
            self.check_value(&format!("{list} item"), item, &value, at);
        }
    }

    fn validator(&self, name: &str, schema: &Value) -> Arc<Validator> {
        let mut validators = self.validators.lock().unwrap();
        if let Some(validator) = validators.get(name) {
            return Arc::clone(validator);
        }
        let mut whole = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "allOf": [schema],
        });
        if schema.to_string().contains("\"$ref\"") {
            // References are pointers into the document, so its components come along.
            whole["components"] = self.root["components"].clone();
        }
        let validator = jsonschema::draft202012::options()
            .should_validate_formats(true)
            .should_ignore_unknown_formats(true)
            .build(&whole)
            .unwrap_or_else(|error| panic!("{name}: the schema is not valid: {error}"));
        let validator = Arc::new(validator);
        validators.insert(name.to_owned(), Arc::clone(&validator));
        validator
    }

    /// Members of `value` that none of the schemas for it names.
    fn undocumented(&self, schemas: &[&Value], value: &Value, at: &str, found: &mut Vec<String>) {
        let mut all = Vec::new();
        for schema in schemas {
            self.gather(schema, &mut all);
        }
        if all.iter().any(|schema| is_anything(schema)) {
            return;
        }
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    let known: Vec<&Value> = all
                        .iter()
                        .flat_map(|schema| {
                            [schema.pointer(&format!("/properties/{name}")), open(schema)]
                        })
                        .flatten()
                        .collect();
                    let at = format!("{at}/{name}");
                    if known.is_empty() {
                        found.push(at);
                    } else {
                        self.undocumented(&known, member, &at, found);
                    }
                }
            }
            Value::Array(items) => {
                let known: Vec<&Value> =
                    all.iter().filter_map(|schema| schema.get("items")).collect();
                for (index, item) in items.iter().enumerate() {
                    self.undocumented(&known, item, &format!("{at}/{index}"), found);
                }
            }
            _ => {}
        }
    }

    /// A schema with everything it is put together from.
    fn gather<'a>(&'a self, schema: &'a Value, all: &mut Vec<&'a Value>) {
        let schema = self.resolved(schema);
        all.push(schema);
        for word in ["allOf", "oneOf", "anyOf"] {
            for part in schema.get(word).and_then(Value::as_array).into_iter().flatten() {
                self.gather(part, all);
            }
        }
    }
}

/// Whether a schema says that there can be anything, and so names no member.
fn is_anything(schema: &Value) -> bool {
    ["type", "$ref", "allOf", "oneOf", "anyOf", "enum", "properties"]
        .iter()
        .all(|word| schema.get(word).is_none())
}

/// The schema of members that are not named, if there may be any.
fn open(schema: &Value) -> Option<&Value> {
    schema.get("additionalProperties").filter(|more| **more != json!(false))
}

fn is_instance(template: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(part), Some(text)) if part.starts_with('{') => {
                if text.is_empty() {
                    return false;
                }
            }
            (Some(part), Some(text)) if part == text => {}
            _ => return false,
        }
    }
}
