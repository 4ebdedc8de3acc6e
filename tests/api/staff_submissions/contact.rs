//! Contact details: for whoever answers, and each reading is on record.

use rstest::rstest;
use serde_json::json;

use super::{Office, QUEUE, body};
use crate::submissions::{follow, with_contact};
use crate::support::Engine::{self, Postgres, Sqlite};

#[rstest]
#[tokio::test]
async fn contact_details_are_for_whoever_answers_and_each_reading_is_on_record(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let office = Office::open(engine).await;
    let own = office.assigned(with_contact()).await;
    let path = format!("{QUEUE}/{}/contact", own.id);
    let entries = office.app.audit().len();
    let seen = office.get(&office.responder, &path).await;
    assert_eq!(seen.json(), json!({ "name": "Wong Planted", "email": "planted@example.com" }));
    assert_eq!(seen.must("cache-control"), "no-store");
    assert!(seen.header("etag").is_none());
    assert_eq!(office.app.audit().len(), entries + 1);
    let (action, rule, changed) = office.last_entry();
    assert_eq!(action, "submissions.read_contact");
    assert_eq!((rule.as_deref(), changed), (Some("responder-answers-own"), Vec::new()));
    let auditor = office.app.signed_in("a@city.example", &["auditor"]).await.access;
    for token in [&office.moderator, &auditor] {
        let refused = office.get(token, &path).await.problem(403, "forbidden");
        assert_eq!(refused["rule"], "contact-needs-responder");
    }
    office.get(&office.other, &path).await.problem(404, "not-found");
    let known = office.app.audit().into_iter().map(|entry| format!("{entry:?}"));
    assert!(known.into_iter().all(|entry| !entry.to_lowercase().contains("planted")));
    for path in [QUEUE.to_owned(), format!("{QUEUE}/{}", own.id)] {
        let answer = office.get(&office.responder, &path).await;
        assert!(!answer.text().to_lowercase().contains("planted"), "{path}");
    }
}

#[rstest]
#[tokio::test]
async fn what_was_erased_is_nobodys_to_work_on(#[values(Sqlite, Postgres)] engine: Engine) {
    let office = Office::open(engine).await;
    let without = office.assigned(body()).await;
    let path = |id: &str, what: &str| format!("{QUEUE}/{id}/{what}");
    office.get(&office.responder, &path(&without.id, "contact")).await.problem(404, "not-found");
    let own = office.assigned(with_contact()).await;
    let all = json!({ "what": "all" });
    assert_eq!(follow(&office.app, &own, Some(("erasure", Some(all)))).await.status, 200);
    office.get(&office.responder, &path(&own.id, "contact")).await.problem(410, "gone");
    let note = json!({ "text": "Too late." });
    office.post(&office.responder, &path(&own.id, "notes"), None, &note).await.problem(410, "gone");
    let seen = office.get(&office.moderator, &format!("{QUEUE}/{}", own.id)).await.json();
    for member in ["text", "original_text"] {
        assert_eq!(seen[member], json!(null));
    }
    assert_eq!(office.one(&own.id, 4, "unhide", json!({})).await["code"], "gone");
}

#[rstest]
#[tokio::test]
async fn an_address_in_letters_of_a_language_is_kept_as_mail_is_sent(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let office = Office::open(engine).await;
    let mut body = with_contact();
    body["contact"]["email"] = json!("Wong.planted@bücher.example");
    let own = office.assigned(body).await;
    let seen = office.get(&office.responder, &format!("{QUEUE}/{}/contact", own.id)).await;
    assert_eq!(seen.json()["email"], "Wong.planted@xn--bcher-kva.example");
}
