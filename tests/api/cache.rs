//! The response cache: a hit touches no database, and no answer is older than what this process has committed, than
//! the local day, or than the last look for what others have committed.

use reqwest::Method;
use rstest::rstest;
use serde_json::json;
use smartcity::store::Fault;
use smartcity::store::change::{ChangeKind, ChangeOp, NewChange};

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::catalogue::with_initiative;
use crate::support::client::key;

const ITEM: &str = "/api/v1/initiatives/smart-prison";
const READS: &str = "smartcity_database_reads_total";
const HITS: &str = "smartcity_cache_hits_total";

/// A file in which the initiative has another title.
fn renamed(title: &str) -> serde_json::Value {
    with_initiative("smart-prison", "title", json!({"en": title}))
}

#[rstest]
#[tokio::test]
async fn a_hit_touches_no_database(#[values(Sqlite, Postgres)] engine: Engine) {
    // Nothing else reads meanwhile.
    let app = TestApp::by_hand(engine, &[]).await;
    let targets = [
        ITEM,
        "/api/v1/initiatives?limit=100&smart_area=mobility",
        "/api/v1/statistics",
        "/api/v1/changes",
        "/api/v1/milestones?overdue=true",
    ];
    for target in targets {
        app.client.get(target).await;
    }
    let (hits, reads) = (app.metric(HITS).await, app.metric(READS).await);
    let mut asked = 0;
    for _ in 0..40 {
        for target in targets {
            let tag = app.client.get(target).await.tag();
            let known = app.client.call(Method::GET, target).header("If-None-Match", &tag);
            assert_eq!(known.send().await.status, 304);
            let head = app.client.call(Method::HEAD, target).send().await;
            assert_eq!(head.tag(), tag);
            let small = app.client.call(Method::GET, target).header("Accept-Encoding", "gzip");
            assert_eq!(small.send().await.status, 200);
            asked += 4;
        }
    }
    assert!((app.metric(HITS).await - hits - f64::from(asked)).abs() < 0.5, "every one is a hit");
    let read = app.metric(READS).await - reads;
    assert!(read < 0.5, "{read} reads for {asked} hits");
}

#[rstest]
#[tokio::test]
async fn parameters_in_another_order_are_the_same_answer(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let one = app.client.get("/api/v1/initiatives?lifecycle=ongoing&limit=3").await;
    let hits = app.metric(HITS).await;
    let other = app.client.get("/api/v1/initiatives?limit=3&lifecycle=ongoing").await;
    assert_eq!(one.tag(), other.tag());
    assert!(app.metric(HITS).await > hits);
}

#[rstest]
#[tokio::test]
async fn sort_keys_in_another_order_are_another_answer(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let sorted = async |keys: &str| {
        let given = app.client.json(&format!("/api/v1/initiatives?{keys}&limit=100")).await;
        given["data"].as_array().unwrap().iter().map(key).collect::<Vec<String>>()
    };
    let (one, other) = ("sort=-progress&sort=-code", "sort=-code&sort=-progress");
    let first = sorted(one).await;
    assert_ne!(sorted(other).await, first);
    assert_eq!(sorted("sort=-progress,-code").await, first);
    assert_eq!(sorted("sort=-code,-progress").await, sorted(other).await);
    // A name may be written in two ways.
    let encoded = "s%6Frt=-code&sort=-progress";
    assert_eq!(sorted("sort=-progress&s%6Frt=-code").await, first);
    assert_eq!(sorted(encoded).await, sorted(other).await);
}

#[rstest]
#[tokio::test]
async fn a_commit_of_this_process_shows_at_once(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let list = "/api/v1/initiatives?smart_area=government&limit=100";
    for round in 0..10 {
        app.client.get(ITEM).await;
        app.client.get(list).await;
        let title = format!("Title number {round}");
        app.load_inside(&renamed(&title), "2026-11-21T00:00:00Z".parse().unwrap());
        assert_eq!(app.client.json(ITEM).await["title"], title.as_str());
        let head = app.client.head().await;
        assert_eq!(app.client.get(ITEM).await.change_cursor(), head);
        let lists = app.client.data(list).await;
        let own = lists.iter().find(|one| one["code"] == "smart-prison");
        assert!(own.is_none_or(|own| own["title"] == title.as_str()), "round {round}");
    }
}

#[rstest]
#[tokio::test]
async fn a_commit_of_another_process_shows_once_the_server_has_looked(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::by_hand(engine, &[]).await;
    for round in 0..3 {
        app.client.get(ITEM).await;
        let title = format!("Round {round}");
        app.load(&renamed(&title), "2026-11-21T00:00:00Z".parse().unwrap());
        app.look();
        assert_eq!(app.client.json(ITEM).await["title"], title.as_str());
    }
}

#[rstest]
#[tokio::test]
async fn another_process_s_commit_is_not_hidden_by_one_of_this_process(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::by_hand(engine, &[]).await;
    let at = "2026-11-21T00:00:00Z".parse().unwrap();
    for round in 0..5 {
        app.client.get(ITEM).await;
        // Another process renames an initiative; before the watch looks, this one changes a department.
        let title = format!("From outside {round}");
        app.load(&renamed(&title), at);
        let written: Result<(), Fault> = app.store.write_blocking(at, |writing| {
            let key = "TD".to_owned();
            let (kind, op) = (ChangeKind::Department, ChangeOp::Upsert);
            writing.changes.push(NewChange { kind, op, key, version: 1, derived: false });
            Ok(())
        });
        written.unwrap();
        app.look();
        assert_eq!(app.client.json(ITEM).await["title"], title.as_str());
    }
}

#[rstest]
#[tokio::test]
async fn no_answer_outlives_the_local_day(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let targets = [
        "/api/v1/initiatives/automated-parking-systems",
        "/api/v1/initiatives?smart_area=mobility&limit=100",
        "/api/v1/milestones?overdue=true",
        "/api/v1/statistics",
    ];
    app.set_clock("2026-12-31T15:59:59.999999Z");
    let mut before = Vec::new();
    for target in targets {
        before.push(app.client.get(target).await.text());
    }
    let hits = app.metric(HITS).await;
    for (target, before) in targets.iter().zip(&before) {
        assert_eq!(&app.client.get(target).await.text(), before);
    }
    assert!(app.metric(HITS).await >= hits + 4.0);
    app.set_clock("2026-12-31T16:00:00Z");
    for (target, before) in targets.iter().zip(&before) {
        assert_ne!(&app.client.get(target).await.text(), before, "{target}");
    }
}

#[rstest]
#[tokio::test]
async fn without_room_nothing_is_kept_and_everything_is_served(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::configured(engine, &[("SMARTCITY_CACHE_MAX_BYTES", "0")]).await;
    let first = app.client.get(ITEM).await;
    for _ in 0..5 {
        assert_eq!(app.client.get(ITEM).await.bytes, first.bytes);
    }
    assert!(app.metric(HITS).await < 0.5);
}

#[rstest]
#[tokio::test]
async fn refusals_are_never_kept(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let added = "/api/v1/initiatives/newly-added";
    app.client.get(added).await.problem(404, "not-found");
    let mut file = crate::support::catalogue::file().clone();
    let mut one = file["initiatives"][0].clone();
    one["code"] = json!("newly-added");
    file["initiatives"].as_array_mut().unwrap().push(one);
    app.load_inside(&file, "2026-11-21T00:00:00Z".parse().unwrap());
    assert_eq!(app.client.get(added).await.status, 200);
}
