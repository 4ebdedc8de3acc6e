//! Accounts of staff and machines: making, changing and inviting, over HTTP.

use chrono::TimeDelta;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::answer::Answer;
use crate::support::staff::PASSWORD;

pub(crate) const USERS: &str = "/api/v1/users";

/// An administrator at work.
pub(crate) struct Admin<'a> {
    app: &'a TestApp,
    token: String,
}

impl<'a> Admin<'a> {
    pub(crate) async fn of(app: &'a TestApp) -> Self {
        let token = app.signed_in("admin@city.example", &["administrator"]).await.access;
        Self { app, token }
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        let call = self.app.client.call(Method::POST, path);
        call.bearer(&self.token).json(&body).send().await
    }

    pub(crate) async fn patch(&self, path: &str, tag: &str, body: Value) -> Answer {
        let call = self.app.client.call(Method::PATCH, path).header("if-match", tag);
        call.bearer(&self.token).json(&body).send().await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.app.client.call(Method::GET, path).bearer(&self.token).send().await
    }

    pub(crate) async fn made(&self, email: &str, memberships: Value) -> Value {
        let body = json!({ "email": email, "name": "Somebody", "memberships": memberships });
        let answer = self.post(USERS, body).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let user = answer.json();
        let path = format!("{USERS}/{}", user["id"].as_str().unwrap());
        assert_eq!(answer.must("location"), path);
        assert_eq!(answer.must("cache-control"), "no-store", "it has a secret in it");
        assert!(answer.header("etag").is_none());
        user
    }
}

fn path(user: &Value) -> String {
    format!("{USERS}/{}", user["id"].as_str().unwrap())
}

