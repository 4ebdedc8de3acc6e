//! Refresh tokens and sessions: what keeps somebody signed in, and what ends it.

use chrono::TimeDelta;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::staff::{PASSWORD, Tokens, tokens};

const EMAIL: &str = "td@city.example";

async fn refreshed(app: &TestApp, token: &str) -> Tokens {
    let answer = app.try_refresh(token).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.must("cache-control"), "no-store");
    tokens(&answer.json())
}

async fn send(app: &TestApp, method: Method, path: &str, token: &str, body: Option<Value>) -> u16 {
    let mut call = app.client.call(method, path).bearer(token);
    if let Some(body) = body {
        call = call.json(&body);
    }
    call.send().await.status
}

#[rstest]
#[tokio::test]
async fn each_refresh_token_brings_its_successor(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let mut held = app.signed_in(EMAIL, &[]).await;
    for _ in 0..3 {
        app.clock.advance(TimeDelta::minutes(11));
        app.me(&held.access).await.problem(401, "invalid-token");
        let next = refreshed(&app, &held.refresh).await;
        assert_ne!(next.refresh, held.refresh);
        assert_eq!(app.me(&next.access).await.status, 200);
        held = next;
    }
}

#[rstest]
#[tokio::test]
async fn twenty_refreshes_at_once_all_succeed_with_one_successor(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let held = app.signed_in(EMAIL, &[]).await;
    let all = futures_util::future::join_all((0..20).map(|_| refreshed(&app, &held.refresh))).await;
    let successor = &all[0].refresh;
    assert!(all.iter().all(|tokens| tokens.refresh == *successor));
    assert_eq!(app.me(&all[19].access).await.status, 200);
    refreshed(&app, successor).await;
}

#[rstest]
#[tokio::test]
async fn a_spent_token_that_comes_back_after_the_grace_ends_the_session(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let first = app.signed_in(EMAIL, &[]).await;
    let second = refreshed(&app, &first.refresh).await;
    app.clock.advance(TimeDelta::seconds(10));
    assert_eq!(refreshed(&app, &first.refresh).await.refresh, second.refresh, "within the grace");
    app.clock.advance(TimeDelta::microseconds(1));
    app.try_refresh(&first.refresh).await.problem(401, "invalid-token");
    app.try_refresh(&second.refresh).await.problem(401, "invalid-token");
    app.me(&second.access).await.problem(401, "invalid-token");
    let entry = &app.audit()[0];
    assert_eq!((entry.action.as_str(), entry.outcome.as_str()), ("session.token_reused", "failed"));
    app.login(EMAIL).await;
}

#[rstest]
#[tokio::test]
async fn only_the_immediate_parent_may_come_again(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let first = app.signed_in(EMAIL, &[]).await;
    let second = refreshed(&app, &first.refresh).await;
    let third = refreshed(&app, &second.refresh).await;
    assert_eq!(refreshed(&app, &second.refresh).await.refresh, third.refresh);
    app.try_refresh(&first.refresh).await.problem(401, "invalid-token");
    app.try_refresh(&third.refresh).await.problem(401, "invalid-token");
}

#[rstest]
#[tokio::test]
async fn what_a_spent_token_brought_is_not_kept_for_longer_than_the_grace(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    use smartcity::app::housekeeping::forget_successors;
    use smartcity::clock::Clock;
    let app = TestApp::start(engine).await;
    let first = app.signed_in(EMAIL, &[]).await;
    let second = refreshed(&app, &first.refresh).await;
    let grace = app.clock.now() + TimeDelta::seconds(10);
    assert_eq!(forget_successors(&app.store, grace).unwrap(), 0, "within the grace");
    assert_eq!(refreshed(&app, &first.refresh).await.refresh, second.refresh);
    let later = grace + TimeDelta::microseconds(1);
    assert_eq!(forget_successors(&app.store, later).unwrap(), 1);
    assert_eq!(forget_successors(&app.store, later).unwrap(), 0);
    // The server does so by itself.
    let third = refreshed(&app, &second.refresh).await;
    app.clock.advance(TimeDelta::seconds(11));
    app.turn("successors");
    assert_eq!(kept(&app), 0, "it is forgotten");
    refreshed(&app, &third.refresh).await;
}

/// How many successors are kept for their parents.
fn kept(app: &TestApp) -> i64 {
    use diesel::sql_types::BigInt;
    use diesel::{QueryableByName, RunQueryDsl};
    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    let sql = "SELECT count(*) AS number FROM refresh_tokens WHERE sealed_successor IS NOT NULL";
    let url = app.database.url.parse().unwrap();
    let mut connection = smartcity::store::migrate::open(&url).unwrap();
    let row: Number = diesel::sql_query(sql).get_result(&mut connection).unwrap();
    row.number
}

#[rstest]
#[tokio::test]
async fn the_list_of_sessions_is_a_list_like_others_of_those_that_can_still_be_renewed(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.signed_in(EMAIL, &[]).await;
    app.clock.advance(TimeDelta::hours(12) - TimeDelta::seconds(1));
    let current = app.login(EMAIL).await;
    let list = async || {
        let call = app.client.call(Method::GET, "/api/v1/auth/sessions").bearer(&current.access);
        call.send().await.json()
    };
    let both = list().await;
    assert_eq!(both["data"].as_array().unwrap().len(), 2);
    assert_eq!(both["page"], json!({ "limit": 100, "next_cursor": null, "has_more": false }));
    assert_eq!(both["meta"], json!({}));
    app.clock.advance(TimeDelta::seconds(1));
    let one = list().await;
    assert_eq!(one["data"].as_array().unwrap().len(), 1, "nobody renewed the other in time");
    assert_eq!(one["data"][0]["current"], true);
}

