//! Deciding: each decision is done or refused by itself.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Office, QUEUE, body, sent};
use crate::submissions::follow;
use crate::support::Engine::{self, Postgres, Sqlite};

#[rstest]
#[tokio::test]
async fn each_decision_is_done_or_refused_by_itself_and_what_was_done_is_not_done_again(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let office = Office::open(engine).await;
    let first = sent(&office.app, body()).await.id;
    let second = sent(&office.app, body()).await.id;
    let nobody = "00000000-0000-7000-8000-000000000000";
    let triage =
        |id: &str, version: i64| json!({ "id": id, "version": version, "decision": "triage" });
    let entries = office.app.audit().len();
    let body = json!({ "decisions": [
        triage(&first, 1),
        triage(&second, 7),
        triage(nobody, 1),
        triage(&first, 2),
    ] });
    let path = format!("{QUEUE}/decisions");
    let send = async || {
        let call = office.app.client.call(reqwest::Method::POST, &path).bearer(&office.moderator);
        call.header("idempotency-key", "decisions-of-today").json(&body).send().await
    };
    let answer = send().await;
    let results = answer.json()["data"].as_array().unwrap().clone();
    let statuses: Vec<_> = results.iter().map(|one| one["status"].as_i64().unwrap()).collect();
    assert_eq!(statuses, [200, 412, 404, 409]);
    assert_eq!(results[0]["submission"]["state"], "triaged");
    assert_eq!(results[1]["problem"]["stale"]["current_version"], 1);
    let allowed = json!(["assigned", "declined", "duplicate"]);
    assert_eq!(results[3]["problem"]["allowed_transitions"], allowed);
    assert_eq!(office.app.audit().len(), entries + 1, "one was done");
    assert_eq!(send().await.json()["data"][0], results[0], "and is not done again");
    assert_eq!(office.app.audit().len(), entries + 1);
}

#[rstest]
#[tokio::test]
async fn a_dry_run_decides_and_changes_nothing(#[values(Sqlite, Postgres)] engine: Engine) {
    let office = Office::open(engine).await;
    let id = sent(&office.app, body()).await.id;
    let entries = office.app.audit().len();
    let body = json!({ "decisions": [{ "id": id, "version": 1, "decision": "triage" }] });
    let path = format!("{QUEUE}/decisions?dry_run=true");
    let answer = office.post(&office.moderator, &path, None, &body).await.json();
    assert_eq!(answer["data"][0]["submission"]["state"], "triaged");
    assert_eq!(office.app.audit().len(), entries);
    let stored = office.get(&office.moderator, &format!("{QUEUE}/{id}")).await.json();
    assert_eq!((&stored["state"], &stored["version"]), (&json!("received"), &json!(1)));
}

#[rstest]
#[tokio::test]
async fn a_body_is_read_as_a_whole_before_anything_is_decided(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let office = Office::open(engine).await;
    let path = format!("{QUEUE}/decisions");
    let id = sent(&office.app, body()).await.id;
    let body = json!({ "decisions": [
        { "id": id, "version": 1, "decision": "triage", "text": "out of place" },
        { "id": "x", "version": 0, "decision": "hide" },
        { "id": id, "version": 1.5, "decision": "assign", "department_code": "?" },
        { "id": id, "version": 1, "decision": "burn" },
        { "id": id, "version": 1, "decision": "duplicate", "why": 1 },
        { "id": id, "version": 1, "decision": "decline", "note": "For staff alone." },
        { "id": id, "version": 1, "decision": "triage", "reason": "out of place" },
    ] });
    let answer = office.post(&office.moderator, &path, None, &body).await;
    let mut faults = answer.faults(422, "validation");
    faults.sort();
    let expected = [
        ("/decisions/0/text", "conflicting"),
        ("/decisions/1/hide_reason", "required"),
        ("/decisions/1/id", "invalid_uuid"),
        ("/decisions/1/version", "too_small"),
        ("/decisions/2/department_code", "invalid_code"),
        ("/decisions/2/version", "not_a_number"),
        ("/decisions/3/decision", "unknown_value"),
        ("/decisions/4/duplicate_of", "required"),
        ("/decisions/4/why", "unknown_member"),
        ("/decisions/5/reason", "required"),
        ("/decisions/6/reason", "conflicting"),
    ];
    let expected = expected.map(|(place, code)| (place.to_owned(), code.to_owned()));
    assert_eq!(faults, expected);
    let none = office.post(&office.moderator, &path, None, &json!({ "decisions": [] })).await;
    assert_eq!(none.faults(422, "validation"), [("/decisions".to_owned(), "empty".to_owned())]);
    let stored = office.get(&office.moderator, &format!("{QUEUE}/{id}")).await.json();
    assert_eq!(stored["version"], 1);
}

