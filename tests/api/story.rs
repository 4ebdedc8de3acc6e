//! One real answer of every operation, told in one story: an installation is set up, staff and machines are let in, and
//! what they may do is done. With a fixed clock and fixed randomness it is the same story every time.

mod citizens;
mod reports;

use std::collections::BTreeMap;

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use smartcity::app::identity::open_setup;
use smartcity::authn::opaque::TokenHash;
use smartcity::store::Writing;
use smartcity::store::recipient::{self, NewRecipient};

use crate::support::TestApp;
use crate::support::answer::Answer;
use crate::support::app::entropy;
use crate::support::staff::{PASSWORD, Tokens, tokens};
use crate::sweep::Sweep;

/// What was asked and answered, by operation.
pub type Told = BTreeMap<String, Value>;

/// The story as it is told.
pub struct Story<'a> {
    app: &'a TestApp,
    /// What was told so far.
    pub told: Told,
    /// Every answer, those of refusals too.
    pub answers: Vec<Answer>,
    sweep: Option<&'a Sweep<'a>>,
}

/// Tells the whole story.
pub async fn tell(app: &TestApp) -> Story<'_> {
    tell_to(app, None).await
}

/// Tells it to whoever compares after each step.
pub async fn tell_to<'a>(app: &'a TestApp, sweep: Option<&'a Sweep<'a>>) -> Story<'a> {
    let mut story = Story { app, told: Told::new(), answers: Vec::new(), sweep };
    story.reads().await;
    let administrator = story.sets_up().await;
    let publisher = story.lets_staff_in(&administrator).await;
    story.lets_machines_in(&administrator).await;
    story.keeps_the_catalogue(&administrator).await;
    story.edits(&publisher).await;
    reports::tell(&mut story, &administrator, publisher.access.as_str()).await;
    citizens::tell(&mut story).await;
    story.signs_out(publisher).await;
    story.is_audited().await;
    story.answers_a_letter().await;
    story
}

