//! Letters to citizens, through a real mail server: what they say, when they are tried again, and what is left of them.

mod over_http;
mod queued;
mod strangers;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::sql_types::BigInt;
use diesel::{QueryableByName, RunQueryDsl};
use reqwest::Method;
use rstest::rstest;
use smartcity::app::erasure;
use smartcity::clock::Clock;
use smartcity::domain::ids::SubmissionId;
use smartcity::domain::submission::SubmissionState;
use smartcity::mail::Decision;
use smartcity::store::submission::{Submission, contact};
use smartcity::store::{AnyConnection, Fault, Writing, migrate};

use self::queued::{Told, queue, queue_as, reply, sent, store};
pub(crate) use self::queued::{queue_receipt, store_overdue};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::dump::everything;
use crate::support::smtp::MailServer;
use crate::support::{Answer, TestApp};

const CITIZEN: &str = "planted.citizen@home.example";

/// The settings of a server that sends letters through that one, with more of them.
fn through<'a>(
    variables: &'a [(&'static str, String)],
    more: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let mut all: Vec<(&str, &str)> =
        variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    // Whoever sends something over HTTP solves a challenge first.
    all.push(("SMARTCITY_CHALLENGE_DIFFICULTY", "50"));
    all.extend(more);
    all
}

/// A server that sends letters through that one, when it is told to.
async fn sending_through(server: &MailServer, engine: Engine) -> TestApp {
    TestApp::by_hand(engine, &through(&server.variables(), &[])).await
}

/// Sends what is due.
fn deliver(app: &TestApp) {
    app.turn("outbox");
}

/// Answers a letter.
async fn answer(app: &TestApp, token: &str, answer: &str) -> Answer {
    let body = serde_json::json!({ "token": token, "answer": answer });
    app.client.call(Method::POST, "/api/v1/letters/consent").json(&body).send().await
}

/// The owner of the address that the newest letter went to confirms it.
async fn confirm(app: &TestApp, server: &MailServer) {
    deliver(app);
    let letter = server.letters().pop().expect("a letter to confirm");
    assert_eq!(answer(app, &letter.token(), "confirm").await.status, 204);
}

