//! The change sequence: everything that was committed, in order, from wherever a reader left off.

use std::collections::BTreeMap;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use rstest::rstest;
use serde_json::{Value, json};
use smartcity::app::change::forget_before;
use smartcity::store::migrate;

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::catalogue::{
    file, initiative_of, milestone_id, record, sorted_codes, with_initiative,
};
use crate::support::client::with;
use crate::support::{TestApp, eventually};

const LIST: &str = "/api/v1/changes";

/// Everything after `cursor`, page by page, and the last page.
async fn read(app: &TestApp, target: &str, cursor: Option<i64>) -> (Vec<Value>, Value) {
    let mut cursor = cursor.map(|seq| seq.to_string());
    let mut all = Vec::new();
    loop {
        let page = match &cursor {
            None => app.client.json(target).await,
            Some(cursor) => app.client.json(&with(target, "cursor", cursor)).await,
        };
        all.extend(page["data"].as_array().unwrap().iter().cloned());
        if page["page"]["has_more"] == false {
            return (all, page);
        }
        cursor = Some(page["page"]["next_cursor"].as_str().unwrap().to_owned());
    }
}

#[rstest]
#[tokio::test]
async fn the_first_load_is_told_without_gaps(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let head = app.client.head().await;
    let (all, last) = read(&app, &format!("{LIST}?limit=100"), None).await;
    let numbers: Vec<i64> = all.iter().map(|change| change["seq"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=head).collect::<Vec<_>>());
    assert_eq!(last["page"]["next_cursor"], head.to_string(), "a cursor is never missing");
    let mut own: BTreeMap<&str, usize> = BTreeMap::new();
    for change in all.iter().filter(|change| change["derived"] == false) {
        assert_eq!((&change["op"], &change["version"]), (&json!("upsert"), &json!(1)), "{change}");
        *own.entry(change["type"].as_str().unwrap()).or_default() += 1;
    }
    let counts = [
        ("blueprint", 2),
        ("department", 75),
        ("initiative", 207),
        ("milestone", 126),
        ("notice", 1),
        ("smart_area", 6),
        ("subject", 12),
    ];
    assert_eq!(own, BTreeMap::from(counts));
}

