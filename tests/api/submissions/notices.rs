//! The privacy notice in force is told and asked for as one: what is refused for another notice is refused for the one that
//! everybody is shown at that moment.

use rstest::rstest;
use serde_json::{Value, json};

use super::{app, body, send};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::{TestApp, catalogue};

const CURRENT: &str = "/api/v1/notices/current";

/// The file with one more notice.
fn with_notice(version: i32, effective_on: &str) -> Value {
    let mut file = catalogue::citizens_file();
    let text = json!({ "en": format!("Notice number {version}.") });
    let notice = json!({ "version": version, "text": text, "effective_on": effective_on });
    file["citizens"]["notices"].as_array_mut().unwrap().push(notice);
    file
}

async fn current(app: &TestApp) -> Value {
    app.client.json(CURRENT).await["version"].clone()
}

#[rstest]
#[tokio::test]
async fn a_notice_that_is_in_force_is_announced_as_it_is_loaded(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = app(engine).await;
    assert_eq!(current(&app).await, 1);
    let head = app.client.head().await;
    app.load_citizens_inside(&with_notice(2, "2026-11-24"));
    assert_eq!(current(&app).await, 2);
    let told = app.client.data(&format!("/api/v1/changes?cursor={head}")).await;
    assert_eq!(told.len(), 1);
    assert_eq!(
        (&told[0]["type"], &told[0]["key"], &told[0]["url"]),
        (&json!("notice"), &json!("2"), &json!("/api/v1/notices/2"))
    );
    let refused = send(&app, body()).await;
    let place = ("/consents/notice_version".to_owned(), "unknown_value".to_owned());
    assert_eq!(refused.faults(422, "validation"), [place]);
    let mut body = body();
    body["consents"]["notice_version"] = json!(2);
    assert_eq!(send(&app, body).await.status, 201);
}

#[rstest]
#[tokio::test]
async fn a_notice_of_another_day_is_announced_at_its_midnight_and_asked_for_from_then_on(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = app(engine).await;
    app.load_citizens_inside(&with_notice(2, "2026-11-25"));
    app.set_clock("2026-11-24T15:59:59.999999Z");
    assert_eq!(current(&app).await, 1);
    assert_eq!(send(&app, body()).await.status, 201);
    app.set_clock("2026-11-24T16:00:00Z");
    assert_eq!(current(&app).await, 2);
    assert_eq!(send(&app, body()).await.status, 422);
}

#[rstest]
#[tokio::test]
async fn whoever_is_refused_for_the_old_notice_is_shown_the_new_one_on_every_node(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let one = app(engine).await;
    for round in 2..6 {
        assert_eq!(current(&one).await, round - 1);
        // Another process loads it; nobody has told this one yet.
        one.load_citizens(&with_notice(round, &format!("2026-11-{}", 15 + round)));
        let mut old = body();
        old["consents"]["notice_version"] = json!(round - 1);
        assert_eq!(send(&one, old).await.status, 422);
        assert_eq!(current(&one).await, round);
    }
}

#[rstest]
#[tokio::test]
async fn a_notice_that_another_process_loads_is_announced_once_the_server_has_looked(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = app(engine).await;
    assert_eq!(current(&app).await, 1);
    app.load_citizens(&with_notice(2, "2026-11-24"));
    app.look();
    assert_eq!(current(&app).await, 2);
}