#[rstest]
#[tokio::test]
async fn what_does_not_fit_what_is_stored_is_refused_at_its_place(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let office = Office::open(engine).await;
    let own = office.assigned(body()).await.id;
    let other = office.assigned(body()).await.id;
    let fault = async |decision: &str, more| {
        let problem = office.one(&own, 3, decision, more).await;
        let fault = &problem["errors"][0];
        (fault["pointer"].clone(), fault["code"].clone())
    };
    let at = |member: &str, code: &str| (json!(format!("/decisions/0/{member}")), json!(code));
    let unknown = json!({ "department_code": "NOBODY" });
    assert_eq!(fault("assign", unknown).await, at("department_code", "unknown_reference"));
    let itself = json!({ "duplicate_of": own });
    assert_eq!(fault("duplicate", itself).await, at("duplicate_of", "conflicting"));
    let nobody = json!({ "duplicate_of": "00000000-0000-7000-8000-000000000000" });
    assert_eq!(fault("duplicate", nobody).await, at("duplicate_of", "unknown_reference"));
    let done = office.one(&own, 3, "duplicate", json!({ "duplicate_of": other })).await;
    assert_eq!((&done["state"], &done["duplicate_of"]), (&json!("duplicate"), &json!(other)));
    assert!(done["closed_at"].is_string());
    let chain = office.one(&other, 3, "duplicate", json!({ "duplicate_of": own })).await;
    assert_eq!(chain["errors"][0]["code"], "conflicting", "a link leads to an original");
    let third = office.assigned(body()).await.id;
    let longer = office.one(&other, 3, "duplicate", json!({ "duplicate_of": third })).await;
    assert_eq!(longer["errors"][0]["code"], "conflicting", "and what has duplicates is one");
}

#[rstest]
#[tokio::test]
async fn only_what_its_author_lets_be_seen_is_published_and_covered_where_a_moderator_covers(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let office = Office::open(engine).await;
    let mut private = body();
    private["consents"]["publish"] = json!(false);
    let private = sent(&office.app, private).await.id;
    assert_eq!(office.one(&private, 1, "publish", json!({})).await["code"], "conflict");
    let hide = json!({ "hide_reason": "spam" });
    assert_eq!(office.one(&private, 1, "hide", hide).await["visibility"], "hidden");
    assert_eq!(office.one(&private, 2, "unhide", json!({})).await["visibility"], "pending");

    let id = sent(&office.app, body()).await.id;
    let covered = json!({ "text": "Please show [covered]." });
    let published = office.one(&id, 1, "publish", covered).await;
    assert_eq!(published["text"], "Please show [covered].");
    assert_ne!(published["original_text"], published["text"]);
    assert_eq!(office.last_entry().2, ["/visibility", "/text"]);
    let path = format!("/api/v1/submissions/{id}");
    assert_eq!(office.app.client.json(&path).await["text"], "Please show [covered].");
    let head = office.app.client.head().await;
    let again = office.one(&id, 2, "publish", json!({})).await;
    assert_eq!(again["version"], 2, "it is so already");
    assert_eq!(office.app.client.head().await, head);
    let hidden = office.one(&id, 2, "hide", json!({ "hide_reason": "personal_data" })).await;
    assert_eq!(hidden["hide_reason"], "personal_data");
    let shown = office.one(&id, 3, "unhide", json!({})).await;
    assert_eq!((&shown["visibility"], &shown["hide_reason"]), (&json!("public"), &json!(null)));
    assert_eq!(office.app.client.head().await, head + 2, "followers are told of each");
}

