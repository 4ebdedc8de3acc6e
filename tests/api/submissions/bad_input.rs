//! What is not taken in, and how it is told.

use rstest::rstest;
use serde_json::{Value, json};

use super::{app, body, decide, fresh_key, send, send_under, sent, with_contact};
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
#[case::nothing_that_is_seen(
    text("\u{200B}\u{FE0F}\u{E0041}\u{301}\u{115F}\u{1160}\u{2800}\u{3164}\u{FFA0}\u{AD}\u{2060}"),
    "/text",
    "empty"
)]
#[case::a_line_separator(text("Show me\u{2028}the bays."), "/text", "invalid_text")]
#[case::a_paragraph_separator(text("Show me\u{2029}the bays."), "/text", "invalid_text")]
#[case::a_vertical_tab(text("Show me\u{B}the bays."), "/text", "invalid_text")]
#[case::a_next_line(text("Show me\u{85}the bays."), "/text", "invalid_text")]
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
#[case::a_dot_at_the_start(".a@example.org")]
#[case::a_dot_at_the_end("a.@example.org")]
#[case::two_dots("a..b@example.org")]
#[case::letters_of_other_alphabets("josé@example.org")]
#[case::an_address_of_the_network("a@[192.0.2.1]")]
#[case::a_number("a@192.0.2.1")]
#[case::this_machine("a@localhost")]
#[case::one_label("a@b")]
#[case::a_domain_of_a_house("a@printer.local")]
#[case::a_domain_that_is_none("a@nowhere.invalid")]
#[tokio::test]
async fn an_address_that_cannot_be_written_to_is_refused(
    #[values(Sqlite, Postgres)] engine: Engine,
    #[case] email: &str,
) {
    let app = app(engine).await;
    let mut faulty = with_contact();
    faulty["contact"]["email"] = json!(email);
    let faults = send(&app, faulty).await.faults(422, "validation");
    assert_eq!(faults, [("/contact/email".to_owned(), "invalid_email".to_owned())]);
}

#[rstest]
#[case::nothing_that_is_seen("\u{3164}\u{200B}", "empty")]
#[case::a_line_separator("Wong\u{2028}Planted", "invalid_text")]
#[case::a_form_feed("Wong\u{C}Planted", "invalid_text")]
#[tokio::test]
async fn a_name_in_which_nothing_is_seen_or_with_lines_is_refused(
    #[values(Sqlite, Postgres)] engine: Engine,
    #[case] name: &str,
    #[case] code: &str,
) {
    let app = app(engine).await;
    let mut faulty = with_contact();
    faulty["contact"]["name"] = json!(name);
    let faults = send(&app, faulty).await.faults(422, "validation");
    assert_eq!(faults, [("/contact/name".to_owned(), code.to_owned())]);
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
