//! The queue: who sees what of it, and how it is narrowed.

use std::slice;

use rstest::rstest;
use serde_json::json;

use super::{Office, QUEUE, body, sent};
use crate::submissions::public::{SPELT, searched};
use crate::support::Engine::{self, Postgres, Sqlite};

#[rstest]
#[tokio::test]
async fn responders_see_what_is_assigned_to_their_department_and_moderators_all(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let office = Office::open(engine).await;
    let fresh = sent(&office.app, body()).await.id;
    let own = office.assigned(body()).await.id;
    let auditor = office.app.signed_in("a@city.example", &["auditor"]).await.access;
    for token in [&office.moderator, &auditor] {
        assert_eq!(office.queue(token, "").await.len(), 2);
    }
    assert_eq!(office.queue(&office.responder, "include_total=true").await, slice::from_ref(&own));
    assert_eq!(office.queue(&office.other, "").await, Vec::<String>::new());
    assert_eq!(office.queue(&office.other, "department=TD").await, Vec::<String>::new());
    let path = format!("{QUEUE}/{own}");
    let seen = office.get(&office.responder, &path).await;
    assert_eq!(seen.must("cache-control"), "private, no-cache");
    assert_eq!(seen.json()["has_contact"], false);
    office.get(&office.other, &path).await.problem(404, "not-found");
    office.get(&office.responder, &format!("{QUEUE}/{fresh}")).await.problem(404, "not-found");
    let publisher = office.app.signed_in("p@city.example", &["publisher:TD"]).await.access;
    let refused = office.get(&publisher, QUEUE).await.problem(403, "forbidden");
    assert_eq!(refused["rule"], "submissions-need-role");
}

#[rstest]
#[tokio::test]
async fn the_queue_is_narrowed_searched_and_paged_by_what_is_due_first(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let office = Office::open(engine).await;
    let first = office.assigned(body()).await.id;
    office.app.set_clock("2026-11-26T04:00:00Z");
    let mut problem = body();
    problem["kind"] = json!("problem");
    problem["language"] = json!("fil");
    problem["text"] = json!("The barrier of the car park is broken.");
    let second = sent(&office.app, problem).await.id;
    // The token of two days before has expired.
    let moderator = office.app.login("moderator@city.example").await.access;
    let queue = async |query: &str| office.queue(&moderator, query).await;
    assert_eq!(queue("").await, [first.clone(), second.clone()]);
    assert_eq!(queue("sort=-reply_due_on").await, [second.clone(), first.clone()]);
    for (query, found) in [
        ("state=assigned", &first),
        ("state=received,triaged", &second),
        ("department=TD", &first),
        ("language=fil", &second),
        ("kind=problem", &second),
        ("q=barrier%20broken", &second),
        ("q=free%20bays", &first),
    ] {
        assert_eq!(queue(query).await, slice::from_ref(found), "{query}");
    }
    assert_eq!(queue("overdue=true").await, Vec::<String>::new());
    assert_eq!(queue("overdue=false").await.len(), 2);
    let page = office.get(&moderator, &format!("{QUEUE}?limit=1")).await.json();
    let cursor = page["page"]["next_cursor"].as_str().unwrap();
    assert_eq!(queue(&format!("limit=1&cursor={cursor}")).await, slice::from_ref(&second));
    let faults = office.get(&moderator, &format!("{QUEUE}?state=open&language=-&q=")).await;
    let mut faults = faults.faults(400, "invalid-parameter");
    faults.sort();
    let expected = [("language", "invalid_language"), ("q", "empty"), ("state", "unknown_value")];
    assert_eq!(faults, expected.map(|(at, code)| (at.to_owned(), code.to_owned())));
    // Long after both were due, nobody has answered.
    office.app.set_clock("2027-06-01T04:00:00Z");
    let moderator = office.app.login("moderator@city.example").await.access;
    assert_eq!(office.queue(&moderator, "overdue=true").await, [first, second]);
}

#[rstest]
#[tokio::test]
async fn those_that_are_due_on_one_day_are_in_the_order_in_which_they_came(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let office = Office::open(engine).await;
    let mut came = Vec::new();
    for minute in 0..8 {
        office.app.set_clock(&format!("2026-11-24T04:0{minute}:00Z"));
        came.push(sent(&office.app, body()).await.id);
    }
    assert!(!came.is_sorted(), "their ids do not tell");
    let walked = async |sort: &str| {
        let (mut ids, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("{QUEUE}?limit=3&sort={sort}{cursor}");
            let page = office.get(&office.moderator, &path).await.json();
            let items = page["data"].as_array().unwrap().iter();
            ids.extend(items.map(|one| one["id"].as_str().unwrap().to_owned()));
            let Some(next) = page["page"]["next_cursor"].as_str() else { return ids };
            cursor = format!("&cursor={next}");
        }
    };
    assert_eq!(walked("reply_due_on").await, came);
    came.reverse();
    assert_eq!(walked("-reply_due_on").await, came);
}

#[rstest]
#[tokio::test]
async fn what_readers_do_not_tell_apart_is_found_in_the_queue(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let office = Office::open(engine).await;
    let (text, spellings) = SPELT;
    let mut spelt = body();
    spelt["text"] = json!(text);
    let own = sent(&office.app, spelt).await.id;
    sent(&office.app, body()).await;
    for spelling in spellings {
        let path = searched(QUEUE, spelling);
        let (_, query) = path.split_once('?').unwrap();
        let found = office.queue(&office.moderator, query).await;
        assert_eq!(found, slice::from_ref(&own), "{spelling:?}");
    }
}

#[rstest]
#[tokio::test]
async fn a_note_is_on_record_and_leaves_the_submission_as_it_is(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let office = Office::open(engine).await;
    let own = office.assigned(body()).await.id;
    let path = format!("{QUEUE}/{own}/notes");
    let note = json!({ "text": "Asked the operator of the car park." });
    let made = office.post(&office.responder, &path, None, &note).await;
    assert_eq!((made.status, &made.json()["department_code"]), (201, &json!("TD")));
    assert_eq!(office.last_entry().0, "submissions.note");
    let seen = office.get(&office.moderator, &format!("{QUEUE}/{own}")).await.json();
    assert_eq!((&seen["version"], &seen["messages"][0]), (&json!(3), &made.json()));
    office.post(&office.other, &path, None, &note).await.problem(404, "not-found");
    let text = office.app.audit().into_iter().map(|entry| format!("{entry:?}"));
    assert!(text.into_iter().all(|entry| !entry.contains("operator of the")));
}