#[rstest]
#[tokio::test]
async fn a_reason_is_for_the_author_and_a_note_for_staff_alone(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let office = Office::open(engine).await;
    let own = office.assigned(body()).await;
    let why = json!({
        "reason": "It is about another city.",
        "note": "The same person sends it every day.",
    });
    assert_eq!(office.one(&own.id, 3, "decline", why).await["state"], "declined");
    let seen = office.get(&office.responder, &format!("{QUEUE}/{}", own.id)).await.json();
    let messages = seen["messages"].as_array().unwrap();
    let mut authors: Vec<_> =
        messages.iter().map(|message| message["author"].as_str().unwrap()).collect();
    // Both were written at the same instant.
    authors.sort_unstable();
    assert_eq!(authors, ["department", "note"]);
    let followed = follow(&office.app, &own, None).await;
    assert!(!followed.text().contains("every day"));
    assert_eq!(followed.json()["state"], "declined");
    assert_eq!(followed.json()["messages"].as_array().unwrap().len(), 1);
    let message = followed.json()["messages"][0].clone();
    assert_eq!(message["author"], "department");
    assert_eq!(message["text"], "It is about another city.");
}

#[rstest]
#[tokio::test]
async fn what_looks_like_personal_data_is_published_only_by_whoever_says_so(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let office = Office::open(engine).await;
    let mut telling = body();
    telling["text"] = json!("My number is 9123 4567, please call.");
    let id = sent(&office.app, telling).await.id;
    let refused = office.one(&id, 1, "publish", json!({})).await;
    assert_eq!(refused["errors"][0]["pointer"], "/decisions/0/text");
    assert_eq!(refused["errors"][0]["code"], "required");
    let covered = json!({ "text": "My number is [phone number], please call." });
    assert_eq!(office.one(&id, 1, "publish", covered).await["visibility"], "public");
    // Its own number, for all to see: a moderator has looked.
    let as_sent = json!({ "text": "My number is 9123 4567, please call." });
    assert_eq!(office.one(&id, 2, "publish", as_sent).await["version"], 3);
    // What a moderator has changed is published again as it is.
    let covered = json!({ "text": "My number is 9123 4567: [name], please call." });
    assert_eq!(office.one(&id, 3, "publish", covered).await["version"], 4);
    let hide = json!({ "hide_reason": "off_topic" });
    assert_eq!(office.one(&id, 4, "hide", hide).await["visibility"], "hidden");
    let shown = office.one(&id, 5, "publish", json!({})).await;
    assert_eq!(shown["text"], "My number is 9123 4567: [name], please call.");
}

#[rstest]
#[tokio::test]
async fn the_author_of_a_duplicate_is_led_to_the_original_once_it_is_public(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let office = Office::open(engine).await;
    let (first, second) = (sent(&office.app, body()).await, sent(&office.app, body()).await);
    let link = json!({ "duplicate_of": first.id });
    assert_eq!(office.one(&second.id, 1, "triage", json!({})).await["state"], "triaged");
    assert_eq!(office.one(&second.id, 2, "duplicate", link).await["state"], "duplicate");
    let led = async || follow(&office.app, &second, None).await.json()["duplicate_of"].clone();
    assert_eq!(led().await, json!(null));
    office.one(&first.id, 1, "publish", json!({})).await;
    assert_eq!(led().await, json!(first.id));
    let hide = json!({ "hide_reason": "off_topic" });
    assert_eq!(office.one(&first.id, 2, "hide", hide).await["visibility"], "hidden");
    assert_eq!(led().await, json!(null));
}

#[rstest]
#[tokio::test]
async fn a_key_that_another_list_of_decisions_had_decides_nothing(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let office = Office::open(engine).await;
    let (one, other) = (sent(&office.app, body()).await.id, sent(&office.app, body()).await.id);
    let post = async |decisions: Value| {
        let call = office.app.client.call(Method::POST, &format!("{QUEUE}/decisions"));
        let call = call.bearer(&office.moderator).header("idempotency-key", "a-key-of-a-moderator");
        call.json(&json!({ "decisions": decisions })).send().await
    };
    let stale = json!({ "id": one, "version": 9, "decision": "triage" });
    let refused = post(json!([stale])).await.json();
    assert_eq!(refused["data"][0]["status"], 412);
    let fresh = |id: &str| json!({ "id": id, "version": 1, "decision": "triage" });
    post(json!([fresh(&one), fresh(&other)])).await.problem(422, "idempotency-key-reused");
    let waiting = office.queue(&office.moderator, "state=received").await;
    assert_eq!(waiting.len(), 2, "nothing was done");
    let again = post(json!([stale])).await.json();
    assert_eq!(again["data"][0]["status"], 412, "the request that has it is answered again");
}
