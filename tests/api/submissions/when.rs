//! When something was sent is for its author and for staff: everybody else learns the day.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rstest::rstest;
use serde_json::{Value, json};

use super::{PATH, Sent, app, body, decide, follow, sent};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;

/// Shortly before midnight where the installation is, which is eight hours ahead of UTC.
const LATE: &str = "2026-11-24T15:58:41.987654Z";

/// The minute of it, as texts and cursors would tell it.
const MINUTE: &str = "15:58";

async fn publish(app: &TestApp, moderator: &str, own: &Sent) {
    decide(app, moderator, &own.id, &[json!({ "decision": "publish" })]).await;
}

fn version_of(id: &str) -> usize {
    id.parse::<uuid::Uuid>().unwrap().get_version_num()
}

#[rstest]
#[tokio::test]
async fn nothing_that_everybody_sees_tells_the_minute_in_which_something_was_sent(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = app(engine).await;
    app.set_clock(LATE);
    let moderator = app.signed_in("moderator@city.example", &["moderator"]).await.access;
    let (own, other) = (sent(&app, body()).await, sent(&app, body()).await);
    app.set_clock("2026-11-24T16:01:00Z");
    let next = sent(&app, body()).await;
    for one in [&own, &other, &next] {
        publish(&app, &moderator, one).await;
        assert_eq!(version_of(&one.id), 4, "{}", one.id);
    }
    let item = app.client.json(&format!("{PATH}/{}", own.id)).await;
    assert_eq!(item["received_on"], "2026-11-24");
    assert_eq!(app.client.json(&format!("{PATH}/{}", next.id)).await["received_on"], "2026-11-25");
    assert!(item.get("received_at").is_none() && item.get("created_at").is_none(), "{item}");
    let (mut seen, mut cursors) = (vec![item], Vec::new());
    for path in [
        format!("{PATH}?limit=1"),
        format!("{PATH}?limit=1&sort=received_on"),
        format!("{PATH}?limit=1&q=free+bays"),
    ] {
        let page = app.client.json(&path).await;
        let cursor = page["page"]["next_cursor"].as_str().unwrap();
        cursors.push(URL_SAFE_NO_PAD.decode(cursor).unwrap());
        seen.push(page);
    }
    seen.push(app.client.json("/api/v1/changes?limit=100").await);
    seen.push(app.client.json("/api/v1/statistics").await);
    for told in seen {
        assert!(!told.to_string().contains(MINUTE), "{told}");
    }
    for cursor in cursors {
        // What a cursor holds can be read, its tag at the end apart.
        let cursor = String::from_utf8_lossy(&cursor);
        assert!(cursor.contains("2026-11-2") && !cursor.contains(MINUTE), "{cursor}");
    }
    let refused = app.client.get(&format!("{PATH}?sort=received_at")).await;
    let faults = refused.faults(400, "invalid-parameter");
    assert_eq!(faults, [("sort".to_owned(), "unsupported_sort".to_owned())]);
    // Its author and staff are told the instant.
    assert_eq!(follow(&app, &own, None).await.json()["received_at"], LATE);
    let queue = format!("/api/v1/staff/submissions/{}", own.id);
    let staff = app.client.call(reqwest::Method::GET, &queue).bearer(&moderator).send().await;
    assert_eq!(staff.json()["received_at"], LATE);
}

#[rstest]
#[tokio::test]
async fn the_list_is_in_the_order_of_days_and_within_one_of_ids(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = app(engine).await;
    app.set_clock("2026-11-24T15:55:00Z");
    let moderator = app.signed_in("moderator@city.example", &["moderator"]).await.access;
    let mut days = Vec::new();
    for minutes in [[55, 56, 57], [0, 1, 2]] {
        let mut ids = Vec::new();
        for minute in minutes {
            let hour = if minute < 30 { 16 } else { 15 };
            app.set_clock(&format!("2026-11-24T{hour}:{minute:02}:00Z"));
            let own = sent(&app, body()).await;
            publish(&app, &moderator, &own).await;
            ids.push(own.id);
        }
        ids.sort();
        days.extend(ids);
    }
    let walked = async |sort: &str| -> Vec<Value> {
        let list = app.client.walk(&format!("{PATH}?limit=1&sort={sort}")).await;
        list.iter().map(|one| one["id"].clone()).collect()
    };
    assert_eq!(walked("received_on").await, days);
    days.reverse();
    assert_eq!(walked("-received_on").await, days);
    assert_eq!(app.client.keys(PATH).await, days, "the newest day comes first");
}