#[rstest]
#[tokio::test]
async fn every_faulty_member_is_told_at_once_and_nothing_is_made(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let admin = Admin::of(&app).await;
    let entries = app.audit().len();
    let body = json!({
        "email": "nobody", "name": "a\u{202e}b", "disabled": true, "nmae": "x",
        "memberships": [
            { "role": "publisher", "department_code": "TD" },
            { "role": "publisher", "department_code": null },
            { "role": "auditor", "department_code": "TD" },
            { "role": "king" },
            7,
            { "role": "contributor", "department_code": "T D", "since": 1 },
        ],
    });
    let faults = admin.post(USERS, body).await.faults(422, "validation");
    let wanted = [
        ("/disabled", "unknown_member"),
        ("/nmae", "unknown_member"),
        ("/email", "invalid_email"),
        ("/name", "invalid_text"),
        ("/memberships/3/role", "unknown_value"),
        ("/memberships/4", "not_an_object"),
        ("/memberships/5/since", "unknown_member"),
        ("/memberships/5/department_code", "invalid_code"),
    ];
    assert_eq!(faults, wanted.map(|(place, code)| (place.to_owned(), code.to_owned())));
    let body = json!({
        "email": "a@b.hk", "name": "A",
        "memberships": [
            { "role": "publisher", "department_code": "TD" },
            { "role": "publisher" },
            { "role": "auditor", "department_code": "TD" },
            { "role": "publisher" },
        ],
    });
    let faults = admin.post(USERS, body).await.faults(422, "validation");
    let wanted = [
        ("/memberships/0", "overlapping"),
        ("/memberships/2/department_code", "conflicting"),
        ("/memberships/3", "duplicate"),
    ];
    assert_eq!(faults, wanted.map(|(place, code)| (place.to_owned(), code.to_owned())));
    let unknown = json!([{ "role": "publisher", "department_code": "NONE" }]);
    let body = json!({ "email": "a@b.hk", "name": "A", "memberships": unknown });
    let faults = admin.post(USERS, body).await.faults(422, "validation");
    assert_eq!(
        faults,
        [("/memberships/0/department_code".to_owned(), "unknown_reference".to_owned())]
    );
    assert_eq!(app.audit().len(), entries);
    let list = admin.get(USERS).await.json();
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused_by_what_is_wrong_with_it(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let admin = Admin::of(&app).await;
    let send = async |content_type: &str, body: &str| {
        let call = app.client.call(Method::POST, USERS).bearer(&admin.token);
        call.header("content-type", content_type).body(body).send().await
    };
    send("text/plain", "{}").await.problem(415, "unsupported-media-type");
    send("application/merge-patch+json", "{}").await.problem(415, "unsupported-media-type");
    send("application/json", "{\"a\":").await.problem(400, "malformed-request");
    send("application/json", "").await.problem(400, "malformed-request");
    let faults = send("application/json; charset=utf-8", "[]").await.faults(422, "validation");
    assert_eq!(faults, [(String::new(), "not_an_object".to_owned())]);
    let large = format!("{{\"name\":\"{}\"}}", "a".repeat(1_100_000));
    send("application/json", &large).await.problem(413, "body-too-large");
    let call = app.client.call(Method::POST, USERS).bearer(&admin.token).body("{}");
    call.send().await.problem(415, "unsupported-media-type");
}

#[rstest]
#[tokio::test]
async fn an_invitation_is_good_once_and_for_three_days(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let admin = Admin::of(&app).await;
    let user = admin.made("new@city.example", json!([])).await;
    let first = user["invitation"]["token"].as_str().unwrap();
    assert_eq!(user["invitation"]["path"], format!("/account#invitation={first}"));
    let accept = async |token: &str, password: &str| {
        let body = json!({ "token": token, "password": password });
        let call = app.client.call(Method::POST, "/api/v1/auth/invitations/accept");
        call.json(&body).send().await
    };
    app.try_login("new@city.example", PASSWORD).await.problem(401, "invalid-credentials");
    let links = format!("{}/invitations", path(&user));
    let again = admin.post(&links, json!({})).await.json();
    let second = again["invitation"]["token"].as_str().unwrap();
    accept(first, PASSWORD).await.problem(410, "gone");
    let weak = accept(second, "password1234").await.faults(422, "validation");
    assert_eq!(weak, [("/password".to_owned(), "weak_password".to_owned())]);
    assert_eq!(accept(second, PASSWORD).await.status, 204);
    accept(second, PASSWORD).await.problem(410, "gone");
    app.login("new@city.example").await;
    let reset = admin.post(&links, json!({})).await.json();
    app.login("new@city.example").await;
    app.clock.advance(TimeDelta::hours(72));
    let token = reset["invitation"]["token"].as_str().unwrap();
    accept(token, "orbit lantern plum").await.problem(410, "gone");
    accept("sci_x", PASSWORD).await.problem(410, "gone");
}

#[rstest]
#[tokio::test]
async fn two_who_come_at_once_with_one_link_do_not_both_succeed(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let admin = Admin::of(&app).await;
    let user = admin.made("new@city.example", json!([])).await;
    let body = json!({ "token": user["invitation"]["token"], "password": PASSWORD });
    let accept = || {
        let call = app.client.call(Method::POST, "/api/v1/auth/invitations/accept");
        call.json(&body).send()
    };
    let answers = futures_util::future::join_all((0..6).map(|_| accept())).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 410, 410, 410, 410, 410]);
}

#[rstest]
#[tokio::test]
async fn the_last_administrator_stays(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let admin = Admin::of(&app).await;
    let own = admin.get(USERS).await.json()["data"][0].clone();
    let tag = admin.get(&path(&own)).await.tag();
    for body in [json!({ "disabled": true }), json!({ "memberships": [] })] {
        let refused = admin.patch(&path(&own), &tag, body).await.problem(409, "conflict");
        assert!(refused["detail"].as_str().unwrap().contains("Nobody would be left"));
    }
    let everywhere = json!([{ "role": "administrator", "department_code": null }]);
    let other = admin.made("second@city.example", everywhere).await;
    assert_eq!(admin.patch(&path(&own), &tag, json!({ "memberships": [] })).await.status, 200);
    let tag = format!("\"{}\"", other["version"]);
    let refused = admin.patch(&path(&other), &tag, json!({ "disabled": true })).await;
    refused.problem(403, "forbidden");
}

#[rstest]
#[tokio::test]
async fn two_administrators_cannot_take_each_others_role_away_at_once(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let one = app.signed_in("one@city.example", &["administrator"]).await.access;
    let two = app.signed_in("two@city.example", &["administrator"]).await.access;
    let list = app.client.call(Method::GET, USERS).bearer(&one).send().await.json();
    let take = |token: &str, index: usize| {
        let call = app.client.call(Method::PATCH, &path(&list["data"][index])).bearer(token);
        call.header("if-match", "\"1\"").json(&json!({ "memberships": [] })).send()
    };
    let (first, second) = tokio::join!(take(&one, 1), take(&two, 0));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    // Whoever comes second is no administrator any more, or would leave none.
    assert!(statuses == [200, 403] || statuses == [200, 409], "{statuses:?}");
}

