//! Letters to whom nobody has asked: anybody may give anybody's address, and its owner decides what goes there.

use chrono::TimeDelta;
use reqwest::Method;
use rstest::rstest;
use serde_json::json;
use smartcity::app::erasure;
use smartcity::clock::Clock;

use super::queued::{Told, queue, reply, store};
use super::{
    CITIZEN, all_are_sent, answer, confirm, deliver, queued, sending_through, through, waiting,
};
use crate::submissions::{sent, with_contact};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::dump::everything;
use crate::support::smtp::MailServer;

/// A confirmed address gets two letters a day and stays confirmed for ten days.
const NARROW: [(&str, &str); 2] =
    [("SMARTCITY_MAIL_LETTERS_PER_DAY", "2"), ("SMARTCITY_MAIL_CONFIRMED_DAYS", "10")];

/// Somebody names that address with a submission, and what is due is sent.
async fn named(app: &TestApp, address: &str) {
    let mut body = with_contact();
    body["contact"]["email"] = json!(address);
    sent(app, body).await;
    deliver(app);
}

fn later(app: &TestApp, time: TimeDelta) {
    app.clock.set(app.clock.now() + time);
}

/// How many letters were not written for that reason.
async fn withheld(app: &TestApp, reason: &str) -> String {
    let name = format!("smartcity_letters_withheld_total{{reason=\"{reason}\"}}");
    app.labelled(&name).await.to_string()
}

fn asks(text: &str) -> bool {
    text.contains("Is this your address?") && text.contains("never to write to this address again")
}

#[rstest]
#[tokio::test]
async fn an_address_that_nobody_has_confirmed_gets_one_letter_a_day_and_three_in_thirty_days(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let server = MailServer::start();
    let app = sending_through(&server, engine).await;
    for address in ["stranger@home.example", "Stranger@Home.Example", "stranger+2@home.example"] {
        named(&app, address).await;
        named(&app, address).await;
    }
    assert_eq!(server.letters().len(), 1, "however many submissions name it");
    assert!(asks(&server.letters()[0].part("text/plain")));
    assert_eq!(withheld(&app, "unconfirmed").await, "5");
    later(&app, TimeDelta::hours(24) - TimeDelta::seconds(1));
    named(&app, "stranger@home.example").await;
    assert_eq!(server.letters().len(), 1, "within a day");
    for letters in [2, 3, 3] {
        later(&app, TimeDelta::hours(24));
        named(&app, "stranger@home.example").await;
        named(&app, "stranger@home.example").await;
        assert_eq!(server.letters().len(), letters);
    }
    // The first of the three was written 96 hours ago, less a second.
    later(&app, TimeDelta::days(26));
    named(&app, "stranger@home.example").await;
    assert_eq!(server.letters().len(), 3, "within thirty days");
    later(&app, TimeDelta::seconds(1));
    named(&app, "stranger@home.example").await;
    assert_eq!(server.letters().len(), 4);
    named(&app, "somebody.else@home.example").await;
    assert_eq!(server.letters().len(), 5, "another address is another one");
}

#[rstest]
#[tokio::test]
async fn whoever_confirms_gets_letters_up_to_so_many_a_day_for_so_long(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let server = MailServer::start();
    let app = TestApp::by_hand(engine, &through(&server.variables(), &NARROW)).await;
    named(&app, "citizen@home.example").await;
    confirm(&app, &server).await;
    let letter = server.letters().pop().unwrap();
    assert_eq!(answer(&app, &letter.token(), "confirm").await.status, 204, "again is fine");
    for letters in [2, 3, 3, 3] {
        named(&app, "citizen@home.example").await;
        assert_eq!(server.letters().len(), letters);
    }
    assert_eq!(withheld(&app, "enough").await, "2");
    for letter in &server.letters()[1..] {
        let text = letter.part("text/plain");
        assert!(!asks(&text) && text.contains("To get no more letters"), "{text}");
        assert_eq!(letter.token(), server.letters()[0].token(), "every letter can be answered");
    }
    later(&app, TimeDelta::days(1));
    named(&app, "citizen@home.example").await;
    assert_eq!(server.letters().len(), 4, "on the next day there are more");
    later(&app, TimeDelta::days(9));
    named(&app, "citizen@home.example").await;
    let last = server.letters().pop().unwrap();
    assert_eq!(server.letters().len(), 5);
    assert!(asks(&last.part("text/plain")), "after ten days it is asked anew");
    let told = app.audit();
    let confirmed: Vec<_> =
        told.iter().filter(|entry| entry.action == "letters.confirmed").collect();
    assert_eq!(confirmed.len(), 1, "saying it again changes nothing");
    assert_eq!((confirmed[0].target_key.as_deref(), confirmed[0].address.as_deref()), (None, None));
}

