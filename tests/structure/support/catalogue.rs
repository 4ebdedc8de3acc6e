//! A catalogue small enough to see through, and the one that the product ships.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// The file that the product ships.
pub fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/catalogue.json")
}

/// One area, two departments, one edition, two initiatives, three milestones.
pub fn small() -> Value {
    json!({
        "smart_areas": [
            { "code": "mobility", "name": { "en": "Mobility" }, "summary": { "en": "Getting around." } }
        ],
        "departments": [
            { "code": "TLB", "name": { "en": "Transport Bureau" }, "kind": "bureau", "bureau": null },
            { "code": "TD", "name": { "en": "Transport Department" }, "kind": "department", "bureau": "TLB" }
        ],
        "blueprints": [
            { "code": "v1", "title": { "en": "First edition" }, "published_on": "2017-12-15" }
        ],
        "initiatives": [
            initiative("tolls", &[
                milestone("law", &json!({ "status": "achieved", "achieved_on": "2026-05-31", "due_on": "2026-06-30" })),
                milestone("opening", &json!({ "status": "pending", "due_on": { "year": 2027, "quarter": 1 } })),
            ]),
            initiative("lamps", &[
                milestone("first", &json!({ "status": "pending", "due_on": null })),
            ]),
        ],
    })
}

/// Writes a catalogue into `folder`; gives the path.
pub fn write(folder: &Path, name: &str, catalogue: &Value) -> String {
    let path = folder.join(name);
    std::fs::write(&path, catalogue.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

fn initiative(code: &str, milestones: &[Value]) -> Value {
    json!({
        "code": code,
        "smart_area": "mobility",
        "title": { "en": format!("About {code}"), "zh-Hant": "智慧出行" },
        "summary": { "en": format!("What {code} are for.") },
        "lead_department": "TD",
        "supporting_departments": ["TLB"],
        "blueprints": ["v1"],
        "blueprint_evidence": "retrieved",
        "status": "in_progress",
        "starts_on": "2026",
        "ends_on": null,
        "milestones": milestones,
        "sources": ["a page"],
        "evidence": "retrieved",
        "tags": ["roads"],
    })
}

fn milestone(key: &str, rest: &Value) -> Value {
    let mut milestone = json!({
        "key": key,
        "title": { "en": format!("The {key}") },
        "source": "a page",
        "verification": "retrieved",
    });
    for (name, value) in rest.as_object().unwrap() {
        milestone[name] = value.clone();
    }
    milestone
}
