//! How much one address may send, and that a challenge counts once wherever it is sent.

use rstest::rstest;
use serde_json::json;

use super::{app, body, follow, fresh_key, send_under, sent, solved};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;

const LIMIT: [(&str, &str); 1] = [("SMARTCITY_LIMITS_SUBMISSIONS_PER_MINUTE", "3")];

/// Challenges that are quickly solved.
const QUICK: (&str, &str) = ("SMARTCITY_CHALLENGE_DIFFICULTY", "50");

#[rstest]
#[tokio::test]
async fn all_nodes_count_together_and_tell_when_to_come_back(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::configured(engine, &LIMIT).await;
    let other = TestApp::beside(&app, &LIMIT).await;
    let mut wrong = body();
    wrong["text"] = json!("short");
    for (node, left) in [(&app, 2), (&other, 1), (&app, 0)] {
        let answer = send_under(node, &fresh_key(), &wrong).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
        assert_eq!(answer.must("ratelimit"), format!("\"submissions\";r={left}"));
        assert_eq!(answer.must("ratelimit-policy"), "\"submissions\";q=3;w=60");
    }
    for node in [&app, &other] {
        let answer = send_under(node, &fresh_key(), &wrong).await;
        answer.problem(429, "rate-limited");
        assert_eq!(answer.must("retry-after"), "20");
    }
    app.set_clock("2026-11-24T04:00:20Z");
    assert_eq!(send_under(&app, &fresh_key(), &wrong).await.status, 422);
}

#[rstest]
#[tokio::test]
async fn what_is_added_to_a_submission_counts_as_well(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::configured(engine, &[LIMIT[0], QUICK]).await;
    let own = sent(&app, body()).await;
    let add = async || {
        let message = json!({ "text": "At night above all." });
        follow(&app, &own, Some(("messages", Some(message)))).await
    };
    for left in [1, 0] {
        let answer = add().await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.must("ratelimit"), format!("\"submissions\";r={left}"));
    }
    let refused = add().await;
    refused.problem(429, "rate-limited");
    assert_eq!(refused.must("retry-after"), "20");
    let seen = follow(&app, &own, None).await;
    assert_eq!(seen.status, 200, "reading it is not held up");
    assert_eq!(seen.json()["messages"].as_array().unwrap().len(), 2);
    app.set_clock("2026-11-24T04:00:20Z");
    assert_eq!(add().await.status, 200);
}

#[rstest]
#[tokio::test]
async fn challenges_that_were_stored_up_serve_no_more_when_more_work_is_due(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = app(engine).await;
    let stored = solved(&app).await;
    app.set_clock("2026-11-24T04:05:00Z");
    let fresh = solved(&app).await;
    for _ in 0..60 {
        sent(&app, body()).await;
    }
    let send = async |challenge: &str| {
        let mut body = body();
        body["challenge"] = json!(challenge);
        send_under(&app, &fresh_key(), &body).await
    };
    app.set_clock("2026-11-24T04:05:59Z");
    let too_easy = [("/challenge".to_owned(), "challenge_too_easy".to_owned())];
    assert_eq!(send(&stored).await.faults(422, "validation"), too_easy);
    assert_eq!(send(&fresh).await.status, 201, "whoever just got it could not know");
    let due = app.client.json("/api/v1/submissions/challenge").await;
    assert_eq!(due["maxnumber"], 100);
    assert_eq!(send(&super::solution(&due)).await.status, 201);
    // When few send something again, what is left of the stock serves.
    app.set_clock("2026-11-24T04:08:00Z");
    assert_eq!(send(&stored).await.status, 201);
}

#[tokio::test]
async fn a_challenge_that_is_sent_to_two_nodes_at_once_is_spent_once() {
    let one = app(Postgres).await;
    let two = TestApp::beside(&one, &[QUICK]).await;
    for _ in 0..8 {
        let mut body = body();
        body["challenge"] = json!(solved(&one).await);
        let (here, there) = (fresh_key(), fresh_key());
        let (first, second) =
            tokio::join!(send_under(&one, &here, &body), send_under(&two, &there, &body));
        let (taken, refused) = if first.status == 201 { (first, second) } else { (second, first) };
        assert_eq!(taken.status, 201, "{}", taken.text());
        let fault = ("/challenge".to_owned(), "challenge_spent".to_owned());
        assert_eq!(refused.faults(422, "validation"), [fault]);
    }
    let received = one.audit().into_iter().filter(|entry| entry.action == "submission.received");
    assert_eq!(received.count(), 8);
}