#[rstest]
#[tokio::test]
async fn whoever_refuses_is_never_written_to_again_until_they_say_otherwise(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let server = MailServer::start();
    let app = sending_through(&server, engine).await;
    named(&app, "citizen@home.example").await;
    confirm(&app, &server).await;
    let token = server.letters().pop().unwrap().token();
    // One that waits is not sent either.
    server.refuse(Some("451 not now"));
    named(&app, "citizen@home.example").await;
    server.forget();
    server.refuse(None);
    assert_eq!(waiting(&app), 1);
    for _ in 0..2 {
        assert_eq!(answer(&app, &token, "refuse").await.status, 204);
    }
    later(&app, TimeDelta::hours(1));
    all_are_sent(&app);
    assert_eq!((server.letters().len(), server.attempts()), (0, 0));
    for days in [1, 31, 4_000] {
        later(&app, TimeDelta::days(days));
        erasure::tidy(&app.store, app.clock.now()).unwrap();
        named(&app, "Citizen+city@home.example").await;
        assert_eq!((server.letters().len(), waiting(&app)), (0, 0), "after {days} days");
    }
    assert_eq!(withheld(&app, "refused").await, "3");
    let told = app.audit();
    assert_eq!(told.iter().filter(|entry| entry.action == "letters.refused").count(), 1);
    assert_eq!(answer(&app, &token, "confirm").await.status, 204);
    named(&app, "citizen@home.example").await;
    assert_eq!(server.letters().len(), 1);
}

#[rstest]
#[tokio::test]
async fn what_is_told_to_an_unconfirmed_address_is_in_our_own_words(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let server = MailServer::start();
    let app = sending_through(&server, engine).await;
    let submission = queued::sent(&app, "en");
    store(&app, &submission);
    queue(&app, &submission, Told::Reply(Box::new(reply(&app, submission.id))));
    all_are_sent(&app);
    let text = server.letters()[0].part("text/plain");
    assert!(text.contains("A department has replied") && asks(&text), "{text}");
    assert!(!text.contains("soon"), "{text}");
    confirm(&app, &server).await;
    queue(&app, &submission, Told::Reply(Box::new(reply(&app, submission.id))));
    all_are_sent(&app);
    let text = server.letters()[1].part("text/plain");
    assert!(text.contains("<b>soon</b>") && !asks(&text), "{text}");
}

