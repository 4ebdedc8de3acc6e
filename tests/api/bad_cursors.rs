//! Cursors that were not made for the list they are presented to.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rstest::rstest;

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;

const LIST: &str = "/api/v1/initiatives";

async fn cursor(app: &TestApp, target: &str) -> String {
    let page = app.client.json(target).await;
    page["page"]["next_cursor"].as_str().unwrap().to_owned()
}

async fn assert_refused(app: &TestApp, target: &str) {
    let problem = app.client.get(target).await.problem(400, "invalid-cursor");
    let sentences = [problem["detail"].as_str().unwrap(), problem["title"].as_str().unwrap()];
    assert!(sentences.iter().all(|sentence| !sentence.contains("base64")), "{sentences:?}");
}

#[rstest]
#[tokio::test]
async fn a_cursor_of_another_query_is_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let own = "smart_area=mobility&sort=-updated_at&limit=5";
    let cursor = cursor(&app, &format!("{LIST}?{own}")).await;
    assert_eq!(app.client.get(&format!("{LIST}?{own}&cursor={cursor}")).await.status, 200);
    for other in [
        "smart_area=living&sort=-updated_at",
        "sort=-updated_at",
        "smart_area=mobility",
        "smart_area=mobility&sort=updated_at",
        "smart_area=mobility&sort=-updated_at&lifecycle=ongoing",
        "smart_area=mobility&sort=-updated_at&q=parking",
        "smart_area=mobility&sort=-updated_at&overdue=false",
        "smart_area=mobility&sort=-updated_at&progress_min=0",
    ] {
        assert_refused(&app, &format!("{LIST}?{other}&cursor={cursor}")).await;
    }
    // The same filters and order, written otherwise, are the same list.
    let same = format!("{LIST}?sort=-updated_at,code&smart_area=mobility&cursor={cursor}");
    assert_eq!(app.client.get(&same).await.status, 200);
}

#[rstest]
#[tokio::test]
async fn a_cursor_holds_for_the_same_alternatives_in_another_order(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    for (list, own, same) in [
        ("initiatives", "smart_area=mobility,living", "smart_area=living,mobility"),
        ("initiatives", "smart_area=living,mobility", "smart_area=mobility,living,mobility"),
        ("initiatives", "lifecycle=planned,ongoing", "lifecycle=ongoing,planned"),
        ("initiatives", "health=unknown,on_track", "health=on_track,unknown"),
        ("initiatives", "department=TD,EMSD", "department=EMSD,TD"),
        ("milestones", "status=scheduled,met", "status=met,scheduled"),
    ] {
        let list = format!("/api/v1/{list}?limit=2");
        let cursor = cursor(&app, &format!("{list}&{own}")).await;
        let next = app.client.json(&format!("{list}&{own}&cursor={cursor}")).await;
        let other = app.client.json(&format!("{list}&{same}&cursor={cursor}")).await;
        assert_eq!(next, other, "{own} and {same}");
        assert!(!next["data"].as_array().unwrap().is_empty(), "{own}");
    }
}

#[rstest]
#[tokio::test]
async fn a_cursor_of_another_list_is_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let lists = [
        "/api/v1/departments",
        "/api/v1/smart-areas",
        "/api/v1/blueprints",
        "/api/v1/initiatives",
        "/api/v1/milestones",
        "/api/v1/initiatives/hketoll-free-flow-tolling/milestones",
    ];
    for own in lists {
        let cursor = cursor(&app, &format!("{own}?limit=1")).await;
        for other in lists.into_iter().filter(|other| *other != own) {
            assert_refused(&app, &format!("{other}?limit=1&cursor={cursor}")).await;
        }
    }
    let one = "/api/v1/initiatives/trade-single-window/milestones";
    let cursor = cursor(&app, &format!("{one}?limit=1")).await;
    let other = "/api/v1/initiatives/hketoll-free-flow-tolling/milestones";
    assert_refused(&app, &format!("{other}?limit=1&cursor={cursor}")).await;
}

#[rstest]
#[tokio::test]
async fn a_cursor_that_was_changed_or_never_made_is_refused(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let good = cursor(&app, &format!("{LIST}?limit=5")).await;
    let mut changed = Vec::new();
    for position in (0..good.len()).step_by(5) {
        let mut text: Vec<char> = good.chars().collect();
        text[position] = if text[position] == 'A' { 'B' } else { 'A' };
        changed.push(text.into_iter().collect::<String>());
    }
    let cut = good[..good.len() - 4].to_owned();
    let made_up = "eyJrIjpbeyJ0ZXh0IjoiYSJ9XX0".to_owned();
    let others = [
        cut,
        format!("{good}A"),
        made_up,
        "latest".to_owned(),
        "0".to_owned(),
        "%00".to_owned(),
        String::new(),
        "a".repeat(2000),
    ];
    for bad in changed.into_iter().chain(others) {
        assert_refused(&app, &format!("{LIST}?limit=5&cursor={bad}")).await;
    }
}

#[rstest]
#[tokio::test]
async fn a_cursor_of_another_installation_is_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let other_key = STANDARD.encode([7; 32]);
    let (one, other) = (
        TestApp::start(engine).await,
        TestApp::configured(engine, &[("SMARTCITY_MASTER_KEY", other_key.as_str())]).await,
    );
    let cursor = cursor(&one, &format!("{LIST}?limit=5")).await;
    assert_refused(&other, &format!("{LIST}?limit=5&cursor={cursor}")).await;
    let again = TestApp::start(engine).await;
    let target = format!("{LIST}?limit=5&cursor={cursor}");
    assert_eq!(again.client.get(&target).await.status, 200, "nodes that share a key share cursors");
}
