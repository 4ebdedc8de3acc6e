//! Entity tags: 304 for what the client has, and another tag for everything that differs.

use reqwest::Method;
use rstest::rstest;

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::catalogue::{milestone_id, with_initiative};

const ITEM: &str = "/api/v1/initiatives/smart-prison";

fn targets() -> Vec<String> {
    let id = milestone_id("trade-single-window", "phase-3-rolled-out-by-batch");
    [
        ITEM,
        "/api/v1/initiatives?limit=3",
        "/api/v1/initiatives/trade-single-window/progress",
        "/api/v1/initiatives/trade-single-window/milestones",
        "/api/v1/milestones?limit=5",
        "/api/v1/smart-areas",
        "/api/v1/departments",
        "/api/v1/blueprints",
        "/api/v1/statistics",
        "/api/v1/changes",
    ]
    .map(str::to_owned)
    .into_iter()
    .chain([format!("/api/v1/milestones/{id}")])
    .collect()
}

#[rstest]
#[tokio::test]
async fn what_the_client_has_is_not_sent_again(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for target in targets() {
        let first = app.client.get(&target).await;
        assert_eq!(first.status, 200, "{target}");
        let tag = first.tag();
        assert!(tag.starts_with('"') && tag.ends_with('"'), "{target}: {tag} is not strong");
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()]
        {
            for method in [Method::GET, Method::HEAD] {
                let call = app.client.call(method, &target).header("If-None-Match", &known);
                let answer = call.send().await;
                assert_eq!(answer.status, 304, "{target}: {known}");
                assert!(answer.bytes.is_empty());
                for header in ["etag", "cache-control", "vary", "content-language", "change-cursor"]
                {
                    assert_eq!(answer.header(header), first.header(header), "{target}: {header}");
                }
            }
        }
        for unknown in ["\"other\"", "\"\"", tag.trim_matches('"')] {
            let call = app.client.call(Method::GET, &target).header("If-None-Match", unknown);
            assert_eq!(call.send().await.status, 200, "{target}: {unknown}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_tag_of_an_item_begins_with_its_version(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let id = milestone_id("trade-single-window", "phase-3-rolled-out-by-batch");
    for target in [ITEM.to_owned(), format!("/api/v1/milestones/{id}")] {
        let answer = app.client.get(&target).await;
        let version = answer.json()["version"].clone();
        assert!(answer.tag().starts_with(&format!("\"{version}-")), "{target}: {}", answer.tag());
    }
    let changed = with_initiative("smart-prison", "note", serde_json::json!("seen"));
    app.load_and_see(&changed, "2026-11-21T00:00:00Z".parse().unwrap()).await;
    let answer = app.client.get(ITEM).await;
    assert_eq!(answer.json()["version"], 2);
    assert!(answer.tag().starts_with("\"2-"), "{}", answer.tag());
}

#[rstest]
#[tokio::test]
async fn a_tag_tells_language_projection_and_encoding_apart(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let item = "/api/v1/initiatives/hketoll-free-flow-tolling";
    let mut tags = Vec::new();
    for suffix in ["", "?lang=zh-Hant", "?include=milestones", "?include=smart_area"] {
        for encoding in ["identity", "gzip", "br", "zstd"] {
            let call = app.client.call(Method::GET, &format!("{item}{suffix}"));
            let answer = call.header("Accept-Encoding", encoding).send().await;
            tags.push(answer.tag());
        }
    }
    let count = tags.len();
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), count, "{tags:?}");
    let again = app.client.get(item).await.tag();
    assert_eq!(again, app.client.get(item).await.tag());
}

#[rstest]
#[tokio::test]
async fn a_tag_changes_with_what_is_computed(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let item = "/api/v1/initiatives/automated-parking-systems";
    let before = app.client.get(item).await;
    app.set_clock("2026-12-15T00:00:00Z");
    let after = app.client.get(item).await;
    assert_eq!(before.json()["version"], after.json()["version"]);
    assert_eq!(after.json()["health"], "at_risk");
    assert_ne!(before.tag(), after.tag());
    let call = app.client.call(Method::GET, item).header("If-None-Match", &before.tag());
    assert_eq!(call.send().await.status, 200);
}

#[rstest]
#[tokio::test]
async fn two_servers_on_the_same_data_make_the_same_tags(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let (one, other) = (TestApp::start(engine).await, TestApp::start(engine).await);
    for target in targets() {
        let (one, other) = (one.client.get(&target).await, other.client.get(&target).await);
        assert_eq!((one.tag(), one.text()), (other.tag(), other.text()), "{target}");
    }
}
