//! Taking in what somebody sends.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::{PATH, TEXT, app, body, fresh_key, send, send_under, sha256, solved, with_contact};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::dump::everything;

fn places(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(place, code)| ((*place).to_owned(), (*code).to_owned())).collect()
}

#[rstest]
#[tokio::test]
async fn what_is_sent_is_received_with_a_receipt_and_a_secret(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = app(engine).await;
    let (head, entries) = (app.client.head().await, app.audit().len());
    let answer = send(&app, body()).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.must("cache-control"), "no-store");
    assert_eq!(answer.header("etag"), None);
    let given = answer.json();
    let reference = given["reference"].as_str().unwrap();
    assert_eq!(answer.must("location"), format!("/api/v1/followups/{reference}"));
    // Ten working days after Tuesday 24 November 2026.
    assert_eq!(
        (&given["state"], &given["reply_due_on"]),
        (&json!("received"), &json!("2026-12-08"))
    );
    assert!(given["secret"].as_str().unwrap().starts_with("scf_"));
    let claims = given["receipt"].as_str().unwrap().split('.').nth(1).unwrap();
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    assert_eq!(claims["reference"], reference);
    assert_eq!(claims["text_sha256"], sha256(TEXT));
    assert_eq!(claims["received_at"], "2026-11-24T04:00:00Z");
    // Nobody else learns of it.
    assert_eq!(app.client.head().await, head);
    app.client
        .get(&format!("{PATH}/{}", given["id"].as_str().unwrap()))
        .await
        .problem(404, "not-found");
    assert_eq!(app.client.data(PATH).await.len(), 0);
    let entry = &app.audit()[0];
    assert_eq!(app.audit().len(), entries + 1);
    assert_eq!(entry.action, "submission.received");
    assert_eq!(entry.address, None, "who sent it from where is not on record");
}

#[rstest]
#[tokio::test]
async fn the_same_request_is_taken_in_once_whatever_became_of_its_challenge(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = app(engine).await;
    let (key, mut body) = (fresh_key(), body());
    body["challenge"] = json!(solved(&app).await);
    let first = send_under(&app, &key, &body).await;
    assert_eq!(first.status, 201, "{}", first.text());
    // The challenge was used, and has expired since.
    app.set_clock("2026-11-26T04:00:00Z");
    let again = send_under(&app, &key, &body).await;
    assert_eq!((again.status, again.json()), (201, first.json()));
    assert_eq!(again.must("idempotency-replayed"), "true");
    body["text"] = json!("Something else entirely.");
    send_under(&app, &key, &body).await.problem(422, "idempotency-key-reused");
    // After seven days the key is free.
    app.set_clock("2026-12-02T04:00:00Z");
    let late = send_under(&app, &key, &body).await;
    assert_eq!(late.faults(422, "validation"), places(&[("/challenge", "challenge_expired")]));
}

#[rstest]
#[tokio::test]
async fn a_challenge_serves_once_and_only_while_it_is_good(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = app(engine).await;
    let mut body = body();
    let send = async |body: &Value| send_under(&app, &fresh_key(), body).await;
    let fault = |code| places(&[("/challenge", code)]);
    assert_eq!(send(&body).await.faults(422, "validation"), fault("required"));
    for wrong in ["AAAA", "not base64", "e30="] {
        body["challenge"] = json!(wrong);
        assert_eq!(send(&body).await.faults(422, "validation"), fault("challenge_unsolved"));
    }
    body["challenge"] = json!(solved(&app).await);
    // What is refused for something else does not use it up.
    let mut elsewhere = body.clone();
    elsewhere["initiative_code"] = json!("no-such-initiative");
    let refused = send(&elsewhere).await.faults(422, "validation");
    assert_eq!(refused, places(&[("/initiative_code", "unknown_reference")]));
    assert_eq!(send(&body).await.status, 201);
    assert_eq!(send(&body).await.faults(422, "validation"), fault("challenge_spent"));
    body["challenge"] = json!(solved(&app).await);
    app.set_clock("2026-11-24T05:00:00Z");
    assert_eq!(send(&body).await.faults(422, "validation"), fault("challenge_expired"));
}

#[rstest]
#[tokio::test]
async fn all_faults_are_told_at_once(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = app(engine).await;
    let wrong = json!({
        "initiative_code": "automated-parking-systems",
        "subject": "open-data",
        "kind": "rant",
        "language": "not a language",
        "text": "  short  ",
        "contact": { "email": "nowhere", "phone": "1" },
        "consents": { "notice_version": 0, "publish": "yes" },
        "challenge": "AAAA",
        "reference": "mine",
    });
    let faults = send_under(&app, &fresh_key(), &wrong).await.faults(422, "validation");
    for expected in places(&[
        ("/reference", "unknown_member"),
        ("/subject", "conflicting"),
        ("/kind", "unknown_value"),
        ("/language", "invalid_language"),
        ("/text", "too_short"),
        ("/contact/phone", "unknown_member"),
        ("/contact/email", "invalid_email"),
        ("/consents/notice_version", "too_small"),
        ("/consents/publish", "not_a_boolean"),
        ("/consents/contact", "required"),
        ("/challenge", "challenge_unsolved"),
    ]) {
        assert!(faults.contains(&expected), "{expected:?} is not among {faults:?}");
    }
    // What only the database can tell is told together too.
    let mut unknown = body();
    unknown["initiative_code"] = json!("no-such-initiative");
    unknown["consents"]["notice_version"] = json!(77);
    unknown["challenge"] = json!("AAAA");
    let faults = send_under(&app, &fresh_key(), &unknown).await.faults(422, "validation");
    let expected = [
        ("/initiative_code", "unknown_reference"),
        ("/consents/notice_version", "unknown_value"),
        ("/challenge", "challenge_unsolved"),
    ];
    assert_eq!(faults, places(&expected));
}

