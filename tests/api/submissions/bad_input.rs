//! What is not taken in, and how it is told.

use rstest::rstest;
use serde_json::{Value, json};

use super::{app, body, decide, fresh_key, send, send_under, sent};
use crate::support::Engine::{self, Postgres, Sqlite};

fn text(text: &str) -> Value {
    json!({ "text": text })
}

#[rstest]
#[case::a_control_character(text("Show me\u{7} the bays."), "/text", "invalid_text")]
#[case::a_null_character(text("Show me\u{0} the bays."), "/text", "invalid_text")]
#[case::a_changed_direction(text("Show me \u{202E}the bays."), "/text", "invalid_text")]
#[case::an_isolated_direction(text("Show me \u{2067}the bays."), "/text", "invalid_text")]
#[case::nothing_but_white_space(text(" \n\t  \r\n         "), "/text", "empty")]
#[case::one_character_too_many(text(&"路".repeat(5_001)), "/text", "too_long")]
#[case::no_text(json!({ "text": null }), "/text", "required")]
#[case::an_unknown_initiative(
    json!({ "initiative_code": "no-such-initiative" }),
    "/initiative_code",
    "unknown_reference"
)]
#[case::no_consents(json!({ "consents": null }), "/consents", "required")]
#[case::a_consent_that_is_left_out(
    json!({ "consents": { "notice_version": 1, "contact": false } }),
    "/consents/publish",
    "required"
)]
#[case::consent_to_contact_without_contact(
    json!({ "consents": { "notice_version": 1, "publish": true, "contact": true } }),
    "/contact",
    "required"
)]
#[tokio::test]
async fn each_fault_is_told_at_its_member_and_nothing_is_stored(
    #[values(Sqlite, Postgres)] engine: Engine,
    #[case] changed: Value,
    #[case] pointer: &str,
    #[case] code: &str,
) {
    let app = app(engine).await;
    let mut faulty = body();
    faulty.as_object_mut().unwrap().extend(changed.as_object().unwrap().clone());
    let faults = send(&app, faulty).await.faults(422, "validation");
    assert_eq!(faults, [(pointer.to_owned(), code.to_owned())]);
    let moderator = app.signed_in("moderator@city.example", &["moderator"]).await.access;
    let queue = app.client.call(reqwest::Method::GET, "/api/v1/staff/submissions");
    assert_eq!(queue.bearer(&moderator).send().await.json()["data"], json!([]));
}

#[rstest]
#[tokio::test]
async fn the_notice_in_force_is_named_and_a_body_has_an_end(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = app(engine).await;
    let mut older = body();
    older["consents"]["notice_version"] = json!(7);
    let told = send(&app, older).await.json();
    assert!(told["errors"][0]["message"].as_str().unwrap().contains('1'), "{told}");
    let mut endless = body();
    endless["text"] = json!("a".repeat(2_000_000));
    send_under(&app, &fresh_key(), &endless).await.problem(413, "body-too-large");
}

#[rstest]
#[tokio::test]
async fn markup_stays_text_for_everybody(#[values(Sqlite, Postgres)] engine: Engine) {
    const MARKUP: &str = "<script>alert(1)</script> & more bays, please";
    let app = app(engine).await;
    let mut marked = body();
    marked["text"] = json!(MARKUP);
    let id = sent(&app, marked).await.id;
    let moderator = app.signed_in("moderator@city.example", &["moderator"]).await.access;
    decide(&app, &moderator, &id, &[json!({ "decision": "publish" })]).await;
    let seen = app.client.get(&format!("/api/v1/submissions/{id}")).await;
    assert_eq!(seen.must("content-type"), "application/json");
    assert_eq!(seen.must("x-content-type-options"), "nosniff");
    assert_eq!(seen.json()["text"], MARKUP);
}

#[rstest]
#[case::longer_in_bytes_than_in_characters("路".repeat(600), "challenge_unsolved")]
#[case::too_long("A".repeat(100_000), "too_long")]
#[case::empty(String::new(), "empty")]
#[case::of_another_kind("e30=".to_owned(), "challenge_unsolved")]
#[tokio::test]
async fn no_work_is_saved_by_sending_something_else(
    #[values(Sqlite, Postgres)] engine: Engine,
    #[case] solution: String,
    #[case] code: &str,
) {
    let app = app(engine).await;
    let mut lazy = body();
    lazy["challenge"] = json!(solution);
    let faults = send_under(&app, &fresh_key(), &lazy).await.faults(422, "validation");
    assert_eq!(faults, [("/challenge".to_owned(), code.to_owned())]);
}
