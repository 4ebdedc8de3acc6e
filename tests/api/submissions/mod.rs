//! What citizens send without an account: taking it in, following it up, and what everybody sees.

mod bad_input;
mod counted;
mod followups;
mod frontends;
mod intake;
mod limits;
mod notices;
pub(crate) mod public;
mod survival;
mod when;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::answer::Answer;
use crate::support::{Engine, TestApp};

/// Where submissions are sent.
const PATH: &str = "/api/v1/submissions";

/// What is sent unless a test sends something else.
const TEXT: &str = "Please show in the app how many bays are free.";

/// A server whose challenges are quickly solved.
pub(crate) async fn app(engine: Engine) -> TestApp {
    TestApp::configured(engine, &[("SMARTCITY_CHALLENGE_DIFFICULTY", "50")]).await
}

/// A challenge that was solved now.
pub(crate) async fn solved(app: &TestApp) -> String {
    solution(&app.client.json(&format!("{PATH}/challenge")).await)
}

/// The SHA-256 of a text, in hexadecimal digits.
fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"))
}

/// What is sent as the solution of a challenge.
pub(crate) fn solution(challenge: &Value) -> String {
    let text = |name: &str| challenge[name].as_str().unwrap();
    let hash = |number: &u64| sha256(&format!("{}{number}", text("salt")));
    let most = challenge["maxnumber"].as_u64().unwrap();
    let number = (0..=most).find(|number| hash(number) == text("challenge")).unwrap();
    let payload = json!({
        "algorithm": "SHA-256",
        "challenge": text("challenge"),
        "number": number,
        "salt": text("salt"),
        "signature": text("signature"),
    });
    STANDARD.encode(payload.to_string())
}

/// A body that is accepted, but for its challenge.
pub(crate) fn body() -> Value {
    json!({
        "initiative_code": "automated-parking-systems",
        "kind": "suggestion",
        "language": "en",
        "text": TEXT,
        "consents": { "notice_version": 1, "publish": true, "contact": false },
    })
}

/// The same with contact details.
pub(crate) fn with_contact() -> Value {
    let mut body = body();
    body["contact"] = json!({ "name": "Wong Planted", "email": "planted@example.com" });
    body["consents"]["contact"] = json!(true);
    body
}

/// A key that nobody has used.
pub(crate) fn fresh_key() -> String {
    static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let next = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    format!("key-of-a-test-{next:06}")
}

pub(crate) async fn send_under(app: &TestApp, key: &str, body: &Value) -> Answer {
    app.client.call(Method::POST, PATH).header("idempotency-key", key).json(body).send().await
}

/// Sends a body with a challenge that was solved for it.
pub(crate) async fn send(app: &TestApp, mut body: Value) -> Answer {
    body["challenge"] = json!(solved(app).await);
    send_under(app, &fresh_key(), &body).await
}

/// What the author of a submission was given.
pub(crate) struct Sent {
    pub(crate) id: String,
    pub(crate) reference: String,
    pub(crate) secret: String,
}

/// Sends a body that is accepted.
pub(crate) async fn sent(app: &TestApp, body: Value) -> Sent {
    let answer = send(app, body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let text = |name: &str| answer.json()[name].as_str().unwrap().to_owned();
    Sent { id: text("id"), reference: text("reference"), secret: text("secret") }
}

/// What is done with a submission by its secret.
pub(crate) async fn follow(
    app: &TestApp,
    sent: &Sent,
    what: Option<(&str, Option<Value>)>,
) -> Answer {
    let path = format!("/api/v1/followups/{}", sent.reference);
    let call = match what {
        None => app.client.call(Method::GET, &path),
        Some((what, body)) => {
            let call = app.client.call(Method::POST, &format!("{path}/{what}"));
            match body {
                Some(body) => call.json(&body),
                None => call,
            }
        }
    };
    call.header("submission-secret", &sent.secret).send().await
}

/// Moderators decide about a submission.
async fn decide(app: &TestApp, moderator: &str, id: &str, decisions: &[Value]) {
    let path = format!("/api/v1/staff/submissions/{id}");
    for decision in decisions {
        let seen = app.client.call(Method::GET, &path).bearer(moderator).send().await.json();
        let mut decision = decision.clone();
        decision["id"] = json!(id);
        decision["version"] = seen["version"].clone();
        let body = json!({ "decisions": [decision] });
        let call = app.client.call(Method::POST, "/api/v1/staff/submissions/decisions");
        let answer = call.bearer(moderator).json(&body).send().await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
}