#[rstest]
#[tokio::test]
async fn a_request_without_a_key_or_with_a_query_is_refused(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = app(engine).await;
    let without = app.client.call(Method::POST, PATH).json(&body()).send().await;
    let faults = without.faults(400, "invalid-parameter");
    assert_eq!(faults, places(&[("Idempotency-Key", "required")]));
    let short = send_under(&app, "short", &body()).await.faults(400, "invalid-parameter");
    assert_eq!(short, places(&[("Idempotency-Key", "too_short")]));
    let tried = app.client.call(Method::POST, &format!("{PATH}?dry_run=true"));
    let tried = tried.header("idempotency-key", &fresh_key()).json(&body()).send().await;
    assert_eq!(tried.faults(400, "unknown-parameter"), places(&[("dry_run", "unknown_parameter")]));
}

#[rstest]
#[tokio::test]
async fn contact_needs_consent_and_consent_needs_contact(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = app(engine).await;
    let mut body = with_contact();
    body["consents"]["contact"] = json!(false);
    let refused = send(&app, body.clone()).await.faults(422, "validation");
    assert_eq!(refused, places(&[("/consents/contact", "consent_needed")]));
    body["consents"]["contact"] = json!(true);
    body.as_object_mut().unwrap().remove("contact");
    let refused = send(&app, body).await.faults(422, "validation");
    assert_eq!(refused, places(&[("/contact", "required")]));
}

#[rstest]
#[tokio::test]
async fn contact_details_lie_sealed_and_are_told_nobody(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = app(engine).await;
    let answer = send(&app, with_contact()).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let stored = everything(&app);
    for planted in
        ["Wong Planted", "planted@example.com", answer.json()["secret"].as_str().unwrap()]
    {
        assert!(!stored.contains(planted), "{planted} is in the database");
        assert!(!answer.json()["receipt"].as_str().unwrap().contains(planted));
    }
}

#[rstest]
#[tokio::test]
async fn a_submission_is_about_a_smart_area_or_a_subject_as_well(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = app(engine).await;
    let subjects = app.client.keys("/api/v1/subjects").await;
    assert!(subjects.contains(&"open-data".to_owned()), "{subjects:?}");
    for (member, code) in [("smart_area_code", "mobility"), ("subject", "open-data")] {
        let mut body = body();
        body.as_object_mut().unwrap().remove("initiative_code");
        body[member] = json!(code);
        body["language"] = json!("zh-Hant");
        body["text"] = json!("希望在應用程式中顯示每個停車場的空位數目。");
        let answer = send(&app, body).await;
        assert_eq!(answer.status, 201, "{member}: {}", answer.text());
    }
    let mut nothing = body();
    nothing.as_object_mut().unwrap().remove("initiative_code");
    let faults = send(&app, nothing).await.faults(422, "validation");
    assert_eq!(faults, places(&[("/initiative_code", "required")]));
}

#[rstest]
#[tokio::test]
async fn the_notice_in_force_is_to_be_read_by_everybody(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = app(engine).await;
    let current = app.client.get("/api/v1/notices/current?lang=zh-Hant").await;
    assert_eq!(current.status, 200, "{}", current.text());
    assert_eq!(current.json()["version"], 1);
    assert_eq!(current.json()["language_fallbacks"], json!([]));
    let first = app.client.json("/api/v1/notices/1?lang=zh-Hant").await;
    assert_eq!(first, current.json());
    for unknown in ["/api/v1/notices/99", "/api/v1/notices/newest", "/api/v1/notices/-1"] {
        app.client.get(unknown).await.problem(404, "not-found");
    }
}

#[rstest]
#[tokio::test]
async fn a_preview_finds_personal_data_and_keeps_nothing(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = app(engine).await;
    let entries = app.audit().len();
    let text = "Call me on 9123 4567 or write to planted@example.com, please.";
    let call = app.client.call(Method::POST, &format!("{PATH}/preview"));
    let answer = call.json(&json!({ "text": text })).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.must("cache-control"), "no-store");
    let found = answer.json();
    let kinds: Vec<&str> = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["phone_number", "email_address"]);
    let redacted = "Call me on [phone number] or write to [email address], please.";
    assert_eq!(found["redacted"], redacted);
    let (start, end) =
        (found["findings"][0]["start"].as_u64(), found["findings"][0]["end"].as_u64());
    assert_eq!((start, end), (Some(11), Some(20)));
    assert_eq!(app.audit().len(), entries);
    assert!(!everything(&app).contains("planted@example.com"));
}
