//! The members that a schema of the document has, so that reading a body and describing it cannot differ.

use serde_json::Value;
use utoipa::PartialSchema;

/// The names of the members of `T`.
pub(super) fn members<T: PartialSchema>() -> Vec<String> {
    let schema = serde_json::to_value(T::schema()).unwrap_or_default();
    let mut names = Vec::new();
    collect(&schema, &mut names);
    names
}

fn collect(schema: &Value, names: &mut Vec<String>) {
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        names.extend(properties.keys().cloned());
    }
    // A schema that extends another one has members of its own among its parts.
    for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        collect(part, names);
    }
}
