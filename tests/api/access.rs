//! Who may do what, tried: every operation of the document, by everybody. What must come of it is taken from the policy
//! and from a list of what each operation is; a list of operations that nobody tries must stay empty.

mod operations;
mod places;

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use smartcity::authz::{Action, Decision, Relation, Rule, decide};
use smartcity::domain::role::Role;
use smartcity::store::audit::AuditEntry;

use operations::Access::{self, Person, Policy, Public, SignedIn};
use operations::OPERATIONS;
use places::Places;

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::answer::Answer;
use crate::support::{TestApp, tokens};

/// An operation as it is tried: what its example asks, of things that may not exist.
struct Tried {
    access: Access,
    method: Method,
    /// As the document writes it.
    template: String,
    /// As the example asks.
    path: String,
    body: Option<Value>,
    has_version: bool,
}

/// Every operation of the document with the request of its example.
fn operations(document: &Value) -> BTreeMap<String, Tried> {
    let known: BTreeMap<&str, Access> = OPERATIONS.into_iter().collect();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/examples");
    let mut all = BTreeMap::new();
    let mut untried = Vec::new();
    for (template, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            let Some(access) = known.get(id) else {
                untried.push(id.to_owned());
                continue;
            };
            let text = std::fs::read_to_string(folder.join(format!("{id}.json"))).unwrap();
            let example: Value = serde_json::from_str(&text).unwrap();
            let tried = Tried {
                access: *access,
                method: method.to_uppercase().parse().unwrap(),
                template: template.clone(),
                path: example["request"]["path"].as_str().unwrap().to_owned(),
                body: example["request"].get("body").cloned(),
                has_version: asks_for_version(operation),
            };
            all.insert(id.to_owned(), tried);
        }
    }
    assert!(untried.is_empty(), "operations that nobody tries: {untried:?}");
    assert_eq!(all.len(), known.len(), "an operation is gone");
    all
}

fn asks_for_version(operation: &Value) -> bool {
    let parameters = operation["parameters"].as_array().unwrap();
    parameters.iter().any(|parameter| parameter["$ref"] == "#/components/parameters/IfMatch")
}

async fn attempt(app: &TestApp, tried: &Tried, path: &str, token: Option<&str>) -> Answer {
    let mut call = app.client.call(tried.method.clone(), path);
    if let Some(token) = token {
        call = call.bearer(token);
    }
    if let Some(body) = &tried.body {
        call = call.json(body);
    }
    if tried.has_version {
        call = call.header("if-match", "\"999\"");
    }
    call.send().await
}

/// The address of what TD leads.
const OWN_PATH: &str = "/api/v1/initiatives/hketoll-free-flow-tolling";

#[rstest]
#[tokio::test]
async fn the_document_says_who_may_call_and_nobody_else_gets_in_without_credentials(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let document = app.client.document().root().clone();
    let operations = operations(&document);
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap();
            let tried = &operations[id];
            let schemes: Vec<&str> = operation["security"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one.as_object().unwrap().keys().next().map_or("", String::as_str))
                .collect();
            let expected: &[&str] = match tried.access {
                Public => &["", "bearer", "api_key"],
                Policy(action) if !action.may_be_scoped() => &["bearer"],
                Person => &["bearer"],
                SignedIn | Policy(_) => &["bearer", "api_key"],
            };
            assert_eq!(schemes, expected, "{id}");
            let answer = attempt(&app, tried, &tried.path, None).await;
            if tried.access == Public {
                assert!(
                    ![401, 403].contains(&answer.status) || id == "login" || id == "refresh_tokens"
                );
            } else {
                answer.problem(401, "unauthenticated");
                assert_eq!(answer.must("www-authenticate"), "Bearer", "{id}");
            }
        }
    }
    let refused = app.audit().into_iter().filter(|entry| entry.outcome == "refused");
    assert_eq!(refused.count(), 0, "who is nobody is not refused by the policy");
}

#[rstest]
#[tokio::test]
async fn a_bad_token_is_refused_by_every_operation_and_tells_nothing(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let good = app.signed_in("admin@city.example", &["administrator"]).await.access;
    let bad = tokens::bad(&good, &app.signing_key());
    let operations = operations(app.client.document().root());
    let mut details: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (id, tried) in &operations {
        for (what, token) in &bad {
            let answer = attempt(&app, tried, &tried.path, Some(token)).await;
            let problem = answer.problem(401, "invalid-token");
            assert_eq!(
                answer.must("www-authenticate"),
                "Bearer error=\"invalid_token\"",
                "{id}: {what}"
            );
            let language = answer.must("content-language").to_owned();
            let detail = problem["detail"].as_str().unwrap().to_owned();
            details.entry(language).or_default().insert(detail);
        }
    }
    assert!(details.values().all(|all| all.len() == 1), "one is told from another: {details:?}");
    for header in ["Basic YTpi", "Bearer", "Bearer a, Bearer b", "token abc"] {
        let call = app.client.call(Method::GET, "/api/v1/initiatives");
        call.header("authorization", header).send().await.problem(401, "invalid-token");
    }
    assert_eq!(app.me(&good).await.status, 200, "and the good one is still good");
}