#[rstest]
#[tokio::test]
async fn a_session_ends_when_nobody_renews_it_and_after_a_week_in_any_case(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let idle = app.signed_in(EMAIL, &[]).await;
    app.clock.advance(TimeDelta::hours(12));
    app.try_refresh(&idle.refresh).await.problem(401, "invalid-token");
    let mut held = app.login(EMAIL).await;
    for _ in 0..15 {
        app.clock.advance(TimeDelta::hours(11));
        held = refreshed(&app, &held.refresh).await;
    }
    app.clock.advance(TimeDelta::hours(3));
    app.try_refresh(&held.refresh).await.problem(401, "invalid-token");
}

#[rstest]
#[tokio::test]
async fn what_is_no_refresh_token_is_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let held = app.signed_in(EMAIL, &[]).await;
    let unknown = format!("scr_{}", "A".repeat(43));
    for token in [&held.access[..90], &unknown, &held.refresh[1..], "x"] {
        app.try_refresh(token).await.problem(401, "invalid-token");
    }
    app.me(&held.refresh).await.problem(401, "invalid-token");
    assert_eq!(app.audit().iter().filter(|entry| entry.outcome == "failed").count(), 0);
}

#[rstest]
#[tokio::test]
async fn signing_out_ends_this_session_and_signing_out_everywhere_ends_all(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (one, two, three) =
        (app.signed_in(EMAIL, &[]).await, app.login(EMAIL).await, app.login(EMAIL).await);
    let other = app.signed_in("other@city.example", &[]).await;
    assert_eq!(send(&app, Method::POST, "/api/v1/auth/logout", &one.access, None).await, 204);
    app.me(&one.access).await.problem(401, "invalid-token");
    app.try_refresh(&one.refresh).await.problem(401, "invalid-token");
    assert_eq!(app.me(&two.access).await.status, 200);
    assert_eq!(send(&app, Method::DELETE, "/api/v1/auth/sessions", &two.access, None).await, 204);
    for gone in [&two, &three] {
        app.me(&gone.access).await.problem(401, "invalid-token");
        app.try_refresh(&gone.refresh).await.problem(401, "invalid-token");
    }
    assert_eq!(app.me(&other.access).await.status, 200, "others stay");
}

#[rstest]
#[tokio::test]
async fn nobody_ends_a_session_of_somebody_else(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let one = app.signed_in(EMAIL, &[]).await;
    let other = app.signed_in("other@city.example", &["administrator"]).await;
    let list = app.client.call(Method::GET, "/api/v1/auth/sessions").bearer(&one.access);
    let list = list.send().await.json();
    let id = list["data"][0]["id"].as_str().unwrap();
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
    assert_eq!(list["data"][0]["current"], true);
    let path = format!("/api/v1/auth/sessions/{id}");
    assert_eq!(send(&app, Method::DELETE, &path, &other.access, None).await, 404);
    assert_eq!(send(&app, Method::DELETE, &path, &one.access, None).await, 204);
    assert_eq!(send(&app, Method::DELETE, &path, &one.access, None).await, 401);
    assert_eq!(
        send(&app, Method::DELETE, "/api/v1/auth/sessions/x", &other.access, None).await,
        400
    );
}

#[rstest]
#[tokio::test]
async fn a_changed_password_ends_every_other_session_and_makes_older_tokens_stale(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (own, other) = (app.signed_in(EMAIL, &[]).await, app.login(EMAIL).await);
    let path = "/api/v1/auth/password";
    let change = async |current: &str, new: &str| {
        let body = json!({ "current_password": current, "new_password": new });
        app.client.call(Method::POST, path).bearer(&own.access).json(&body).send().await
    };
    let wrong = change("wrong", "orbit lantern plum").await.faults(422, "validation");
    assert_eq!(wrong, [("/current_password".to_owned(), "wrong_password".to_owned())]);
    for (new, code) in [
        ("short", "too_short"),
        ("password1234", "weak_password"),
        ("td@city.example", "weak_password"),
        (&"long ".repeat(30), "too_long"),
    ] {
        let faults = change(PASSWORD, new).await.faults(422, "validation");
        assert_eq!(faults, [("/new_password".to_owned(), code.to_owned())], "{new}");
    }
    assert_eq!(app.me(&other.access).await.status, 200, "nothing has changed so far");
    assert_eq!(change(PASSWORD, "orbit lantern plum").await.status, 204);
    app.me(&other.access).await.problem(401, "invalid-token");
    app.try_refresh(&other.refresh).await.problem(401, "invalid-token");
    let stale = app.me(&own.access).await;
    stale.problem(401, "token-stale");
    assert_eq!(stale.must("www-authenticate"), "Bearer error=\"invalid_token\"");
    let renewed = refreshed(&app, &own.refresh).await;
    assert_eq!(app.me(&renewed.access).await.status, 200);
    app.try_login(EMAIL, PASSWORD).await.problem(401, "invalid-credentials");
    assert_eq!(app.try_login(EMAIL, "orbit lantern plum").await.status, 200);
}
