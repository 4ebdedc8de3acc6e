//! Passwords and one-time links: what is over when another password is set or an account is disabled, and who has the last
//! word when two things happen at once.

use std::time::Duration;

use reqwest::Method;
use rstest::rstest;
use serde_json::json;
use smartcity::app::operator;
use smartcity::app::user::NewUser;
use smartcity::clock::Clock;
use smartcity::domain::account::{EmailAddress, PersonName};
use smartcity::store::{Fault, Writing, invitation, user};

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::answer::Answer;
use crate::support::staff::PASSWORD;
use crate::support::{TestApp, eventually};

const EMAIL: &str = "td@city.example";

/// What the operator sets.
const RESET: &str = "orbit lantern plum";

/// What the owner changes to.
const CHANGED: &str = "lantern plum orbit";

/// Hashes are dear to this server, so that there is time while it makes one.
const DEAR: [(&str, &str); 1] = [("SMARTCITY_AUTH_PASSWORD_ITERATIONS", "16")];

fn email() -> EmailAddress {
    EmailAddress::parse(EMAIL).unwrap()
}

/// A one-time link for another password, as the operator makes it.
fn link(app: &TestApp) -> String {
    use secrecy::ExposeSecret;
    let invited = operator::invite(&app.installation(), &email()).unwrap();
    invited.token.expose_secret().to_owned()
}

fn reset(app: &TestApp) {
    operator::set_password(&app.installation(), &email(), &RESET.into()).unwrap();
}

fn disable(app: &TestApp, disabled: bool) {
    operator::set_disabled(&app.installation(), &email(), disabled).unwrap();
}

async fn accept(app: &TestApp, token: &str, password: &str) -> Answer {
    let body = json!({ "token": token, "password": password });
    let call = app.client.call(Method::POST, "/api/v1/auth/invitations/accept");
    call.json(&body).send().await
}

async fn change(app: &TestApp, token: &str) -> Answer {
    let body = json!({ "current_password": PASSWORD, "new_password": CHANGED });
    let call = app.client.call(Method::POST, "/api/v1/auth/password").bearer(token);
    call.json(&body).send().await
}

/// How many sessions of the account could be renewed.
fn open_sessions(app: &TestApp) -> usize {
    use smartcity::store::session;
    let now = app.clock.now();
    let open: Result<_, Fault> = app.store.read_blocking(|reading| {
        let known = user::find_by_email(reading.connection, &email())?.unwrap();
        let idle = now - chrono::TimeDelta::hours(12);
        session::list_open(reading.connection, known.id, now, idle, 100)
    });
    open.unwrap().len()
}

/// Sends a request, and does something as soon as it is being worked on: when a password of it is to be hashed.
async fn during<T>(app: &TestApp, request: impl Future<Output = T>, work: impl FnOnce(&TestApp)) {
    let hashed = "smartcity_pool_wait_seconds_count{pool=\"password\"}";
    let before = app.labelled(hashed).await;
    let working = async {
        let limit = Duration::from_secs(20);
        eventually("a password is hashed", limit, async || app.labelled(hashed).await > before)
            .await;
        work(app);
    };
    tokio::join!(request, working);
}

#[rstest]
#[tokio::test]
async fn a_link_is_void_once_another_password_is_set_or_the_account_disabled(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let held = app.signed_in(EMAIL, &[]).await;
    let lost = link(&app);
    assert_eq!(change(&app, &held.access).await.status, 204);
    accept(&app, &lost, PASSWORD).await.problem(410, "gone");
    let lost = link(&app);
    reset(&app);
    accept(&app, &lost, PASSWORD).await.problem(410, "gone");
    let lost = link(&app);
    disable(&app, true);
    accept(&app, &lost, PASSWORD).await.problem(410, "gone");
    disable(&app, false);
    let refused = accept(&app, &lost, PASSWORD).await.problem(410, "gone");
    assert!(refused["detail"].as_str().unwrap().contains("one-time link"), "{refused}");
    assert_eq!(app.try_login(EMAIL, RESET).await.status, 200, "it has been the password since");
    let (older, newer) = (link(&app), link(&app));
    accept(&app, &older, PASSWORD).await.problem(410, "gone");
    assert_eq!(accept(&app, &newer, PASSWORD).await.status, 204);
    app.login(EMAIL).await;
}

