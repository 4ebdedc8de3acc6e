//! Each filter of the initiatives, held against the same condition over the whole list.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::catalogue::with_initiative;
use crate::support::client::{key, with};

/// All initiatives with their milestones, and a server to filter them.
struct Filters {
    app: TestApp,
    all: Vec<Value>,
}

impl Filters {
    async fn start(engine: Engine) -> Self {
        let app = TestApp::start(engine).await;
        let all = app.client.walk("/api/v1/initiatives?limit=25&include=milestones").await;
        Self { app, all }
    }

    /// Asserts that the filter gives exactly the initiatives that `passes`, some of them and not all.
    async fn gives(&self, query: &str, passes: impl Fn(&Value) -> bool) {
        let expected: Vec<String> = self.all.iter().filter(|one| passes(one)).map(key).collect();
        assert!(!expected.is_empty() && expected.len() < self.all.len(), "{query} shows nothing");
        let target = format!("/api/v1/initiatives?limit=100&{query}");
        let given: Vec<String> = self.app.client.walk(&target).await.iter().map(key).collect();
        assert_eq!(given, expected, "{query}");
        let counted = self.app.client.json(&with(&target, "include_total", "true")).await;
        assert_eq!(counted["meta"]["total"], expected.len(), "{query}");
    }

    async fn is_empty(&self, query: &str) {
        let target = format!("/api/v1/initiatives?include_total=true&{query}");
        let page = self.app.client.json(&target).await;
        assert_eq!(page["meta"]["total"], 0, "{query}");
        assert_eq!(page["data"].as_array().unwrap().len(), 0, "{query}");
        assert_eq!(page["page"]["next_cursor"], Value::Null, "{query}");
    }
}

fn text<'a>(item: &'a Value, member: &str) -> &'a str {
    item[member].as_str().unwrap()
}

fn lists(item: &Value, member: &str, any_of: &[&str]) -> bool {
    item[member].as_array().unwrap().iter().any(|entry| any_of.contains(&entry.as_str().unwrap()))
}

/// Whether an open milestone is due from the one day and before the other; both as `YYYY-MM-DD`.
fn is_due(item: &Value, after: &str, before: &str) -> bool {
    item["milestones"].as_array().unwrap().iter().any(|milestone| {
        let open = ["scheduled", "in_progress"].contains(&text(milestone, "status"));
        open && milestone["due_on"].as_str().is_some_and(|due| due >= after && due < before)
    })
}

#[rstest]
#[tokio::test]
async fn values_of_one_filter_are_alternatives(#[values(Sqlite, Postgres)] engine: Engine) {
    let filters = Filters::start(engine).await;
    filters.gives("smart_area=people", |one| text(one, "smart_area_code") == "people").await;
    let two = ["people", "economy"];
    filters
        .gives("smart_area=people,economy", |one| two.contains(&text(one, "smart_area_code")))
        .await;
    // Generated clients send a list either way.
    filters
        .gives("smart_area=people&smart_area=economy", |one| {
            two.contains(&text(one, "smart_area_code"))
        })
        .await;
    filters.gives("department=TD", |one| text(one, "lead_department_code") == "TD").await;
    let two = ["TD", "DPO"];
    filters
        .gives("department=TD,DPO", |one| two.contains(&text(one, "lead_department_code")))
        .await;
    filters
        .gives("supporting_department=HyD,EMSD", |one| {
            lists(one, "supporting_department_codes", &["HyD", "EMSD"])
        })
        .await;
    filters.gives("blueprint=v1", |one| lists(one, "blueprint_codes", &["v1"])).await;
    filters.gives("blueprint=v1,v2", |one| lists(one, "blueprint_codes", &["v1", "v2"])).await;
    filters.gives("lifecycle=planned", |one| text(one, "lifecycle") == "planned").await;
    let two = ["planned", "on_hold"];
    filters.gives("lifecycle=planned,on_hold", |one| two.contains(&text(one, "lifecycle"))).await;
    filters.gives("health=delayed", |one| text(one, "health") == "delayed").await;
    let two = ["delayed", "unknown"];
    filters.gives("health=delayed,unknown", |one| two.contains(&text(one, "health"))).await;
    filters.gives("tag=fintech", |one| lists(one, "tags", &["fintech"])).await;
    filters
        .gives("tag=fintech,open-data", |one| lists(one, "tags", &["fintech", "open-data"]))
        .await;
}

