//! Many at once on one initiative: nobody's milestone is left out of the summary, whoever commits first.

use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use super::{PARKING, Staff};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;

#[rstest]
#[tokio::test]
async fn what_is_summed_up_holds_every_milestone_of_writers_at_once(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::configured(engine, &[("SMARTCITY_WORKERS", "2")]).await;
    let staff = Staff::with(&app, &["publisher:TD"]).await;
    let path = format!("{PARKING}/milestones");
    let edit = app.client.call(Method::PATCH, PARKING).bearer(&staff.token);
    let edit = edit.header("if-match", "\"1\"").json(&json!({ "update_cadence_days": 400 }));
    let writes = (1..=16).map(|weight| {
        staff.post(&path, json!({ "title": { "en": format!("No {weight}") }, "weight": weight }))
    });
    let (edited, made) =
        futures_util::future::join(edit.send(), futures_util::future::join_all(writes)).await;
    assert_eq!(edited.status, 200, "{}", edited.text());
    assert!(made.iter().all(|answer| answer.status == 201));
    let initiative = app.client.json(PARKING).await;
    assert_eq!(initiative["milestone_counts"]["total"], 3 + 16);
    assert_eq!(initiative["update_cadence_days"], 400);
    let progress = app.client.json(&format!("{PARKING}/progress")).await;
    let listed = progress["contributions"].as_array().unwrap();
    assert_eq!(listed.len(), 3 + 16);
    let sum: f64 = listed.iter().map(|one| one["contribution"].as_f64().unwrap()).sum();
    let stored = initiative["progress"]["value"].as_f64().unwrap();
    assert!((sum - stored).abs() < 1e-9, "{sum} is not {stored}");
    let page = app.client.json(&format!("{PARKING}?include=milestones")).await;
    assert_eq!(page["milestones"].as_array().unwrap().len(), 3 + 16);
}
