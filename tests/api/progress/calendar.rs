//! Midnight: those who follow the changes are told, once.

use std::time::Duration;

use rstest::rstest;
use serde_json::json;

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::{TestApp, eventually};

#[rstest]
#[tokio::test]
async fn at_local_midnight_one_of_all_nodes_tells_that_a_new_day_began(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let one = TestApp::start(engine).await;
    let two = TestApp::beside(&one, &[]).await;
    let head = one.client.head().await;
    let day = async || {
        use smartcity::store::{Fault, Reading, calendar};
        let known =
            one.store.read_blocking(|reading: &mut Reading<'_>| calendar::day(reading.connection));
        known.map_err(|fault: Fault| fault.to_string()).unwrap()
    };
    let limit = Duration::from_secs(10);
    eventually("the day is noted", limit, async || day().await.is_some()).await;
    assert_eq!(one.client.head().await, head, "a new installation has nobody to tell");
    for app in [&one, &two] {
        app.set_clock("2026-11-24T15:59:59.999999Z");
    }
    tokio::time::sleep(Duration::from_millis(1200)).await;
    assert_eq!(one.client.head().await, head, "the day has not turned yet");
    for app in [&one, &two] {
        app.set_clock("2026-11-24T16:00:00Z");
    }
    for app in [&one, &two] {
        eventually("the new day is told", limit, async || app.client.head().await > head).await;
    }
    tokio::time::sleep(Duration::from_millis(1200)).await;
    let list = two.client.json(&format!("/api/v1/changes?cursor={head}")).await;
    let changes = list["data"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{list}");
    assert_eq!(
        (&changes[0]["type"], &changes[0]["key"], &changes[0]["derived"]),
        (&json!("calendar"), &json!("2026-11-25"), &json!(true))
    );
    assert_eq!(one.client.json("/api/v1/changes?type=calendar").await["data"], list["data"]);
}
