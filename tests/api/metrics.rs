//! What operators watch: each metric is documented and each documented one is there, and what is alerted on exists.

use std::collections::BTreeSet;
use std::path::Path;

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use crate::mail::{queue_receipt, store_overdue};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;

const OPERATIONS: &str = include_str!("../../docs/operations.md");
const ALERTS: &str = include_str!("../../deploy/prometheus/alerts.yml");
const DASHBOARD: &str = include_str!("../../deploy/grafana/operations.json");

async fn scrape(app: &TestApp) -> String {
    let answer = app.client.elsewhere(&format!("http://{}/metrics", app.metrics)).await;
    assert_eq!(answer.status, 200);
    answer.text()
}

/// The value of a line that begins with that name and those labels.
async fn value(app: &TestApp, line: &str) -> f64 {
    let text = scrape(app).await;
    let found = text.lines().find_map(|candidate| candidate.strip_prefix(line)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("{line} is not among\n{text}")).parse().unwrap()
}

/// The same of something that is counted.
async fn count(app: &TestApp, line: &str) -> i64 {
    format!("{}", value(app, line).await).parse().expect("a whole number")
}

/// The names of what a server exports, once everything has happened that has a label of its own.
async fn exported(app: &TestApp) -> BTreeSet<String> {
    app.client.get("/api/v1/initiatives").await;
    let text = scrape(app).await;
    let kinds = text.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    kinds.map(|kind| kind.split(' ').next().unwrap().to_owned()).collect()
}

/// The names in the table of metrics.
fn documented() -> BTreeSet<String> {
    let (_, section) = OPERATIONS.split_once("\n## Metrics\n").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| row.split(['{', '`']).next().unwrap().to_owned()).collect()
}

/// The names of ours and of the process in an expression; those of a histogram's parts are the histogram's.
fn named(expression: &str) -> BTreeSet<String> {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let words = expression.split(|letter| !is_word(letter));
    let ours = words.filter(|word| word.starts_with("smartcity_") || word.starts_with("process_"));
    ours.map(|word| {
        let part = ["_bucket", "_sum", "_count"].iter().find_map(|part| word.strip_suffix(part));
        part.unwrap_or(word).to_owned()
    })
    .collect()
}

#[rstest]
#[tokio::test]
async fn each_metric_is_documented_and_each_documented_one_is_there(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (exported, documented) = (exported(&app).await, documented());
    let missing: Vec<_> = documented.difference(&exported).collect();
    let unsaid: Vec<_> = exported.difference(&documented).collect();
    assert!(missing.is_empty() && unsaid.is_empty(), "missing {missing:?}, unsaid {unsaid:?}");
}

/// The places of the operations page, as links name them.
fn sections() -> BTreeSet<String> {
    let headings = OPERATIONS.lines().filter(|line| line.starts_with("##"));
    let plain = |heading: &str| {
        let kept = heading.trim_start_matches('#').trim().to_lowercase();
        let kept =
            kept.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
        kept.collect::<String>().replace(' ', "-")
    };
    headings.map(plain).collect()
}

#[tokio::test]
async fn every_alert_is_about_metrics_that_exist_and_says_what_to_do() {
    let app = TestApp::start(Sqlite).await;
    let (exported, sections) = (exported(&app).await, sections());
    let alerts: Value = yaml_serde::from_str(ALERTS).unwrap();
    let groups = alerts["groups"].as_array().unwrap().iter();
    let rules: Vec<&Value> = groups.flat_map(|group| group["rules"].as_array().unwrap()).collect();
    assert!(rules.len() >= 10);
    for rule in rules {
        let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{rule}")).to_owned();
        let names = named(&text(&rule["expr"]));
        assert!(names.iter().all(|name| exported.contains(name)), "{rule}");
        assert!(!names.is_empty() || text(&rule["expr"]).contains("up{"), "{rule}");
        assert!(["page", "ticket"].contains(&text(&rule["labels"]["severity"]).as_str()), "{rule}");
        assert!(text(&rule["annotations"]["summary"]).ends_with('.'), "{rule}");
        let runbook = text(&rule["annotations"]["runbook"]);
        let (page, section) = runbook.split_once('#').unwrap();
        assert_eq!(page, "docs/operations.md");
        assert!(sections.contains(section), "{section} is no section of {page}: {sections:?}");
    }
}