#[rstest]
#[tokio::test]
async fn a_code_with_an_ampersand_is_a_filter_too(#[values(Sqlite, Postgres)] engine: Engine) {
    let filters = Filters::start(engine).await;
    filters.gives("department=C%26ED", |one| text(one, "lead_department_code") == "C&ED").await;
}

#[rstest]
#[tokio::test]
async fn filters_of_different_names_must_all_hold(#[values(Sqlite, Postgres)] engine: Engine) {
    let filters = Filters::start(engine).await;
    filters
        .gives("smart_area=mobility&lifecycle=in_progress,planned&blueprint=v2", |one| {
            text(one, "smart_area_code") == "mobility"
                && ["in_progress", "planned"].contains(&text(one, "lifecycle"))
                && lists(one, "blueprint_codes", &["v2"])
        })
        .await;
    filters.is_empty("smart_area=people&department=TD").await;
}

#[rstest]
#[tokio::test]
async fn a_code_that_names_nothing_gives_an_empty_list(#[values(Sqlite, Postgres)] engine: Engine) {
    let filters = Filters::start(engine).await;
    for query in ["smart_area=space", "department=XX", "blueprint=v9", "tag=no-such-tag"] {
        filters.is_empty(query).await;
    }
}

#[rstest]
#[tokio::test]
async fn due_before_leaves_out_its_day_and_due_after_takes_it_in(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let filters = Filters::start(engine).await;
    filters.gives("due_before=2026-12-31", |one| is_due(one, "", "2026-12-31")).await;
    filters.gives("due_before=2027-01-01", |one| is_due(one, "", "2027-01-01")).await;
    filters.gives("due_after=2026-12-31", |one| is_due(one, "2026-12-31", "9")).await;
    filters.gives("due_after=2027-01-01", |one| is_due(one, "2027-01-01", "9")).await;
    // One milestone must lie between the two, not one on either side.
    filters
        .gives("due_after=2022-12-31&due_before=2026-12-31", |one| {
            is_due(one, "2022-12-31", "2026-12-31")
        })
        .await;
    filters.is_empty("due_after=2023-01-01&due_before=2023-12-31").await;
}

#[rstest]
#[tokio::test]
async fn overdue_divides_the_initiatives(#[values(Sqlite, Postgres)] engine: Engine) {
    let filters = Filters::start(engine).await;
    filters.gives("overdue=true", |one| one["milestone_counts"]["overdue"] != 0).await;
    filters.gives("overdue=false", |one| one["milestone_counts"]["overdue"] == 0).await;
}

#[rstest]
#[tokio::test]
async fn progress_bounds_are_inclusive_and_never_match_a_missing_value(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let filters = Filters::start(engine).await;
    let value = |one: &Value| one["progress"]["value"].as_f64();
    filters.gives("progress_min=0", |one| value(one).is_some()).await;
    filters.gives("progress_max=100", |one| value(one).is_some()).await;
    filters.gives("progress_min=60", |one| value(one).is_some_and(|value| value >= 60.0)).await;
    filters.gives("progress_max=60", |one| value(one).is_some_and(|value| value <= 60.0)).await;
    filters
        .gives("progress_min=50&progress_max=60", |one| {
            value(one).is_some_and(|value| (50.0..=60.0).contains(&value))
        })
        .await;
    filters.is_empty("progress_min=99&progress_max=99").await;
}

#[rstest]
#[tokio::test]
async fn updated_since_takes_in_its_instant(#[values(Sqlite, Postgres)] engine: Engine) {
    let filters = Filters::start(engine).await;
    let changed = with_initiative("smart-prison", "title", json!({"en": "Smart prisons"}));
    filters.app.load_and_see(&changed, "2026-11-23T00:00:00.5Z".parse().unwrap()).await;
    for since in ["2026-11-23T00:00:00.5Z", "2026-11-23T08:00:00.5%2B08:00", "2026-11-20T01:02:04Z"]
    {
        filters.gives(&format!("updated_since={since}"), |one| key(one) == "smart-prison").await;
    }
    filters.is_empty("updated_since=2026-11-23T00:00:00.500001Z").await;
    let all = "/api/v1/initiatives?include_total=true&updated_since=2026-11-20T01:02:03.456789Z";
    assert_eq!(filters.app.client.json(all).await["meta"]["total"], 207);
}
