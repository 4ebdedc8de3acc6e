//! The ends of what may be asked: years at the border of the calendar, headers in several lines, odd but right
//! spellings. All of it is answered, and the same by both databases.

use reqwest::Method;
use rstest::rstest;

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;

async fn total(app: &TestApp, query: &str) -> i64 {
    let target = format!("/api/v1/{query}&include_total=true&limit=1");
    app.client.json(&target).await["meta"]["total"].as_i64().unwrap()
}

#[rstest]
#[tokio::test]
async fn dates_at_the_ends_of_the_calendar_are_compared_rightly(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let dated = total(&app, "milestones?due_after=0001-01-01").await;
    assert_eq!(dated, 88, "38 milestones have no date");
    for (query, count) in [
        ("milestones?due_before=9999-12-31", dated),
        ("milestones?due_after=9999-12-31", 0),
        ("milestones?due_before=0001-01-01", 0),
        ("milestones?due_before=0000-01-01", 0),
        ("milestones?due_after=0000-01-01", dated),
        ("initiatives?due_before=0000-01-01", 0),
        ("initiatives?due_after=9999-12-31", 0),
    ] {
        assert_eq!(total(&app, query).await, count, "{query}");
    }
}

#[rstest]
#[tokio::test]
async fn instants_at_the_ends_of_the_calendar_are_compared_rightly(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    for (since, count) in [
        ("0001-01-01T00:00:00Z", 207),
        ("0000-01-01T00:00:00Z", 207),
        // In UTC this is in the year before 0, and the other one in the year 10000.
        ("0000-01-01T00:00:00%2B14:00", 207),
        ("9999-12-31T23:59:59-14:00", 0),
        ("9999-12-31T23:59:59Z", 0),
        ("2016-12-31T23:59:60Z", 207),
        // Finer than a microsecond, and so later than the instant of the load by less than one.
        ("2026-11-20T01:02:03.456789000Z", 207),
        ("2026-11-20T01:02:03.456789001Z", 0),
        ("2026-11-20t01:02:03.456789z", 207),
    ] {
        assert_eq!(
            total(&app, &format!("initiatives?updated_since={since}")).await,
            count,
            "{since}"
        );
    }
}

#[rstest]
#[tokio::test]
async fn a_header_in_several_lines_is_one_list(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let list = "/api/v1/initiatives?limit=50";
    let call = |headers: [(&'static str, String); 2]| {
        let call = app.client.call(Method::GET, list);
        headers.into_iter().fold(call, |call, (name, value)| call.header(name, &value))
    };
    let lines =
        |name: &'static str, one: &str, two: &str| [(name, one.to_owned()), (name, two.to_owned())];
    let tag = app.client.get(list).await.tag();
    let known = call(lines("If-None-Match", "\"other\"", &tag)).send().await;
    let accepted = call(lines("Accept", "text/html", "application/json")).send().await;
    let spoken = call(lines("Accept-Language", "fr", "zh-HK")).send().await;
    let encoded = call(lines("Accept-Encoding", "deflate", "br")).send().await;
    let told = (
        known.status,
        accepted.status,
        spoken.header("content-language"),
        encoded.header("content-encoding"),
    );
    assert_eq!(told, (304, 200, Some("zh-Hant"), Some("br")));
}

#[rstest]
#[tokio::test]
async fn what_is_spelt_with_escapes_means_the_same(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let plain = app.client.get("/api/v1/initiatives?smart_area=people&lang=zh-Hant&limit=5").await;
    for target in [
        "/api/v1/initiatives?smart%5Farea=p%65ople&lang=zh%2DHant&limit=%35",
        "/api/v1/initiatives?&limit=5&&lang=zh-Hant&smart_area=people&",
        "/api/v1/initiatives?%6Cang=zh-Hant&limit=5&smart_area=people",
    ] {
        let same = app.client.get(target).await;
        assert_eq!(same.json()["data"], plain.json()["data"], "{target}");
        assert_eq!(same.header("content-language"), Some("zh-Hant"), "{target}");
    }
    let item = app.client.get("/api/v1/initiatives/smart%2Dprison").await;
    assert_eq!(item.json()["code"], "smart-prison");
    let missing = app.client.get("/api/v1/initiatives/none?lang=zh%2DHant").await;
    missing.problem(404, "not-found");
    assert_eq!(missing.header("content-language"), Some("zh-Hant"));
}

#[rstest]
#[tokio::test]
async fn a_null_character_or_a_strange_one_breaks_nothing(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    for (target, status) in [
        ("/api/v1/initiatives?q=%00", 200),
        ("/api/v1/initiatives?q=park%00ing", 200),
        ("/api/v1/initiatives?q=%F0%9F%9A%80%E2%80%AE", 200),
        ("/api/v1/initiatives?tag=a%00", 400),
        ("/api/v1/initiatives?%00=1", 400),
        ("/api/v1/initiatives?lang=%00", 400),
        ("/api/v1/initiatives/%00", 404),
        ("/api/v1/initiatives/%2E%2E", 404),
        ("/api/v1/milestones/%00", 400),
    ] {
        assert_eq!(app.client.get(target).await.status, status, "{target}");
    }
}