#[rstest]
#[tokio::test]
async fn an_address_names_one_account_whatever_the_case_of_its_letters(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let admin = Admin::of(&app).await;
    let user = admin.made("Someone@City.example", json!([])).await;
    let body = json!({ "email": "someone@city.EXAMPLE", "name": "Other" });
    admin.post(USERS, body).await.problem(409, "conflict");
    let other = admin.made("other@city.example", json!([])).await;
    let taken = json!({ "email": "SOMEONE@city.example" });
    admin.patch(&path(&other), "\"1\"", taken.clone()).await.problem(409, "conflict");
    let own = admin.patch(&path(&user), "\"1\"", taken).await;
    assert_eq!((own.status, &own.json()["email"]), (200, &json!("SOMEONE@city.example")));
}

#[rstest]
#[tokio::test]
async fn a_dry_run_answers_as_the_real_call_and_changes_nothing(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let admin = Admin::of(&app).await;
    let entries = app.audit().len();
    let body = json!({ "email": "a@b.hk", "name": "A" });
    let call = app.client.call(Method::POST, "/api/v1/users?dry_run=true").bearer(&admin.token);
    let call = call.header("idempotency-key", "0123456789abcdef0");
    let tried = call.json(&body).send().await;
    assert_eq!((tried.status, tried.header("location")), (201, None));
    assert!(tried.header("etag").is_none());
    assert_eq!(admin.get(USERS).await.json()["data"].as_array().unwrap().len(), 1);
    assert_eq!(app.audit().len(), entries);
    let call = app.client.call(Method::POST, USERS).bearer(&admin.token);
    let made = call.header("idempotency-key", "0123456789abcdef0").json(&body).send().await;
    assert_eq!((made.status, made.header("idempotency-replayed")), (201, None));
    let conflict = app.client.call(Method::POST, "/api/v1/users?dry_run=true");
    conflict.bearer(&admin.token).json(&body).send().await.problem(409, "conflict");
    let elsewhere = app.client.call(Method::POST, "/api/v1/service-accounts?dry_run=true");
    let elsewhere = elsewhere.bearer(&admin.token).json(&json!({ "name": "A" })).send().await;
    elsewhere.problem(400, "unknown-parameter");
}

#[rstest]
#[tokio::test]
async fn the_same_request_under_the_same_key_is_done_once(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let admin = Admin::of(&app).await;
    let send = |key: &str, body: Value| {
        let call = app.client.call(Method::POST, USERS).bearer(&admin.token);
        call.header("idempotency-key", key).json(&body).send()
    };
    let body = || json!({ "email": "a@b.hk", "name": "A" });
    let first = send("\"0123456789abcdef0\"", body()).await;
    let again = send("0123456789abcdef0", body()).await;
    assert_eq!((again.status, again.bytes.clone()), (201, first.bytes.clone()), "secret and all");
    assert_eq!(again.must("idempotency-replayed"), "true");
    assert_eq!(again.must("location"), first.must("location"));
    assert_eq!((first.header("etag"), again.header("etag")), (None, None));
    let other = json!({ "email": "b@b.hk", "name": "A" });
    send("0123456789abcdef0", other.clone()).await.problem(422, "idempotency-key-reused");
    let refused = send("0123456789abcdef1", body()).await;
    refused.problem(409, "conflict");
    let free = send("0123456789abcdef1", other).await;
    assert_eq!(free.status, 201, "what was refused is not kept");
    for key in ["short", "a key with blanks in it", &"k".repeat(256)] {
        send(key, body()).await.problem(400, "invalid-parameter");
    }
    let second = app.signed_in("second@city.example", &["administrator"]).await.access;
    let call = app.client.call(Method::POST, USERS).bearer(&second);
    let mine = call.header("idempotency-key", "0123456789abcdef0").json(&body()).send().await;
    mine.problem(409, "conflict");
    app.clock.advance(TimeDelta::hours(24));
    let admin = app.login("admin@city.example").await.access;
    let call = app.client.call(Method::POST, USERS).bearer(&admin);
    let forgotten = call.header("idempotency-key", "0123456789abcdef0").json(&body()).send().await;
    forgotten.problem(409, "conflict");
}