#[rstest]
#[tokio::test]
async fn a_change_names_what_changed_and_where_it_is(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let (all, _) = read(&app, &format!("{LIST}?limit=100&type=initiative,milestone"), None).await;
    let codes = sorted_codes("initiatives");
    for change in all.iter().step_by(20) {
        let url = change["url"].as_str().unwrap();
        let item = app.client.json(url).await;
        let member = if change["type"] == "milestone" { "id" } else { "code" };
        assert_eq!(item[member], change["key"], "{url}");
        assert!(change["at"].as_str().unwrap().starts_with("2026-11-20T01:02:03"), "{change}");
        if change["type"] == "initiative" {
            assert!(codes.contains(&change["key"].as_str().unwrap().to_owned()));
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_reader_that_has_caught_up_keeps_its_cursor_and_sees_only_what_is_new(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    // As nobody has asked before: nothing tells those who did of a number without a change.
    let latest = app.client.json(&format!("{LIST}?cursor=latest&limit=7")).await;
    let head = app.client.head().await;
    let caught_up = |limit: u8| json!({"data": [], "page": {"limit": limit, "next_cursor": head.to_string(), "has_more": false}, "meta": {}});
    assert_eq!(latest, caught_up(7));
    assert_eq!(app.client.json(&format!("{LIST}?cursor={head}")).await, caught_up(25));
    let changed = with_initiative("smart-prison", "note", json!("seen"));
    app.load_and_see(&changed, "2026-11-21T00:00:00Z".parse().unwrap()).await;
    let (new, last) = read(&app, LIST, Some(head)).await;
    let expected = json!({
        "seq": head + 1,
        "type": "initiative",
        "op": "upsert",
        "key": "smart-prison",
        "version": 2,
        "derived": false,
        "at": new[0]["at"],
        "url": "/api/v1/initiatives/smart-prison",
    });
    assert_eq!(new, [expected]);
    assert!(new[0]["at"].as_str().unwrap().starts_with("2026-11-21T00:00:00"));
    assert_eq!(last["page"]["next_cursor"], (head + 1).to_string());
}

#[rstest]
#[tokio::test]
async fn a_milestone_s_change_is_also_a_derived_one_of_its_initiative(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let head = app.client.head().await;
    let code = "automated-parking-systems";
    let before = app.client.json(&format!("/api/v1/initiatives/{code}")).await;
    let mut changed = file().clone();
    initiative_of(&mut changed, code)["milestones"][2]["completion"] = json!(30);
    app.load_and_see(&changed, "2026-11-21T00:00:00Z".parse().unwrap()).await;
    let (new, _) = read(&app, LIST, Some(head)).await;
    let told: Vec<_> = new
        .iter()
        .map(|one| (&one["type"], &one["key"], &one["version"], &one["derived"]))
        .collect();
    let key = record("initiatives", code)["milestones"][2]["key"].as_str().unwrap();
    let id = json!(milestone_id(code, key));
    assert_eq!(
        told,
        [
            (&json!("milestone"), &id, &json!(2), &json!(false)),
            (&json!("initiative"), &json!(code), &json!(1), &json!(true)),
        ]
    );
    let after = app.client.json(&format!("/api/v1/initiatives/{code}")).await;
    assert_eq!(
        (&after["version"], &after["updated_at"]),
        (&before["version"], &before["updated_at"])
    );
    assert_ne!(after["progress"], before["progress"]);
}

#[rstest]
#[tokio::test]
async fn kinds_narrow_the_sequence_and_the_cursor_still_moves_on(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let head = app.client.head().await;
    let (all, _) = read(&app, &format!("{LIST}?limit=100"), None).await;
    for kinds in ["blueprint", "smart_area,blueprint", "milestone", "department,initiative"] {
        let wanted: Vec<&str> = kinds.split(',').collect();
        let (given, last) = read(&app, &format!("{LIST}?limit=50&type={kinds}"), None).await;
        let expected: Vec<Value> = all
            .iter()
            .filter(|change| wanted.contains(&change["type"].as_str().unwrap()))
            .cloned()
            .collect();
        assert_eq!(given, expected, "{kinds}");
        assert_eq!(last["page"]["next_cursor"], head.to_string(), "{kinds}");
    }
    // The cursor is bound to no filter: a reader may change its mind.
    let first = app.client.json(&format!("{LIST}?limit=3&type=blueprint,department")).await;
    let cursor = first["page"]["next_cursor"].as_str().unwrap();
    let rest = app.client.json(&format!("{LIST}?limit=3&cursor={cursor}")).await;
    assert_eq!(rest["data"][0]["seq"].as_i64().unwrap(), cursor.parse::<i64>().unwrap() + 1);
}

#[rstest]
#[tokio::test]
async fn a_cursor_that_is_no_number_of_the_sequence_is_refused(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let beyond = (app.client.head().await + 1).to_string();
    let enormous = "9".repeat(30);
    for cursor in [beyond.as_str(), "-1", "first", "1.5", "", "0x10", "%2B1", &enormous] {
        let answer = app.client.get(&format!("{LIST}?cursor={cursor}")).await;
        answer.problem(400, "invalid-cursor");
    }
    assert_eq!(app.client.json(&format!("{LIST}?cursor=0&limit=1")).await["data"][0]["seq"], 1);
}

#[rstest]
#[tokio::test]
async fn loading_the_same_file_again_changes_nothing(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let before = app.client.get("/api/v1/initiatives?limit=100").await;
    let report = app.load(file(), "2026-11-22T00:00:00Z".parse().unwrap());
    assert_eq!(report.changes, 0);
    assert!(report.kinds.values().all(|kind| kind.created + kind.updated + kind.kept.len() == 0));
    let counts: usize = report.kinds.values().map(|kind| kind.unchanged).sum();
    assert_eq!(counts, 6 + 75 + 2 + 207 + 126);
    let after = app.client.get("/api/v1/initiatives?limit=100").await;
    assert_eq!(before.tag(), after.tag());
    assert_eq!(app.client.head().await, before.change_cursor());
}

#[rstest]
#[tokio::test]
async fn a_cursor_before_what_is_kept_is_expired(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let head = app.client.head().await;
    // The answer lies in the cache when the old changes go.
    assert_eq!(app.client.json(&format!("{LIST}?cursor=5")).await["data"][0]["seq"], 6);
    let changed = with_initiative("smart-prison", "note", json!("seen"));
    app.load_and_see(&changed, "2026-11-23T00:00:00Z".parse().unwrap()).await;
    let (oldest, now) = ("2026-11-22T00:00:00Z", "2026-11-24T04:00:00Z");
    let gone = forget_before(&app.store, oldest.parse().unwrap(), now.parse().unwrap()).unwrap();
    assert_eq!(i64::try_from(gone).unwrap(), head);
    eventually("the old cursor is expired", Duration::from_secs(1), async || {
        app.client.get(&format!("{LIST}?cursor=5")).await.status == 410
    })
    .await;
    app.client.get(&format!("{LIST}?cursor=5")).await.problem(410, "expired-cursor");
    app.client.get(&format!("{LIST}?cursor={}", head - 1)).await.problem(410, "expired-cursor");
    // Whoever had seen all that went goes on; whoever begins, begins with what is kept.
    for target in [format!("{LIST}?cursor={head}"), LIST.to_owned()] {
        let page = app.client.json(&target).await;
        assert_eq!(page["data"].as_array().unwrap().len(), 1, "{target}");
        assert_eq!(page["data"][0]["seq"], head + 1, "{target}");
    }
    assert_eq!(app.client.head().await, head + 1);
}

#[rstest]
#[tokio::test]
async fn what_was_listed_is_not_listed_from_the_cache_once_it_is_forgotten(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    assert_eq!(app.client.json(&format!("{LIST}?cursor=5")).await["data"][0]["seq"], 6);
    let now = "2026-11-24T04:00:00Z";
    forget_before(&app.store, now.parse().unwrap(), now.parse().unwrap()).unwrap();
    eventually("the old cursor is expired", Duration::from_secs(1), async || {
        app.client.get(&format!("{LIST}?cursor=5")).await.status == 410
    })
    .await;
}

#[rstest]
#[tokio::test]
async fn a_cursor_before_changes_that_were_lost_is_expired(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let head = app.client.head().await;
    let connect = || migrate::open(&app.database.url.parse().unwrap()).unwrap();
    // Somebody took a row out, or put back a database by other means than ours.
    connect().batch_execute("DELETE FROM changes WHERE seq = 20").unwrap();
    for cursor in [10, 18, 19] {
        let page = app.client.get(&format!("{LIST}?cursor={cursor}&limit=10")).await;
        page.problem(410, "expired-cursor");
    }
    // What can still be told whole is told.
    for (cursor, limit) in [(10, 9), (20, 100)] {
        let page = app.client.json(&format!("{LIST}?cursor={cursor}&limit={limit}")).await;
        assert_eq!(page["data"].as_array().unwrap().len(), limit, "after {cursor}");
    }
    connect().batch_execute("UPDATE change_head SET seq = seq + 5").unwrap();
    for target in [
        format!("{LIST}?cursor={head}"),
        format!("{LIST}?cursor={}", head - 1),
        format!("{LIST}?cursor={}&type=milestone", head - 1),
    ] {
        app.client.get(&target).await.problem(410, "expired-cursor");
    }
    // As nobody has asked before: nothing tells those who did of a number without a change.
    let latest = app.client.json(&format!("{LIST}?cursor=latest&limit=7")).await;
    assert_eq!(latest["page"]["next_cursor"], (head + 5).to_string());
}
