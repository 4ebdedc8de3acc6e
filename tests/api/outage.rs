//! The database goes away and comes back: what is cached is served, the rest is refused for a while, and service
//! resumes by itself.

use std::time::Duration;

use crate::support::Engine::Postgres;
use crate::support::{TestApp, eventually};

#[tokio::test]
async fn without_its_database_the_server_serves_what_it_has_and_recovers_by_itself() {
    let app = TestApp::configured(Postgres, &[("SMARTCITY_POOL_ACQUIRE_TIMEOUT_MS", "300")]).await;
    let (kept, other) = ("/api/v1/initiatives?limit=3", "/api/v1/initiatives?limit=4");
    let before = app.client.get(kept).await;

    app.database.close();
    for round in 0..5 {
        let refused = app.client.get(other).await;
        refused.problem(503, "unavailable");
        let wait: u32 = refused.must("retry-after").parse().unwrap();
        assert!((1..=60).contains(&wait), "round {round}: {wait}");
        let text = refused.text().to_lowercase();
        assert!(!text.contains("postgres") && !text.contains("connection"), "{text}");
        assert_eq!(app.client.get(kept).await.bytes, before.bytes, "round {round}");
        assert_eq!(app.client.get("/livez").await.status, 200, "round {round}");
    }
    let chinese = app.client.get(&format!("{other}&lang=zh-Hant")).await;
    assert!(!chinese.problem(503, "unavailable")["detail"].as_str().unwrap().is_ascii());

    app.database.open();
    eventually("service resumes", Duration::from_secs(10), async || {
        app.client.get(other).await.status == 200
    })
    .await;
    for target in [kept, other, "/api/v1/statistics", "/api/v1/milestones"] {
        assert_eq!(app.client.get(target).await.status, 200, "{target}");
    }
}

#[tokio::test]
async fn a_server_without_its_database_is_not_ready_but_lives() {
    let app = TestApp::configured(Postgres, &[("SMARTCITY_POOL_ACQUIRE_TIMEOUT_MS", "300")]).await;
    assert_eq!(app.client.get("/readyz").await.status, 200);
    app.database.close();
    let ready = app.client.get("/readyz").await;
    ready.problem(503, "unavailable");
    assert!(ready.must("retry-after").parse::<u32>().unwrap() > 0);
    assert_eq!(app.client.get("/livez").await.status, 200);
    app.database.open();
    eventually("the server is ready again", Duration::from_secs(10), async || {
        app.client.get("/readyz").await.status == 200
    })
    .await;
}

#[tokio::test]
async fn connections_that_the_server_cut_are_replaced_without_an_error_to_anybody() {
    let app = TestApp::start(Postgres).await;
    for round in 1..=5 {
        app.client.json(&format!("/api/v1/initiatives?limit={round}")).await;
        app.database.close();
        app.database.open();
        let answer = app.client.get(&format!("/api/v1/milestones?limit={round}")).await;
        assert_eq!(answer.status, 200, "round {round}: {}", answer.text());
    }
}

#[tokio::test]
async fn what_is_loaded_after_an_outage_shows_once_the_server_has_looked() {
    let app = TestApp::configured(Postgres, &[("SMARTCITY_POOL_ACQUIRE_TIMEOUT_MS", "300")]).await;
    let item = "/api/v1/initiatives/smart-prison";
    app.client.get(item).await;
    app.database.close();
    // The watch fails, and looks again later.
    app.look();
    app.database.open();
    let title = serde_json::json!({"en": "After the outage"});
    let file = crate::support::catalogue::with_initiative("smart-prison", "title", title);
    app.load(&file, "2026-11-21T00:00:00Z".parse().unwrap());
    app.look();
    assert_eq!(app.client.json(item).await["title"], "After the outage");
}
