//! What becomes of submissions, decision by decision, and what moves the days on which replies are due.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::Sweep;
use crate::staff_submissions::QUEUE;
use crate::submissions::{Sent, body, follow, sent, with_contact};
use crate::support::TestApp;
use crate::support::answer::Answer;

/// Staff at work.
struct Desk<'a> {
    sweep: &'a Sweep<'a>,
    app: &'a TestApp,
    administrator: String,
    moderator: String,
    responder: String,
    decided: BTreeSet<String>,
}

/// Sweeps it.
pub async fn sweep(sweep: &Sweep<'_>) {
    let app = sweep.kept;
    let mut desk = Desk {
        sweep,
        app,
        administrator: app.login("admin@city.example").await.access,
        moderator: app.login("moderator@city.example").await.access,
        responder: app.login("answers@city.example").await.access,
        decided: BTreeSet::new(),
    };
    let own = desk.takes_in(with_contact()).await;
    let other = desk.takes_in(body()).await;
    let last = desk.takes_in(body()).await;
    for one in [&own, &other, &last] {
        desk.decides(one, "triage", json!({})).await;
        desk.decides(one, "publish", json!({})).await;
    }
    desk.decides(&own, "assign", json!({ "department_code": "TD" })).await;
    desk.promises(5).await;
    desk.asks(&own).await;
    desk.promises(6).await;
    desk.is_answered(&own).await;
    desk.decides(&own, "publish", json!({ "text": "Covered by a moderator." })).await;
    desk.decides(&own, "hide", json!({ "hide_reason": "off_topic" })).await;
    desk.promises(7).await;
    desk.decides(&own, "unhide", json!({})).await;
    desk.decides(&other, "duplicate", json!({ "duplicate_of": own.id })).await;
    desk.decides(&own, "hide", json!({ "hide_reason": "abuse" })).await;
    desk.decides(&own, "unhide", json!({})).await;
    desk.decides(&last, "decline", json!({ "reason": "It is not for us to do." })).await;
    desk.replies(&own).await;
    for what in ["contact", "all"] {
        let erased = follow(app, &own, Some(("erasure", Some(json!({ "what": what }))))).await;
        assert_eq!(erased.status, 200, "{}", erased.text());
        sweep.after_each(&erased).await;
    }
    let kinds = &app.client.document().root()["components"]["schemas"]["DecisionKind"]["enum"];
    let kinds: BTreeSet<String> =
        kinds.as_array().unwrap().iter().map(|kind| kind.as_str().unwrap().to_owned()).collect();
    assert_eq!(desk.decided, kinds, "a decision is not in the sweep");
}

impl Desk<'_> {
    async fn takes_in(&self, body: Value) -> Sent {
        let sent = sent(self.app, body).await;
        self.sweep.compare("create_submission").await;
        sent
    }

    async fn seen(&self, own: &Sent) -> Value {
        let path = format!("{QUEUE}/{}", own.id);
        self.app.client.call(Method::GET, &path).bearer(&self.moderator).send().await.json()
    }

    async fn decides(&mut self, own: &Sent, decision: &str, more: Value) {
        let version = self.seen(own).await["version"].clone();
        let mut one = json!({ "id": own.id, "version": version, "decision": decision });
        one.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let body = json!({ "decisions": [one] });
        let call = self.app.client.call(Method::POST, &format!("{QUEUE}/decisions"));
        let answer = call.bearer(&self.moderator).json(&body).send().await;
        assert_eq!(answer.json()["data"][0]["status"], 200, "{decision}: {}", answer.text());
        self.sweep.compare(decision).await;
        self.decided.insert(decision.to_owned());
    }

    /// TD is to answer within so many working days: the days of what it has to answer follow.
    async fn promises(&self, days: u8) {
        let path = "/api/v1/departments/TD";
        let tag = self.app.client.get(path).await.tag();
        let head = self.app.client.head().await;
        let call = self.app.client.call(Method::PATCH, path).bearer(&self.administrator);
        let call = call.header("if-match", &tag).json(&json!({ "reply_days": days }));
        let answer = call.send().await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert!(self.app.client.head().await > head + 1, "a submission has another day");
        self.sweep.after_each(&answer).await;
    }

    async fn works(&self, own: &Sent, what: &str, body: Value) -> Answer {
        let tag = format!("\"{}\"", self.seen(own).await["version"]);
        let path = format!("{QUEUE}/{}/{what}", own.id);
        let call = self.app.client.call(Method::POST, &path).bearer(&self.responder);
        let answer = call.header("if-match", &tag).json(&body).send().await;
        assert!((200..300).contains(&answer.status), "{}", answer.text());
        self.sweep.after_each(&answer).await;
        answer
    }

    async fn asks(&self, own: &Sent) {
        let ask = json!({ "to": "awaiting_citizen", "message": "Which one?" });
        self.works(own, "transitions", ask).await;
    }

    async fn is_answered(&self, own: &Sent) {
        let text = json!({ "text": "The one in Sheung Wan." });
        let answer = follow(self.app, own, Some(("messages", Some(text)))).await;
        assert_eq!(answer.json()["state"], "assigned", "{}", answer.text());
        self.sweep.after_each(&answer).await;
    }

    async fn replies(&self, own: &Sent) {
        let reply = json!({ "outcome": "noted", "text": { "en": "Thank you." } });
        self.works(own, "replies", reply).await;
    }
}