#[rstest]
#[tokio::test]
async fn of_the_same_requests_at_once_one_is_done_and_the_others_wait_for_its_answer(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::configured(engine, &[("SMARTCITY_WORKERS", "2")]).await;
    let admin = Admin::of(&app).await;
    let body = json!({ "email": "a@b.hk", "name": "A" });
    let send = || {
        let call = app.client.call(Method::POST, USERS).bearer(&admin.token);
        call.header("idempotency-key", "0123456789abcdef0").json(&body).send()
    };
    let answers = futures_util::future::join_all((0..12).map(|_| send())).await;
    let done: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert!(!done.is_empty() && done.iter().all(|answer| answer.bytes == done[0].bytes));
    for waiting in answers.iter().filter(|answer| answer.status != 201) {
        waiting.problem(409, "idempotency-in-flight");
        assert_eq!(waiting.must("retry-after"), "1");
    }
    let made = app.audit().into_iter().filter(|entry| entry.action == "users.create");
    assert_eq!(made.count(), 2, "the administrator and this one");
}

#[rstest]
#[tokio::test]
async fn the_list_of_accounts_is_narrowed_sorted_and_paged(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let admin = Admin::of(&app).await;
    for (email, roles) in [
        ("c@city.example", vec!["publisher:TD"]),
        ("B@city.example", vec!["contributor:TD", "contributor:HyD"]),
        ("d@city.example", vec!["auditor"]),
    ] {
        app.clock.advance(TimeDelta::seconds(1));
        app.member(email, &roles);
    }
    let list = async |query: &str| -> Vec<String> {
        let mut all = Vec::new();
        let mut target = format!("{USERS}?limit=2&{query}");
        loop {
            let page = admin.get(&target).await.json();
            for user in page["data"].as_array().unwrap() {
                all.push(user["email"].as_str().unwrap()[..1].to_owned());
            }
            let Some(cursor) = page["page"]["next_cursor"].as_str() else { return all };
            target = format!("{USERS}?limit=2&{query}&cursor={cursor}");
        }
    };
    assert_eq!(list("").await, ["a", "B", "c", "d"]);
    assert_eq!(list("sort=-email").await, ["d", "c", "B", "a"]);
    assert_eq!(list("sort=-created_at").await, ["d", "B", "c", "a"]);
    assert_eq!(list("department=TD").await, ["B", "c"]);
    assert_eq!(list("role=auditor,publisher").await, ["c", "d"]);
    assert_eq!(list("disabled=true").await, Vec::<String>::new());
    let faults = admin.get("/api/v1/users?role=king&sort=name&disabled=maybe").await;
    assert_eq!(faults.faults(400, "invalid-parameter").len(), 3);
}

#[rstest]
#[tokio::test]
async fn the_first_administrator_is_made_once(#[values(Sqlite, Postgres)] engine: Engine) {
    use secrecy::ExposeSecret;
    use smartcity::app::identity::open_setup;
    use smartcity::clock::Clock;
    let app = TestApp::start(engine).await;
    let link = || open_setup(&app.store, app.clock.now(), &crate::support::app::entropy()).unwrap();
    let (first, second) = (link().unwrap(), link().unwrap());
    let set_up = async |token: &str, email: &str| {
        let body = json!({ "token": token, "email": email, "name": "Admin", "password": PASSWORD });
        app.client.call(Method::POST, "/api/v1/auth/setup").json(&body).send().await
    };
    set_up("scs_x", "admin@city.example").await.problem(410, "gone");
    let made = set_up(first.token.expose_secret(), "admin@city.example").await;
    assert_eq!(made.status, 201);
    assert_eq!(
        made.json()["memberships"],
        json!([{ "role": "administrator", "department_code": null }])
    );
    set_up(second.token.expose_secret(), "evil@city.example").await.problem(410, "gone");
    assert!(link().is_none(), "there is somebody now");
    app.login("admin@city.example").await;
    assert_eq!(app.audit()[1].action, "setup.completed");
}