#[tokio::test]
async fn the_dashboard_shows_metrics_that_exist() {
    let app = TestApp::start(Sqlite).await;
    let exported = exported(&app).await;
    let dashboard: Value = serde_json::from_str(DASHBOARD).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    assert!(panels.len() >= 10);
    for panel in panels.iter().filter(|panel| panel["type"] != "row") {
        assert!(!panel["title"].as_str().unwrap().is_empty());
        for target in panel["targets"].as_array().unwrap() {
            let names = named(target["expr"].as_str().unwrap());
            assert!(!names.is_empty(), "{panel}");
            assert!(names.iter().all(|name| exported.contains(name)), "{names:?}");
        }
    }
    assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/README.md").exists());
}

#[rstest]
#[tokio::test]
async fn what_waits_is_told_and_a_database_that_is_away_fails_no_scrape(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    queue_receipt(&app);
    store_overdue(&app);
    app.clock.advance(chrono::TimeDelta::hours(3));
    app.turn("backlog");
    assert_eq!(count(&app, "smartcity_letters_unsent").await, 1);
    assert_eq!(count(&app, "smartcity_replies_overdue").await, 1);
    let waited = value(&app, "smartcity_oldest_unsent_letter_seconds").await;
    assert!((waited - 10_800.0).abs() < 1.0, "{waited}");
    assert_eq!(value(&app, "smartcity_wal_bytes").await > 0.0, engine == Sqlite);
    assert_eq!(count(&app, "smartcity_job_failures_total{name=\"backlog\"}").await, 0);
    if engine == Postgres {
        app.database.close();
        app.turn("backlog");
        assert!(count(&app, "smartcity_job_failures_total{name=\"backlog\"}").await > 0);
        assert_eq!(count(&app, "smartcity_letters_unsent").await, 1, "as it was last seen");
        app.database.open();
    }
}

#[rstest]
#[tokio::test]
async fn requests_are_timed_by_operation_and_attempts_to_sign_in_are_counted(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.client.get("/api/v1/initiatives/smart-prison").await;
    app.client.get("/api/v1/initiatives/no-such-initiative").await;
    app.client.get("/made/up/by/a/client").await;
    app.signed_in("td@city.example", &["contributor:TD"]).await;
    let body = json!({ "email": "td@city.example", "password": "another one altogether" });
    for _ in 0..2 {
        app.client.call(Method::POST, "/api/v1/auth/login").json(&body).send().await;
    }
    let timed = async |method: &str, route: &str, class: &str| {
        let labels = format!("{{class=\"{class}\",method=\"{method}\",route=\"{route}\"}}");
        count(&app, &format!("smartcity_request_seconds_count{labels}")).await
    };
    assert_eq!(timed("GET", "/api/v1/initiatives/{code}", "2xx").await, 1);
    assert_eq!(timed("GET", "/api/v1/initiatives/{code}", "4xx").await, 1);
    assert_eq!(timed("POST", "/api/v1/auth/login", "4xx").await, 2);
    assert_eq!(timed("GET", "none", "4xx").await, 1);
    assert_eq!(count(&app, "smartcity_sign_ins_total{outcome=\"done\"}").await, 1);
    assert_eq!(count(&app, "smartcity_sign_ins_total{outcome=\"failed\"}").await, 2);
    assert!(value(&app, "smartcity_pool_wait_seconds_count{pool=\"read\"}").await > 0.0);
    assert!(value(&app, "smartcity_pool_size{pool=\"write\"}").await > 0.0);
}
