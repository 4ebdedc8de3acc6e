//! Following a submission up with its secret.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, VerifyingKey};
use rstest::rstest;
use serde_json::{Value, json};
use smartcity::authn::signing::PublicKey;

use super::{Sent, TEXT, app, body, follow, send, sent, sha256, with_contact};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::dump::everything;
use crate::support::tokens::parts;

/// A reference that nothing has.
const UNKNOWN: &str = "0000-0000-0";

#[rstest]
#[tokio::test]
async fn whoever_has_the_secret_sees_how_far_it_is(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = app(engine).await;
    let own = sent(&app, with_contact()).await;
    let seen = follow(&app, &own, None).await;
    assert_eq!(seen.status, 200, "{}", seen.text());
    assert_eq!((seen.must("cache-control"), seen.header("etag")), ("no-store", None));
    let seen = seen.json();
    assert_eq!((&seen["reference"], &seen["text"]), (&json!(own.reference), &json!(TEXT)));
    assert_eq!((&seen["state"], &seen["visibility"]), (&json!("received"), &json!("pending")));
    assert_eq!((&seen["has_contact"], &seen["messages"]), (&json!(true), &json!([])));
    let consents = json!({ "notice_version": 1, "publish": true, "contact": true });
    assert_eq!(seen["consents"], consents);
    assert!(!seen.to_string().contains("planted@example.com"));
    // However it is written down.
    let written = own.reference.to_lowercase().replace('-', "");
    let again = follow(&app, &Sent { reference: written, ..own }, None).await;
    assert_eq!(again.json(), seen);
}

#[rstest]
#[tokio::test]
async fn a_wrong_secret_and_an_unknown_reference_look_the_same(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = app(engine).await;
    let (own, other) = (sent(&app, body()).await, sent(&app, body()).await);
    let message = || Some(json!({ "text": "And one more thing." }));
    let erasure = || Some(json!({ "what": "all" }));
    for what in [
        None,
        Some(("messages", message())),
        Some(("withdrawal", None)),
        Some(("erasure", erasure())),
    ] {
        let mut seen = Vec::new();
        for (reference, secret) in [
            (own.reference.as_str(), other.secret.as_str()),
            (own.reference.as_str(), "scf_"),
            (UNKNOWN, own.secret.as_str()),
            ("nonsense", own.secret.as_str()),
        ] {
            let claim = Sent {
                id: String::new(),
                reference: reference.to_owned(),
                secret: secret.to_owned(),
            };
            let mut problem = follow(&app, &claim, what.clone()).await.problem(404, "not-found");
            for own in ["instance", "request_id"] {
                problem.as_object_mut().unwrap().remove(own);
            }
            seen.push(problem);
        }
        assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{seen:?}");
    }
    let path = format!("/api/v1/followups/{}", own.reference);
    let without = app.client.get(&path).await.faults(400, "invalid-parameter");
    assert_eq!(without, [("Submission-Secret".to_owned(), "required".to_owned())]);
    assert_eq!(follow(&app, &own, None).await.json()["state"], "received");
}

#[rstest]
#[tokio::test]
async fn its_author_adds_to_it_and_takes_it_back(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = app(engine).await;
    let own = sent(&app, body()).await;
    let message = json!({ "text": "<b>At night</b> above all." });
    let added = follow(&app, &own, Some(("messages", Some(message.clone())))).await;
    assert_eq!(added.status, 200, "{}", added.text());
    let messages = added.json()["messages"].clone();
    assert_eq!(messages[0]["author"], "citizen");
    assert_eq!(messages[0]["text"], "<b>At night</b> above all.");
    let empty = follow(&app, &own, Some(("messages", Some(json!({ "text": "  " }))))).await;
    assert_eq!(empty.faults(422, "validation"), [("/text".to_owned(), "empty".to_owned())]);
    let back = follow(&app, &own, Some(("withdrawal", None))).await;
    assert_eq!((back.status, &back.json()["state"]), (200, &json!("withdrawn")));
    assert_eq!(back.json()["closed_at"], "2026-11-24T04:00:00Z");
    for what in [("withdrawal", None), ("messages", Some(message))] {
        let refused = follow(&app, &own, Some(what)).await.problem(409, "conflict");
        assert_eq!(refused["allowed_transitions"], json!([]));
    }
    let actions: Vec<String> =
        app.audit().into_iter().take(3).map(|entry| entry.action.clone()).collect();
    assert_eq!(actions, ["submission.withdrawn", "submission.clarified", "submission.received"]);
}

