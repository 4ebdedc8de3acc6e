//! The calendar of public holidays ends one day: whoever runs the installation is told long before.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::{TestApp, catalogue};

const END: &str = "smartcity_holidays_end_timestamp_seconds";

async fn warnings(app: &TestApp) -> Vec<Value> {
    app.client.json("/readyz").await["warnings"].as_array().unwrap().clone()
}

/// The start of a year in Hong Kong, in seconds.
fn year(year: i32) -> f64 {
    let day = chrono::NaiveDate::from_ymd_opt(year - 1, 12, 31).unwrap();
    let seconds = day.and_hms_opt(16, 0, 0).unwrap().and_utc().timestamp();
    f64::from(i32::try_from(seconds).unwrap())
}

#[rstest]
#[tokio::test]
async fn the_end_of_the_calendar_is_told_120_days_before_and_until_there_is_more(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    assert_eq!(warnings(&app).await, Vec::<Value>::new());
    assert!((app.metric(END).await - year(2028)).abs() < 0.5);
    app.set_clock("2027-09-04T04:00:00Z");
    app.turn("holidays");
    let told = warnings(&app).await;
    assert_eq!(told[0]["code"], "holidays-end");
    assert_eq!(
        told[0]["message"],
        "public holidays are known up to 2027-12-31 only, and replies may be due as late as 2028-01-02: \
         load a file with later ones"
    );
    let mut file = catalogue::citizens_file();
    let more = json!({ "day": "2028-01-01", "name": { "en": "The first day of January" } });
    file["citizens"]["holidays"].as_array_mut().unwrap().push(more);
    app.load_citizens(&file);
    app.turn("holidays");
    assert_eq!(warnings(&app).await, Vec::<Value>::new());
    assert!((app.metric(END).await - year(2029)).abs() < 0.5);
}

#[rstest]
#[tokio::test]
async fn a_long_standard_of_one_department_needs_a_longer_calendar(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.member("admin@city.example", &["administrator"]);
    app.set_clock("2027-03-01T04:00:00Z");
    let admin = app.login("admin@city.example").await.access;
    let call = app.client.call(reqwest::Method::PATCH, "/api/v1/departments/TD").bearer(&admin);
    let call = call.header("if-match", "\"1\"").json(&json!({ "reply_days": 250 }));
    assert_eq!(call.send().await.status, 200);
    app.turn("holidays");
    assert_eq!(warnings(&app).await[0]["code"], "holidays-end");
}

#[rstest]
#[tokio::test]
async fn an_installation_without_any_holiday_is_told_so_from_its_start(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let database = crate::support::engine::TestDatabase::empty(engine);
    let app = TestApp::over(database, &[]).await;
    assert_eq!(warnings(&app).await[0]["code"], "holidays-missing");
    assert!(app.metric(END).await.abs() < 0.5);
}
