//! How accounts are addressed: what is refused, and who keeps what is refused now.

use diesel::connection::SimpleConnection;
use rstest::rstest;
use serde_json::json;
use smartcity::store::migrate;

use crate::accounts::{Admin, USERS};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;

#[rstest]
#[tokio::test]
async fn addresses_that_cannot_be_written_to_and_names_that_are_not_seen_are_refused(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let admin = Admin::of(&app).await;
    let user = |email: &str, name: &str| json!({ "email": email, "name": name, "memberships": [] });
    for email in [".a@b.hk", "a..b@b.hk", "a@[192.0.2.1]", "a@localhost", "a@b", "é@b.hk"] {
        let faults = admin.post(USERS, user(email, "A")).await.faults(422, "validation");
        assert_eq!(faults, [("/email".to_owned(), "invalid_email".to_owned())], "{email}");
    }
    let made = admin.made("a@td.internal", json!([])).await;
    assert_eq!(made["email"], "a@td.internal", "an installation may have domains of its own");
    let made = admin.made("a@bücher.example", json!([])).await;
    assert_eq!(made["email"], "a@xn--bcher-kva.example");
    for (name, code) in [
        ("\u{200B}\u{3164}\u{2800}", "empty"),
        ("\u{301}\u{FE0F}\u{E0061}", "empty"),
        ("A\u{2028}B", "invalid_text"),
        ("A\u{2029}B", "invalid_text"),
        ("A\u{85}B", "invalid_text"),
        ("A\u{B}B", "invalid_text"),
    ] {
        let expected = [("/name".to_owned(), code.to_owned())];
        let answer = admin.post(USERS, user("b@b.hk", name)).await;
        assert_eq!(answer.faults(422, "validation"), expected, "{name:?}");
        let machine = json!({ "name": name });
        let answer = admin.post("/api/v1/service-accounts", machine).await;
        assert_eq!(answer.faults(422, "validation"), expected, "{name:?}");
    }
    let machine = json!({ "name": "Feed", "description": "\u{2060}\u{FFA0}" });
    let answer = admin.post("/api/v1/service-accounts", machine).await;
    let expected = [("/description".to_owned(), "empty".to_owned())];
    assert_eq!(answer.faults(422, "validation"), expected);
}

#[rstest]
#[tokio::test]
async fn whoever_has_an_address_that_is_refused_now_goes_on_working(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let admin = Admin::of(&app).await;
    let members: Vec<_> = (0..4).map(|n| app.member(&format!("u{n}@city.example"), &[])).collect();
    let mut connection = migrate::open(&app.database.url.parse().unwrap()).unwrap();
    let kept = ["a..b@example.org", "ops@localhost", "ops@[192.0.2.1]", "ops@bücher.example"];
    for (user, email) in members.iter().zip(kept) {
        let set = format!("email = '{email}', email_key = '{email}', name = 'A\u{2028}B'");
        let update = format!("UPDATE users SET {set} WHERE id = '{}'", user.id);
        connection.batch_execute(&update).unwrap();
    }
    for (user, email) in members.iter().zip(kept) {
        app.login(email).await;
        let path = format!("{USERS}/{}", user.id);
        let seen = admin.get(&path).await;
        assert_eq!((seen.status, &seen.json()["email"]), (200, &json!(email)));
        let patched = admin.patch(&path, &seen.tag(), json!({ "name": "Ops" })).await;
        assert_eq!((patched.status, &patched.json()["email"]), (200, &json!(email)));
    }
    app.login("OPS@XN--BCHER-KVA.example").await;
    let again = json!({ "email": "ops@BÜCHER.example", "name": "A", "memberships": [] });
    admin.post(USERS, again).await.problem(409, "conflict");
}