#[rstest]
#[tokio::test]
async fn contact_details_can_be_erased_alone(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = app(engine).await;
    let own = sent(&app, with_contact()).await;
    let erased = follow(&app, &own, Some(("erasure", Some(json!({ "what": "contact" }))))).await;
    assert_eq!(erased.status, 200, "{}", erased.text());
    let erased = erased.json();
    assert_eq!(
        (&erased["has_contact"], &erased["consents"]["contact"]),
        (&json!(false), &json!(false))
    );
    assert_eq!((&erased["text"], &erased["state"]), (&json!(TEXT), &json!("received")));
}

#[rstest]
#[tokio::test]
async fn what_is_erased_is_nowhere_any_more(#[values(Sqlite, Postgres)] engine: Engine) {
    const PLANTED: &str = "Mrs Planted of Planted Street 17 has told me so.";
    // Nothing reads the log while it is to be emptied.
    let app = TestApp::by_hand(engine, &[("SMARTCITY_CHALLENGE_DIFFICULTY", "50")]).await;
    let mut sending = with_contact();
    sending["text"] = json!(PLANTED);
    let given = send(&app, sending).await;
    assert_eq!(given.status, 201, "{}", given.text());
    let given = given.json();
    let text = |name: &str| given[name].as_str().unwrap().to_owned();
    let own = Sent { id: text("id"), reference: text("reference"), secret: text("secret") };
    let message = json!({ "text": "Plantedly yours." });
    assert_eq!(follow(&app, &own, Some(("messages", Some(message)))).await.status, 200);
    let what = Some(("erasure", Some(json!({ "what": "all" }))));
    let erased = follow(&app, &own, what.clone()).await;
    assert_eq!(erased.status, 200, "{}", erased.text());
    let erased = erased.json();
    assert_eq!((&erased["text"], &erased["messages"]), (&json!(null), &json!([])));
    assert_eq!((&erased["state"], &erased["visibility"]), (&json!("withdrawn"), &json!("hidden")));
    assert_eq!(erased["hide_reason"], "author_request");
    assert_eq!(erased["erased_at"], "2026-11-24T04:00:00Z");
    let again = follow(&app, &own, what).await;
    assert_eq!((again.status, &again.json()["erased_at"]), (200, &erased["erased_at"]));
    app.client.get(&format!("/api/v1/submissions/{}", own.id)).await.problem(404, "not-found");
    // The log of an embedded database holds what was written until it is emptied.
    app.turn("erasure");
    assert!(!everything(&app).contains("lanted"), "it is still in the database");
    // The receipt needs nothing that was erased.
    let claims = verified(&app, &text("receipt")).await;
    assert_eq!(claims["reference"], own.reference.as_str());
    assert_eq!(claims["text_sha256"], sha256(PLANTED));
    assert_eq!(claims["received_at"], "2026-11-24T04:00:00Z");
}

/// What a receipt says, once a published key has shown that it is genuine.
async fn verified(app: &TestApp, receipt: &str) -> Value {
    let keys = format!("{}/.well-known/jwks.json", app.client.base());
    let keys = app.client.elsewhere(&keys).await.json();
    let (header, claims) = parts(receipt);
    let key = keys["keys"].as_array().unwrap().iter().find(|key| key["kid"] == header["kid"]);
    let key = PublicKey::from_x(key.unwrap()["x"].as_str().unwrap()).unwrap();
    let key = VerifyingKey::from_bytes(key.as_bytes()).unwrap();
    let (message, signature) = receipt.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let signature = Signature::from_slice(&signature).unwrap();
    key.verify_strict(message.as_bytes(), &signature).unwrap();
    claims
}