#[rstest]
#[tokio::test]
async fn an_account_that_is_made_with_a_password_has_no_link_that_waits(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let made = app.member(EMAIL, &[]);
    let (at, id) = (app.clock.now(), made.id);
    let open = app.store.write_blocking(at, move |writing: &mut Writing<'_>| {
        invitation::void_open(writing.connection, Some(id), at)
    });
    assert_eq!(open.unwrap(), 0);
}

#[rstest]
#[tokio::test]
async fn a_link_is_used_up_once(#[values(Sqlite, Postgres)] engine: Engine) {
    use smartcity::authn::opaque::TokenHash;
    let app = TestApp::start(engine).await;
    app.member(EMAIL, &[]);
    let (at, hash) = (app.clock.now(), TokenHash::of(&link(&app)));
    let use_up = || {
        let hash = hash.clone();
        let used = app.store.write_blocking(at, move |writing: &mut Writing<'_>| {
            invitation::use_up(writing.connection, &hash, at)
        });
        used.unwrap()
    };
    assert_eq!([use_up(), use_up()], [true, false]);
}

#[rstest]
#[tokio::test]
async fn whatever_follows_from_a_password_finds_it_unchanged_or_does_nothing(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.member(EMAIL, &[]);
    let known = || {
        let known: Result<_, Fault> =
            app.store.read_blocking(|reading| user::credentials(reading.connection, &email()));
        known.unwrap().unwrap()
    };
    let before = known();
    reset(&app);
    let (at, id, stale) = (app.clock.now(), before.user_id, before.token_version);
    let tried = |version: i64| {
        let tried = app.store.write_blocking(at, move |writing: &mut Writing<'_>| {
            user::rehash(writing.connection, id, version, "another")?;
            let replaced = user::replace_password(writing.connection, id, version, "another", at)?;
            let signed_in = user::touch_login(writing.connection, id, version, at)?;
            Ok::<_, Fault>((replaced, signed_in))
        });
        tried.unwrap()
    };
    let hash = known().password_hash;
    assert_eq!(tried(stale), (false, false));
    assert_eq!(known().password_hash, hash, "the password that was set since stays");
    assert_eq!(known().token_version, stale + 1);
    disable(&app, true);
    assert_eq!(tried(stale + 1), (false, false), "a disabled account has no use for either");
}

#[rstest]
#[tokio::test]
async fn a_password_that_is_set_while_somebody_signs_in_with_the_old_one_has_the_last_word(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::configured(engine, &DEAR).await;
    app.member(EMAIL, &[]);
    // The stored hash is cheap: the server looks at it, and then makes a dear one of the same password.
    during(&app, app.try_login(EMAIL, PASSWORD), reset).await;
    assert_eq!(open_sessions(&app), 0, "a session of the old password lives on");
    app.try_login(EMAIL, PASSWORD).await.problem(401, "invalid-credentials");
    assert_eq!(app.try_login(EMAIL, RESET).await.status, 200);
}

#[rstest]
#[tokio::test]
async fn an_account_that_is_disabled_while_its_owner_signs_in_has_no_session(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::configured(engine, &DEAR).await;
    app.member(EMAIL, &[]);
    during(&app, app.try_login(EMAIL, PASSWORD), |app| disable(app, true)).await;
    assert_eq!(open_sessions(&app), 0);
    disable(&app, false);
    assert_eq!(app.try_login(EMAIL, PASSWORD).await.status, 200);
}

#[rstest]
#[tokio::test]
async fn a_password_that_is_reset_while_its_owner_changes_it_has_the_last_word(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::configured(engine, &DEAR).await;
    // With a dear hash, so that signing in does not make another one.
    let mut installation = app.installation();
    installation.settings.password_iterations = 16;
    let new = NewUser {
        email: email(),
        name: PersonName::parse("Lee Ka-yan").unwrap(),
        memberships: Vec::new(),
    };
    operator::create_user(&installation, &new, Some(&PASSWORD.into())).unwrap();
    let token = app.login(EMAIL).await.access;
    during(&app, change(&app, &token), reset).await;
    app.try_login(EMAIL, CHANGED).await.problem(401, "invalid-credentials");
    assert_eq!(app.try_login(EMAIL, RESET).await.status, 200);
}