#[rstest]
#[tokio::test]
async fn everybody_may_do_what_the_policy_says_and_nothing_else(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let operations = operations(app.client.document().root());
    let places = Places::prepare(&app).await;
    for role in Role::ALL {
        let place = if role.is_departmental() { ":TD" } else { "" };
        let email = format!("{role}@city.example").replace('_', "-");
        let token = app.signed_in(&email, &[&format!("{role}{place}")]).await.access;
        for (id, tried) in operations.iter().filter(|(_, tried)| tried.access != Public) {
            // Whoever ends their own session could not try the rest: such things are tried with one of their own.
            let own = if tried.access == Person {
                let email = format!("{role}-{id}@city.example").replace('_', "-");
                Some(app.signed_in(&email, &[&format!("{role}{place}")]).await.access)
            } else {
                None
            };
            let token = own.as_ref().unwrap_or(&token);
            for (place, path) in places.paths(tried) {
                let before = app.audit();
                let answer = attempt(&app, tried, &path, Some(token)).await;
                let at = format!("{role}: {id} of {path}: {}", answer.text());
                match expected(role, tried.access, place) {
                    Decision::Allow(_) => {
                        assert!(
                            ![401, 403].contains(&answer.status) && answer.status < 500,
                            "{at}"
                        );
                        assert!(place.is_none() || answer.status != 404, "{at}");
                    }
                    // Whoever may read some drafts or submissions is not told of those of others.
                    Decision::Deny(_) if hides(tried, role) => {
                        answer.problem(404, "not-found");
                        // Reading contact details is recorded like a write.
                        let is_write =
                            tried.method != Method::GET || tried.template.ends_with("/contact");
                        let recorded = refusals(&app.audit(), None) - refusals(&before, None);
                        assert_eq!(recorded, i32::from(is_write), "{at}");
                    }
                    Decision::Deny(rule) => {
                        let problem = answer.problem(403, "forbidden");
                        assert_eq!(problem["rule"], rule.id(), "{at}");
                        let after = app.audit();
                        for rule in [None, Some(rule)] {
                            let recorded = refusals(&after, rule) - refusals(&before, rule);
                            assert_eq!(recorded, 1, "{at}: a refusal is recorded once");
                        }
                    }
                }
            }
        }
    }
}

/// How many refusals entries tell of, by that rule or by any; of those of a minute the first alone has an entry.
fn refusals(entries: &[AuditEntry], rule: Option<Rule>) -> i32 {
    let of_rule =
        |entry: &&AuditEntry| rule.is_none_or(|rule| entry.rule.as_deref() == Some(rule.id()));
    let refused = entries.iter().filter(|entry| entry.outcome == "refused").filter(of_rule);
    refused.map(|entry| 1 + entry.repeated).sum()
}

/// What the policy says of somebody who holds the role in TD, or everywhere, of a thing at that place.
fn expected(role: Role, access: Access, place: Option<Relation>) -> Decision {
    let Policy(action) = access else { return Decision::Allow(Rule::AuditorReadsEverything) };
    let relation = match place {
        None => Relation::NoDepartment,
        Some(_) if !role.is_departmental() => Relation::Own,
        Some(relation) => relation,
    };
    // A list without a place shows what may be seen; whoever may see anything may ask for it.
    if [Action::ReadDrafts, Action::ReadSubmissions].contains(&action) && place.is_none() {
        return decide(role, action, Relation::Own);
    }
    decide(role, action, relation)
}

/// Whether what the operation is about is nobody else's to know.
fn hides(tried: &Tried, role: Role) -> bool {
    let reading = if tried.template.contains("/updates/{id}") {
        Action::ReadDrafts
    } else if tried.template.contains("/staff/submissions/{id}") {
        Action::ReadSubmissions
    } else {
        return false;
    };
    decide(role, reading, Relation::Own).is_allowed()
        && matches!(tried.access, Policy(action) if decide(role, action, Relation::Own).is_allowed())
}

