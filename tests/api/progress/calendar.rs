//! Midnight: those who follow the changes are told, once.

use rstest::rstest;
use serde_json::json;

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;

#[rstest]
#[tokio::test]
async fn at_local_midnight_one_of_all_nodes_tells_that_a_new_day_began(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let one = TestApp::by_hand(engine, &[]).await;
    let two = TestApp::by_hand_beside(&one, &[]).await;
    // What every node does soon after midnight, and long before.
    let turn = || {
        for app in [&one, &two] {
            app.turn("calendar");
        }
        for app in [&one, &two] {
            app.look();
        }
    };
    let head = one.client.head().await;
    let day = || {
        use smartcity::store::{Fault, Reading, calendar};
        let known =
            one.store.read_blocking(|reading: &mut Reading<'_>| calendar::day(reading.connection));
        known.map_err(|fault: Fault| fault.to_string()).unwrap()
    };
    turn();
    assert_eq!(day(), Some("2026-11-24".parse().unwrap()), "the day is noted");
    assert_eq!(one.client.head().await, head, "a new installation has nobody to tell");
    for app in [&one, &two] {
        app.set_clock("2026-11-24T15:59:59.999999Z");
    }
    turn();
    assert_eq!(one.client.head().await, head, "the day has not turned yet");
    for app in [&one, &two] {
        app.set_clock("2026-11-24T16:00:00Z");
    }
    for _ in 0..2 {
        turn();
        for app in [&one, &two] {
            assert_eq!(app.client.head().await, head + 1, "the new day is told once");
        }
    }
    let list = two.client.json(&format!("/api/v1/changes?cursor={head}")).await;
    let changes = list["data"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{list}");
    assert_eq!(
        (&changes[0]["type"], &changes[0]["key"], &changes[0]["derived"]),
        (&json!("calendar"), &json!("2026-11-25"), &json!(true))
    );
    assert_eq!(one.client.json("/api/v1/changes?type=calendar").await["data"], list["data"]);
}