impl Story<'_> {
    pub(crate) async fn ask(
        &mut self,
        (method, path): (Method, &str),
        token: Option<&str>,
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        // The audit log tells of requests: theirs are the same every time.
        let id = format!("story-{:06}", self.answers.len());
        let mut call = self.app.client.call(method, path).header("x-request-id", &id);
        if let Some(token) = token {
            call = call.bearer(token);
        }
        if let Some(body) = body {
            call = call.json(body);
        }
        for (name, value) in headers {
            call = call.header(name, value);
        }
        let answer = call.send().await;
        self.answers.push(answer.clone());
        if let Some(sweep) = self.sweep {
            sweep.after(&answer).await;
        }
        answer
    }

    /// Asks for something that is done, and tells of it.
    pub(crate) async fn does(
        &mut self,
        operation: &str,
        (method, path): (Method, &str),
        token: Option<&str>,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Value {
        let answer = self.ask((method.clone(), path), token, body.as_ref(), headers).await;
        assert!((200..300).contains(&answer.status), "{operation}: {}", answer.text());
        let known = self.app.client.document().operation(&method, answer.path()).unwrap().1;
        assert_eq!(known["operationId"], operation, "{path}");
        let response = if answer.bytes.is_empty() { Value::Null } else { answer.value() };
        let mut request = json!({ "method": method.as_str(), "path": path });
        if let Some(body) = body {
            request["body"] = body;
        }
        let told = json!({ "request": request, "response": response });
        self.told.entry(operation.to_owned()).or_insert(told);
        response
    }

    async fn reads(&mut self) {
        for (operation, path) in [
            (
                "get_initiative",
                "/initiatives/hketoll-free-flow-tolling?include=lead_department,smart_area",
            ),
            ("get_initiative_progress", "/initiatives/hketoll-free-flow-tolling/progress"),
            (
                "list_initiative_milestones",
                "/initiatives/hketoll-free-flow-tolling/milestones?limit=2",
            ),
            (
                "list_initiatives",
                "/initiatives?smart_area=mobility&lifecycle=in_progress&sort=-updated_at&limit=2",
            ),
            ("list_blueprints", "/blueprints?include=translations"),
            ("list_smart_areas", "/smart-areas?lang=zh-Hant&limit=2"),
            ("list_departments", "/departments?limit=2"),
            ("get_smart_area", "/smart-areas/mobility"),
            ("get_department", "/departments/TD"),
            ("list_milestones", "/milestones?overdue=true&limit=2"),
            ("get_milestone", "/milestones/9a5093ba-d161-576b-8283-7e0c82a0f148"),
            ("get_statistics", "/statistics"),
            (
                "get_department_performance",
                "/departments/TD/performance?due_after=2015-01-01&due_before=2025-01-01",
            ),
            ("list_changes", "/changes?cursor=0&limit=3"),
            ("export_initiatives_csv", "/initiatives.csv?tag=tolling,trade"),
            ("export_initiatives_ndjson", "/initiatives.ndjson?tag=tolling"),
            ("export_milestones_csv", "/milestones.csv?initiative=trade-single-window"),
            ("export_milestones_ndjson", "/milestones.ndjson?initiative=smart-prison"),
        ] {
            let path = format!("/api/v1{path}");
            self.does(operation, (Method::GET, &path), None, None, &[]).await;
        }
    }

    async fn sets_up(&mut self) -> String {
        use secrecy::ExposeSecret;
        use smartcity::clock::Clock;
        let now = self.app.clock.now();
        let link = open_setup(&self.app.store, now, &entropy()).unwrap().unwrap();
        let body = json!({
            "token": link.token.expose_secret(),
            "email": "admin@city.example",
            "name": "Chan Siu-ming",
            "password": PASSWORD,
        });
        let path = (Method::POST, "/api/v1/auth/setup");
        self.does("set_up", path, None, Some(body), &[]).await;
        self.signs_in("admin@city.example").await.access
    }

    pub(crate) async fn signs_in(&mut self, email: &str) -> Tokens {
        let body = json!({ "email": email, "password": PASSWORD });
        let path = (Method::POST, "/api/v1/auth/login");
        tokens(&self.does("login", path, None, Some(body), &[]).await)
    }

    async fn lets_staff_in(&mut self, administrator: &str) -> Tokens {
        let admin = Some(administrator);
        let users = "/api/v1/users";
        let new = json!({
            "email": "td@city.example",
            "name": "Lee Ka-yan",
            "memberships": [{ "role": "publisher", "department_code": "TD" }],
        });
        let key = [("idempotency-key", "8e03978e-40d5-43dd-bc93-6894a57f9324")];
        let post = (Method::POST, users);
        let made = self.does("create_user", post, admin, Some(new), &key).await;
        let body = json!({ "token": made["invitation"]["token"], "password": PASSWORD });
        let path = (Method::POST, "/api/v1/auth/invitations/accept");
        self.does("accept_invitation", path, None, Some(body), &[]).await;
        self.does("list_users", (Method::GET, users), admin, None, &[]).await;
        let path = format!("{users}/{}", made["id"].as_str().unwrap());
        self.does("get_user", (Method::GET, &path), admin, None, &[]).await;
        let renamed = json!({ "name": "Lee Ka-yan, Jenny" });
        let version = [("if-match", "\"1\"")];
        self.does("edit_user", (Method::PATCH, &path), admin, Some(renamed.clone()), &version)
            .await;
        let stale = self.ask((Method::PATCH, &path), admin, Some(&renamed), &version).await;
        stale.problem(412, "stale-version");
        let other = json!({
            "email": "new@city.example", "name": "Wong Wai", "memberships": [], "roles": 1,
        });
        let refused = self.ask((Method::POST, users), admin, Some(&other), &[]).await;
        refused.problem(422, "validation");
        let links = format!("{path}/invitations");
        self.does("invite_user", (Method::POST, &links), admin, None, &[]).await;
        self.signs_in("td@city.example").await
    }

    async fn lets_machines_in(&mut self, administrator: &str) {
        let admin = Some(administrator);
        let accounts = "/api/v1/service-accounts";
        let new = json!({
            "name": "Tunnel traffic feed",
            "description": "Reports the tunnels' progress from the control centre.",
            "memberships": [{ "role": "contributor", "department_code": "TD" }],
        });
        let post = (Method::POST, accounts);
        let made = self.does("create_service_account", post, admin, Some(new), &[]).await;
        let path = format!("{accounts}/{}", made["id"].as_str().unwrap());
        let keys = format!("{path}/keys");
        let new = json!({ "scope": ["initiatives.edit"], "expires_at": "2027-11-24T00:00:00Z" });
        let key = self.does("issue_api_key", (Method::POST, &keys), admin, Some(new), &[]).await;
        let get = (Method::GET, accounts);
        self.does("list_service_accounts", get, admin, None, &[]).await;
        self.does("get_service_account", (Method::GET, &path), admin, None, &[]).await;
        let removal = json!({ "description": null });
        let version = [("if-match", "\"1\"")];
        let edit = (Method::PATCH, path.as_str());
        self.does("edit_service_account", edit, admin, Some(removal), &version).await;
        let key = format!("{keys}/{}", key["id"].as_str().unwrap());
        self.does("revoke_api_key", (Method::DELETE, &key), admin, None, &[]).await;
    }

    async fn keeps_the_catalogue(&mut self, administrator: &str) {
        let admin = Some(administrator);
        let version = [("if-match", "\"1\"")];
        let new = json!({
            "code": "CSO",
            "name": { "en": "City Science Office", "zh-Hant": "城市科學辦公室" },
            "kind": "department",
        });
        let post = (Method::POST, "/api/v1/departments");
        self.does("create_department", post, admin, Some(new), &[]).await;
        let patch = json!({ "bureau_code": "ITIB", "note": "Set up in 2026." });
        let edit = (Method::PATCH, "/api/v1/departments/CSO");
        self.does("edit_department", edit, admin, Some(patch), &version).await;
        let new = json!({
            "code": "resilience",
            "name": { "en": "Smart Resilience", "zh-Hant": "智慧韌性" },
            "summary": { "en": "Ready for weather and waves." },
        });
        let post = (Method::POST, "/api/v1/smart-areas");
        self.does("create_smart_area", post, admin, Some(new), &[]).await;
        let patch = json!({ "summary": { "zh-Hant": "應對天氣及海浪。" } });
        let edit = (Method::PATCH, "/api/v1/smart-areas/resilience");
        self.does("edit_smart_area", edit, admin, Some(patch), &version).await;
    }

    async fn edits(&mut self, publisher: &Tokens) {
        let token = Some(publisher.access.as_str());
        self.does("get_me", (Method::GET, "/api/v1/auth/me"), token, None, &[]).await;
        let patch = json!({
            "title": { "en": "HKeToll: free-flow tolling" },
            "ends_on": "2023-12-31",
            "ends_on_precision": "quarter",
            "update_cadence_days": 90,
            "progress_override": { "value": 95, "reason": "One tunnel is still to be fitted." },
        });
        let edit = (Method::PATCH, "/api/v1/initiatives/hketoll-free-flow-tolling");
        let version = [("if-match", "\"1\"")];
        self.does("edit_initiative", edit.clone(), token, Some(patch), &version).await;
        let progress = "/api/v1/initiatives/hketoll-free-flow-tolling/progress";
        self.ask((Method::GET, progress), None, None, &[]).await;
        self.ask((Method::GET, "/api/v1/users"), token, None, &[]).await.problem(403, "forbidden");
    }

    async fn signs_out(&mut self, publisher: Tokens) {
        let body = json!({ "refresh_token": publisher.refresh });
        let path = (Method::POST, "/api/v1/auth/refresh");
        let renewed = tokens(&self.does("refresh_tokens", path, None, Some(body), &[]).await);
        let other = self.signs_in("td@city.example").await;
        let token = Some(renewed.access.as_str());
        let sessions = "/api/v1/auth/sessions";
        let all = self.does("list_sessions", (Method::GET, sessions), token, None, &[]).await;
        let all = all["data"].as_array().unwrap();
        let elsewhere = all.iter().find(|session| session["current"] == false).unwrap();
        let elsewhere = format!("{sessions}/{}", elsewhere["id"].as_str().unwrap());
        self.does("end_session", (Method::DELETE, &elsewhere), token, None, &[]).await;
        self.app.me(&other.access).await.problem(401, "invalid-token");
        let body = json!({ "current_password": PASSWORD, "new_password": "orbit lantern plum" });
        let path = (Method::POST, "/api/v1/auth/password");
        self.does("change_password", path, token, Some(body), &[]).await;
        let again = self.app.try_refresh(&renewed.refresh).await.json();
        let token = tokens(&again).access;
        self.does("logout", (Method::POST, "/api/v1/auth/logout"), Some(&token), None, &[]).await;
        let admin = self.signs_in("admin@city.example").await;
        let path = (Method::DELETE, sessions);
        self.does("end_sessions", path, Some(&admin.access), None, &[]).await;
    }

    async fn is_audited(&mut self) {
        self.app.member("auditor@city.example", &["auditor"]);
        let auditor = self.signs_in("auditor@city.example").await;
        let path = (Method::GET, "/api/v1/audit/entries?limit=3");
        self.does("list_audit_entries", path, Some(&auditor.access), None, &[]).await;
        let refused = "/api/v1/audit/entries?outcome=refused&include_total=true";
        self.ask((Method::GET, refused), Some(&auditor.access), None, &[]).await;
        let loaded = "/api/v1/audit/entries?action=catalogue.loaded,users.create";
        self.ask((Method::GET, loaded), Some(&auditor.access), None, &[]).await;
    }

    /// The letter is made up: nobody sends any in this story.
    async fn answers_a_letter(&mut self) {
        use smartcity::clock::Clock;
        let token = "scl_planted2example3token4of5a6letter7to8somebo";
        let now = self.app.clock.now();
        let known = NewRecipient {
            recipient: "mailbox".to_owned(),
            salt: "salt".to_owned(),
            token: TokenHash::of(token),
            kept_until: now + TimeDelta::days(30),
        };
        self.app
            .store
            .write_blocking(now, move |writing: &mut Writing<'_>| {
                recipient::hold(writing.connection, &known).map(drop)
            })
            .unwrap();
        let body = json!({ "token": token, "answer": "confirm" });
        let path = (Method::POST, "/api/v1/letters/consent");
        self.does("answer_letters", path, None, Some(body), &[]).await;
    }
}