/// A citizen who has confirmed the address, of which the mail server knows nothing any more.
async fn welcomed(app: &TestApp, server: &MailServer) {
    queue_receipt(app);
    confirm(app, server).await;
    server.forget();
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// How many letters still say something.
fn waiting(app: &TestApp) -> i64 {
    let query = || diesel::sql_query("SELECT COUNT(*) AS count FROM outbox WHERE sealed <> ''");
    let counts: Vec<Count> = match migrate::open(&app.database.url.parse().unwrap()).unwrap() {
        AnyConnection::Sqlite(mut connection) => query().load(&mut connection).unwrap(),
        AnyConnection::Postgres(mut connection) => query().load(&mut connection).unwrap(),
    };
    counts[0].count
}

/// Sends what is due, after which nothing is left to be sent.
fn all_are_sent(app: &TestApp) {
    deliver(app);
    assert_eq!(waiting(app), 0, "no letter waits");
}

#[rstest]
#[tokio::test]
async fn letters_arrive_in_the_language_of_the_submission_and_nothing_of_them_is_left(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let server = MailServer::start();
    let app = sending_through(&server, engine).await;
    welcomed(&app, &server).await;
    let (english, chinese) = (sent(&app, "en"), sent(&app, "zh-HK"));
    for submission in [&english, &chinese] {
        store(&app, submission);
        queue(&app, submission, Told::Receipt);
        queue(&app, submission, Told::Decision(Decision::Published));
        queue(&app, submission, Told::Reply(Box::new(reply(&app, submission.id))));
    }
    all_are_sent(&app);
    let letters = server.letters();
    assert_eq!(letters.len(), 6);
    for letter in &letters {
        assert_eq!(letter.from, "noreply@city.example");
        assert_eq!(letter.to, [CITIZEN]);
        assert_eq!(letter.header("Auto-Submitted"), "auto-generated");
        assert!(letter.header("From").contains("<noreply@city.example>"));
        let whole = format!("{}{}", letter.part("text/plain"), letter.part("text/html"));
        assert!(!whole.contains("planted text") && !whole.contains("Planted Name"), "{whole}");
    }
    let of = |submission: &Submission, words: &str| {
        let reference = submission.reference.to_string();
        letters.iter().any(|letter| {
            let text = letter.part("text/plain");
            text.contains(&reference) && text.contains(words)
        })
    };
    for words in ["You will have a reply by: 8 December 2026", "has been published", "<b>soon</b>"]
    {
        assert!(of(&english, words), "{words}");
    }
    for words in ["2026年12月8日", "已經公開", "會的，很快。"] {
        assert!(of(&chinese, words), "{words}");
    }
    let html = letters.iter().map(|letter| letter.part("text/html")).collect::<String>();
    assert!(html.contains("&lt;b&gt;soon&lt;/b&gt;") && !html.contains("<b>"));
    assert!(!everything(&app).contains(CITIZEN), "the address is nowhere in the clear");
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_sent_is_tried_again_later_and_arrives_once(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let server = MailServer::start();
    let app = sending_through(&server, engine).await;
    server.refuse(Some("451 not now"));
    let submission = sent(&app, "en");
    store(&app, &submission);
    queue(&app, &submission, Told::Receipt);
    let tried = |times: usize| {
        deliver(&app);
        assert_eq!(server.attempts(), times, "it is tried");
        deliver(&app);
        assert_eq!(server.attempts(), times, "and then left alone for a while");
    };
    tried(1);
    app.clock.set(app.clock.now() + TimeDelta::seconds(59));
    deliver(&app);
    assert_eq!(server.attempts(), 1, "for a minute");
    app.clock.set(app.clock.now() + TimeDelta::seconds(2));
    tried(2);
    server.refuse(None);
    app.clock.set(app.clock.now() + TimeDelta::seconds(121));
    all_are_sent(&app);
    assert_eq!(server.letters().len(), 1);
}

#[rstest]
#[tokio::test]
async fn what_is_refused_or_fails_for_a_day_is_given_up_and_deleted(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let server = MailServer::start();
    let app = sending_through(&server, engine).await;
    welcomed(&app, &server).await;
    let submission = sent(&app, "en");
    store(&app, &submission);
    server.refuse(Some("550 no such mailbox"));
    queue(&app, &submission, Told::Receipt);
    all_are_sent(&app);
    assert_eq!(server.attempts(), 1);
    server.refuse(Some("451 not now"));
    queue(&app, &submission, Told::Receipt);
    deliver(&app);
    assert_eq!((server.attempts(), waiting(&app)), (2, 1));
    app.clock.set(app.clock.now() + TimeDelta::hours(25));
    all_are_sent(&app);
    assert_eq!((server.attempts(), server.letters().len()), (3, 0));
}

#[rstest]
#[tokio::test]
async fn nothing_is_queued_without_a_server_a_consent_or_an_address(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let submission = sent(&app, "en");
    store(&app, &submission);
    queue_as(&app, &submission, Told::Receipt, None);
    let unwilling = Submission { may_contact: false, ..submission.clone() };
    queue(&app, &unwilling, Told::Receipt);
    delete_contact(&app, submission.id);
    queue(&app, &submission, Told::Receipt);
    assert_eq!(waiting(&app), 0);
}

#[rstest]
#[tokio::test]
async fn a_letter_whose_addressee_had_the_address_erased_is_not_sent(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let server = MailServer::start();
    let app = sending_through(&server, engine).await;
    server.refuse(Some("451 not now"));
    let submission = sent(&app, "en");
    store(&app, &submission);
    queue(&app, &submission, Told::Receipt);
    deliver(&app);
    assert_eq!(server.attempts(), 1);
    delete_contact(&app, submission.id);
    server.refuse(None);
    app.clock.set(app.clock.now() + TimeDelta::hours(2));
    all_are_sent(&app);
    assert_eq!((server.attempts(), server.letters().len()), (1, 0));
}

fn delete_contact(app: &TestApp, id: SubmissionId) {
    let deleted: Result<bool, Fault> =
        app.store.write_blocking(app.clock.now(), move |writing: &mut Writing<'_>| {
            contact::delete(writing.connection, id)
        });
    assert!(deleted.unwrap());
}

#[tokio::test]
async fn of_several_nodes_one_sends_a_letter() {
    let server = MailServer::start();
    let one = sending_through(&server, Postgres).await;
    let two = TestApp::by_hand_beside(&one, &through(&server.variables(), &[])).await;
    welcomed(&one, &server).await;
    for _ in 0..10 {
        let submission = sent(&one, "en");
        store(&one, &submission);
        queue(&one, &submission, Told::Receipt);
    }
    let (here, there) = (one.hand("outbox"), two.hand("outbox"));
    let other = std::thread::spawn(move || there.turn());
    assert!(here.turn() && other.join().unwrap());
    // Whoever found that the other one holds what was left had nothing more to do.
    assert_eq!(waiting(&one), 0);
    let mut ids: Vec<String> =
        server.letters().iter().map(|letter| letter.header("Message-ID")).collect();
    assert_eq!(ids.len(), 10);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 10);
}

#[rstest]
#[tokio::test]
async fn contact_details_are_erased_after_their_time_with_an_entry_of_the_audit_log(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let closed_at = Some(app.clock.now());
    let state = SubmissionState::Answered;
    let closed = Submission { closed_at, state, ..sent(&app, "en") };
    let open = sent(&app, "en");
    for submission in [&closed, &open] {
        store(&app, submission);
    }
    let has_contact = |submission: &Submission| {
        let id = submission.id;
        let found: Result<bool, Fault> =
            app.store.read_blocking(|reading| contact::exists(reading.connection, id));
        found.unwrap()
    };
    let kept = TimeDelta::days(180);
    let erase = |now: DateTime<Utc>| erasure::erase_contacts(&app.store, kept, now).unwrap();
    assert_eq!(erase(app.clock.now() + TimeDelta::days(179)), 0);
    assert!(has_contact(&closed) && has_contact(&open));
    let later = app.clock.now() + TimeDelta::days(181);
    assert_eq!((erase(later), erase(later)), (1, 0));
    assert!(!has_contact(&closed) && has_contact(&open));
    let entries = app.audit();
    let erased: Vec<_> = entries.iter().filter(|entry| entry.action == "contacts.erased").collect();
    assert_eq!(erased.len(), 1, "a run that erases nothing leaves none");
    assert!(erased[0].reason.as_deref().unwrap().starts_with("1 "));
    assert_eq!(erased[0].actor_kind, "nobody");
}
