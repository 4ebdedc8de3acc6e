//! What can be given beside an item, and that nothing else about the item changes for it.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::catalogue::record;
use crate::support::client::key;

const SIBLINGS: [&str; 4] = ["milestones", "lead_department", "smart_area", "translations"];

/// The item without what was given beside it.
fn bare(item: &Value) -> Value {
    let mut bare = item.clone();
    for sibling in SIBLINGS {
        bare.as_object_mut().unwrap().remove(sibling);
    }
    bare
}

/// What a department or area is when it stands beside an initiative: everything but its counts.
fn summary(item: &Value) -> Value {
    let mut summary = item.clone();
    summary.as_object_mut().unwrap().remove("initiative_counts").unwrap();
    summary
}

#[rstest]
#[tokio::test]
async fn siblings_are_given_when_asked_for_and_codes_stay(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let departments = app.client.data("/api/v1/departments?limit=100").await;
    let areas = app.client.data("/api/v1/smart-areas").await;
    let plain = app.client.json("/api/v1/initiatives?limit=25").await;
    for sibling in SIBLINGS {
        let target = format!("/api/v1/initiatives?limit=25&include={sibling}");
        let list = app.client.json(&target).await;
        for (item, plain) in
            list["data"].as_array().unwrap().iter().zip(plain["data"].as_array().unwrap())
        {
            assert_eq!(&bare(item), plain, "{sibling}");
            let given: Vec<&str> =
                SIBLINGS.into_iter().filter(|sibling| item.get(sibling).is_some()).collect();
            assert_eq!(given, [sibling]);
            let alone = format!("/api/v1/initiatives/{}?include={sibling}", key(item));
            assert_eq!(&app.client.json(&alone).await, item, "{sibling}");
            match sibling {
                "lead_department" => {
                    let code = &item["lead_department_code"];
                    let whole = departments.iter().find(|one| one["code"] == *code).unwrap();
                    assert_eq!(item[sibling], summary(whole));
                }
                "smart_area" => {
                    let code = &item["smart_area_code"];
                    let whole = areas.iter().find(|one| one["code"] == *code).unwrap();
                    assert_eq!(item[sibling], summary(whole));
                }
                "milestones" => {
                    let list = format!("/api/v1/initiatives/{}/milestones", key(item));
                    assert_eq!(item[sibling], json!(app.client.data(&list).await), "{list}");
                }
                _ => {
                    let record = record("initiatives", &key(item));
                    let all = json!({"title": record["title"], "summary": record["summary"]});
                    assert_eq!(item[sibling], all);
                }
            }
        }
    }
}

#[rstest]
#[tokio::test]
async fn several_siblings_are_given_together(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let all = SIBLINGS.join(",");
    let target = format!("/api/v1/initiatives/trade-single-window?include={all}");
    let item = app.client.json(&target).await;
    assert!(SIBLINGS.iter().all(|sibling| item.get(sibling).is_some()));
    assert_eq!(item["milestones"].as_array().unwrap().len(), 5);
    let milestone = &item["milestones"][0];
    assert!(milestone.get("translations").is_some(), "translations are of everything given");
    assert!(item["lead_department"].get("translations").is_some());
}

#[rstest]
#[tokio::test]
async fn translations_are_given_of_every_kind(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    for (list, kind, members) in [
        ("smart-areas", "smart_areas", &["name", "summary"][..]),
        ("departments", "departments", &["name"]),
        ("blueprints", "blueprints", &["title"]),
        ("initiatives", "initiatives", &["title", "summary"]),
    ] {
        let target = format!("/api/v1/{list}?limit=100&include=translations&lang=zh-Hant");
        for item in app.client.walk(&target).await {
            for member in members {
                let texts = &record(kind, &key(&item))[member];
                assert_eq!(&item["translations"][member], texts, "{member} of {}", key(&item));
            }
        }
    }
    let list = app.client.walk("/api/v1/milestones?limit=100&include=translations").await;
    for item in &list {
        assert_eq!(item["translations"]["title"]["en"], item["title"]);
    }
    let alone = format!("/api/v1/milestones/{}?include=translations", key(&list[0]));
    assert_eq!(app.client.json(&alone).await, list[0]);
}

#[rstest]
#[tokio::test]
async fn milestones_of_more_than_25_initiatives_are_not_given_at_once(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let allowed = app.client.get("/api/v1/initiatives?include=milestones&limit=25").await;
    assert_eq!(allowed.status, 200);
    for limit in [26, 100] {
        let target = format!("/api/v1/initiatives?include=milestones&limit={limit}");
        let faults = app.client.get(&target).await.faults(400, "invalid-parameter");
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(["limit", "include"].contains(&faults[0].0.as_str()), "{faults:?}");
        assert!(["conflicting", "too_large"].contains(&faults[0].1.as_str()), "{faults:?}");
    }
    assert_eq!(
        app.client.get("/api/v1/initiatives?include=smart_area&limit=100").await.status,
        200
    );
}
