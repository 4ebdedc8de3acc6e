//! Submissions at work: what moderators decide, what departments ask and answer, and who sees what of it.

mod contact;
mod decisions;
mod following;
mod queue;
mod replies;
mod waiting;

use reqwest::Method;
use serde_json::{Value, json};

use crate::submissions::{Sent, app, body, sent};
use crate::support::answer::Answer;
use crate::support::{Engine, TestApp};

/// Where staff find submissions.
pub(crate) const QUEUE: &str = "/api/v1/staff/submissions";

/// A server with somebody of every role that submissions need.
pub(crate) struct Office {
    pub(crate) app: TestApp,
    moderator: String,
    pub(crate) responder: String,
    other: String,
}

impl Office {
    async fn open(engine: Engine) -> Self {
        Self::over(app(engine).await).await
    }

    /// The same on a server that runs already.
    pub(crate) async fn over(app: TestApp) -> Self {
        let moderator = app.signed_in("moderator@city.example", &["moderator"]).await.access;
        let responder = app.signed_in("td@city.example", &["responder:TD"]).await.access;
        let other = app.signed_in("dpo@city.example", &["responder:DPO"]).await.access;
        Self { app, moderator, responder, other }
    }

    async fn get(&self, token: &str, path: &str) -> Answer {
        self.app.client.call(Method::GET, path).bearer(token).send().await
    }

    pub(crate) async fn post(
        &self,
        token: &str,
        path: &str,
        version: Option<i64>,
        body: &Value,
    ) -> Answer {
        let mut call = self.app.client.call(Method::POST, path).bearer(token).json(body);
        if let Some(version) = version {
            call = call.header("if-match", &format!("\"{version}\""));
        }
        call.send().await
    }

    /// What becomes of decisions.
    async fn decide(&self, decisions: &[Value]) -> Vec<Value> {
        let body = json!({ "decisions": decisions });
        let answer = self.post(&self.moderator, &format!("{QUEUE}/decisions"), None, &body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["data"].as_array().unwrap().clone()
    }

    /// One decision that is done, or the problem with which it is refused.
    pub(crate) async fn one(&self, id: &str, version: i64, decision: &str, more: Value) -> Value {
        let mut body = json!({ "id": id, "version": version, "decision": decision });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let result = self.decide(&[body]).await.remove(0);
        assert_eq!(result["id"], id);
        if result["status"] == 200 {
            result["submission"].clone()
        } else {
            result["problem"].clone()
        }
    }

    /// A submission that TD is to answer: version 3.
    pub(crate) async fn assigned(&self, body: Value) -> Sent {
        let sent = sent(&self.app, body).await;
        assert_eq!(self.one(&sent.id, 1, "triage", json!({})).await["state"], "triaged");
        let to = json!({ "department_code": "TD" });
        assert_eq!(self.one(&sent.id, 2, "assign", to).await["state"], "assigned");
        sent
    }

    /// The ids of a page of the queue.
    async fn queue(&self, token: &str, query: &str) -> Vec<String> {
        let answer = self.get(token, &format!("{QUEUE}?{query}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let list = answer.json();
        let items = list["data"].as_array().unwrap().iter();
        items.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    }

    /// The newest audit entry: its action, rule, and the members that changed.
    fn last_entry(&self) -> (String, Option<String>, Vec<String>) {
        let entry = self.app.audit().remove(0);
        (entry.action, entry.rule, entry.changed_members)
    }
}
