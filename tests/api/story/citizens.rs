//! The part of the story in which people write, are asked, and are answered.

use reqwest::Method;
use serde_json::{Value, json};

use super::Story;
use crate::submissions::solution;

const SUBMISSIONS: &str = "/api/v1/submissions";
const QUEUE: &str = "/api/v1/staff/submissions";

/// Who sent something, and what they follow it up with.
struct Author {
    id: String,
    reference: String,
    secret: String,
}

/// Tells it.
pub async fn tell(story: &mut Story<'_>) {
    for (operation, path) in [
        ("list_subjects", "/subjects?limit=2&include=translations"),
        ("get_notice", "/notices/current"),
    ] {
        let path = format!("/api/v1{path}");
        story.does(operation, (Method::GET, &path), None, None, &[]).await;
    }
    let text = "Please show how many parking bays are free. Call me on 9123 4567.";
    let preview = format!("{SUBMISSIONS}/preview");
    let body = json!({ "text": text });
    story.does("preview_submission", (Method::POST, &preview), None, Some(body), &[]).await;
    let about = json!({ "initiative_code": "automated-parking-systems" });
    let author = sends(story, &about, text, "key-of-the-first-author").await;
    let again = "Free bays should show in the app.";
    let other = sends(story, &about, again, "key-of-another-author").await;
    let moderator = signs_in(story, "moderator@city.example", "moderator").await;
    let responder = signs_in(story, "answers@city.example", "responder:TD").await;
    is_moderated(story, &moderator, &author, &other).await;
    is_worked_on(story, &responder, &author).await;
    is_seen(story, &author).await;
    is_taken_back(story, &moderator, &other).await;
}

async fn signs_in(story: &mut Story<'_>, email: &str, role: &str) -> String {
    story.app.member(email, &[role]);
    story.signs_in(email).await.access
}

async fn sends(story: &mut Story<'_>, about: &Value, text: &str, key: &str) -> Author {
    let path = format!("{SUBMISSIONS}/challenge");
    let challenge =
        story.does("get_submission_challenge", (Method::GET, &path), None, None, &[]).await;
    let mut body = json!({
        "kind": "suggestion",
        "language": "en",
        "text": text,
        "contact": { "name": "Ho Wing", "email": "wing@example.com" },
        "consents": { "notice_version": 1, "publish": true, "contact": true },
        "challenge": solution(&challenge),
    });
    body.as_object_mut().unwrap().extend(about.as_object().unwrap().clone());
    let post = (Method::POST, SUBMISSIONS);
    let key = [("idempotency-key", key)];
    let given = story.does("create_submission", post, None, Some(body), &key).await;
    let member = |name: &str| given[name].as_str().unwrap().to_owned();
    Author { id: member("id"), reference: member("reference"), secret: member("secret") }
}

fn decision(id: &str, version: u8, decision: &str, more: &Value) -> Value {
    let mut body = json!({ "id": id, "version": version, "decision": decision });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

async fn is_moderated(story: &mut Story<'_>, moderator: &str, author: &Author, other: &Author) {
    let token = Some(moderator);
    let path = format!("{QUEUE}?state=received&limit=2");
    story.does("list_staff_submissions", (Method::GET, &path), token, None, &[]).await;
    let shown = "Please show how many parking bays are free. Call me on [phone number].";
    let body = json!({ "decisions": [
        decision(&author.id, 1, "triage", &json!({})),
        decision(&author.id, 2, "publish", &json!({ "text": shown })),
        decision(&author.id, 3, "assign", &json!({ "department_code": "TD" })),
        decision(&other.id, 1, "duplicate", &json!({ "duplicate_of": author.id })),
        decision(&other.id, 1, "publish", &json!({})),
    ] });
    let path = format!("{QUEUE}/decisions");
    story.does("decide_submissions", (Method::POST, &path), token, Some(body), &[]).await;
    let path = format!("{QUEUE}/{}/notes", author.id);
    let note = json!({ "text": "Two more wrote the same last month." });
    story.does("create_submission_note", (Method::POST, &path), token, Some(note), &[]).await;
}

async fn is_worked_on(story: &mut Story<'_>, responder: &str, author: &Author) {
    let token = Some(responder);
    let own = format!("{QUEUE}/{}", author.id);
    let path = format!("{own}/transitions");
    let question = json!({ "to": "awaiting_citizen", "message": "Which car parks do you use?" });
    let post = (Method::POST, path.as_str());
    let version = [("if-match", "\"4\"")];
    story.does("transition_submission", post, token, Some(question), &version).await;
    let path = format!("/api/v1/followups/{}", author.reference);
    let secret = [("submission-secret", author.secret.as_str())];
    let answer = json!({ "text": "The one at Sham Shui Po." });
    let messages = format!("{path}/messages");
    let post = (Method::POST, messages.as_str());
    story.does("create_followup_message", post, None, Some(answer), &secret).await;
    let reply = json!({
        "outcome": "partly_accepted",
        "text": {
            "en": "Every automated car park shows its free bays from June 2027 on.",
            "zh-Hant": "所有自動泊車系統將由二○二七年六月起顯示空位。",
        },
        "influence": {
            "initiative_code": "automated-parking-systems",
            "kind": "milestone",
            "key": "d5a0cda3-c6a8-5e6f-92ee-6e3e2c1dce29",
            "version": 3,
        },
    });
    let replies = format!("{own}/replies");
    let post = (Method::POST, replies.as_str());
    story.does("create_reply", post, token, Some(reply), &[("if-match", "\"6\"")]).await;
    story.does("get_staff_submission", (Method::GET, &own), token, None, &[]).await;
    let contact = format!("{own}/contact");
    story.does("get_submission_contact", (Method::GET, &contact), token, None, &[]).await;
    story.does("get_followup", (Method::GET, &path), None, None, &secret).await;
}

async fn is_seen(story: &mut Story<'_>, author: &Author) {
    let path = format!("{SUBMISSIONS}?initiative=automated-parking-systems&limit=1");
    story.does("list_submissions", (Method::GET, &path), None, None, &[]).await;
    let path = format!("{SUBMISSIONS}/{}?lang=zh-Hant", author.id);
    story.does("get_submission", (Method::GET, &path), None, None, &[]).await;
    let path = "/api/v1/initiatives/automated-parking-systems/influences";
    story.does("list_initiative_influences", (Method::GET, path), None, None, &[]).await;
    // What is only there when asked for.
    for path in [SUBMISSIONS, path] {
        let path = format!("{path}?include=translations");
        story.ask((Method::GET, &path), None, None, &[]).await;
    }
    for path in ["/api/v1/subjects?limit=1", "/api/v1/statistics"] {
        story.ask((Method::GET, path), None, None, &[]).await;
    }
}

async fn is_taken_back(story: &mut Story<'_>, moderator: &str, other: &Author) {
    let about = json!({ "smart_area_code": "mobility" });
    let text = "More buses at night, please.";
    let third = sends(story, &about, text, "key-of-a-third-author").await;
    let body = json!({ "decisions": [decision(&third.id, 1, "publish", &json!({}))] });
    let post = (Method::POST, "/api/v1/staff/submissions/decisions");
    story.ask(post, Some(moderator), Some(&body), &[]).await;
    for (operation, author, what, body) in [
        ("withdraw_submission", &third, "withdrawal", None),
        ("erase_submission", other, "erasure", Some(json!({ "what": "all" }))),
    ] {
        let path = format!("/api/v1/followups/{}/{what}", author.reference);
        let secret = [("submission-secret", author.secret.as_str())];
        story.does(operation, (Method::POST, &path), None, body, &secret).await;
    }
}