#[rstest]
#[tokio::test]
async fn a_machine_may_do_what_its_account_and_its_key_may_and_nothing_that_is_for_people(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let admin = app.signed_in("admin@city.example", &["administrator"]).await.access;
    let post = async |path: &str, body: Value| {
        let answer = app.client.call(Method::POST, path).bearer(&admin).json(&body).send().await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()
    };
    let account = post(
        "/api/v1/service-accounts",
        json!({ "name": "Everything", "memberships": [{ "role": "administrator", "department_code": null }] }),
    )
    .await;
    let keys = format!("/api/v1/service-accounts/{}/keys", account["id"].as_str().unwrap());
    let key = post(&keys, json!({ "scope": ["users.read"] })).await;
    let secret = key["secret"].as_str().unwrap();
    for (id, tried) in operations(app.client.document().root()) {
        let answer = attempt(&app, &tried, &tried.path, Some(secret)).await;
        let rule = match tried.access {
            Public | SignedIn | Policy(Action::ReadUsers) => None,
            Person => Some(Rule::PeopleOnly),
            Policy(_) => Some(Rule::KeyScope),
        };
        match rule {
            Some(rule) => assert_eq!(answer.problem(403, "forbidden")["rule"], rule.id(), "{id}"),
            None => assert!(answer.status < 500 && answer.status != 403, "{id}: {}", answer.text()),
        }
    }
    let (may, may_not): (Vec<Action>, Vec<Action>) =
        Action::ALL.into_iter().partition(|action| action.may_be_scoped());
    let scope: Vec<&str> = may_not.into_iter().map(Action::as_str).chain(["nothing"]).collect();
    let refused = json!({ "scope": scope });
    let answer = app.client.call(Method::POST, &keys).bearer(&admin).json(&refused).send().await;
    let faults = answer.faults(422, "validation");
    let unknown = |index| (format!("/scope/{index}"), "unknown_value".to_owned());
    assert_eq!(faults, (0..scope.len()).map(unknown).collect::<Vec<_>>());
    let scope: Vec<&str> = may.into_iter().map(Action::as_str).collect();
    post(&keys, json!({ "scope": scope })).await;
}

#[rstest]
#[tokio::test]
async fn what_is_taken_away_is_gone_with_the_next_request_whatever_the_token_says(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    use smartcity::app::operator;
    use smartcity::domain::account::EmailAddress;
    let app = TestApp::start(engine).await;
    let token = app.signed_in("td@city.example", &["publisher:TD"]).await.access;
    let email = EmailAddress::parse("td@city.example").unwrap();
    let edit = async || {
        let call = app.client.call(Method::PATCH, OWN_PATH).bearer(&token);
        call.header("if-match", "\"999\"").json(&json!({ "tags": ["a"] })).send().await
    };
    edit().await.problem(412, "stale-version");
    let role = crate::support::staff::membership("publisher:TD");
    operator::revoke(&app.installation(), &email, &role).unwrap();
    assert_eq!(edit().await.problem(403, "forbidden")["rule"], "no-role");
    assert_eq!(app.me(&token).await.json()["permissions"], json!([]));
    let other = crate::support::staff::membership("contributor:HyD");
    operator::grant(&app.installation(), &email, other).unwrap();
    assert_eq!(edit().await.problem(403, "forbidden")["rule"], "own-department-only");
    operator::set_disabled(&app.installation(), &email, true).unwrap();
    edit().await.problem(401, "invalid-token");
    operator::set_disabled(&app.installation(), &email, false).unwrap();
    edit().await.problem(401, "invalid-token");
}

#[rstest]
#[tokio::test]
async fn a_public_read_with_a_good_token_has_the_same_body_and_is_nobody_elses_to_keep(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let token = app.signed_in("audit@city.example", &["auditor"]).await.access;
    for path in
        ["/api/v1/initiatives?limit=2", OWN_PATH, "/api/v1/statistics", "/api/v1/changes?limit=1"]
    {
        let anybody = app.client.get(path).await;
        let known = app.client.call(Method::GET, path).bearer(&token).send().await;
        assert_eq!(known.status, 200);
        assert_eq!(known.bytes, anybody.bytes, "{path}");
        assert_eq!(known.tag(), anybody.tag(), "{path}");
        assert_eq!(known.must("cache-control"), "private, no-cache", "{path}");
        assert!(known.must("vary").contains("Authorization"), "{path}");
        let again = app.client.call(Method::GET, path).bearer(&token);
        assert_eq!(again.header("if-none-match", &known.tag()).send().await.status, 304, "{path}");
    }
}
