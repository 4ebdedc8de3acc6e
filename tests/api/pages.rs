//! Pages: their size, their totals, and cursors that give every row once.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::client::{key, with};

/// The lists that have cursors, with the number of their items.
const LISTS: [(&str, usize); 6] = [
    ("/api/v1/smart-areas", 6),
    ("/api/v1/departments", 75),
    ("/api/v1/blueprints", 2),
    ("/api/v1/initiatives", 207),
    ("/api/v1/milestones", 126),
    ("/api/v1/initiatives/hketoll-free-flow-tolling/milestones", 10),
];

#[rstest]
#[tokio::test]
async fn a_walk_gives_every_item_once_whatever_the_size_of_its_pages(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    for (list, count) in LISTS {
        let mut first = None;
        for limit in [7, 25, 100] {
            let walked = app.client.walk(&format!("{list}?limit={limit}")).await;
            let keys: Vec<String> = walked.iter().map(key).collect();
            assert_eq!(keys.len(), count, "{list} by {limit}");
            let mut distinct = keys.clone();
            distinct.sort();
            distinct.dedup();
            assert_eq!(distinct.len(), count, "{list} by {limit}");
            assert_eq!(first.get_or_insert(keys.clone()), &keys, "{list} by {limit}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_page_says_where_it_stands(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for (list, count) in LISTS {
        let page = app.client.json(list).await;
        assert_eq!(page["page"]["limit"], 25, "{list}");
        assert_eq!(page["data"].as_array().unwrap().len(), count.min(25), "{list}");
        assert_eq!(page["page"]["has_more"], count > 25, "{list}");
        assert_eq!(page["page"]["next_cursor"].is_string(), count > 25, "{list}");
        assert_eq!(page["meta"], json!({}), "{list}: the total is counted only when asked for");
        if count <= 100 {
            // A page that is exactly full and has nothing behind it is the last.
            let whole = app.client.json(&format!("{list}?limit={count}")).await;
            let last = json!({"limit": count, "next_cursor": null, "has_more": false});
            assert_eq!(whole["page"], last, "{list}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn the_total_counts_what_passes_the_filters_on_every_page(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let list = "/api/v1/initiatives?smart_area=mobility&limit=20&include_total=true";
    let first = app.client.json(list).await;
    assert_eq!(first["meta"]["total"], 41);
    let cursor = first["page"]["next_cursor"].as_str().unwrap();
    let second = app.client.json(&with(list, "cursor", cursor)).await;
    assert_eq!(second["meta"]["total"], 41);
    let without = "/api/v1/initiatives?include_total=false";
    assert_eq!(app.client.json(without).await["meta"], json!({}));
}

/// The target of a link to the next page.
fn next_page(app: &TestApp, link: &str) -> String {
    let (address, relation) = link.split_once(';').unwrap();
    assert_eq!(relation.trim(), "rel=\"next\"");
    let address = address.trim().trim_start_matches('<').trim_end_matches('>');
    let next = reqwest::Url::parse(app.client.base()).unwrap().join(address).unwrap();
    assert!(next.as_str().starts_with(app.client.base()), "{next}");
    format!("{}?{}", next.path(), next.query().unwrap())
}

#[rstest]
#[tokio::test]
async fn the_link_header_leads_to_the_next_page(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let mut target = "/api/v1/initiatives?smart_area=living&limit=10&lang=zh-Hant".to_owned();
    let mut keys: Vec<String> = Vec::new();
    loop {
        let answer = app.client.get(&target).await;
        let page = answer.json();
        keys.extend(page["data"].as_array().unwrap().iter().map(key));
        let Some(link) = answer.header("link") else {
            assert_eq!(page["page"]["has_more"], false);
            break;
        };
        target = next_page(&app, link);
        for kept in ["smart_area=living", "limit=10", "lang=zh-Hant"] {
            assert!(target.contains(kept), "{target} has lost {kept}");
        }
    }
    let whole = app.client.keys("/api/v1/initiatives?smart_area=living&limit=100").await;
    assert_eq!(keys, whole);
}

#[rstest]
#[tokio::test]
async fn links_and_locations_lead_to_the_public_address_from_wherever_they_are_followed(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    // The public reaches the server below a path, which the proxy takes away.
    let base = "https://city.example/tracker";
    let app = TestApp::configured(engine, &[("SMARTCITY_PUBLIC_URL", base)]).await;
    for list in ["/api/v1/initiatives?limit=10&lang=zh-Hant", "/api/v1/changes?limit=10"] {
        // Once made, once from the cache.
        for _ in 0..2 {
            let answer = app.client.get(list).await;
            let next = answer.json()["page"]["next_cursor"].as_str().unwrap().to_owned();
            let link = format!("<{base}{list}&cursor={next}>; rel=\"next\"");
            assert_eq!(answer.must("link"), link);
        }
    }
    let admin = app.signed_in("admin@city.example", &["administrator"]).await.access;
    let make = async || {
        let call = app.client.call(Method::POST, "/api/v1/service-accounts").bearer(&admin);
        let call = call.header("idempotency-key", "a-machine-of-the-test");
        call.json(&json!({ "name": "City portal", "memberships": [] })).send().await
    };
    // A stored answer leads there as well.
    for _ in 0..2 {
        let made = make().await;
        let id = made.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(made.must("location"), format!("{base}/api/v1/service-accounts/{id}"));
    }
    assert_eq!(app.client.get("/docs").await.must("location"), format!("{base}/docs/"));
}

#[rstest]
#[tokio::test]
async fn the_link_header_leads_on_whatever_way_the_parameters_were_written(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    for (list, limit) in [("/api/v1/initiatives", 40), ("/api/v1/changes", 100)] {
        let first = app.client.json(&format!("{list}?limit={limit}")).await;
        for name in ["%63ursor", "%63%75%72%73%6F%72", "cur%73or"] {
            let cursor = first["page"]["next_cursor"].as_str().unwrap();
            let second = app.client.get(&format!("{list}?{name}={cursor}&l%69mit={limit}")).await;
            let target = next_page(&app, second.must("link"));
            assert!(target.contains(&format!("l%69mit={limit}")), "{target} has lost the limit");
            let plain = app.client.get(&format!("{list}?cursor={cursor}&limit={limit}")).await;
            let wanted = app.client.json(&next_page(&app, plain.must("link"))).await;
            assert_eq!(app.client.json(&target).await, wanted, "{name}");
            assert_ne!(wanted["data"], second.json()["data"]);
        }
    }
}

#[rstest]
#[tokio::test]
async fn size_language_and_siblings_may_change_between_pages(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let first = app.client.json("/api/v1/initiatives?limit=10&sort=-code").await;
    let cursor = first["page"]["next_cursor"].as_str().unwrap();
    let list = with("/api/v1/initiatives?sort=-code", "cursor", cursor);
    let more = "limit=5&lang=zh-Hans&include=smart_area,translations&include_total=true";
    let second = app.client.json(&format!("{list}&{more}")).await;
    let all = app.client.json("/api/v1/initiatives?limit=15&sort=-code").await;
    let keys = |page: &Value| page["data"].as_array().unwrap().iter().map(key).collect::<Vec<_>>();
    assert_eq!(keys(&second), keys(&all)[10..]);
}

#[rstest]
#[tokio::test]
async fn a_row_that_is_added_during_a_walk_disturbs_no_other(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let before = app.client.walk("/api/v1/initiatives?limit=100").await;
    let first = app.client.json("/api/v1/initiatives?limit=50").await;
    let mut file = crate::support::catalogue::file().clone();
    let mut added = file["initiatives"][0].clone();
    added["code"] = json!("aaa-first-of-all");
    file["initiatives"].as_array_mut().unwrap().push(added);
    app.load_and_see(&file, "2026-11-21T00:00:00Z".parse().unwrap()).await;
    let mut keys: Vec<String> = first["data"].as_array().unwrap().iter().map(key).collect();
    let cursor = first["page"]["next_cursor"].as_str().unwrap();
    let rest = format!("/api/v1/initiatives?limit=50&cursor={cursor}");
    let mut page = app.client.json(&rest).await;
    loop {
        keys.extend(page["data"].as_array().unwrap().iter().map(key));
        let Some(cursor) = page["page"]["next_cursor"].as_str() else { break };
        page = app.client.json(&format!("/api/v1/initiatives?limit=50&cursor={cursor}")).await;
    }
    assert_eq!(keys, before.iter().map(key).collect::<Vec<_>>());
}
