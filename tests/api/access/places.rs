//! Things of departments, at which operations are tried.

use reqwest::Method;
use serde_json::json;
use smartcity::authz::Relation;

use super::Tried;
use crate::submissions::{sent, with_contact};
use crate::support::TestApp;

/// TD leads it.
const OWN: &str = "hketoll-free-flow-tolling";

/// Another department leads it and TD supports it.
const REPORTING: &str = "kowloon-east-smart-city-pilot";

/// DPO leads it, and nobody else has a say.
const OTHER: &str = "city-dashboards";

/// One thing of each kind that TD leads, reports on, and has nothing to say about.
pub struct Places(Vec<Place>);

struct Place {
    relation: Relation,
    initiative: &'static str,
    milestone: String,
    draft: String,
    submission: Option<String>,
}

impl Places {
    /// Makes what the catalogue lacks: a reporting department, drafts, and assigned submissions.
    pub async fn prepare(app: &TestApp) -> Self {
        let admin = app.signed_in("places@city.example", &["administrator"]).await.access;
        let listed = json!({ "reporting_department_codes": ["TD"] });
        let path = format!("/api/v1/initiatives/{REPORTING}");
        let call = app.client.call(Method::PATCH, &path).bearer(&admin);
        let answer = call.header("if-match", "\"1\"").json(&listed).send().await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let roles = ["publisher:TD", "publisher:DPO"];
        let author = app.signed_in("author@city.example", &roles).await.access;
        let mut places = Vec::new();
        for (relation, code) in
            [(Relation::Own, OWN), (Relation::Reporting, REPORTING), (Relation::Other, OTHER)]
        {
            let path = format!("/api/v1/initiatives/{code}");
            let milestones = app.client.json(&format!("{path}/milestones?limit=1")).await;
            let milestone = milestones["data"][0]["id"].as_str().unwrap().to_owned();
            let draft = json!({ "title": { "en": "A draft" }, "body": { "en": "A text." } });
            let call = app.client.call(Method::POST, &format!("{path}/updates"));
            let draft = call.bearer(&author).json(&draft).send().await;
            assert_eq!(draft.status, 201, "{}", draft.text());
            let draft = draft.json()["id"].as_str().unwrap().to_owned();
            let department = match relation {
                Relation::Own => Some("TD"),
                Relation::Other => Some("DPO"),
                _ => None,
            };
            let submission = match department {
                Some(department) => Some(assigned(app, &admin, department).await),
                None => None,
            };
            places.push(Place { relation, initiative: code, milestone, draft, submission });
        }
        Self(places)
    }

    /// The paths at which an operation is tried: at each place, if it has one.
    pub fn paths(&self, tried: &Tried) -> Vec<(Option<Relation>, String)> {
        let is_of = |start: &str| tried.template.starts_with(&format!("/api/v1{start}"));
        let at = |place: &Place| {
            let Place { relation, initiative: code, milestone, draft, submission } = place;
            let (place, relation) = if is_of("/initiatives/{code}") {
                (tried.template.replace("{code}", code), *relation)
            } else if is_of("/milestones/{id}") {
                (tried.template.replace("{id}", milestone), *relation)
            } else if is_of("/updates/{id}") || is_of("/staff/updates/{id}") {
                (tried.template.replace("{id}", draft), *relation)
            } else if is_of("/staff/submissions/{id}") {
                (tried.template.replace("{id}", submission.as_ref()?), *relation)
            } else {
                return None;
            };
            Some((Some(relation), place))
        };
        let all: Vec<_> = self.0.iter().filter_map(at).collect();
        if all.is_empty() { vec![(None, tried.path.clone())] } else { all }
    }
}

/// A submission with contact details that a department is to answer.
async fn assigned(app: &TestApp, admin: &str, department: &str) -> String {
    let id = sent(app, with_contact()).await.id;
    let assign = json!({ "decision": "assign", "department_code": department });
    for (version, mut decision) in [(1, json!({ "decision": "triage" })), (2, assign)] {
        decision["id"] = json!(id);
        decision["version"] = json!(version);
        let body = json!({ "decisions": [decision] });
        let call = app.client.call(Method::POST, "/api/v1/staff/submissions/decisions");
        let answer = call.bearer(admin).json(&body).send().await;
        assert_eq!(answer.json()["data"][0]["status"], 200, "{}", answer.text());
    }
    id
}