#[rstest]
#[tokio::test]
async fn a_link_that_no_letter_has_confirms_nothing_and_opening_one_does_neither(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let server = MailServer::start();
    let app = sending_through(&server, engine).await;
    named(&app, "citizen@home.example").await;
    let token = server.letters()[0].token();
    let unknown = format!("scl_{}", "A".repeat(43));
    for (wrong, what) in [(unknown.as_str(), "confirm"), (&token[1..], "refuse"), ("x", "confirm")]
    {
        answer(&app, wrong, what).await.problem(410, "gone");
    }
    let faults = answer(&app, &token, "perhaps").await.faults(422, "validation");
    assert_eq!(faults[0].0, "/answer");
    let page = app.client.get("/letters").await;
    assert_eq!((page.status, page.must("cache-control")), (200, "no-store"));
    assert!(page.must("content-security-policy").contains("script-src 'self'"));
    for path in ["/letters/letters.js", "/account/account.css"] {
        assert!(page.text().contains(&format!("\"{path}\"")), "{path}");
        assert_eq!(app.client.get(path).await.status, 200);
    }
    let asked = app.client.call(Method::GET, "/api/v1/letters/consent").send().await;
    asked.problem(405, "method-not-allowed");
    named(&app, "citizen@home.example").await;
    assert_eq!(server.letters().len(), 1, "nothing was confirmed");
    assert_eq!(answer(&app, &token, "confirm").await.status, 204);
    named(&app, "citizen@home.example").await;
    assert_eq!(server.letters().len(), 2);
    let held = everything(&app);
    for secret in ["citizen@home.example", &token] {
        assert!(!held.contains(secret), "{secret} is nowhere in the clear");
    }
}

#[rstest]
#[tokio::test]
async fn answers_are_counted_with_submissions(#[values(Sqlite, Postgres)] engine: Engine) {
    let limit = [("SMARTCITY_LIMITS_SUBMISSIONS_PER_MINUTE", "3")];
    let app = TestApp::configured(engine, &limit).await;
    for left in [2, 1, 0] {
        let gone = answer(&app, "scl_nobody", "confirm").await;
        gone.problem(410, "gone");
        assert_eq!(gone.must("ratelimit"), format!("\"submissions\";r={left}"));
    }
    let refused = answer(&app, "scl_nobody", "confirm").await;
    refused.problem(429, "rate-limited");
    assert_eq!(refused.must("retry-after"), "20");
}

#[rstest]
#[tokio::test]
async fn whom_letters_went_to_is_forgotten_with_the_window_unless_they_refused(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let server = MailServer::start();
    let app = sending_through(&server, engine).await;
    named(&app, "silent@home.example").await;
    let silent = server.letters()[0].token();
    named(&app, "refusing@home.example").await;
    let refusing = server.letters()[1].token();
    assert_eq!(answer(&app, &refusing, "refuse").await.status, 204);
    later(&app, TimeDelta::days(30));
    erasure::tidy(&app.store, app.clock.now()).unwrap();
    assert_eq!(answer(&app, &silent, "confirm").await.status, 204, "not a moment too early");
    assert_eq!(answer(&app, &silent, "refuse").await.status, 204);
    assert_eq!(answer(&app, &silent, "confirm").await.status, 204);
    later(&app, TimeDelta::days(365) + TimeDelta::seconds(1));
    erasure::tidy(&app.store, app.clock.now()).unwrap();
    answer(&app, &silent, "confirm").await.problem(410, "gone");
    assert_eq!(answer(&app, &refusing, "refuse").await.status, 204);
}

#[tokio::test]
async fn of_several_nodes_that_are_told_of_one_address_at_once_one_writes_to_it() {
    let server = MailServer::start();
    let one = sending_through(&server, Postgres).await;
    let two = TestApp::by_hand_beside(&one, &through(&server.variables(), &[])).await;
    for round in 1..=5 {
        let mut body = with_contact();
        body["contact"]["email"] = json!(format!("stranger.{round}@home.example"));
        tokio::join!(sent(&one, body.clone()), sent(&two, body));
        deliver(&one);
        assert_eq!(server.letters().len(), round);
    }
}

#[rstest]
#[tokio::test]
async fn what_was_refused_has_not_used_up_the_letter_of_the_day(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let server = MailServer::start();
    let app = sending_through(&server, engine).await;
    let mut body = with_contact();
    body["contact"]["email"] = json!(CITIZEN);
    body["consents"]["notice_version"] = json!(77);
    crate::submissions::send(&app, body).await.problem(422, "validation");
    named(&app, CITIZEN).await;
    assert_eq!(server.letters().len(), 1, "of the one that was taken in");
}
