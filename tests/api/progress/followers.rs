//! Following the changes beside many writers: whoever reads what each change names ends with everything that there is.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Staff, report};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::client::Client;

const WRITERS: usize = 32;

/// How often the reader looks while they write, at least.
const LOOKS: usize = 4;

/// What a follower knows, by address.
#[derive(Debug, Default)]
struct Replica {
    things: BTreeMap<String, Value>,
    cursor: i64,
}

impl Replica {
    async fn follow(&mut self, client: &Client) -> usize {
        let path = format!(
            "/api/v1/changes?cursor={}&limit=7&type=initiative,milestone,update",
            self.cursor
        );
        let page = client.json(&path).await;
        let changes = page["data"].as_array().unwrap();
        for change in changes {
            let seq = change["seq"].as_i64().unwrap();
            assert!(seq > self.cursor, "a number comes twice or too late");
            self.cursor = seq;
            let address = change["url"].as_str().unwrap().to_owned();
            if change["op"] == "delete" {
                self.things.remove(&address);
                continue;
            }
            let read = client.get(&address).await;
            match read.status {
                200 => drop(self.things.insert(address, read.json())),
                // It is gone meanwhile: a later change says so.
                410 => drop(self.things.remove(&address)),
                status => panic!("{address}: {status}"),
            }
        }
        self.cursor = page["page"]["next_cursor"].as_str().unwrap().parse().unwrap();
        changes.len()
    }
}

/// One writer's day: a milestone is made, edited, reported on or deleted again, and the initiative is confirmed.
async fn work(staff: &Staff<'_>, writer: usize) {
    let initiatives = ["automated-parking-systems", "hkemobility-app", "smart-traffic-fund"];
    let initiative = format!("/api/v1/initiatives/{}", initiatives[writer % 3]);
    let address = staff.milestone(&initiative, Some("2027-06-30")).await;
    let title = json!({ "title": { "en": format!("Of writer {writer}") } });
    assert_eq!(staff.patch(&address, 1, title).await.status, 200);
    match writer % 4 {
        0 => assert_eq!(staff.delete(&address, 2).await.status, 204),
        1 => {
            let path = format!("{address}/transitions");
            assert_eq!(staff.post_at(&path, 2, report("met")).await.status, 201);
        }
        2 => {
            let text =
                json!({ "title": { "en": "Told" }, "body": { "en": format!("By {writer}.") } });
            let draft = staff.post(&format!("{initiative}/updates"), text).await.json();
            let path = format!("/api/v1/updates/{}/publish", draft["id"].as_str().unwrap());
            assert_eq!(staff.post_at(&path, 1, json!({})).await.status, 200);
        }
        _ => {
            let path = format!("{initiative}/confirmations");
            assert_eq!(staff.post(&path, json!({})).await.status, 201);
        }
    }
}

#[rstest]
#[tokio::test]
async fn thirty_two_writers_and_a_reader_that_follows_end_with_equal_replicas(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let one = TestApp::configured(engine, &[("SMARTCITY_WORKERS", "2")]).await;
    let two = TestApp::beside(&one, &[]).await;
    let staff = Staff::with(&one, &["publisher:TD"]).await;
    let elsewhere = Staff { app: &two, token: staff.token.clone() };
    let mut replica = Replica { cursor: one.client.head().await, ..Replica::default() };
    let start = replica.cursor;
    let (writing, looks) = (AtomicBool::new(true), AtomicUsize::new(0));
    let day = async |writer: usize| {
        let on = if writer.is_multiple_of(2) { &staff } else { &elsewhere };
        // The reader is to look several times while others write, however slow it is.
        loop {
            work(on, writer).await;
            if looks.load(Ordering::Acquire) >= LOOKS {
                break;
            }
        }
    };
    let writers = async {
        futures_util::future::join_all((0..WRITERS).map(day)).await;
        writing.store(false, Ordering::Release);
    };
    let reader = async {
        while writing.load(Ordering::Acquire) {
            replica.follow(&two.client).await;
            looks.fetch_add(1, Ordering::AcqRel);
        }
    };
    futures_util::future::join(writers, reader).await;
    let head = one.client.head().await.max(two.client.head().await);
    two.look();
    assert!(two.client.head().await >= head, "the other node knows all");
    while replica.follow(&two.client).await > 0 {}
    assert_eq!(replica.cursor, head);
    // Whoever begins now reads the same.
    let mut late = Replica { cursor: start, ..Replica::default() };
    while late.follow(&one.client).await > 0 {}
    for (address, known) in &late.things {
        assert_eq!(Some(known), replica.things.get(address), "{address}");
    }
    assert_eq!(late.things.len(), replica.things.len());
    for (address, known) in &replica.things {
        assert_eq!(&one.client.json(address).await, known, "{address}");
    }
    let listed = one.client.walk("/api/v1/milestones?updated_since=2026-11-24T00:00:00Z").await;
    let milestones = replica.things.keys().filter(|address| address.contains("/milestones/"));
    assert_eq!(milestones.count(), listed.len());
    let call = one
        .client
        .call(Method::GET, "/api/v1/staff/updates?state=published&limit=1&include_total=true");
    let updates = call.bearer(&staff.token).send().await.json();
    let known = replica.things.keys().filter(|address| address.contains("/updates/")).count();
    assert_eq!(updates["meta"]["total"], known);
}
