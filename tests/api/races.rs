//! Two who make the same at the same time, and rows that somebody has tampered with: one is told that the other was first,
//! and a defect is not told as something that passes.

use std::fs::File;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use smartcity::store::{AnyConnection, migrate};

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::client::Client;
use crate::support::engine::TestDatabase;
use crate::support::program::{Program, serving};
use crate::support::staff::{PASSWORD, tokens};
use crate::support::{Answer, TestApp, eventually};

const AREAS: &str = "/api/v1/smart-areas";

/// A connection beside the server's.
pub(crate) fn beside(database: &TestDatabase) -> AnyConnection {
    migrate::open(&database.url.parse().unwrap()).unwrap()
}

fn run(connection: &mut AnyConnection, sql: &str) {
    connection.batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

async fn post(app: &TestApp, token: &str, target: &str, body: &Value) -> Answer {
    app.client.call(Method::POST, target).bearer(token).json(body).send().await
}

/// Everything that has a code, a name or an address of its own.
fn unique() -> [(&'static str, Value); 5] {
    let initiative = json!({
        "code": "drones", "title": { "en": "Drones" }, "summary": { "en": "They fly." },
        "smart_area_code": "mobility", "lead_department_code": "TD",
    });
    [
        ("/api/v1/initiatives", initiative),
        ("/api/v1/departments", json!({ "code": "SEA", "name": { "en": "Sea" }, "kind": "body" })),
        (AREAS, json!({ "code": "sea", "name": { "en": "Sea" }, "summary": { "en": "Waves." } })),
        ("/api/v1/users", json!({ "email": "td@city.example", "name": "Lee Ka-yan" })),
        ("/api/v1/service-accounts", json!({ "name": "Feed" })),
    ]
}

#[rstest]
#[tokio::test]
async fn of_two_who_make_the_same_at_once_one_makes_it_and_the_other_is_told_so(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let one = TestApp::start(engine).await;
    let two = TestApp::beside(&one, &[]).await;
    let token = one.signed_in("a@city.example", &["administrator", "publisher"]).await.access;
    for (target, body) in unique() {
        let (first, second) =
            tokio::join!(post(&one, &token, target, &body), post(&two, &token, target, &body));
        let (made, refused) = if first.status == 201 { (first, second) } else { (second, first) };
        assert_eq!(made.status, 201, "{target}: {}", made.text());
        refused.problem(409, "conflict");
    }
}

/// How many sessions of the database wait for a lock.
pub(crate) fn waiting(connection: &mut AnyConnection) -> i64 {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    diesel::sql_query(
        "SELECT count(*) AS count FROM pg_stat_activity \
         WHERE datname = current_database() AND wait_event_type = 'Lock'",
    )
    .get_result::<Count>(connection)
    .unwrap()
    .count
}

#[rstest]
#[case::is_kept("COMMIT", 409)]
#[case::is_taken_back("ROLLBACK", 201)]
#[tokio::test]
async fn a_code_that_another_transaction_holds_is_waited_for_until_that(
    #[case] end: &str,
    #[case] status: u16,
) {
    let app = TestApp::start(Postgres).await;
    let token = app.signed_in("a@city.example", &["administrator"]).await.access;
    let (mut other, mut looking) = (beside(&app.database), beside(&app.database));
    run(
        &mut other,
        "BEGIN; INSERT INTO smart_areas (code, version, name, summary, created_at, updated_at) \
         VALUES ('sea', 1, '{\"en\": \"Sea\"}', '{\"en\": \"Waves\"}', '2026-11-24 04:00:00', \
                 '2026-11-24 04:00:00')",
    );
    let body = json!({ "code": "sea", "name": { "en": "Sea" }, "summary": { "en": "Waves." } });
    let end = async {
        let limit = Duration::from_secs(20);
        eventually("the server waits", limit, async || waiting(&mut looking) == 1).await;
        run(&mut other, end);
    };
    let (answer, ()) = tokio::join!(post(&app, &token, AREAS, &body), end);
    assert_eq!(answer.status, status, "{}", answer.text());
    if status == 409 {
        answer.problem(409, "conflict");
    }
}

#[rstest]
#[tokio::test]
async fn a_row_that_must_not_be_there_is_a_defect_that_the_log_names(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.member("a@city.example", &["administrator"]);
    run(
        &mut beside(&app.database),
        "INSERT INTO stored_versions (kind, key, version, at, body, event, origin, changed, ordinal) \
         VALUES ('smart_area', 'mobility', 2, '2026-11-24 04:00:00', '{}', 'edited', 'api', '[]', 0)",
    );
    let log = app.database.folder.path().join("log");
    let mut serve = serving(&app.database, &[]);
    serve.stderr(File::create(&log).unwrap());
    let program = Program::of(&mut serve);
    let client = Client::of(program.address).await;
    let login = json!({ "email": "a@city.example", "password": PASSWORD });
    let login = client.call(Method::POST, "/api/v1/auth/login").json(&login).send().await;
    let token = tokens(&login.json()).access;
    let patch = client.call(Method::PATCH, &format!("{AREAS}/mobility")).bearer(&token);
    let patch = patch.header("if-match", "\"1\"").json(&json!({ "name": { "en": "Moving" } }));
    patch.send().await.problem(500, "internal");
    let said = std::fs::read_to_string(&log).unwrap();
    let told: Vec<&str> = said.lines().filter(|line| line.contains("stored_versions")).collect();
    assert_eq!(told.len(), 1, "{said}");
    assert!(told[0].contains("ERROR") && told[0].contains("invariant"), "{said}");
}

#[tokio::test]
async fn a_write_waits_for_another_process_that_writes() {
    let app = TestApp::by_hand(Sqlite, &[]).await;
    let token = app.signed_in("a@city.example", &["administrator"]).await.access;
    let mut other = beside(&app.database);
    run(&mut other, "BEGIN IMMEDIATE");
    let (_, body) = &unique()[2];
    let end = async {
        let limit = Duration::from_secs(20);
        let busy = "smartcity_pool_busy{pool=\"write\"}";
        eventually("the write is under way", limit, async || app.labelled(busy).await > 0.5).await;
        run(&mut other, "ROLLBACK");
    };
    let (made, ()) = tokio::join!(post(&app, &token, AREAS, body), end);
    assert_eq!(made.status, 201, "{}", made.text());
}

mod long {
    //! A lock that is held for longer than a write waits.

    use super::{AREAS, Sqlite, TestApp, beside, post, run, unique};

    #[tokio::test]
    async fn a_write_that_waits_for_too_long_is_told_to_come_again_and_then_succeeds() {
        let app = TestApp::start(Sqlite).await;
        let token = app.signed_in("a@city.example", &["administrator"]).await.access;
        let mut other = beside(&app.database);
        run(&mut other, "BEGIN IMMEDIATE");
        let (_, body) = &unique()[2];
        let refused = post(&app, &token, AREAS, body).await;
        refused.problem(503, "unavailable");
        assert!(refused.must("retry-after").parse::<u32>().unwrap() > 0);
        run(&mut other, "ROLLBACK");
        assert_eq!(post(&app, &token, AREAS, body).await.status, 201);
    }
}
